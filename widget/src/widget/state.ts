/** How events change what the widget shows. Pure: no DOM, no socket, no clock. */

import { grown } from "../common/answers";
import { raised } from "../common/cursors";
import type { Pending } from "../common/outbox";
import type { Cursor, Message, Mode, Notice, Page, Person, Piece, Status, WireError } from "../common/protocol";
import { type TypingNews, typingNow } from "../common/typists";
import { put, type WritingEvent } from "../common/writing";
import { acknowledged, began, caughtUp, changed, earlier, emptyConversation, received } from "./history";
import type { Link, Queue, Room, Session, State } from "./model";

export type Event =
  | { type: "link"; link: Link }
  | { type: "refused"; error: WireError }
  | { type: "notice"; error: WireError | null }
  | { type: "session"; session: Session }
  | { type: "page"; page: Page }
  /** Of before what is known. */
  | { type: "earlier"; page: Page }
  | { type: "message"; message: Message }
  | { type: "changed"; message: Message }
  | { type: "partial"; piece: Piece }
  | ({ type: "typing" } & TypingNews)
  | { type: "presence"; participants: Person[] }
  | { type: "receipt"; participant: string; cursor: Cursor }
  | { type: "status"; status: Status }
  | { type: "queue"; queue: Queue | null }
  | { type: "watching"; watching: boolean }
  | { type: "roomNotice"; notice: Notice }
  | { type: "entered"; mode: Mode; room: Room | null; pending: Pending[]; read: number }
  | WritingEvent
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
    edit_minutes: 0,
    open: false,
    ...emptyConversation(),
  };
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
      return earlier(state, event.page);
    case "message":
      return received(state, event.message);
    case "changed":
      return changed(state, event.message);
    case "partial":
      return { ...state, answers: grown(state.answers, event.piece), typing: withoutBot(state.typing) };
    case "typing":
      return { ...state, typing: typingNow(state.typing, event, state.me) };
    case "presence":
      return { ...state, present: event.participants, met: met(state.met, event.participants) };
    case "receipt":
      return { ...state, cursors: raised(state.cursors, { [event.participant]: event.cursor }) };
    case "status":
      return { ...state, status: event.status };
    case "queue":
      return { ...state, queue: event.queue };
    case "watching":
      return { ...state, watching: event.watching };
    case "roomNotice":
      return { ...state, notices: noticed(state.notices, event.notice) };
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

function linked(state: State, link: Link): State {
  // Who types and who is here is only known while connected.
  return link === "online" ? { ...state, link } : { ...state, link, typing: [], present: [] };
}

function met(before: Person[], present: Person[]): Person[] {
  return [...present, ...before.filter(({ id }) => !present.some((person) => person.id === id))];
}

function withoutBot(typing: Person[]): Person[] {
  return typing.filter((person) => person.role !== "bot");
}

/** The newest first; what is read is told with `unread: 0`. */
function noticed(notices: Notice[], notice: Notice): Notice[] {
  const others = notices.filter(({ booking_id }) => booking_id !== notice.booking_id);
  return notice.unread ? [notice, ...others] : others;
}
