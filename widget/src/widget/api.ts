/** What a page can do with the chat. */
export interface PanditYatraApi {
  open(): void;
  close(): void;
  /** Signs a person in with the host's token, or with null out. */
  setToken(token: string | null): void;
  openRoom(bookingId: string, title?: string): void;
  setLanguage(code: string): void;
}

declare global {
  interface Window {
    PanditYatra?: PanditYatraApi;
  }
}

/** Dispatched on `window` when `window.PanditYatra` is there. */
export const READY = "pandityatra:ready";

/** Dispatched on `window` when the host's token is not accepted: sign in again, then call `setToken`. */
export const SIGN_IN_NEEDED = "pandityatra:sign-in-needed";
