/** Times as people read them, in the language of the page. */

import { localeOf } from "./locale";

/** Days of a language that not every browser knows. */
export interface Days {
  /** With the year. */
  day(date: Date): string;
  weekday(date: Date): string;
  /** Of today (0) and yesterday (-1). */
  near(days: number): string;
}

declare global {
  /** By language: its table brings them along. */
  var PanditYatraDays: Record<string, Days> | undefined;
}

function own(language: string): Days | undefined {
  return globalThis.PanditYatraDays?.[language];
}

/** The hour is by the part of the day in Hindi: "शाम 6:05". */
function clock(language: string): Intl.DateTimeFormatOptions {
  return { hour: "numeric", minute: "2-digit", dayPeriod: language === "hi" ? "short" : undefined };
}

export function timeOfDay(at: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), clock(language)).format(new Date(at));
}

/** "today", "yesterday" or the date. */
export function dayName(at: string, language: string, now = new Date()): string {
  const date = new Date(at);
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    return own(language)?.near(days) ?? new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(days, "day");
  }
  const format = { weekday: "long", day: "numeric", month: "long" } as const;
  return own(language)?.weekday(date) ?? new Intl.DateTimeFormat(localeOf(language), format).format(date);
}

export function dateAndTime(at: string, language: string): string {
  const days = own(language);
  if (days) return `${days.day(new Date(at))}, ${timeOfDay(at, language)}`;
  const format = { day: "numeric", month: "short", year: "numeric", ...clock(language) } as const;
  return new Intl.DateTimeFormat(localeOf(language), format).format(new Date(at));
}

export function day(at: string, language: string): string {
  const date = new Date(at);
  return own(language)?.day(date) ?? new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long" }).format(date);
}

export function sameDay(a: string, b: string): boolean {
  return startOfDay(new Date(a)) === startOfDay(new Date(b));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
