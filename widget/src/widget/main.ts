/** The entry: puts the button on the page, offers `window.PanditYatra` to it, fetches the chat when it is wanted. */

import { firstSpoken } from "../common/languages";
import { browserStorage } from "../common/storage";
import { OPEN } from "../texts/launcher";
import { type PanditYatraApi, READY } from "./api";
import type { ChatApi, StartChat } from "./chat";
import { Keeper } from "./keeper";
import { type Options, readOptions } from "./options";
import { scriptsBeside } from "./scripts";
import { OPEN_KEY, stageOn } from "./stage";

function start(options: Options, script: HTMLScriptElement): PanditYatraApi {
  const storage = browserStorage("localStorage");
  const session = browserStorage("sessionStorage");
  const keeper = new Keeper(storage, options.server);
  const fetchScript = scriptsBeside(script);
  const language = keeper.language ?? options.language ?? languageOfPage();
  const stage = { options, language, storage, session, keeper, fetchScript, ...stageOn(options) };
  const { frame, launcher } = stage;

  let chat: Promise<ChatApi> | undefined;
  const fetched = async () => {
    launcher?.setBusy(true);
    try {
      await fetchScript("widget/chat.js");
      if (!globalThis.PanditYatraChat) throw new Error("chat.js did not run");
      return globalThis.PanditYatraChat(stage);
    } catch (error) {
      chat = undefined; // asked for again the next time
      throw error;
    } finally {
      launcher?.setBusy(false);
    }
  };
  const fetchChat = () => (chat ??= fetched());
  const call = (act: (chat: ChatApi) => void) => void fetchChat().then(act, () => {});

  frame.lang = language;
  if (launcher) {
    launcher.show({ label: OPEN[language] ?? "" });
    launcher.button.onclick = () => call((chat) => chat.toggle());
    launcher.button.onpointerenter = () => call(() => {}); // it will be there when the button is pressed
  }
  const wasUsed = keeper.guestToken || session.getItem(OPEN_KEY) === "yes";
  if (options.mount || options.token || options.bookingId || wasUsed) call(() => {});

  return {
    open: () => call((chat) => chat.open()),
    close: () => call((chat) => chat.close()),
    setToken: (token) => call((chat) => chat.setToken(token)),
    openRoom: (id, title) => call((chat) => chat.openRoom(id, title)),
    setLanguage: (code) => call((chat) => chat.setLanguage(code)),
  };
}

/** That of the page, else the first of the person's. */
function languageOfPage(): string {
  return firstSpoken([document.documentElement.lang, ...navigator.languages]);
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

declare global {
  /** Where `chat.js` leaves how the chat begins. */
  var PanditYatraChat: StartChat | undefined;
}
