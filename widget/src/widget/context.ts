import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Texts } from "../texts/widget";
import type { Connection } from "./connection";
import type { Keeper } from "./keeper";
import type { Room, State } from "./model";
import type { RoomUi } from "./parts";

/** What every component of the widget needs. */
export interface Ui {
  state: State;
  texts: Texts;
  connection: Connection;
  keeper: Keeper;
  /** Once it is needed and there. */
  room: RoomUi | null;
  /** The file on the page's own origin that shows notifications, where the host has put one. */
  pushWorker: string | null;
  /** Mounted into an element of the page instead of floating above it. */
  inline: boolean;
  /** Whether the composer takes the focus when it appears: only after the person asked for it. */
  focus: { wanted: boolean };
  setOpen(open: boolean): void;
  /** Goes into a room, or with null to the guide. */
  enter(room: Room | null): void;
}

export const UiContext = createContext<Ui | null>(null);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error("useUi outside of UiContext");
  return ui;
}
