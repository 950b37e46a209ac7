import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../common/protocol";
import { textFor } from "../../common/spoken";
import { useUi } from "../context";
import { nameOf } from "../names";
import { isMine } from "../queries";

/**
 * Reads new messages out once, when they are complete. The log itself is not live: it would read every
 * piece of a streaming answer, and the whole history on opening.
 */
export function Announcer() {
  const { state, texts } = useUi();
  const [words, setWords] = useState("");
  const heard = useRef<number | null>(null);
  const { loaded, messages } = state;

  useEffect(() => {
    if (!loaded) return;
    const last = messages.at(-1)?.seq ?? 0;
    const before = heard.current ?? last;
    heard.current = last;
    const fresh = messages.filter((message) => message.seq > before && !isMine(state, message));
    if (!fresh.length) return;
    const said = (message: Message) => textFor(message, texts.code) || message.payload?.attachment?.name;
    setWords(fresh.map((message) => `${nameOf(texts, message.sender)}: ${said(message)}`).join("\n"));
  }, [messages, loaded]);

  return (
    <div class="sr-only" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  );
}
