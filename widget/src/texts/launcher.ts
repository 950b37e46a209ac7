/** What the floating button says before anything else is fetched, by language. */
export const OPEN: Record<string, string> = {
  en: "Open chat",
  hi: "चैट खोलें",
  ne: "कुराकानी खोल्नुहोस्",
  fa: "باز کردن گفت‌وگو",
};
