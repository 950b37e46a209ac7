import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { AlertIcon, ClockIcon, NoteIcon, SeenIcon } from "../../common/icons";
import type { Pending } from "../../common/outbox";
import type { Attachment, Message } from "../../common/protocol";
import { MarkdownText, PlainText } from "../../common/rich";
import { textFor } from "../../common/spoken";
import { dayName, sameDay, timeOfDay } from "../../common/times";
import { nameOf, useConsole, whyNot } from "../context";
import type { Thread } from "../model";
import { isSeen, takesPart, timeline } from "../queries";

const NEAR_END_PX = 80;

/** What was said, the guide's part included, with the team's notes among it. */
export function ThreadLog({ thread }: { thread: Thread }) {
  const { state, texts, language, connection } = useConsole();
  const { conversation, answers, typing, messages } = thread;
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const rows = timeline(thread);
  const pending = state.pending.filter((item) => item.conversation === conversation.id);
  const last = messages.at(-1)?.seq ?? 0;
  const isMine = takesPart(thread, state.me);

  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [rows.length, pending.length, answers, typing]);

  useEffect(() => {
    if (isMine && last) connection.read(conversation.id, last);
  }, [isMine, last]);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = list.current ?? document.body;
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };

  return (
    <div
      ref={list}
      class="log"
      role="log"
      aria-label={texts.history}
      aria-busy={answers.length > 0}
      tabIndex={0}
      data-testid="log"
      onScroll={onScroll}
    >
      {(messages[0]?.seq ?? 1) > 1 && (
        <button type="button" class="button small earlier" onClick={() => connection.loadEarlier(conversation.id)}>
          {texts.earlier}
        </button>
      )}
      {rows.map((message, index) => {
        const before = rows[index - 1];
        return (
          <Fragment key={message.id}>
            {(!before || !sameDay(before.at, message.at)) && <p class="day">{dayName(message.at, language)}</p>}
            <Row message={message} thread={thread} />
          </Fragment>
        );
      })}
      {answers.map(({ id, text }) => (
        <article class="row ours bot" key={id} aria-live="off">
          <p class="name">{texts.answering}</p>
          {text && (
            <div class="bubble">
              <MarkdownText text={text} newTab={texts.newTab} />
            </div>
          )}
        </article>
      ))}
      {pending.map((item) => (
        <PendingRow key={item.client_id} pending={item} />
      ))}
      {typing.map((person) => (
        <p class="typing muted" key={person.id}>
          {texts.typing(nameOf(person, texts))}
        </p>
      ))}
    </div>
  );
}

function Row({ message, thread }: { message: Message; thread: Thread }) {
  const { state, texts, language } = useConsole();
  const { sender, type, text, payload, at, seq } = message;
  if (type === "activity") {
    return (
      <p class="activity" data-testid="message" data-type="activity" data-activity={payload?.activity} dir="auto">
        {textFor(message, language)}
      </p>
    );
  }
  const { kind, contact } = thread.conversation;
  const theirs = kind === "room" ? sender.id !== state.me.id : sender.id === contact.id;
  const lines = payload?.buttons?.map(({ title }) => title);
  return (
    <article
      class={`row ${theirs ? "theirs" : "ours"} ${sender.role} ${message.private ? "note" : ""}`}
      data-testid="message"
      data-seq={seq}
      data-type={message.private ? "note" : type}
      data-role={sender.role}
    >
      <p class="name">
        {message.private && <NoteIcon />}
        <span dir="auto">{nameOf(sender, texts)}</span> <time dateTime={at}>{timeOfDay(at, language)}</time>
        {message.edited_at && <span>{texts.edited}</span>}
        {sender.id === state.me.id && !message.private && isSeen(thread, message) && (
          <span class="seen">
            <SeenIcon /> {texts.seen}
          </span>
        )}
      </p>
      <div class="bubble">
        {message.deleted_at ? (
          <p class="muted">{texts.deleted}</p>
        ) : sender.role === "bot" ? (
          <MarkdownText text={text} newTab={texts.newTab} />
        ) : (
          <PlainText text={text} newTab={texts.newTab} />
        )}
        {payload?.attachment && <FileButton attachment={payload.attachment} />}
        {lines && <p class="choices">{lines.join(" · ")}</p>}
      </div>
    </article>
  );
}

function FileButton({ attachment }: { attachment: Attachment }) {
  const { connection } = useConsole();
  return (
    <button type="button" class="text-button" data-testid="file" onClick={() => connection.save(attachment)}>
      <bdi>{attachment.name}</bdi>
    </button>
  );
}

function PendingRow({ pending }: { pending: Pending }) {
  const { texts, connection } = useConsole();
  const { refused } = pending;
  return (
    <article class={`row ours agent ${pending.note ? "note" : ""}`} data-testid="message" data-type={refused ? "refused" : "pending"}>
      <p class="name">
        {refused ? <AlertIcon /> : <ClockIcon />}
        {refused ? `${texts.notSent} ${whyNot(refused, texts)}` : texts.sending}
      </p>
      <div class="bubble">
        <PlainText text={pending.text} newTab={texts.newTab} />
      </div>
      {refused && (
        <p class="name">
          <button type="button" class="text-button" onClick={() => connection.writing.tryAgain(pending)}>
            {texts.tryAgain}
          </button>
          <button type="button" class="text-button" onClick={() => connection.writing.discard(pending.client_id)}>
            {texts.discard}
          </button>
        </p>
      )}
    </article>
  );
}
