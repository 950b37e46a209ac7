/** Times as people read them, in the language of the page. */

import { localeOf } from "./locale";
import { nepaliDay, nepaliNear, nepaliWeekday } from "./nepali";

export function timeOfDay(at: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { hour: "numeric", minute: "2-digit" }).format(new Date(at));
}

/** "today", "yesterday" or the date. */
export function dayName(at: string, language: string, now = new Date()): string {
  const date = new Date(at);
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    if (language === "ne") return nepaliNear(days);
    return new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(days, "day");
  }
  if (language === "ne") return nepaliWeekday(date);
  return new Intl.DateTimeFormat(localeOf(language), { weekday: "long", day: "numeric", month: "long" }).format(date);
}

export function dateAndTime(at: string, language: string): string {
  if (language === "ne") return `${nepaliDay(new Date(at))}, ${timeOfDay(at, language)}`;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

export function day(at: string, language: string): string {
  if (language === "ne") return nepaliDay(new Date(at));
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long" }).format(new Date(at));
}

export function sameDay(a: string, b: string): boolean {
  return startOfDay(new Date(a)) === startOfDay(new Date(b));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
