/** Days as Nepali writes them. Importing this is enough. */

import { localeOf } from "./locale";

const MONTHS = "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर".split(" ");
const WEEKDAYS = "आइतबार सोमबार मङ्गलबार बुधबार बिहीबार शुक्रबार शनिबार".split(" ");

const format = new Intl.NumberFormat(localeOf("ne"), { useGrouping: false });

function monthAndDay(date: Date): string {
  return `${MONTHS[date.getMonth()]} ${format.format(date.getDate())}`;
}

globalThis.PanditYatraDays = {
  ...globalThis.PanditYatraDays,
  ne: {
    day: (date) => `${format.format(date.getFullYear())} ${monthAndDay(date)}`,
    weekday: (date) => `${monthAndDay(date)}, ${WEEKDAYS[date.getDay()]}`,
    near: (days) => (days === 0 ? "आज" : "हिजो"),
  },
};
