/** The languages of the chat and the sample site, each by its own name. */
export const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "hi", name: "हिंदी" },
  { code: "ne", name: "नेपाली" },
  { code: "fa", name: "فارسی" },
] as const;

/** The first of these language tags we speak, as its code; English when it is none. */
export function firstSpoken(tags: readonly (string | undefined)[]): string {
  const codes = tags.map((tag) => tag?.split("-")[0]?.toLowerCase());
  return codes.find((code) => LANGUAGES.some((language) => language.code === code)) ?? "en";
}
