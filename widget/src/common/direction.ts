const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ps", "ur"]);

/** Which way a text runs by most of its letters: a Latin name at its beginning turns no Persian sentence round. */
export function leaning(text: string): "ltr" | "rtl" {
  const count = (letters: RegExp) => text.match(letters)?.length ?? 0;
  return 2 * count(/(?=\p{L})[\u0590-\u08ff]/gu) > count(/\p{L}/gu) ? "rtl" : "ltr";
}

/** Writing direction of a language code such as `fa` or `fa-IR`. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}
