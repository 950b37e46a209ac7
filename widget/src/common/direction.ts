const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ps", "ur"]);

/** Which way a text runs by most of its letters: a Latin name at its beginning turns no Persian sentence round. */
export function leaning(text: string): "ltr" | "rtl" {
  const letters = text.replace(/\P{L}/gu, "");
  return 2 * letters.replace(/[^\u0590-\u08ff]/g, "").length > letters.length ? "rtl" : "ltr";
}

/** Writing direction of a language code such as `fa` or `fa-IR`. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}
