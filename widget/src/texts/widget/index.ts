import { Tables } from "../tables";
import { en, type Texts } from "./en";

export type { Texts };

/** What the widget says. */
export const widgetTexts = new Tables("", en);
