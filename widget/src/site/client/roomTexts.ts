import { en, type RoomTexts } from "../../texts/room/en";
import { fa } from "../../texts/room/fa";
import { hi } from "../../texts/room/hi";
import { ne } from "../../texts/room/ne";

/** The tables of all languages, for pages that are not fetched in parts. */
export const ROOM_TEXTS: Record<string, RoomTexts> = { en, hi, ne, fa };
