import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Store, useStore } from "../../common/store";
import type { Texts } from "../../texts/widget";
import { type Ui, UiContext } from "../context";
import { type Event, type State, unread } from "../state";
import { Launcher } from "./Launcher";
import { ChatWindow } from "./Window";

export interface AppProps extends Omit<Ui, "state" | "texts"> {
  store: Store<State, Event>;
  theme: string | undefined;
  textsOf(language: string): Promise<Texts>;
}

export function App({ store, theme, textsOf, ...rest }: AppProps) {
  const state = useStore(store);
  const launcher = useRef<HTMLButtonElement>(null);
  const texts = useTexts(state.language, textsOf);
  const { inline, connection } = rest;
  useFocusReturn(state.open, launcher);

  if (!texts) return null;
  return (
    <UiContext.Provider value={{ state, texts, ...rest }}>
      {/* Where it floats is a matter of the page's direction, what is in it of its own language's. */}
      <div class={inline ? "root inline" : "root floating"} lang={texts.code} data-theme={theme}>
        {(state.open || inline) && <ChatWindow key={connection.scope} />}
        {!inline && <Launcher buttonRef={launcher} open={state.open} count={state.open ? 0 : unread(state)} />}
      </div>
    </UiContext.Provider>
  );
}

/** The texts of a language; those before stay until they are there, and at first there are none. */
function useTexts(language: string, textsOf: (language: string) => Promise<Texts>): Texts | null {
  const [texts, setTexts] = useState<Texts | null>(null);
  useLayoutEffect(() => {
    let wanted = true;
    void textsOf(language).then((loaded) => wanted && setTexts(loaded));
    return () => {
      wanted = false;
    };
  }, [language]);
  return texts;
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
