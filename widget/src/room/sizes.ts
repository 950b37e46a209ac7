import type { RoomTexts } from "../texts/room";

/** A size in bytes, as people read it. */
export function fileSize(words: RoomTexts, bytes: number): string {
  if (bytes < 1_000_000) return words.kilobytes(Math.max(1, Math.round(bytes / 1000)));
  return words.megabytes(Math.round(bytes / 100_000) / 10);
}
