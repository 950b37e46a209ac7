/** How the messages one knows change the state. */

import { raised } from "../common/cursors";
import type { Pending } from "../common/outbox";
import type { Message, MessageType, Page, Receipted } from "../common/protocol";
import { merge, newest, syncedAfter, syncedAfterPage } from "../common/timeline";
import type { Session, State } from "./model";

/** How much of a conversation is fetched at first. */
const FIRST_PAGE = 50;

export function emptyConversation() {
  return {
    conversation: "",
    status: "pending",
    messages: [],
    ahead: {},
    synced: 0,
    now: undefined,
    loaded: false,
    pending: [],
    answers: [],
    typing: [],
    present: [],
    met: [],
    cursors: {},
    queue: null,
    watching: false,
    notices: [],
    read: 0,
  } satisfies Partial<State>;
}

export function began(state: State, session: Session): State {
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
    edit_minutes: session.edit_minutes,
    room: session.room ?? state.room,
    language: session.mode === "guide" ? session.language : state.language,
    cursors: raised(kept.cursors, session.cursors),
    // Of a long history only the end is fetched.
    synced: kept.synced || Math.max(0, session.last_seq - FIRST_PAGE),
    now: kept.now ?? session.now, // what changed since an earlier one is still to be asked for
    queue: null, // sent again by the gateway while it holds
    watching: session.watching ?? false,
    notices: session.notices ?? [],
    read: Math.max(kept.read, session.cursors[session.participant.id]?.read ?? 0),
    // Pieces sent meanwhile are missed: what is shown stays, the final message completes it.
    answers: kept.answers.map((answer) => ({ ...answer, whole: false })),
  };
}

export function caughtUp(state: State, page: Page): State {
  const { messages, last_seq, cursors = {}, more } = page;
  const next = messages.reduce(absorbed, withMessages(state, messages));
  const synced = syncedAfterPage(state.synced, messages, last_seq);
  // Between two pages changes are still to come: the next time one asks from where one began.
  const now = more ? state.now : (page.now ?? state.now);
  const whole = { ...next, synced, now, cursors: raised(state.cursors, cursors), loaded: state.loaded || synced >= last_seq };
  return (page.changed ?? []).reduce(changed, whole);
}

export function earlier(state: State, { messages }: Page): State {
  return withMessages(state, messages);
}

export function received(state: State, message: Message): State {
  const next = absorbed(withMessages(state, [message]), message);
  const { language = state.language } = message.payload ?? {};
  return { ...next, language, synced: syncedAfter(state.synced, message.seq) };
}

/** A message as it is now. One that is not known yet may be under way as it was before. */
export function changed(state: State, message: Message): State {
  if (state.messages.some(({ id }) => id === message.id)) {
    return { ...state, messages: merge(state.messages, [message]) };
  }
  return { ...state, ahead: { ...state.ahead, [message.id]: newest(message, state.ahead[message.id]) } };
}

export function acknowledged(state: State, pending: Pending, receipt: Receipted): State {
  const { client_id, text, attachment, reply_to } = pending;
  if (!state.me || state.messages.some((message) => message.id === receipt.id)) {
    return { ...state, pending: state.pending.filter((item) => item.client_id !== client_id) };
  }
  return received(state, {
    ...receipt,
    conversation: state.conversation,
    client_id,
    sender: state.me,
    type: typeWith(attachment?.type),
    text,
    ...(attachment ? { payload: { attachment } } : {}),
    ...(reply_to ? { reply_to } : {}),
  });
}

/** The type of a message with an attachment of this media type. */
function typeWith(mediaType: string | undefined): MessageType {
  if (!mediaType) return "text";
  const kind = mediaType.split("/")[0];
  return kind === "image" || kind === "audio" ? kind : "file";
}

function withMessages(state: State, incoming: Message[]): State {
  const latest = incoming.map((message) => newest(message, state.ahead[message.id]));
  return { ...state, messages: merge(state.messages, latest) };
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
