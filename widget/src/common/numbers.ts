import { localeOf } from "./locale";

/** A number in the digits of the language. */
export function digits(count: number, language: string): string {
  return new Intl.NumberFormat(localeOf(language)).format(count);
}

/** Names in one line, as the language joins them. */
export function listed(names: string[], language: string): string {
  if (language === "ne") return names.join(", ").replace(/, (?=[^,]*$)/, " र ");
  return new Intl.ListFormat(localeOf(language)).format(names);
}
