import { useEffect, useRef } from "preact/hooks";
import { directionOf } from "../../common/direction";
import { useUi } from "../context";
import { Announcer } from "./Announcer";
import { Banners } from "./Banners";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { Log } from "./Log";
import { Refused } from "./Refused";

/** The chat itself: a dialog when it floats, a region of the page when it is mounted inline. */
export function ChatWindow() {
  const { state, texts, connection, inline, setOpen } = useUi();
  const frame = useRef<HTMLElement>(null);
  const seen = state.messages.at(-1)?.seq ?? 0;

  useEffect(() => {
    const markRead = () => {
      if (document.visibilityState === "visible" && seen) connection.read(seen);
    };
    markRead();
    document.addEventListener("visibilitychange", markRead);
    return () => document.removeEventListener("visibilitychange", markRead);
  }, [seen, connection]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (inline || event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Tab" && frame.current) {
      keepFocusInFullScreen(event, frame.current);
    }
  };

  return (
    <section
      ref={frame}
      class="window"
      dir={directionOf(texts.code)}
      data-testid="window"
      role={inline ? "region" : "dialog"}
      aria-labelledby="title"
      onKeyDown={onKeyDown}
    >
      <Header />
      <Banners />
      {state.link === "refused" && state.notice ? (
        <Refused error={state.notice} />
      ) : (
        <>
          <Log />
          <Composer />
        </>
      )}
      <Announcer />
    </section>
  );
}

/** On a narrow screen the window covers the page, so Tab must not leave it. */
function keepFocusInFullScreen(event: KeyboardEvent, frame: HTMLElement): void {
  if (frame.clientWidth < innerWidth) return;
  const stops = frame.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), textarea, [tabindex='0']");
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const active = (frame.getRootNode() as ShadowRoot).activeElement;
  if (event.shiftKey ? active === first : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
