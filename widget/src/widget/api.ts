import type { Titled } from "../common/protocol";

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

/** Dispatched on `window` when the room of a booking is entered, changes, or may not be entered (any more). */
export const ROOM = "pandityatra:room";

/** What that event brings: `code` says why one is not in. */
export interface RoomNews extends Partial<Titled> {
  booking_id: string;
  state: "open" | "refused";
  video_url?: string;
  code?: string;
  opens_at?: string;
  closed_at?: string;
  status?: string;
}

/** Dispatched on `window` when the host's token is not accepted: sign in again, then call `setToken`. */
export const SIGN_IN_NEEDED = "pandityatra:sign-in-needed";
