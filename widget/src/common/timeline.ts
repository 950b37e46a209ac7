import type { Message } from "./protocol";

/** `known` with `incoming` merged in: each id once, ordered by `seq`. */
export function merge(known: Message[], incoming: Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
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
