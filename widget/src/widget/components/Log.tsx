import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ChevronDownIcon } from "../../common/icons";
import type { Message } from "../../common/protocol";
import { dayName, sameDay } from "../../common/times";
import { useUi } from "../context";
import { hasEarlier, isMine } from "../queries";
import { AnswerRow, MessageRow, PendingRow } from "./Rows";
import { TypingRow } from "./TypingRow";
import { Welcome } from "./Welcome";

const NEAR_END_PX = 80;
const ABOVE_QUESTION_PX = 8;
const TOGETHER_MS = 5 * 60_000;

/**
 * The messages, then the answer being written, then what is not sent yet. Follows the end unless scrolled up; a long answer of
 * the guide is shown from its question on, to be read from its beginning.
 */
export function Log() {
  const { state, texts, connection } = useUi();
  const { messages, answers, pending, typing, loaded } = state;
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const shownSeq = useRef(0);
  const [behind, setBehind] = useState(false);
  const lastSeq = messages.at(-1)?.seq ?? 0;
  const lastOwn = messages.findLastIndex((message) => isMine(state, message));

  const toEnd = () => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  const follow = () => {
    toEnd();
    const element = list.current;
    const since = messages.slice(lastOwn + 1);
    const answered = since.length + answers.length > 0 && since.every(({ sender }) => sender.role === "bot");
    const question = answered && !pending.length && element?.querySelector(`[data-seq="${messages[lastOwn]?.seq}"]`);
    if (!element || !question) return;
    const top = element.getBoundingClientRect().top + ABOVE_QUESTION_PX;
    const above = top - question.getBoundingClientRect().top;
    if (above <= 0) return;
    element.scrollTop -= above;
    setBehind(fromEnd(element) > NEAR_END_PX);
  };

  /** What one looks at stays where it is when messages appear above it. */
  const loadEarlier = async () => {
    const element = list.current;
    const below = element ? element.scrollHeight - element.scrollTop : 0;
    follows.current = false;
    await connection.reading.loadEarlier();
    requestAnimationFrame(() => {
      if (element) element.scrollTop = element.scrollHeight - below;
      element?.focus();
    });
  };

  useLayoutEffect(() => {
    follows.current = true; // one's own words are always shown
  }, [pending.length]);

  useLayoutEffect(() => {
    if (follows.current) follow();
    else if (lastSeq !== shownSeq.current) setBehind(true);
    shownSeq.current = lastSeq;
  }, [messages, answers, pending, typing]);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const resized = new ResizeObserver(() => follows.current && toEnd());
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    follows.current = fromEnd(element) < NEAR_END_PX;
    if (follows.current) setBehind(false);
  };

  return (
    <div class="log-frame">
      <div
        ref={list}
        class="log"
        role="log"
        aria-live="off"
        aria-label={texts.conversation}
        aria-busy={answers.length > 0}
        tabIndex={0}
        data-testid="log"
        data-loaded={loaded}
        onScroll={onScroll}
      >
        {hasEarlier(state) && (
          <button type="button" class="button earlier" data-testid="earlier" onClick={loadEarlier}>
            {texts.earlier}
          </button>
        )}
        {loaded && !messages.length && !pending.length && <Welcome />}
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const after = messages[index + 1];
          return (
            <Fragment key={message.id}>
              {(!before || !sameDay(before.at, message.at)) && (
                <div class="day">
                  {dayName(message.at, texts.code)}
                </div>
              )}
              <MessageRow
                message={message}
                continues={before !== undefined && together(before, message)}
                dated={after === undefined || !together(message, after)}
                isLastOwn={index === lastOwn}
                answerable={index > lastOwn && !pending.length}
              />
            </Fragment>
          );
        })}
        {answers.map((answer) => answer.text && <AnswerRow key={answer.id} answer={answer} />)}
        {pending.map((item, index) => (
          <PendingRow key={item.client_id} pending={item} continues={index > 0} />
        ))}
        <TypingRow />
      </div>
      {behind && (
        <button type="button" class="to-end" data-testid="to-end" onClick={toEnd}>
          <ChevronDownIcon />
          {texts.newMessages}
        </button>
      )}
    </div>
  );
}

/** How far below what is seen the end is, in pixels. */
function fromEnd(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** Whether two messages are shown as one: by the same person, within minutes. */
function together(before: Message, after: Message): boolean {
  const apart = Date.parse(after.at) - Date.parse(before.at);
  const plain = before.type !== "activity" && after.type !== "activity";
  return plain && before.sender.id === after.sender.id && apart < TOGETHER_MS;
}
