import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { BackIcon } from "../../common/icons";
import { useConsole } from "../context";

interface ThreadHeadProps {
  title: string;
  /** What can be done. */
  actions?: ComponentChildren;
  /** How it stands with it. */
  children: ComponentChildren;
}

/** The top of what is open. */
export function ThreadHead({ title, actions, children }: ThreadHeadProps) {
  const { texts, connection } = useConsole();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus(); // the reader lands in what was chosen
  }, []);

  return (
    <header class="thread-head">
      <IconButton class="icon-button back" label={texts.back} onClick={() => connection.select(null)}>
        <BackIcon />
      </IconButton>
      <div class="thread-title">
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h2>
        <p class="muted" data-testid="owner">
          {children}
        </p>
      </div>
      {actions}
    </header>
  );
}
