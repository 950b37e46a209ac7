/** The history as the gateway gives it out by HTTP, also after a room has closed. */

import type { Message, Page } from "../common/protocol";
import type { Files } from "./files";

/** After every message there is. */
const END = 2 ** 31 - 1;
const PAGE = 50;

export interface Found {
  /** The newest first. */
  messages: Message[];
  /** Where to go on, or null at the end. */
  before_seq: number | null;
}

/** The history of one conversation: of a room by its booking, else of one's own with the guide. */
export class Archive {
  private readonly path: string;

  constructor(
    private readonly files: Files,
    bookingId: string | undefined,
  ) {
    this.path = bookingId ? `/api/bookings/${encodeURIComponent(bookingId)}` : "/api/chat";
  }

  /** A page of the end, or of before a `seq`. */
  page(before: number | null): Promise<Page> {
    return this.files.json(`${this.path}/messages?before_seq=${before ?? END}&limit=${PAGE}`);
  }

  /** The gateway looks through a part at a time: asks until something is found or there is no more. */
  async search(words: string, before: number | null = null): Promise<Found> {
    const query = new URLSearchParams({ q: words, ...(before ? { before_seq: String(before) } : {}) });
    const found = await this.files.json<Found>(`${this.path}/search?${query}`);
    const { messages, before_seq } = found;
    return messages.length || !before_seq ? found : this.search(words, before_seq);
  }

  /** The whole conversation, written in a language. */
  download(format: "text" | "json", language: string, name: string): Promise<void> {
    const query = `format=${format}&language=${language}`;
    return this.files.save(`${this.path}/transcript?${query}`, `${name}.${format === "text" ? "txt" : "json"}`);
  }
}
