import "../../common/nepali";
import { digits, listed } from "../../common/numbers";
import type { Texts } from "./en";

const number = (count: number) => digits(count, "ne");
const list = (names: string[]) => listed(names, "ne");

/** What the widget says in Nepali. */
export const ne: Texts = {
  code: "ne",
  language: "भाषा",
  guide: "पण्डितयात्रा गाइड",
  guideSubtitle: "दिनरात तपाईंको सेवामा",
  room: "पूजा कक्ष",
  close: "कुराकानी बन्द गर्नुहोस्",
  conversation: "कुराकानी",
  unread: (count) => `${number(count)} नयाँ सन्देश`,
  newTab: "(नयाँ ट्याबमा खुल्छ)",

  welcomeTitle: "नमस्ते",
  welcome: "पण्डित खोज्न, पूजा बुक गर्न र त्यसको तयारी गर्न म तपाईंलाई सहयोग गर्न सक्छु। तपाईं के गर्न चाहनुहुन्छ?",
  roomWelcome: "तपाईंले यहाँ लेखेको कुरा यस बुकिङको कक्षमा भएका सबैले देख्नुहुन्छ।",
  suggestions: [
    { title: "बुकिङ कसरी गर्ने?", payload: "/booking_howto" },
    { title: "पूजा बुक गर्ने", payload: "/book_puja" },
    { title: "कुन सामग्री चाहिन्छ?", payload: "/samagri_list" },
    { title: "मेरा बुकिङ", payload: "/booking_status" },
  ],

  write: "सन्देश लेख्नुहोस्",
  send: "पठाउनुहोस्",
  stop: "जवाफ रोक्नुहोस्",
  tooLong: (over) => `${number(over)} अक्षर बढी भयो`,
  you: "तपाईं",
  sending: "पठाइँदै छ",
  sent: "पठाइयो",
  delivered: "पुग्यो",
  seen: "हेरियो",
  notSent: "पठाउन सकिएन:",
  tryAgain: "फेरि प्रयास गर्नुहोस्",
  discard: "हटाउनुहोस्",
  typing: (names) => `${list(names)} लेख्दै हुनुहुन्छ`,
  thinking: "जवाफ तयार हुँदै छ",
  earlier: "अघिल्ला सन्देशहरू",
  newMessages: "नयाँ सन्देशहरू",
  sources: "स्रोत:",
  previous: "अघिल्लो",
  next: "अर्को",
  cards: (count) => `${number(count)} वटा कार्ड`,
  image: "तस्बिर",

  connecting: "जोडिँदै छ…",
  offline: "तपाईं अफलाइन हुनुहुन्छ। तपाईंले लेखेको सन्देश इन्टरनेट फर्कनासाथ पठाइनेछ।",
  reconnecting: "फेरि जोडिँदै छ… तपाईंले लेखेको सन्देश जोडिनासाथ पठाइनेछ।",
  signInAgain: "तपाईंको साइन इनको अवधि सकियो। अघि बढ्न कृपया फेरि साइन इन गर्नुहोस्।",
  dismiss: "हुन्छ",
  failed: "यो हुन सकेन। कृपया फेरि प्रयास गर्नुहोस्।",
  errors: {
    booking_not_found: "तपाईंका बुकिङमा यस्तो कुनै बुकिङ छैन।",
    room_early: "यस बुकिङको कक्ष अझै खुलेको छैन।",
    room_closed: "यस बुकिङको कक्ष बन्द भइसकेको छ।",
    erased: "तपाईंबारे भएको सबै कुरा हटाइएको छ।",
    origin_forbidden: "यस पृष्ठमा कुराकानी प्रयोग गर्न मिल्दैन।",
    rate_limited: "यो निकै छिटो भयो। कृपया एकछिन पर्खनुहोस्।",
    too_many_connections: "कुराकानी धेरै ठाउँमा खुला छ। कृपया एउटा झ्याल बन्द गर्नुहोस्।",
    too_many_rooms: "तपाईं एकैपटक धेरै कक्षमा हुनुहुन्छ। कृपया एउटाबाट बाहिर आउनुहोस्।",
    too_large: "यो सन्देश धेरै लामो भयो।",
    unavailable: "अहिले हामीसँग सम्पर्क हुन सकेन। कृपया एकछिनपछि फेरि प्रयास गर्नुहोस्।",
  },

  talkToHuman: "कुनै व्यक्तिसँग कुरा गर्नुहोस्",
  queue: (position) =>
    position === 1
      ? "अब तपाईंको पालो हो: छिट्टै कोही तपाईंसँग कुरा गर्नुहुनेछ।"
      : `लाइनमा तपाईं ${number(position)} नम्बरमा हुनुहुन्छ।`,
  queueEta: (minutes) => `करिब ${number(minutes)} मिनेट।`,
  withAgent: (name) => `तपाईं ${name}सँग कुरा गर्दै हुनुहुन्छ`,

  backToGuide: "गाइडमा फर्कनुहोस्",
  enterRoom: "कक्षमा जानुहोस्",
  yourRoom: (title) => `तपाईंको पूजा कक्ष: ${title}`,
  wroteInRoom: (name, title) => `${name || "कसै"}ले तपाईंको पूजा कक्षमा लेख्नुभयो: ${title}`,
  roomClosed: (when) => `कक्ष बन्द भएको समय: ${when}।`,
  roomOpens: (when) => `कक्ष खुल्ने समय: ${when}।`,
  roles: {
    guest: "आगन्तुक",
    customer: "ग्राहक",
    pandit: "पण्डितजी",
    agent: "सहयोग टोली",
    admin: "सहयोग टोली",
    bot: "पण्डितयात्रा गाइड",
    system: "पण्डितयात्रा",
  },
};
