import { firstSpoken } from "../common/languages";

/** What the host's script tag says: `data-token`, `data-booking`, `data-language`, `data-server`, `data-mount`, `data-theme`, `data-push-worker`. */
export interface Options {
  server: string;
  token: string | null;
  bookingId: string | null;
  /** What the host wants spoken, if it says so. */
  language: string | null;
  /** A selector of the element to fill; without it the chat floats above the page. */
  mount: string | null;
  theme: string | undefined;
  /** The path of the service worker that shows notifications. */
  pushWorker: string | null;
}

export function readOptions(script: HTMLScriptElement): Options {
  const { token, booking, language, server, mount, theme, pushWorker } = script.dataset;
  return {
    server: (server || new URL(script.src).origin).replace(/\/+$/, ""),
    token: token || null,
    bookingId: booking || null,
    language: language ? firstSpoken([language]) : null,
    mount: mount || null,
    theme,
    pushWorker: pushWorker || null,
  };
}
