import type { Attachment, WireError } from "./protocol";
import type { KeyValue } from "./storage";

/** A message that is written but not acknowledged yet. */
export interface Pending {
  client_id: string;
  text: string;
  /** What a pressed button says to the guide. */
  payload?: string;
  attachment?: Attachment;
  reply_to?: string;
  /** Which conversation it is for, where one writes in several. */
  conversation?: string;
  /** A note that only staff will see. */
  note?: boolean;
  /** ISO 8601, the writer's clock. */
  at: string;
  /** Why the gateway refused it; it waits for the writer to try again or discard it. */
  refused?: WireError;
}

/**
 * Unacknowledged messages of one scope (a person in a conversation, or an agent), kept across reloads.
 * One storage key per message, so that two tabs never overwrite each other's.
 */
export class Outbox {
  private readonly prefix: string;

  constructor(
    private readonly storage: KeyValue,
    scope: string,
  ) {
    this.prefix = `pandityatra.outbox/${scope}/`;
  }

  /** In the order they were written. */
  list(): Pending[] {
    const found: Pending[] = [];
    for (let index = 0; index < this.storage.length; index++) {
      const key = this.storage.key(index);
      if (!key?.startsWith(this.prefix)) continue;
      const pending = parse(this.storage.getItem(key));
      if (pending) found.push(pending);
    }
    return found.sort((a, b) => a.at.localeCompare(b.at));
  }

  /** Throws when the storage is full: the caller still holds the message. */
  put(pending: Pending): void {
    this.storage.setItem(this.prefix + pending.client_id, JSON.stringify(pending));
  }

  remove(clientId: string): void {
    this.storage.removeItem(this.prefix + clientId);
  }
}

function parse(json: string | null): Pending | null {
  try {
    const value = JSON.parse(json ?? "null");
    return value && typeof value.client_id === "string" && typeof value.text === "string" ? value : null;
  } catch {
    return null; // not written by us
  }
}
