import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Message } from "../../common/protocol";
import { BinIcon, EditIcon, ReplyIcon } from "../icons";
import { mayChange } from "../rights";
import { snippet } from "../snippet";
import { useRoom } from "../ui";
import { Popup } from "./Popup";

interface ActionsProps {
  message: Message;
  anchor: HTMLElement;
  close(): void;
}

/** What can be done with a message. */
export function Actions({ message, anchor, close }: ActionsProps) {
  const { state, words, desk, focus } = useRoom();
  const [sure, setSure] = useState(false);
  const { id } = message;
  const own = mayChange(state, message);
  const after = (act: () => void, back = true) => () => {
    close();
    if (back) anchor.focus();
    act();
  };
  const compose = (change: Parameters<typeof desk.set>[0]) =>
    after(() => {
      focus.wanted = true;
      desk.set({ replyTo: null, editing: null, ...change });
    }, false);

  return (
    <Popup label={words.actions(snippet(words, message))} anchor={anchor} close={close}>
      <div class="emojis" role="group" aria-label={words.reactions}>
        {Object.entries(words.react).map(([emoji, name]) => {
          const on = message.reactions?.[emoji]?.includes(state.me?.id ?? "") ?? false;
          return (
            <button
              type="button"
              role="menuitemcheckbox"
              tabIndex={-1}
              aria-checked={on}
              aria-label={name}
              title={name}
              onClick={after(() => desk.ask("reaction", { message_id: id, emoji, on: !on }))}
            >
              <span aria-hidden="true">{emoji}</span>
            </button>
          );
        })}
      </div>
      <Item icon={<ReplyIcon />} label={words.reply} act={compose({ replyTo: message })} />
      {own && message.type !== "audio" && <Item icon={<EditIcon />} label={words.edit} act={compose({ editing: message })} />}
      {own && !sure && <Item icon={<BinIcon />} label={words.remove} act={() => setSure(true)} />}
      {own && sure && (
        <Item icon={<BinIcon />} label={words.removeSurely} danger act={after(() => desk.ask("delete", { message_id: id }))} />
      )}
    </Popup>
  );
}

interface ItemProps {
  icon: ComponentChildren;
  label: string;
  danger?: boolean;
  /** For what is on or off. */
  checked?: boolean;
  act(): void;
}

/** A line of a menu. */
export function Item({ icon, label, danger, checked, act }: ItemProps) {
  return (
    <button
      type="button"
      role={checked === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked={checked}
      tabIndex={-1}
      class={danger ? "item danger" : "item"}
      onClick={act}
    >
      {icon}
      {label}
    </button>
  );
}
