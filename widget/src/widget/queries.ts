/** What can be read off the state. */

import type { Message, Person } from "../common/protocol";
import type { State } from "./model";

/** Messages of others that were not seen yet, here and in rooms where one is not. */
export function unread(state: State): number {
  const here = state.messages.filter((message) => message.seq > state.read && !isMine(state, message));
  return state.notices.reduce((sum, notice) => sum + notice.unread, here.length);
}

/** The booking whose room one is in. */
export function bookingHere({ mode, room }: State): string | undefined {
  return mode === "room" ? room?.booking_id : undefined;
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

/** Whether people talk to people, or have: that takes more than the guide does. */
export function isAmongPeople({ mode, status, messages }: State): boolean {
  return mode === "room" || status === "open" || messages.some(({ version, payload }) => version || payload?.attachment);
}
