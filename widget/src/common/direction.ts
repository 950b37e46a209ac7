const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ps", "ur"]);

/** Writing direction of a language code such as `fa` or `fa-IR`. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}
