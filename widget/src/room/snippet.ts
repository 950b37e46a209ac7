import type { Attachment, Message } from "../common/protocol";
import type { RoomTexts } from "../texts/room";

const LONGEST = 80;

/** A message in a few words. */
export function snippet(words: RoomTexts, { text = "", payload, deleted_at }: Partial<Message>): string {
  if (deleted_at) return words.deleted;
  const line = text.replace(/\s+/g, " ");
  if (line) return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return payload?.attachment ? titleOf(words, payload.attachment) : "";
}

/** What a file is called: recordings and photos have names that say nothing. */
export function titleOf(words: RoomTexts, { type, name }: Attachment): string {
  if (type.startsWith("image/")) return words.photo;
  return type.startsWith("audio/") ? words.voice : name;
}
