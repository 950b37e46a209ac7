import { useLayoutEffect, useState } from "preact/hooks";
import { type Store, useStore } from "../../common/store";
import type { Texts } from "../../texts/widget";
import { type Ui, UiContext } from "../context";
import type { Launcher } from "../launcher";
import type { Link, State } from "../model";
import type { RoomUi } from "../parts";
import { isAmongPeople } from "../queries";
import type { Event } from "../state";
import { useLauncher } from "./useLauncher";
import { ChatWindow } from "./Window";

export interface AppProps extends Omit<Ui, "state" | "texts" | "room"> {
  store: Store<State, Event>;
  frame: HTMLElement;
  launcher: Launcher | null;
  textsOf(language: string): Promise<Texts>;
  roomOf(language: string): Promise<RoomUi>;
}

export function App({ store, frame, launcher, textsOf, roomOf, ...rest }: AppProps) {
  const state = useStore(store);
  const texts = useLoaded(state.language, state.link, textsOf);
  const amongPeople = isAmongPeople(state);
  const parts = useLoaded(amongPeople && state.language, state.link, roomOf);
  const room = amongPeople ? parts : null;
  const { inline, connection } = rest;
  useLauncher(launcher, state, texts);
  useLayoutEffect(() => {
    if (texts) frame.lang = texts.code;
  }, [texts]);

  if (!texts || !(state.open || inline)) return null;
  return (
    <UiContext.Provider value={{ state, texts, room, ...rest }}>
      <ChatWindow key={connection.scope} />
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
