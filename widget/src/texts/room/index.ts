import { Tables } from "../tables";
import { en, type RoomTexts } from "./en";

export type { RoomTexts };

/** What the widget says besides where people talk to people. */
export const roomTexts = new Tables("room.", en);
