/** What can be read off the state. */

import type { Message, Person } from "../common/protocol";
import type { OpenRoom, State, Thread } from "./model";

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
