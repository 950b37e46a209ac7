import { en, type Texts } from "./en";

export type { Texts };

const TABLES: Record<string, Texts> = { en };

/** The texts of a language, English where there are none yet. */
export function textsFor(language: string): Texts {
  return TABLES[language] ?? en;
}
