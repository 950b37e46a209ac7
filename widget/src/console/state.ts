/** How events change what the console shows. Pure: no DOM, no socket, no clock. */

import { grown } from "../common/answers";
import { raised } from "../common/cursors";
import type { Pending } from "../common/outbox";
import type { Conversation, Cursor, Message, Page, Person, Piece, Status, WireError } from "../common/protocol";
import { merge } from "../common/timeline";
import { type TypingNews, typingNow } from "../common/typists";
import { put, type WritingEvent } from "../common/writing";
import type { CannedReply } from "./canned";
import type { Entry, Link, Opened, OpenRoom, State } from "./model";
import { acknowledged, caughtUp, changed, desk, opened, received } from "./threads";

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
  | ({ type: "typing"; conversation: string } & TypingNews)
  | { type: "receipt"; conversation: string; participant: string; cursor: Cursor }
  | { type: "language"; conversation: string; language: string }
  | { type: "status"; conversation: string; status: Status; assignee: Person | undefined }
  | WritingEvent;

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
      return caughtUp(state, event.conversation, event.page);
    case "earlier":
      return changed(state, event.conversation, ({ messages }) => ({
        messages: merge(event.page.messages, messages),
      }));
    case "message":
      return received(state, event.message);
    case "revised":
      return changed(state, event.message.conversation, ({ messages }) => ({
        messages: messages.some(({ id }) => id === event.message.id) ? merge(messages, [event.message]) : messages,
      }));
    case "partial":
      return changed(state, event.conversation, ({ answers }) => ({ answers: grown(answers, event.piece) }));
    case "typing":
      return changed(state, event.conversation, ({ typing }) => ({ typing: typingNow(typing, event, state.me) }));
    case "receipt":
      return changed(state, event.conversation, ({ cursors }) => ({
        cursors: raised(cursors, { [event.participant]: event.cursor }),
      }));
    case "language":
      return changed(state, event.conversation, ({ conversation }) => ({
        conversation: { ...conversation, language: event.language },
      }));
    case "status":
      return changed(state, event.conversation, ({ conversation: { assignee: _, ...conversation } }) => ({
        conversation: { ...conversation, status: event.status, ...(event.assignee ? { assignee: event.assignee } : {}) },
      }));
    case "written":
      return { ...state, pending: put(state.pending, event.pending) };
    case "acknowledged":
      return acknowledged(state, event.pending, event.receipt);
    case "discarded":
      return { ...state, pending: state.pending.filter(({ client_id }) => client_id !== event.client_id) };
  }
}
