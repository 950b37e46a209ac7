/** Everything the widget shows, as one value. */

import type { Answer } from "../common/answers";
import type { Pending } from "../common/outbox";
import type { Cursor, Message, Mode, Notice, Person, Status, Titled, WireError } from "../common/protocol";

/** `idle`: not asked to connect yet. `refused`: the gateway said no; only a person can change that. */
export type Link = "idle" | "connecting" | "online" | "offline" | "refused";

export interface Room extends Titled {
  booking_id: string;
  video_url?: string;
}

export interface Session {
  token?: string;
  conversation: string;
  participant: Person;
  mode: Mode;
  last_seq: number;
  status: Status;
  language: string;
  edit_minutes: number;
  cursors: Record<string, Cursor>;
  room?: Room;
  now?: string;
  watching?: boolean;
  notices?: Notice[];
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
  /** Changes of messages that are not known yet, by their ids. */
  ahead: Record<string, Message>;
  /** Everything up to this `seq` is known. */
  synced: number;
  /** Up to this time of the gateway's every change is known. */
  now: string | undefined;
  /** The session's history has arrived. */
  loaded: boolean;
  pending: Pending[];
  answers: Answer[];
  typing: Person[];
  present: Person[];
  /** All who were present while one looked on. */
  met: Person[];
  cursors: Record<string, Cursor>;
  queue: Queue | null;
  /** For how long one may change what one said. */
  edit_minutes: number;
  /** Staff who look on and have not joined. */
  watching: boolean;
  /** Rooms with something unread, while with the guide. */
  notices: Notice[];
  /** Up to which `seq` this person has seen the conversation. */
  read: number;
  open: boolean;
}
