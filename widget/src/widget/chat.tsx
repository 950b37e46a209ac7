/** The entry of `chat.js`: the chat behind the button, or in an element of the page. */

import { render } from "preact";
import { firstSpoken } from "../common/languages";
import { Store } from "../common/store";
import { widgetTexts } from "../texts/widget";
import { type PanditYatraApi, ROOM, SIGN_IN_NEEDED } from "./api";
import styles from "./chat.css";
import { App } from "./components/App";
import { Connection } from "./connection";
import type { Room } from "./model";
import { roomLoader } from "./parts";
import { OPEN_KEY, type Stage } from "./stage";
import { initial, reduce } from "./state";
import { addStyles } from "./sheets";

export interface ChatApi extends PanditYatraApi {
  toggle(): void;
}

export type StartChat = (stage: Stage) => ChatApi;

globalThis.PanditYatraChat = ({ options, storage, session, keeper, fetchScript, shadow, place, ...stage }) => {
  const { server, token, bookingId, language, pushWorker } = options;
  const { frame, launcher } = stage;
  const textsOf = (language: string) => widgetTexts.for(language, fetchScript);
  const inline = options.mount !== null;
  const room = bookingId ? { booking_id: bookingId, title: "" } : null;
  const store = new Store(reduce, {
    ...initial(stage.language),
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

  addStyles(shadow, styles);
  const roomOf = roomLoader(fetchScript, (css) => addStyles(shadow, css));
  render(<App {...{ store, connection, keeper, focus, inline, pushWorker, frame, launcher, setOpen, enter, textsOf, roomOf }} />, place);
  if (token || bookingId || store.state.open || keeper.guestToken) connection.start();
  window.addEventListener("online", () => connection.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.wake();
  });

  return {
    open: () => setOpen(true),
    close: () => setOpen(false),
    toggle: () => setOpen(!store.state.open),
    setToken: (next) => connection.setToken(next),
    openRoom: (id, title = "") => {
      setOpen(true);
      enter({ booking_id: id, title });
    },
    setLanguage: (code) => connection.setLanguage(firstSpoken([code])),
  };
};
