import type { ComponentChildren } from "preact";
import type { Message } from "../../common/protocol";
import { nameOf } from "../../widget/names";
import { isMine } from "../../widget/queries";
import { jumpTo } from "../jump";
import { mayAct } from "../rights";
import { snippet } from "../snippet";
import { useRoom } from "../ui";
import { ActionsButton } from "./ActionsButton";
import { AttachmentView } from "./Attachment";
import { Reactions } from "./Reactions";

interface AroundProps {
  /** One that is not sent yet has no id. */
  message: Partial<Message>;
  children: ComponentChildren;
}

/** A message's words with what belongs to them. */
export function Around({ message, children }: AroundProps) {
  const { state, words, desk } = useRoom();
  const { reply_to, payload, edited_at, deleted_at } = message;
  const sent = "id" in message ? (message as Message) : null;
  if (deleted_at) return <div class="bubble deleted">{words.deleted}</div>;
  return (
    <>
      <div class="line">
        <div class={reply_to && !payload?.attachment ? "stack quoting" : "stack"}>
          {reply_to && <Quote id={reply_to} />}
          {payload?.attachment && <AttachmentView attachment={payload.attachment} files={desk.files} words={words} />}
          {children}
        </div>
        {sent && mayAct(state) && <ActionsButton message={sent} />}
      </div>
      {edited_at && <span class="edited">{words.edited}</span>}
      {sent && <Reactions message={sent} able={mayAct(state)} />}
    </>
  );
}

function Quote({ id }: { id: string }) {
  const { state, texts, words, connection } = useRoom();
  const message = state.messages.find((other) => other.id === id);
  const name = message && (isMine(state, message) ? texts.you : nameOf(texts, message.sender));
  const go = (event: MouseEvent) => jumpTo(event.currentTarget as HTMLElement, connection, (other) => other.id === id);
  return (
    <button type="button" class="quote" data-testid="quote" onClick={go} title={name && words.goTo(name)}>
      {name && (
        <span class="quote-name" dir="auto">
          {name}
        </span>
      )}
      <span class="quote-text" dir="auto">
        {message ? snippet(words, message) : words.earlierMessage}
      </span>
    </button>
  );
}
