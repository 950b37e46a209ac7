/** Days as Nepali writes them, which not every browser knows. */

import { localeOf } from "./locale";

const MONTHS = "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर".split(" ");
const WEEKDAYS = "आइतबार सोमबार मङ्गलबार बुधबार बिहीबार शुक्रबार शनिबार".split(" ");

const format = new Intl.NumberFormat(localeOf("ne"), { useGrouping: false });

export function nepaliDay(date: Date): string {
  return `${format.format(date.getFullYear())} ${monthAndDay(date)}`;
}

export function nepaliWeekday(date: Date): string {
  return `${monthAndDay(date)}, ${WEEKDAYS[date.getDay()]}`;
}

/** Of today (0) and yesterday (-1). */
export function nepaliNear(days: number): string {
  return days === 0 ? "आज" : "हिजो";
}

function monthAndDay(date: Date): string {
  return `${MONTHS[date.getMonth()]} ${format.format(date.getDate())}`;
}
