import type { RefObject } from "preact";
import { ChatIcon, ChevronDownIcon } from "../../common/icons";
import { digits } from "../../common/numbers";
import { useUi } from "../context";

interface LauncherProps {
  buttonRef: RefObject<HTMLButtonElement | null>;
  open: boolean;
  count: number;
}

/** The floating button. */
export function Launcher({ buttonRef, open, count }: LauncherProps) {
  const { texts, setOpen } = useUi();
  const label = open ? texts.close : texts.open;
  return (
    <button
      ref={buttonRef}
      type="button"
      class="launcher"
      data-testid="launcher"
      aria-expanded={open}
      aria-haspopup="dialog"
      aria-label={count ? `${label}, ${texts.unread(count)}` : label}
      onClick={() => setOpen(!open)}
    >
      {open ? <ChevronDownIcon /> : <ChatIcon />}
      {count > 0 && (
        <span class="badge" data-testid="unread" aria-hidden="true">
          {count > 99 ? `${digits(99, texts.code)}+` : digits(count, texts.code)}
        </span>
      )}
    </button>
  );
}
