import { digits, listed } from "../../common/numbers";
import type { Texts } from "./en";

const number = (count: number) => digits(count, "hi");
const list = (names: string[]) => listed(names, "hi");

/** What the widget says in Hindi. */
export const hi: Texts = {
  code: "hi",
  language: "भाषा",
  guide: "पंडितयात्रा गाइड",
  guideSubtitle: "दिन-रात आपके लिए उपलब्ध",
  room: "पूजा कक्ष",
  close: "चैट बंद करें",
  conversation: "बातचीत",
  unread: (count) => (count === 1 ? "1 नया संदेश" : `${number(count)} नए संदेश`),
  newTab: "(नए टैब में खुलेगा)",

  welcomeTitle: "नमस्ते",
  welcome: "पंडित जी ढूँढने हों, पूजा बुक करनी हो या उसकी तैयारी करनी हो, मैं आपकी मदद के लिए हूँ। बताइए, क्या करना चाहेंगे?",
  roomWelcome: "आप यहाँ जो लिखेंगे, वह इस बुकिंग के कक्ष में मौजूद सभी लोगों को दिखेगा।",
  suggestions: [
    { title: "बुकिंग कैसे होती है?", payload: "/booking_howto" },
    { title: "पूजा बुक करें", payload: "/book_puja" },
    { title: "कौन-सी सामग्री चाहिए?", payload: "/samagri_list" },
    { title: "मेरी बुकिंग", payload: "/booking_status" },
  ],

  write: "संदेश लिखें",
  send: "भेजें",
  stop: "जवाब रोकें",
  tooLong: (over) => `${number(over)} अक्षर ज़्यादा हैं`,
  you: "आप",
  sending: "भेजा जा रहा है",
  sent: "भेजा गया",
  delivered: "पहुँच गया",
  seen: "देखा गया",
  notSent: "नहीं भेजा गया:",
  tryAgain: "फिर कोशिश करें",
  discard: "हटाएँ",
  typing: (names) => `${list(names)} लिख रहे हैं`,
  thinking: "जवाब तैयार हो रहा है",
  earlier: "पहले के संदेश",
  newMessages: "नए संदेश",
  sources: "स्रोत:",
  previous: "पिछला",
  next: "अगला",
  cards: (count) => `${number(count)} कार्ड`,
  image: "चित्र",

  connecting: "कनेक्ट हो रहा है…",
  offline: "आप ऑफ़लाइन हैं। आपका लिखा संदेश इंटरनेट लौटते ही भेज दिया जाएगा।",
  reconnecting: "फिर से कनेक्ट हो रहा है… आपका लिखा संदेश जुड़ते ही भेज दिया जाएगा।",
  signInAgain: "आपके साइन-इन की अवधि समाप्त हो गई है। आगे बढ़ने के लिए कृपया फिर से साइन इन करें।",
  dismiss: "ठीक है",
  failed: "यह नहीं हो सका। कृपया फिर कोशिश करें।",
  errors: {
    booking_not_found: "आपकी बुकिंग में ऐसी कोई बुकिंग नहीं है।",
    room_early: "इस बुकिंग का कक्ष अभी खुला नहीं है।",
    room_closed: "इस बुकिंग का कक्ष बंद हो चुका है।",
    erased: "आपके बारे में सब कुछ हटा दिया गया है।",
    origin_forbidden: "इस पेज पर चैट का उपयोग नहीं किया जा सकता।",
    rate_limited: "यह बहुत जल्दी-जल्दी हो गया। कृपया थोड़ा रुकें।",
    too_many_connections: "चैट बहुत बार खुली है। कृपया उसकी कोई एक विंडो बंद करें।",
    too_many_rooms: "आप एक साथ बहुत सारे कक्षों में हैं। कृपया किसी एक से बाहर आएँ।",
    too_large: "यह संदेश बहुत लंबा है।",
    unavailable: "अभी हमसे संपर्क नहीं हो पा रहा है। कृपया थोड़ी देर में फिर कोशिश करें।",
  },

  talkToHuman: "किसी व्यक्ति से बात करें",
  queue: (position) =>
    position === 1
      ? "अब आपकी बारी है: कोई जल्द ही आपसे बात करेगा।"
      : `कतार में आपका स्थान ${number(position)} है।`,
  queueEta: (minutes) => `लगभग ${number(minutes)} मिनट।`,
  withAgent: (name) => `आप ${name} से बात कर रहे हैं`,

  backToGuide: "गाइड पर वापस जाएँ",
  enterRoom: "कक्ष में जाएँ",
  yourRoom: (title) => `आपका पूजा कक्ष: ${title}`,
  wroteInRoom: (name, title) => `${name || "किसी"} ने आपके पूजा कक्ष में लिखा: ${title}`,
  roomClosed: (when) => `कक्ष बंद होने का समय: ${when}।`,
  roomOpens: (when) => `कक्ष खुलने का समय: ${when}।`,
  roles: {
    guest: "आगंतुक",
    customer: "ग्राहक",
    pandit: "पंडित जी",
    agent: "सहायता टीम",
    admin: "सहायता टीम",
    bot: "पंडितयात्रा गाइड",
    system: "पंडितयात्रा",
  },
};
