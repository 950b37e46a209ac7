import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Store, useStore } from "../../common/store";
import type { Texts } from "../../texts/widget";
import { type Ui, UiContext } from "../context";
import type { Link, State } from "../model";
import type { RoomUi } from "../parts";
import { isAmongPeople, unread } from "../queries";
import type { Event } from "../state";
import { Launcher } from "./Launcher";
import { ChatWindow } from "./Window";

export interface AppProps extends Omit<Ui, "state" | "texts" | "room"> {
  store: Store<State, Event>;
  theme: string | undefined;
  textsOf(language: string): Promise<Texts>;
  roomOf(language: string): Promise<RoomUi>;
}

export function App({ store, theme, textsOf, roomOf, ...rest }: AppProps) {
  const state = useStore(store);
  const launcher = useRef<HTMLButtonElement>(null);
  const texts = useLoaded(state.language, state.link, textsOf);
  const amongPeople = isAmongPeople(state);
  const parts = useLoaded(amongPeople && state.language, state.link, roomOf);
  const room = amongPeople ? parts : null;
  const { inline, connection } = rest;
  useFocusReturn(state.open, launcher);

  if (!texts) return null;
  return (
    <UiContext.Provider value={{ state, texts, room, ...rest }}>
      {/* Where it floats is a matter of the page's direction, what is in it of its own language's. */}
      <div class={inline ? "root inline" : "root floating"} lang={texts.code} data-theme={theme}>
        {(state.open || inline) && <ChatWindow key={connection.scope} />}
        {!inline && <Launcher buttonRef={launcher} open={state.open} count={state.open ? 0 : unread(state)} />}
      </div>
    </UiContext.Provider>
  );
}

/**
 * What is loaded for a language; what was before stays until it is there, and at first there is nothing. What
 * could not be loaded is asked for again when the connection changes.
 */
function useLoaded<T>(language: string | false, link: Link, load: (language: string) => Promise<T>): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  useLayoutEffect(() => {
    if (!language) return;
    let wanted = true;
    const take = (value: T) => wanted && setLoaded(() => value);
    load(language).then(take, () => {}); // without it one can still read and write
    return () => {
      wanted = false;
    };
  }, [language, link]);
  return loaded;
}

/** When the window closes, the focus goes back to where it was when it opened. */
function useFocusReturn(open: boolean, launcher: RefObject<HTMLButtonElement | null>): void {
  const before = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(open);
  useLayoutEffect(() => {
    if (open === wasOpen.current) return;
    wasOpen.current = open;
    const root = launcher.current?.getRootNode() as ShadowRoot | undefined;
    if (!open) (before.current ?? launcher.current)?.focus();
    const active = document.activeElement;
    const onPage = active instanceof HTMLElement && active !== document.body && active !== root?.host;
    before.current = open && onPage ? active : null;
  }, [open]);
}
