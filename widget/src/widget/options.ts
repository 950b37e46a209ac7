/** What the host's script tag says: `data-token`, `data-booking`, `data-language`, `data-server`, `data-mount`, `data-theme`. */
export interface Options {
  server: string;
  token: string | null;
  bookingId: string | null;
  language: string;
  /** A selector of the element to fill; without it the chat floats above the page. */
  mount: string | null;
  theme: string | undefined;
}

export function readOptions(script: HTMLScriptElement): Options {
  const { token, booking, language, server, mount, theme } = script.dataset;
  return {
    server: (server || new URL(script.src).origin).replace(/\/+$/, ""),
    token: token || null,
    bookingId: booking || null,
    language: language || document.documentElement.lang || "en",
    mount: mount || null,
    theme,
  };
}
