import { localeOf } from "./locale";

/** A price in whole units, as people of the language write it. */
export function money(amount: number, currency: string, language: string): string {
  const format = { style: "currency", currency, maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(localeOf(language), format).format(amount);
}
