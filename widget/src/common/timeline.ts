import type { Message } from "./protocol";

/** `known` with `incoming` merged in: each id once and as it was changed last, ordered by `seq`. */
export function merge(known: Message[], incoming: Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) byId.set(message.id, newest(message, byId.get(message.id)));
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** The one of two states of a message that was changed last; the first when they are alike. */
export function newest(message: Message, other: Message | undefined): Message {
  return other && (other.version ?? 0) > (message.version ?? 0) ? other : message;
}

/** Up to which `seq` everything is known after a live message: a jump means something was missed. */
export function syncedAfter(synced: number, seq: number): number {
  return seq === synced + 1 ? seq : synced;
}

/** The same after an answer to `resume`: an empty page means there is nothing more for this reader. */
export function syncedAfterPage(synced: number, page: Message[], lastSeq: number): number {
  const last = page.at(-1);
  return Math.max(synced, last ? last.seq : lastSeq);
}
