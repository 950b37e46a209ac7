/** Everything the widget shows, as one value, and how events change it. Pure: no DOM, no socket, no clock. */

import { type Answer, grown } from "../common/answers";
import type { Pending } from "../common/outbox";
import type {
  Cursor,
  Message,
  Mode,
  Page,
  Person,
  Piece,
  Receipted,
  Status,
  WireError,
} from "../common/protocol";
import { merge, syncedAfter, syncedAfterPage } from "../common/timeline";

/** `idle`: not asked to connect yet. `refused`: the gateway said no; only a person can change that. */
export type Link = "idle" | "connecting" | "online" | "offline" | "refused";

/** How much of a conversation is fetched at first. */
const FIRST_PAGE = 50;

export interface Room {
  booking_id: string;
  title: string;
}

export interface Session {
  token?: string;
  conversation: string;
  participant: Person;
  mode: Mode;
  last_seq: number;
  status: Status;
  language: string;
  cursors: Record<string, Cursor>;
  room?: Room;
}

export interface Queue {
  position: number;
  eta_seconds: number | null;
}

export interface State {
  language: string;
  link: Link;
  notice: WireError | null;
  me: Person | null;
  conversation: string;
  status: Status;
  /** The room one is in, or was invited to. */
  room: Room | null;
  mode: Mode;
  /** Ordered by `seq`. */
  messages: Message[];
  /** Everything up to this `seq` is known. */
  synced: number;
  /** The session's history has arrived. */
  loaded: boolean;
  pending: Pending[];
  answers: Answer[];
  typing: Person[];
  present: Person[];
  cursors: Record<string, Cursor>;
  queue: Queue | null;
  /** Up to which `seq` this person has seen the conversation. */
  read: number;
  open: boolean;
}

export type Event =
  | { type: "link"; link: Link }
  | { type: "refused"; error: WireError }
  | { type: "notice"; error: WireError | null }
  | { type: "session"; session: Session }
  | { type: "page"; page: Page }
  /** Of before what is known. */
  | { type: "earlier"; page: Page }
  | { type: "message"; message: Message }
  | { type: "partial"; piece: Piece }
  | { type: "typing"; participant: Person; on: boolean }
  | { type: "presence"; participants: Person[] }
  | { type: "receipt"; participant: string; cursor: Cursor }
  | { type: "status"; status: Status }
  | { type: "queue"; queue: Queue | null }
  | { type: "entered"; mode: Mode; room: Room | null; pending: Pending[]; read: number }
  | { type: "written"; pending: Pending }
  | { type: "acknowledged"; pending: Pending; receipt: Receipted }
  | { type: "discarded"; client_id: string }
  | { type: "read"; seq: number }
  | { type: "open"; open: boolean }
  | { type: "language"; language: string };

export function initial(language: string): State {
  return {
    language,
    link: "idle",
    notice: null,
    me: null,
    room: null,
    mode: "guide",
    open: false,
    ...emptyConversation(),
  };
}

function emptyConversation() {
  return {
    conversation: "",
    status: "pending",
    messages: [],
    synced: 0,
    loaded: false,
    pending: [],
    answers: [],
    typing: [],
    present: [],
    cursors: {},
    queue: null,
    read: 0,
  } satisfies Partial<State>;
}

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "link":
      return linked(state, event.link);
    case "refused":
      return { ...linked(state, "refused"), notice: event.error };
    case "notice":
      return { ...state, notice: event.error };
    case "session":
      return began(state, event.session);
    case "page":
      return caughtUp(state, event.page);
    case "earlier":
      return { ...state, messages: merge(event.page.messages, state.messages) };
    case "message":
      return received(state, event.message);
    case "partial":
      return { ...state, answers: grown(state.answers, event.piece), typing: withoutBot(state.typing) };
    case "typing":
      return { ...state, typing: typingNow(state, event.participant, event.on) };
    case "presence":
      return { ...state, present: event.participants };
    case "receipt":
      return { ...state, cursors: advanced(state.cursors, event.participant, event.cursor) };
    case "status":
      return { ...state, status: event.status };
    case "queue":
      return { ...state, queue: event.queue };
    case "entered": {
      const { mode, room, pending, read } = event;
      return { ...state, ...emptyConversation(), notice: null, mode, room, pending, read };
    }
    case "written":
      return { ...state, pending: put(state.pending, event.pending) };
    case "acknowledged":
      return acknowledged(state, event.pending, event.receipt);
    case "discarded":
      return { ...state, pending: state.pending.filter((item) => item.client_id !== event.client_id) };
    case "read":
      return event.seq > state.read ? { ...state, read: event.seq } : state;
    case "open":
      return { ...state, open: event.open };
    case "language":
      return { ...state, language: event.language };
  }
}

/** Messages of others that were not seen yet. */
export function unread(state: State): number {
  return state.messages.filter((message) => message.seq > state.read && !isMine(state, message)).length;
}

export function isMine(state: State, message: Message): boolean {
  return message.sender.id === state.me?.id;
}

/** How far the others have taken in one's own message. */
export function fate(state: State, message: Message): "sent" | "delivered" | "seen" {
  const others = Object.entries(state.cursors).filter(([id]) => id !== state.me?.id);
  if (others.some(([, cursor]) => (cursor.read ?? 0) >= message.seq)) return "seen";
  return others.some(([, cursor]) => (cursor.delivered ?? 0) >= message.seq) ? "delivered" : "sent";
}

/** Whether the guide is at work: there is something that Stop would stop. */
export function isAnswering(state: State): boolean {
  return state.answers.length > 0;
}

/** The human who has the conversation, as its own lines tell it. */
export function agentHere(state: State): Person | null {
  if (state.status !== "open") return null;
  return state.messages.findLast(({ payload }) => payload?.agent)?.payload?.agent ?? null;
}

/** Whether there are messages before those that are known. */
export function hasEarlier(state: State): boolean {
  return (state.messages[0]?.seq ?? 1) > 1;
}

function linked(state: State, link: Link): State {
  // Who types and who is here is only known while connected.
  return link === "online" ? { ...state, link } : { ...state, link, typing: [], present: [] };
}

function began(state: State, session: Session): State {
  const same = state.conversation === "" || state.conversation === session.conversation;
  const kept = same ? state : { ...state, ...emptyConversation(), pending: state.pending };
  return {
    ...kept,
    link: "online",
    notice: null,
    me: session.participant,
    conversation: session.conversation,
    mode: session.mode,
    status: session.status,
    room: session.room ?? state.room,
    language: session.mode === "guide" ? session.language : state.language,
    cursors: session.cursors,
    // Of a long history only the end is fetched.
    synced: kept.synced || Math.max(0, session.last_seq - FIRST_PAGE),
    queue: null, // sent again by the gateway while it holds
    // Pieces sent meanwhile are missed: what is shown stays, the final message completes it.
    answers: kept.answers.map((answer) => ({ ...answer, whole: false })),
  };
}

function caughtUp(state: State, { messages, last_seq }: Page): State {
  const next = messages.reduce(absorbed, { ...state, messages: merge(state.messages, messages) });
  const synced = syncedAfterPage(state.synced, messages, last_seq);
  return { ...next, synced, loaded: state.loaded || synced >= last_seq };
}

function received(state: State, message: Message): State {
  const next = absorbed({ ...state, messages: merge(state.messages, [message]) }, message);
  const { language = state.language } = message.payload ?? {};
  return { ...next, language, synced: syncedAfter(state.synced, message.seq) };
}

/** A final message takes the place of what stood for it: one's pending one, or the answer's pieces. */
function absorbed(state: State, message: Message): State {
  const fromGuide = message.sender.role === "bot" || message.sender.role === "system";
  return {
    ...state,
    pending: state.pending.filter((item) => item.client_id !== message.client_id),
    // The guide's answers come one after the other: any final word ends the one being written.
    answers: fromGuide ? [] : state.answers,
    typing: state.typing.filter((person) => person.id !== message.sender.id),
  };
}

function acknowledged(state: State, pending: Pending, receipt: Receipted): State {
  if (!state.me || state.messages.some((message) => message.id === receipt.id)) {
    return { ...state, pending: state.pending.filter((item) => item.client_id !== pending.client_id) };
  }
  return received(state, {
    ...receipt,
    conversation: state.conversation,
    client_id: pending.client_id,
    sender: state.me,
    type: "text",
    text: pending.text,
  });
}

function typingNow(state: State, participant: Person, on: boolean): Person[] {
  const others = state.typing.filter((person) => person.id !== participant.id);
  return on && participant.id !== state.me?.id ? [...others, participant] : others;
}

function withoutBot(typing: Person[]): Person[] {
  return typing.filter((person) => person.role !== "bot");
}

function advanced(cursors: Record<string, Cursor>, id: string, cursor: Cursor): Record<string, Cursor> {
  const known = cursors[id];
  const read = Math.max(known?.read ?? 0, cursor.read ?? 0);
  const delivered = Math.max(known?.delivered ?? 0, cursor.delivered ?? 0, read);
  return { ...cursors, [id]: { delivered, read } };
}

function put(pending: Pending[], item: Pending): Pending[] {
  const known = pending.some((other) => other.client_id === item.client_id);
  return known
    ? pending.map((other) => (other.client_id === item.client_id ? item : other))
    : [...pending, item];
}
