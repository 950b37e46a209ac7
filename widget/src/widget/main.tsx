/** The entry: reads the script tag, puts the chat on the page, offers `window.PanditYatra` to it. */

import { render } from "preact";
import { firstSpoken } from "../common/languages";
import { browserStorage } from "../common/storage";
import { Store } from "../common/store";
import { widgetTexts } from "../texts/widget";
import { type PanditYatraApi, READY, ROOM, SIGN_IN_NEEDED } from "./api";
import { App } from "./components/App";
import { Connection } from "./connection";
import { Keeper } from "./keeper";
import type { Room } from "./model";
import { type Options, readOptions } from "./options";
import { roomLoader } from "./parts";
import { scriptsBeside } from "./scripts";
import { initial, reduce } from "./state";
import styles from "./widget.css";

const OPEN_KEY = "pandityatra.open";

function start(options: Options, script: HTMLScriptElement): PanditYatraApi {
  const { server, token, bookingId, language, pushWorker, theme } = options;
  const storage = browserStorage("localStorage");
  const session = browserStorage("sessionStorage");
  const keeper = new Keeper(storage, server);
  const fetchScript = scriptsBeside(script);
  const textsOf = (language: string) => widgetTexts.for(language, fetchScript);
  const inline = options.mount !== null;
  const room = bookingId ? { booking_id: bookingId, title: "" } : null;
  const store = new Store(reduce, {
    ...initial(keeper.language ?? language ?? languageOfPage()),
    mode: room ? "room" : "guide",
    room,
    open: inline || session.getItem(OPEN_KEY) === "yes",
  });
  const connection = new Connection({
    server,
    storage,
    keeper,
    store,
    token,
    signInNeeded: () => window.dispatchEvent(new CustomEvent(SIGN_IN_NEEDED)),
    roomNews: (detail) => window.dispatchEvent(new CustomEvent(ROOM, { detail })),
  });
  if (language && keeper.hostLanguage && language !== keeper.hostLanguage) connection.setLanguage(language);
  if (language) keeper.hostLanguage = language;
  store.subscribe(() => {
    if (keeper.language !== store.state.language) keeper.language = store.state.language;
  });
  const focus = { wanted: false };
  const setOpen = (open: boolean) => {
    focus.wanted = open;
    session.setItem(OPEN_KEY, open ? "yes" : "no");
    store.dispatch({ type: "open", open });
    if (open) connection.start();
  };
  const enter = (next: Room | null) => {
    focus.wanted = true;
    connection.enter(next);
  };

  const root = mount(options);
  const roomOf = roomLoader(fetchScript, (css) => addStyles(root, css));
  render(<App {...{ store, connection, keeper, focus, inline, pushWorker, theme, setOpen, enter, textsOf, roomOf }} />, root);
  if (token || bookingId || store.state.open || keeper.guestToken) connection.start();
  window.addEventListener("online", () => connection.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.wake();
  });

  return {
    open: () => setOpen(true),
    close: () => setOpen(false),
    setToken: (next) => connection.setToken(next),
    openRoom: (id, title = "") => {
      setOpen(true);
      enter({ booking_id: id, title });
    },
    setLanguage: (code) => connection.setLanguage(firstSpoken([code])),
  };
}

/** That of the page, else the first of the person's. */
function languageOfPage(): string {
  return firstSpoken([document.documentElement.lang, ...navigator.languages]);
}

function mount(options: Options): ShadowRoot {
  const place = options.mount ? document.querySelector(options.mount) : document.body;
  if (!place) throw new Error(`PanditYatra: there is no element ${options.mount} to mount the chat into.`);
  const host = document.createElement("pandityatra-chat");
  if (options.mount) host.style.cssText = "display:block;block-size:100%";
  const root = host.attachShadow({ mode: "open" });
  addStyles(root, styles);
  place.append(host);
  return root;
}

/** A constructed style sheet needs no exception in the page's content policy. */
function addStyles(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}

function whenReady(begin: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.PanditYatra) {
  const options = readOptions(script);
  whenReady(() => {
    window.PanditYatra = start(options, script);
    window.dispatchEvent(new CustomEvent(READY));
  });
}
