import type { RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { directionOf } from "../../common/direction";
import { type Store, useStore } from "../../common/store";
import { textsFor } from "../../texts/widget";
import { type Ui, UiContext } from "../context";
import { type Event, type State, unread } from "../state";
import { Launcher } from "./Launcher";
import { ChatWindow } from "./Window";

export interface AppProps extends Omit<Ui, "state" | "texts"> {
  store: Store<State, Event>;
  theme: string | undefined;
}

export function App({ store, theme, ...rest }: AppProps) {
  const state = useStore(store);
  const launcher = useRef<HTMLButtonElement>(null);
  const texts = useMemo(() => textsFor(state.language), [state.language]);
  const { inline, connection } = rest;
  useFocusReturn(state.open, launcher);

  return (
    <UiContext.Provider value={{ state, texts, ...rest }}>
      <div
        class={inline ? "root inline" : "root floating"}
        dir={directionOf(state.language)}
        lang={texts.code}
        data-theme={theme}
      >
        {(state.open || inline) && <ChatWindow key={connection.scope} />}
        {!inline && <Launcher buttonRef={launcher} open={state.open} count={state.open ? 0 : unread(state)} />}
      </div>
    </UiContext.Provider>
  );
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
