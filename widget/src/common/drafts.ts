import type { KeyValue } from "./storage";

/** What is written but not sent, kept across reloads, one text per scope. */
export class Drafts {
  constructor(private readonly storage: KeyValue) {}

  get(scope: string): string {
    return this.storage.getItem(key(scope)) ?? "";
  }

  keep(scope: string, text: string): void {
    if (!text) return this.storage.removeItem(key(scope));
    try {
      this.storage.setItem(key(scope), text);
    } catch {
      // The storage is full: the draft lives as long as the page.
    }
  }
}

function key(scope: string): string {
  return `pandityatra.draft/${scope}`;
}
