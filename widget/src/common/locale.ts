/**
 * The locale that formats numbers and times of a language. Chromium knows none for Nepali and would take the
 * browser's own: Hindi in Devanagari digits groups and orders them alike.
 */
export function localeOf(language: string): string {
  if (language === "en") return "en-IN";
  return language === "ne" ? "hi-u-nu-deva-hc-h23" : language;
}
