/** A number in the digits of the language. */
export function digits(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

/** Names in one line, as the language joins them. */
export function listed(names: string[], language: string): string {
  return new Intl.ListFormat(language).format(names);
}
