import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { SendIcon, StopIcon } from "../../common/icons";
import { useUi } from "../context";
import { isAnswering } from "../state";

const MAX_TEXT = 4000;
const TYPING_REPEAT_MS = 4000;

/** Where one writes. Enter sends, Shift+Enter starts a new line. */
export function Composer() {
  const { state, texts, connection, keeper, focus } = useUi();
  const { scope } = connection;
  const [text, setText] = useState(() => keeper.drafts.get(scope));
  const field = useRef<HTMLTextAreaElement>(null);
  const toldTyping = useRef(0);
  const over = text.length - MAX_TEXT;
  const sendable = text.trim() !== "" && over <= 0;

  useEffect(() => {
    if (focus.wanted) field.current?.focus();
    focus.wanted = false;
  }, []);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  const change = (next: string) => {
    setText(next);
    keeper.drafts.keep(scope, next);
    if (next && Date.now() - toldTyping.current > TYPING_REPEAT_MS) {
      toldTyping.current = Date.now();
      connection.typing(true);
    }
  };

  const send = () => {
    if (!sendable) return;
    connection.write(text.trim());
    change("");
    if (toldTyping.current) connection.typing(false);
    toldTyping.current = 0;
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          data-testid="composer"
          rows={1}
          dir="auto"
          value={text}
          placeholder={texts.write}
          aria-label={texts.write}
          aria-invalid={over > 0}
          aria-describedby={over > 0 ? "too-long" : undefined}
          enterkeyhint="send"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {isAnswering(state) && (
          <button
            type="button"
            class="send stop"
            data-testid="stop"
            aria-label={texts.stop}
            title={texts.stop}
            onClick={() => connection.stop()}
          >
            <StopIcon />
          </button>
        )}
        <button
          type="submit"
          class="send"
          data-testid="send"
          aria-label={texts.send}
          title={texts.send}
          aria-disabled={!sendable}
        >
          <SendIcon />
        </button>
      </div>
      {over > 0 && (
        <p id="too-long" class="too-long" role="alert">
          {texts.tooLong(over)}
        </p>
      )}
    </form>
  );
}
