import { digits, listed } from "../../common/numbers";

const number = (count: number) => digits(count, "en");
const list = (names: string[]) => listed(names, "en");

/** What the widget says in English. Another language is another file of this type. */
export const en = {
  code: "en",
  language: "Language",
  guide: "PanditYatra guide",
  guideSubtitle: "Answers day and night",
  room: "Puja room",
  close: "Close chat",
  conversation: "Conversation",
  unread: (count: number) => (count === 1 ? "1 new message" : `${number(count)} new messages`),
  newTab: "(opens in a new tab)",

  welcomeTitle: "Namaste",
  welcome: "I can help you find a pandit, book a puja, and prepare for it. What would you like to do?",
  roomWelcome: "Everyone in this booking's room sees what you write here.",
  suggestions: [
    { title: "How does booking work?", payload: "/booking_howto" },
    { title: "Book a puja", payload: "/book_puja" },
    { title: "What samagri do I need?", payload: "/samagri_list" },
    { title: "My bookings", payload: "/booking_status" },
  ],

  write: "Write a message",
  send: "Send",
  stop: "Stop answering",
  tooLong: (over: number) => `${number(over)} characters too long`,
  you: "You",
  sending: "Sending",
  sent: "Sent",
  delivered: "Delivered",
  seen: "Seen",
  notSent: "Not sent:",
  tryAgain: "Try again",
  discard: "Discard",
  typing: (names: string[]) => `${list(names)} ${names.length > 1 ? "are" : "is"} typing`,
  thinking: "The guide is thinking",
  earlier: "Earlier messages",
  newMessages: "New messages",
  sources: "Source:",
  previous: "Previous",
  next: "Next",
  cards: (count: number) => (count === 1 ? "1 card" : `${number(count)} cards`),
  image: "Image",

  connecting: "Connecting…",
  offline: "You are offline. What you write is sent when you are back.",
  reconnecting: "Reconnecting… What you write is sent as soon as we are back.",
  signInAgain: "Your sign-in has expired. Please sign in again to go on.",
  dismiss: "Dismiss",
  failed: "That did not work. Please try again.",
  /** By the code of a refusal; of what is not here `failed` is said. */
  errors: {
    booking_not_found: "There is no such booking among yours.",
    room_early: "The room of this booking is not open yet.",
    room_closed: "The room of this booking is closed.",
    erased: "Everything about you has been removed.",
    origin_forbidden: "The chat may not be used on this page.",
    rate_limited: "That was too fast. Please wait a moment.",
    too_many_connections: "The chat is open too many times. Please close one of its windows.",
    too_many_rooms: "You are in too many rooms at once. Please leave one.",
    too_large: "This message is too long.",
    unavailable: "We cannot be reached right now. Please try again in a moment.",
  } as Record<string, string>,

  talkToHuman: "Talk to a person",
  queue: (position: number) =>
    position === 1 ? "You are next: a person will be with you." : `You are number ${number(position)} in the queue.`,
  queueEta: (minutes: number) => `About ${number(minutes)} min.`,
  withAgent: (name: string) => `You are talking to ${name}`,

  backToGuide: "Back to the guide",
  enterRoom: "Enter the room",
  yourRoom: (title: string) => `Your puja room: ${title}`,
  wroteInRoom: (name: string, title: string) => `${name || "Somebody"} wrote in your puja room: ${title}`,
  roomClosed: (when: string) => `It closed ${when}.`,
  roomOpens: (when: string) => `The room opens ${when}.`,
  roles: {
    guest: "Visitor",
    customer: "Customer",
    pandit: "Pandit",
    agent: "Support",
    admin: "Support",
    bot: "PanditYatra guide",
    system: "PanditYatra",
  },
};

export type Texts = typeof en;
