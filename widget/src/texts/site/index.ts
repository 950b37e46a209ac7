import { en, type SiteTexts } from "./en";

export type { SiteTexts };

/** What the sample site says, by language. */
export const SITE_TEXTS: Record<string, SiteTexts> = { en };
