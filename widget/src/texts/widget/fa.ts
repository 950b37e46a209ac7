import { digits, listed } from "../../common/numbers";
import type { Texts } from "./en";

const number = (count: number) => digits(count, "fa");
const list = (names: string[]) => listed(names, "fa");

/** What the widget says in Persian. */
export const fa: Texts = {
  code: "fa",
  language: "زبان",
  guide: "راهنمای پاندیت‌یاترا",
  guideSubtitle: "شبانه‌روز پاسخگوی شما",
  room: "اتاق پوجا",
  close: "بستن گفت‌وگو",
  conversation: "گفت‌وگو",
  unread: (count) => `${number(count)} پیام تازه`,
  newTab: "(در زبانهٔ تازه باز می‌شود)",

  welcomeTitle: "سلام",
  welcome: "می‌توانم برای یافتن پاندیت، رزرو پوجا و آماده شدن برای آن به شما کمک کنم. چه کاری برایتان انجام دهم؟",
  roomWelcome: "آنچه اینجا می‌نویسید را همهٔ کسانی که در اتاق این رزرو هستند می‌بینند.",
  suggestions: [
    { title: "رزرو چگونه انجام می‌شود؟", payload: "/booking_howto" },
    { title: "رزرو پوجا", payload: "/book_puja" },
    { title: "چه وسایلی لازم دارم؟", payload: "/samagri_list" },
    { title: "رزروهای من", payload: "/booking_status" },
  ],

  write: "پیام خود را بنویسید",
  send: "فرستادن",
  stop: "توقف پاسخ",
  tooLong: (over) => `${number(over)} نویسه بیش از اندازه است`,
  you: "شما",
  sending: "در حال ارسال",
  sent: "فرستاده شد",
  delivered: "رسید",
  seen: "دیده شد",
  notSent: "فرستاده نشد:",
  tryAgain: "دوباره تلاش کنید",
  discard: "حذف",
  typing: (names) => `${list(names)} در حال نوشتن`,
  thinking: "راهنما در حال فکر کردن است",
  earlier: "پیام‌های پیشین",
  newMessages: "پیام‌های تازه",
  sources: "منبع:",
  previous: "قبلی",
  next: "بعدی",
  cards: (count) => `${number(count)} کارت`,
  image: "تصویر",

  connecting: "در حال اتصال…",
  offline: "شما آفلاین هستید. آنچه می‌نویسید پس از وصل شدن اینترنت فرستاده می‌شود.",
  reconnecting: "در حال اتصال دوباره… آنچه می‌نویسید به‌محض اتصال فرستاده می‌شود.",
  signInAgain: "زمان ورود شما به پایان رسیده است. برای ادامه لطفاً دوباره وارد شوید.",
  dismiss: "متوجه شدم",
  failed: "انجام نشد. لطفاً دوباره تلاش کنید.",
  errors: {
    booking_not_found: "چنین رزروی در میان رزروهای شما نیست.",
    room_early: "اتاق این رزرو هنوز باز نشده است.",
    room_closed: "اتاق این رزرو بسته شده است.",
    erased: "همهٔ اطلاعات مربوط به شما پاک شده است.",
    origin_forbidden: "در این صفحه نمی‌توان از گفت‌وگو استفاده کرد.",
    rate_limited: "کمی سریع بود. لطفاً چند لحظه صبر کنید.",
    too_many_connections: "گفت‌وگو در پنجره‌های زیادی باز است. لطفاً یکی را ببندید.",
    too_many_rooms: "هم‌زمان در اتاق‌های زیادی هستید. لطفاً از یکی بیرون بیایید.",
    too_large: "این پیام بیش از اندازه طولانی است.",
    unavailable: "اکنون ارتباط با ما برقرار نمی‌شود. لطفاً چند لحظهٔ دیگر دوباره تلاش کنید.",
  },

  talkToHuman: "گفت‌وگو با پشتیبان",
  queue: (position) =>
    position === 1 ? "نوبت شماست: به‌زودی یکی از همکاران ما پاسخ می‌دهد." : `شما نفر ${number(position)} در صف هستید.`,
  queueEta: (minutes) => `حدود ${number(minutes)} دقیقه.`,
  withAgent: (name) => `در حال گفت‌وگو با ${name}`,

  backToGuide: "بازگشت به راهنما",
  enterRoom: "ورود به اتاق",
  yourRoom: (title) => `اتاق پوجای شما: ${title}`,
  wroteInRoom: (name, title) => `${name || "یک نفر"} در اتاق پوجای شما نوشت: ${title}`,
  roomClosed: (when) => `زمان بسته شدن اتاق: ${when}.`,
  roomOpens: (when) => `زمان باز شدن اتاق: ${when}.`,
  roles: {
    guest: "مهمان",
    customer: "مشتری",
    pandit: "پاندیت",
    agent: "پشتیبانی",
    admin: "پشتیبانی",
    bot: "راهنمای پاندیت‌یاترا",
    system: "پاندیت‌یاترا",
  },
};
