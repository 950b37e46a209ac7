import { useRef, useState } from "preact/hooks";
import type { Message } from "../../common/protocol";
import { MoreIcon } from "../icons";
import { snippet } from "../snippet";
import { useRoom } from "../ui";
import { Actions } from "./Actions";

/** One stop for the Tab key in the whole log, that of the last message; the arrows go to the others. */
export function ActionsButton({ message }: { message: Message }) {
  const { state, words } = useRoom();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const last = state.messages.findLast((other) => other.type !== "activity" && !other.deleted_at);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || open) return;
    event.preventDefault();
    const all = [...(button.current?.closest("[role=log]")?.querySelectorAll<HTMLElement>(".more") ?? [])];
    all[all.indexOf(button.current as HTMLElement) + step]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class="more dots-button"
        data-testid="actions"
        tabIndex={last?.id === message.id ? 0 : -1}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={words.actions(snippet(words, message))}
        onClick={() => setOpen(!open)}
        onKeyDown={onKeyDown}
      >
        <MoreIcon />
      </button>
      {open && button.current && <Actions message={message} anchor={button.current} close={() => setOpen(false)} />}
    </>
  );
}
