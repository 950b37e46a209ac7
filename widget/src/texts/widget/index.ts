import { firstSpoken } from "../../common/languages";
import { en, type Texts } from "./en";

export type { Texts };

const known = new Map<string, Promise<Texts>>([["en", Promise.resolve(en)]]);

/**
 * The texts of a language. All but English are scripts beside `widget.js`, fetched when they are needed.
 * English where there are none, and for now where they cannot be fetched.
 */
export function textsFor(language: string, fetchScript: (name: string) => Promise<void>): Promise<Texts> {
  const code = firstSpoken([language]);
  const texts = known.get(code) ?? fetched(code, fetchScript);
  known.set(code, texts);
  return texts;
}

async function fetched(language: string, fetchScript: (name: string) => Promise<void>): Promise<Texts> {
  try {
    await fetchScript(`widget/${language}.js`);
  } catch {
    known.delete(language); // asked for again the next time
  }
  return globalThis.PanditYatraTexts?.[language] ?? en;
}

declare global {
  /** Where the scripts of the languages leave their texts. */
  var PanditYatraTexts: Record<string, Texts> | undefined;
}
