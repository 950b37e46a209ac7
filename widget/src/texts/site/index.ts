import { en, type SiteTexts } from "./en";
import { fa } from "./fa";
import { hi } from "./hi";
import { ne } from "./ne";

export type { SiteTexts };

/** What the sample site says, by language. */
export const SITE_TEXTS: Record<string, SiteTexts> = { en, hi, ne, fa };
