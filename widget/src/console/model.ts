/** Everything the console shows, as one value. */

import type { Answer } from "../common/answers";
import type { Pending } from "../common/outbox";
import type { Conversation, Cursor, Message, Page, Person, WireError } from "../common/protocol";
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
