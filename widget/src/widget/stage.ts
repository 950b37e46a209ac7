import type { KeyValue } from "../common/storage";
import type { FetchScript } from "../texts/tables";
import frameStyles from "./frame.css";
import type { Keeper } from "./keeper";
import { Launcher } from "./launcher";
import type { Options } from "./options";
import { addStyles } from "./sheets";

/** In `session`: the chat is open, from page to page. */
export const OPEN_KEY = "pandityatra.open";

/** Where the chat appears, and what `widget.js` has found out before it. */
export interface Stage {
  options: Options;
  /** What is spoken at first. */
  language: string;
  storage: KeyValue;
  session: KeyValue;
  keeper: Keeper;
  fetchScript: FetchScript;
  shadow: ShadowRoot;
  /** Around everything: it bears the language and the theme. */
  frame: HTMLElement;
  /** Where the window is drawn. */
  place: HTMLElement;
  /** Null where the chat fills an element of the page. */
  launcher: Launcher | null;
}

/** Puts the chat's place on the page, and the button where it floats. */
export function stageOn({ mount, theme }: Options): Pick<Stage, "shadow" | "frame" | "place" | "launcher"> {
  const parent = mount ? document.querySelector(mount) : document.body;
  if (!parent) throw new Error(`PanditYatra: there is no element ${mount} to mount the chat into.`);
  const host = document.createElement("pandityatra-chat");
  if (mount) host.style.cssText = "display:block;block-size:100%";
  const shadow = host.attachShadow({ mode: "open" });
  addStyles(shadow, frameStyles);
  const frame = document.createElement("div");
  frame.className = mount ? "root inline" : "root floating"; // where it floats is a matter of the page's direction
  if (theme) frame.dataset.theme = theme;
  const place = document.createElement("div");
  place.className = "place";
  const launcher = mount ? null : new Launcher();
  frame.append(place, ...(launcher ? [launcher.button] : []));
  shadow.append(frame);
  parent.append(host);
  return { shadow, frame, place, launcher };
}
