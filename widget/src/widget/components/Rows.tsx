import type { ComponentChildren } from "preact";
import type { Answer } from "../../common/answers";
import { AlertIcon, ClockIcon, DoorIcon, LampIcon, SeenIcon, SentIcon } from "../../common/icons";
import type { Pending } from "../../common/outbox";
import type { Message, Person } from "../../common/protocol";
import { MarkdownText, PlainText } from "../../common/rich";
import { textFor } from "../../common/spoken";
import { timeOfDay } from "../../common/times";
import { useUi } from "../context";
import { nameOf } from "../names";
import { reason } from "../reason";
import { fate, isMine } from "../queries";
import { Bubble } from "./Bubble";

interface MessageRowProps {
  message: Message;
  /** The same sender wrote the message before: no name, no face. */
  continues: boolean;
  /** The last of those shown together: the time stands below. */
  dated: boolean;
  isLastOwn: boolean;
  /** Nothing was said since: its reply buttons still make sense. */
  answerable: boolean;
}

export function MessageRow({ message, continues, dated, isLastOwn, answerable }: MessageRowProps) {
  const { state } = useUi();
  if (message.type === "activity") return <ActivityRow message={message} />;
  const mine = isMine(state, message);
  return (
    <Row sender={message.sender} mine={mine} continues={continues} seq={message.seq} type={message.type}>
      <Bubble message={message} mine={mine} answerable={answerable} />
      {(dated || isLastOwn) && <Meta at={message.at}>{isLastOwn && <Fate message={message} />}</Meta>}
    </Row>
  );
}

/** The answer while it is being written. */
export function AnswerRow({ answer }: { answer: Answer }) {
  const { texts } = useUi();
  const guide: Person = { id: "bot", role: "bot", name: texts.guide };
  return (
    <Row sender={guide} mine={false} continues={false} type="partial">
      <div class="bubble streaming">
        <MarkdownText text={answer.text} newTab={texts.newTab} />
      </div>
    </Row>
  );
}

export function PendingRow({ pending, continues }: { pending: Pending; continues: boolean }) {
  const { state, texts, connection, room } = useUi();
  const me = state.me ?? { id: "me", role: "guest", name: "" };
  const { text, refused, reply_to, attachment } = pending;
  const words = text && (
    <div class="bubble">
      <PlainText text={text} newTab={texts.newTab} />
    </div>
  );
  return (
    <Row sender={me} mine continues={continues} type={refused ? "refused" : "pending"}>
      {room ? <room.Around message={{ reply_to, payload: { attachment } }}>{words}</room.Around> : words}
      {refused ? (
        <div class="meta failed">
          <AlertIcon />
          <span dir="auto">
            {texts.notSent} {reason(texts, refused)}
          </span>
          <button type="button" class="text-button" onClick={() => connection.writing.tryAgain(pending)}>
            {texts.tryAgain}
          </button>
          <button type="button" class="text-button" onClick={() => connection.writing.discard(pending.client_id)}>
            {texts.discard}
          </button>
        </div>
      ) : (
        <Meta at={pending.at}>
          <ClockIcon />
          {texts.sending}
        </Meta>
      )}
    </Row>
  );
}

function ActivityRow({ message }: { message: Message }) {
  const { state, texts, enter } = useUi();
  const { activity, booking_id, title = "", titles } = message.payload ?? {};
  return (
    <div
      class="activity"
      data-testid="message"
      data-seq={message.seq}
      data-type="activity"
      data-activity={activity}
      data-role={message.sender.role}
    >
      <span dir="auto">{textFor(message, texts.code)}</span>
      {activity === "room" && booking_id && state.mode === "guide" && (
        <button type="button" class="button" onClick={() => enter({ booking_id, title, titles })}>
          <DoorIcon />
          {texts.enterRoom}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  sender: Person;
  mine: boolean;
  continues: boolean;
  seq?: number;
  type: string;
  children: ComponentChildren;
}

function Row({ sender, mine, continues, seq, type, children }: RowProps) {
  const { texts } = useUi();
  const name = mine ? texts.you : nameOf(texts, sender);
  return (
    <article
      class={`row ${mine ? "mine" : "theirs"} ${continues ? "continues" : ""}`}
      data-testid="message"
      data-seq={seq}
      data-type={type}
      data-role={sender.role}
      aria-label={name}
    >
      {!mine && (
        <span class="face" aria-hidden="true">
          {sender.role === "bot" ? <LampIcon /> : initial(name)}
        </span>
      )}
      <div class="content">
        {!mine && !continues && (
          <div class="name" dir="auto">
            {name}
          </div>
        )}
        {children}
      </div>
    </article>
  );
}

function Meta({ at, children }: { at: string; children: ComponentChildren }) {
  const { texts } = useUi();
  return (
    <div class="meta">
      <time dateTime={at}>{timeOfDay(at, texts.code)}</time>
      {children}
    </div>
  );
}

/** How far one's last message has come. */
function Fate({ message }: { message: Message }) {
  const { state, texts } = useUi();
  const reached = fate(state, message);
  return (
    <span class={`fate ${reached}`} data-testid="fate" data-fate={reached}>
      {reached === "sent" ? <SentIcon /> : <SeenIcon />}
      {texts[reached]}
    </span>
  );
}

function initial(name: string): string {
  const own = name.replace(/^(pandit|pt\.?|dr\.?|पंडित|पण्डित|डॉ\.?|پاندیت|دکتر)\s+/i, "");
  const [first] = new Intl.Segmenter().segment(own); // a letter with its vowel sign is one
  return first?.segment.toUpperCase() ?? "";
}
