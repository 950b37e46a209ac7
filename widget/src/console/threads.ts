/** How the conversations that are open change. */

import type { Pending } from "../common/outbox";
import type { Message, Page, Receipted } from "../common/protocol";
import { merge, syncedAfter, syncedAfterPage } from "../common/timeline";
import type { Entry, Opened, State, Thread } from "./model";

/** The desk also knows the owner of what is open. */
export function desk(state: State, waiting: Entry[], assigned: Entry[]): State {
  const threads = { ...state.threads };
  for (const { position: _, ...conversation } of [...waiting, ...assigned]) {
    const thread = threads[conversation.id];
    if (thread) threads[conversation.id] = { ...thread, conversation };
  }
  return { ...state, waiting, assigned, threads };
}

export function opened(state: State, { conversation, messages, notes, last_seq, cursors, watching = false }: Opened): State {
  const known = state.threads[conversation.id];
  const thread: Thread = {
    conversation,
    cursors,
    watching,
    messages: merge(known?.messages ?? [], messages),
    notes: merge(known?.notes ?? [], notes),
    // Opened again after a break, a gap may lie before what came now: it is asked for from here.
    synced: known ? known.synced : last_seq,
    answers: [],
    typing: [],
  };
  const threads = { ...state.threads, [conversation.id]: thread };
  return settled({ ...state, threads }, [...messages, ...notes]);
}

export function changed(state: State, id: string, change: (thread: Thread) => Partial<Thread>): State {
  const thread = state.threads[id];
  if (!thread) return state;
  return { ...state, threads: { ...state.threads, [id]: { ...thread, ...change(thread) } } };
}

export function caughtUp(state: State, id: string, { messages, last_seq }: Page): State {
  const next = changed(state, id, (thread) => ({
    messages: merge(thread.messages, messages),
    synced: syncedAfterPage(thread.synced, messages, last_seq),
  }));
  return settled(next, messages);
}

export function received(state: State, message: Message): State {
  return settled(changed(state, message.conversation, (thread) => withMessage(thread, message)), [message]);
}

export function acknowledged(state: State, pending: Pending, receipt: Receipted): State {
  return received(state, {
    ...receipt,
    conversation: pending.conversation ?? "",
    client_id: pending.client_id,
    sender: state.me,
    type: "text",
    text: pending.text,
    ...(pending.note ? { private: true } : {}),
  });
}

function withMessage(thread: Thread, message: Message): Partial<Thread> {
  if (message.private) return { notes: merge(thread.notes, [message]) };
  const fromGuide = message.sender.role === "bot" || message.sender.role === "system";
  return {
    messages: merge(thread.messages, [message]),
    synced: syncedAfter(thread.synced, message.seq),
    answers: fromGuide ? [] : thread.answers,
    typing: thread.typing.filter(({ id }) => id !== message.sender.id),
  };
}

/** What stands in the history needs no sending any more. */
function settled(state: State, messages: Message[]): State {
  const arrived = new Set(messages.map(({ client_id }) => client_id));
  return { ...state, pending: state.pending.filter(({ client_id }) => !arrived.has(client_id)) };
}
