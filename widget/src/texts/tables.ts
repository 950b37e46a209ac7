import { firstSpoken } from "../common/languages";

/** Adds a script beside `widget.js`. */
export type FetchScript = (name: string) => Promise<void>;

/**
 * The tables of one kind by language. All but English are scripts of their own, fetched when they are
 * needed. English where there is none, and for now where it cannot be fetched.
 */
export class Tables<T> {
  private readonly known = new Map<string, Promise<T>>();

  constructor(
    private readonly prefix: string,
    private readonly english: T,
  ) {
    this.known.set("en", Promise.resolve(english));
  }

  for(language: string, fetchScript: FetchScript): Promise<T> {
    const code = firstSpoken([language]);
    const table = this.known.get(code) ?? this.fetched(code, fetchScript);
    this.known.set(code, table);
    return table;
  }

  private async fetched(code: string, fetchScript: FetchScript): Promise<T> {
    const name = this.prefix + code;
    try {
      await fetchScript(`widget/${name}.js`);
    } catch {
      this.known.delete(code); // asked for again the next time
    }
    return (globalThis.PanditYatraTexts?.[name] as T | undefined) ?? this.english;
  }
}

declare global {
  /** Where the scripts of the languages leave their tables. */
  var PanditYatraTexts: Record<string, unknown> | undefined;
}
