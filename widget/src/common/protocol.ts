/** Wire types of docs/protocol.md: what the gateway sends and acknowledges. */

export type Role = "guest" | "customer" | "pandit" | "agent" | "admin" | "bot" | "system";

export interface Person {
  id: string;
  role: Role;
  name: string;
}

export type Mode = "guide" | "room";

export interface Button {
  title: string;
  /** What pressing it says to the guide: an intent (`/greet{…}`) or plain text. */
  payload?: string;
  /** A page to open instead. */
  url?: string;
}

export interface Card {
  title: string;
  subtitle?: string;
  image_url?: string;
  url?: string;
  buttons?: Button[];
}

/** A file that was uploaded. */
export interface Attachment {
  id: string;
  name: string;
  /** Its media type, as the gateway found it. */
  type: string;
  /** In bytes. */
  size: number;
  width?: number;
  height?: number;
  seconds?: number;
}

/** Something that is called in every language. */
export interface Titled {
  title: string;
  titles?: Record<string, string>;
}

export interface Payload extends Partial<Titled> {
  attachment?: Attachment;
  buttons?: Button[];
  cards?: Card[];
  url?: string;
  alt?: string;
  sources?: { title: string; url?: string }[];
  activity?: string;
  booking_id?: string;
  language?: string;
  agent?: Person;
}

export type MessageType = "text" | "buttons" | "cards" | "image" | "file" | "audio" | "activity";

export interface Message {
  id: string;
  conversation: string;
  seq: number;
  client_id: string;
  sender: Person;
  type: MessageType;
  text: string;
  /** ISO 8601, UTC. */
  at: string;
  payload?: Payload;
  /** The text by language, where the service itself has said it. */
  translations?: Record<string, string>;
  private?: boolean;
  /** The id of a message before it. */
  reply_to?: string;
  /** Ids of people by emoji. */
  reactions?: Record<string, string[]>;
  /** Counts the changes; none is 0. */
  version?: number;
  edited_at?: string;
  /** Then nothing is left but who wrote it when. */
  deleted_at?: string;
}

export interface WireError {
  code: string;
  message: string;
  /** Seconds to wait before the same call may succeed. */
  retry_after?: number;
  /** ISO 8601: when the room of the booking opens. */
  opens_at?: string;
  /** And when it closed, or what the booking is instead of confirmed. */
  closed_at?: string;
  status?: string;
  /** The largest file that is taken. */
  max_bytes?: number;
}

/** Every acknowledgement is either the answer or `{error}`. */
export type Ack<T> = T | { error: WireError };

export function isError<T extends object>(ack: Ack<T>): ack is { error: WireError } {
  return "error" in ack;
}

/** Acknowledges a message: it is durable. */
export interface Receipted {
  id: string;
  seq: number;
  at: string;
}

/** A page of a conversation, in order. */
export interface Page {
  messages: Message[];
  last_seq: number;
  /** Whether a page was not enough. */
  more?: boolean;
  /** Messages before this page that changed meanwhile. */
  changed?: Message[];
  /** The gateway's clock: what changes from then on is not in here. */
  now?: string;
  cursors?: Record<string, Cursor>;
}

/** Something unread in a room where one is not. */
export interface Notice extends Titled {
  booking_id: string;
  unread: number;
  sender?: Person;
  text?: string;
}

/** Who has the conversation: the bot, a human (or nobody yet), nobody any more. */
export type Status = "pending" | "open" | "resolved";

export interface Handoff {
  reason: string;
  priority: "high" | "normal";
  waiting_since: string;
}

export interface Conversation {
  id: string;
  kind: "guide" | "room";
  status: Status;
  contact: Person;
  language: string;
  created_at: string;
  booking?: string;
  assignee?: Person;
  handoff?: Handoff;
}

/** How far a person has taken in a conversation. */
export interface Cursor {
  delivered?: number;
  read?: number;
}

/** A piece of a streaming answer. */
export interface Piece {
  id: string;
  index: number;
  text: string;
}
