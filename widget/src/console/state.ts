/** What the console shows, and how events change it. Pure: no DOM, no socket, no clock. */

import { type Answer, grown } from "../common/answers";
import type { Pending } from "../common/outbox";
import type {
  Conversation,
  Cursor,
  Message,
  Page,
  Person,
  Piece,
  Receipted,
  Status,
  WireError,
} from "../common/protocol";
import { merge, syncedAfter, syncedAfterPage } from "../common/timeline";
import type { CannedReply } from "./canned";

export type Link = "connecting" | "online" | "offline";

/** A line of the desk; `position` only while it waits. */
export interface Entry extends Conversation {
  position?: number;
}

/** A person in a room. */
export interface Present extends Person {
  connected_since: string;
}

/** A room that is open now. */
export interface OpenRoom {
  booking_id: string;
  title: string;
  /** Null until somebody has entered. */
  conversation: string | null;
  starts_at: string;
  ends_at: string;
  participants: Present[];
  /** Staff who read along unseen. */
  watchers: Present[];
  /** Who should be there now and is not. */
  missing: ("customer" | "pandit")[];
  last_at: string | null;
  /** In the last ten minutes. */
  reconnects: number;
}

/** What `open` answers with. */
export interface Opened extends Page {
  conversation: Conversation;
  notes: Message[];
  cursors: Record<string, Cursor>;
  /** Of a room: one only reads along. */
  watching?: boolean;
}

/** A conversation that was opened. */
export interface Thread {
  conversation: Conversation;
  messages: Message[];
  /** Of the staff; numbered apart, placed among the messages by time. */
  notes: Message[];
  synced: number;
  answers: Answer[];
  typing: Person[];
  cursors: Record<string, Cursor>;
  watching: boolean;
}

export interface State {
  link: Link;
  notice: WireError | null;
  me: Person;
  agents: Person[];
  waiting: Entry[];
  assigned: Entry[];
  rooms: OpenRoom[];
  canned: CannedReply[];
  threads: Record<string, Thread>;
  selected: string | null;
  pending: Pending[];
}

export type Event =
  | { type: "link"; link: Link }
  | { type: "notice"; error: WireError | null }
  | { type: "session"; me: Person }
  | { type: "desk"; waiting: Entry[]; assigned: Entry[] }
  | { type: "agents"; agents: Person[] }
  | { type: "rooms"; rooms: OpenRoom[] }
  | { type: "canned"; replies: CannedReply[] }
  | { type: "watching"; conversation: string; watching: boolean }
  | { type: "closed"; conversation: string }
  | { type: "selected"; conversation: string | null }
  | { type: "opened"; opened: Opened }
  | { type: "changed"; conversation: Conversation }
  | { type: "page"; conversation: string; page: Page }
  | { type: "earlier"; conversation: string; page: Page }
  | { type: "message"; message: Message }
  /** Edited, deleted, reacted to. */
  | { type: "revised"; message: Message }
  | { type: "partial"; conversation: string; piece: Piece }
  | { type: "typing"; conversation: string; participant: Person; on: boolean }
  | { type: "receipt"; conversation: string; participant: string; cursor: Cursor }
  | { type: "language"; conversation: string; language: string }
  | { type: "status"; conversation: string; status: Status; assignee: Person | undefined }
  | { type: "written"; pending: Pending }
  | { type: "acknowledged"; pending: Pending; receipt: Receipted }
  | { type: "discarded"; client_id: string };

export function initial(me: Person, pending: Pending[]): State {
  return {
    link: "connecting",
    notice: null,
    me,
    agents: [],
    waiting: [],
    assigned: [],
    rooms: [],
    canned: [],
    threads: {},
    selected: null,
    pending,
  };
}

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "link":
      return { ...state, link: event.link };
    case "notice":
      return { ...state, notice: event.error };
    case "session":
      return { ...state, link: "online", notice: null, me: event.me };
    case "desk":
      return desk(state, event.waiting, event.assigned);
    case "agents":
      return { ...state, agents: event.agents };
    case "rooms":
      return { ...state, rooms: event.rooms };
    case "canned":
      return { ...state, canned: event.replies };
    case "watching":
      return changed(state, event.conversation, () => ({ watching: event.watching }));
    case "closed": {
      const { [event.conversation]: _, ...threads } = state.threads;
      return { ...state, threads };
    }
    case "selected":
      return { ...state, selected: event.conversation };
    case "opened":
      return opened(state, event.opened);
    case "changed":
      return changed(state, event.conversation.id, () => ({ conversation: event.conversation }));
    case "page":
      return settled(
        changed(state, event.conversation, (thread) => ({
          messages: merge(thread.messages, event.page.messages),
          synced: syncedAfterPage(thread.synced, event.page.messages, event.page.last_seq),
        })),
        event.page.messages,
      );
    case "earlier":
      return changed(state, event.conversation, ({ messages }) => ({
        messages: merge(event.page.messages, messages),
      }));
    case "message":
      return settled(changed(state, event.message.conversation, (thread) => received(thread, event.message)), [
        event.message,
      ]);
    case "revised":
      return changed(state, event.message.conversation, ({ messages }) => ({
        messages: messages.some(({ id }) => id === event.message.id) ? merge(messages, [event.message]) : messages,
      }));
    case "partial":
      return changed(state, event.conversation, ({ answers }) => ({ answers: grown(answers, event.piece) }));
    case "typing":
      return changed(state, event.conversation, ({ typing }) => {
        const others = typing.filter(({ id }) => id !== event.participant.id);
        return { typing: event.on && event.participant.id !== state.me.id ? [...others, event.participant] : others };
      });
    case "receipt":
      return changed(state, event.conversation, ({ cursors }) => ({
        cursors: { ...cursors, [event.participant]: { ...cursors[event.participant], ...event.cursor } },
      }));
    case "language":
      return changed(state, event.conversation, ({ conversation }) => ({
        conversation: { ...conversation, language: event.language },
      }));
    case "status":
      return changed(state, event.conversation, ({ conversation: { assignee: _, ...conversation } }) => ({
        conversation: {
          ...conversation,
          status: event.status,
          ...(event.assignee ? { assignee: event.assignee } : {}),
        },
      }));
    case "written": {
      const others = state.pending.filter(({ client_id }) => client_id !== event.pending.client_id);
      return { ...state, pending: [...others, event.pending] };
    }
    case "acknowledged":
      return acknowledged(state, event.pending, event.receipt);
    case "discarded":
      return { ...state, pending: state.pending.filter(({ client_id }) => client_id !== event.client_id) };
  }
}

/** Messages and notes of a thread in the order they were written. */
export function timeline({ messages, notes }: Thread): Message[] {
  return [...messages, ...notes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The room of a thread, while it is open. */
export function roomOf(state: State, { conversation }: Thread): OpenRoom | undefined {
  return state.rooms.find((room) => room.conversation === conversation.id);
}

/** Whether a room needs somebody of the desk to look after it. */
export function needsCare({ missing }: OpenRoom): boolean {
  return missing.length > 0;
}

/** Whether one may write to the people of a conversation. */
export function takesPart({ conversation, watching }: Thread, me: Person): boolean {
  return conversation.kind === "room" ? !watching : conversation.assignee?.id === me.id;
}

/** Whether the contact has read up to the message. */
export function isSeen({ conversation, cursors }: Thread, { seq }: Message): boolean {
  return (cursors[conversation.contact.id]?.read ?? 0) >= seq;
}

/** The desk also knows the owner of what is open. */
function desk(state: State, waiting: Entry[], assigned: Entry[]): State {
  const threads = { ...state.threads };
  for (const { position: _, ...conversation } of [...waiting, ...assigned]) {
    const thread = threads[conversation.id];
    if (thread) threads[conversation.id] = { ...thread, conversation };
  }
  return { ...state, waiting, assigned, threads };
}

function opened(state: State, { conversation, messages, notes, last_seq, cursors, watching = false }: Opened): State {
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

function changed(state: State, id: string, change: (thread: Thread) => Partial<Thread>): State {
  const thread = state.threads[id];
  if (!thread) return state;
  return { ...state, threads: { ...state.threads, [id]: { ...thread, ...change(thread) } } };
}

function received(thread: Thread, message: Message): Partial<Thread> {
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

function acknowledged(state: State, pending: Pending, receipt: Receipted): State {
  const conversation = pending.conversation ?? "";
  const message: Message = {
    ...receipt,
    conversation,
    client_id: pending.client_id,
    sender: state.me,
    type: "text",
    text: pending.text,
    ...(pending.note ? { private: true } : {}),
  };
  return settled(changed(state, conversation, (thread) => received(thread, message)), [message]);
}
