import { useStore } from "../common/store";
import type { WireError } from "../common/protocol";
import { useUi } from "../widget/context";
import { reason } from "../widget/reason";
import type { RoomTexts } from "../texts/room";
import { fileSize } from "./sizes";
import { type Desk, type DeskState, deskOf } from "./desk";

interface RoomUi extends ReturnType<typeof useUi> {
  /** The texts of this script. */
  words: RoomTexts;
  desk: Desk;
  deskState: DeskState;
  /** Why something was refused, in the language of the texts where they know it. */
  why(error: WireError): string;
}

/** What every component of this script needs. */
export function useRoom(): RoomUi {
  const ui = useUi();
  if (!ui.room) throw new Error("a part of room.js is drawn before it is there");
  const words = ui.room.texts;
  const desk = deskOf(ui.connection);
  const why = (error: WireError) => [words.errors[error.code] ?? reason(ui.texts, error), ...details(words, error)].join(" ");
  return { ...ui, words, desk, deskState: useStore(desk.store), why };
}

function details(words: RoomTexts, { retry_after, max_bytes }: WireError): string[] {
  return [
    ...(retry_after ? [words.waitSeconds(Math.ceil(retry_after))] : []),
    ...(max_bytes ? [words.largest(fileSize(words, max_bytes))] : []),
  ];
}
