import { useRef, useState } from "preact/hooks";
import { useConsole } from "../context";
import type { Thread } from "../model";
import { takesPart } from "../queries";
import { CannedReplies } from "./CannedReplies";

const MAX_TEXT = 4000;
const TYPING_REPEAT_MS = 4000;

type Kind = "reply" | "note";

/** A reply to the contact or a note for the team. What is written is kept until it is sent. */
export function ReplyForm({ thread }: { thread: Thread }) {
  const { state, texts, connection, drafts } = useConsole();
  const { id } = thread.conversation;
  const [kind, setKind] = useState<Kind>("reply");
  const scope = `console/${state.me.id}/${id}/${kind}`;
  const [written, setWritten] = useState<Record<string, string>>({});
  const text = written[scope] ?? drafts.get(scope);
  const toldTyping = useRef(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const [choosing, setChoosing] = useState(false);
  const mayReply = takesPart(thread, state.me);
  const blocked = kind === "reply" && !mayReply;

  const change = (next: string) => {
    setWritten({ ...written, [scope]: next });
    drafts.keep(scope, next);
    if (kind === "reply" && mayReply && next && Date.now() - toldTyping.current > TYPING_REPEAT_MS) {
      toldTyping.current = Date.now();
      connection.typing(id, true);
    }
  };

  const closeCanned = () => {
    setChoosing(false);
    field.current?.focus();
  };

  const insert = (reply: string) => {
    const element = field.current;
    if (!element) return;
    element.setRangeText(reply, element.selectionStart, element.selectionEnd, "end");
    change(element.value);
    closeCanned();
  };

  const send = () => {
    if (!text.trim() || blocked) return;
    connection.writing.write({ conversation: id, text: text.trim(), note: kind === "note" });
    change("");
    if (toldTyping.current) connection.typing(id, false);
    toldTyping.current = 0;
  };

  return (
    <form
      class={`reply ${kind}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset class="kinds">
        <legend class="sr-only">{texts.reply}</legend>
        {(["reply", "note"] as const).map((value) => (
          <label class="kind" key={value}>
            <input type="radio" name="kind" value={value} checked={kind === value} onChange={() => setKind(value)} />
            <span>{texts[value]}</span>
          </label>
        ))}
      </fieldset>
      {choosing && !blocked && (
        <CannedReplies language={thread.conversation.language} choose={insert} close={closeCanned} />
      )}
      <textarea
        ref={field}
        rows={3}
        dir="auto"
        maxLength={MAX_TEXT}
        data-testid="composer"
        aria-label={kind === "note" ? texts.writeNote : texts.writeReply}
        placeholder={kind === "note" ? texts.writeNote : texts.writeReply}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "/" && !text && !blocked) {
            event.preventDefault();
            return setChoosing(true);
          }
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="reply-foot">
        <span class="muted">{blocked ? texts.takeFirst : ""}</span>
        <button
          type="button"
          class="button small"
          data-testid="open-canned"
          aria-expanded={choosing}
          disabled={blocked}
          onClick={() => setChoosing(!choosing)}
        >
          {texts.canned} <kbd>/</kbd>
        </button>
        <button type="submit" class="button small primary" data-testid="send" disabled={blocked || !text.trim()}>
          {kind === "note" ? texts.keepNote : texts.send}
        </button>
      </div>
    </form>
  );
}
