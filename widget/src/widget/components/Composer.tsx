import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { SendIcon, StopIcon } from "../../common/icons";
import { useUi } from "../context";
import { isAnswering } from "../queries";

const MAX_TEXT = 4000;
const TYPING_REPEAT_MS = 4000;

interface ComposerProps {
  above?: ComponentChildren;
  tools?: ComponentChildren;
  /** Stands in the field at first, and what one writes is no draft. */
  start?: string;
  /** Whether there is something to send without any text. */
  ready?: boolean;
  send?(text: string): void;
  onPaste?(event: ClipboardEvent): void;
}

/** Where one writes. Enter sends, Shift+Enter starts a new line. */
export function Composer({ above, tools, start, ready = false, send, onPaste }: ComposerProps) {
  const { state, texts, connection, keeper, focus } = useUi();
  const { scope } = connection;
  const [text, setText] = useState(() => start ?? keeper.drafts.get(scope));
  const field = useRef<HTMLTextAreaElement>(null);
  const toldTyping = useRef(0);
  const over = text.length - MAX_TEXT;
  const sendable = (text.trim() !== "" || ready) && over <= 0;

  useEffect(() => {
    const element = field.current;
    if (focus.wanted) {
      element?.focus();
      element?.setSelectionRange(text.length, text.length);
    }
    focus.wanted = false;
    return () => {
      // Another composer may take the place of this one while somebody writes.
      if ((element?.getRootNode() as ShadowRoot).activeElement === element) focus.wanted = true;
    };
  }, []);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  const change = (next: string) => {
    setText(next);
    if (start === undefined) keeper.drafts.keep(scope, next);
    if (next && Date.now() - toldTyping.current > TYPING_REPEAT_MS) {
      toldTyping.current = Date.now();
      connection.typing(true);
    }
  };

  const submit = () => {
    if (!sendable) return;
    change("");
    if (send) send(text.trim());
    else connection.writing.write({ text: text.trim() });
    if (toldTyping.current) connection.typing(false);
    toldTyping.current = 0;
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {above}
      <div class="field">
        {tools}
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
          onPaste={onPaste}
        />
        {isAnswering(state) && (
          <IconButton class="send stop" label={texts.stop} data-testid="stop" onClick={() => connection.stop()}>
            <StopIcon />
          </IconButton>
        )}
        <IconButton type="submit" class="send" label={texts.send} data-testid="send" aria-disabled={!sendable}>
          <SendIcon />
        </IconButton>
      </div>
      {over > 0 && (
        <p id="too-long" class="too-long" role="alert">
          {texts.tooLong(over)}
        </p>
      )}
    </form>
  );
}
