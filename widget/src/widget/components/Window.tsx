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
  const { state, texts, connection, inline, room, setOpen } = useUi();
  const { link, notice, messages } = state;
  // What was said in a room that closes may still be read.
  const isOver = notice?.code === "room_closed" && messages.length > 0;
  const refusal = link === "refused" && notice && <Refused error={notice} below={isOver} />;
  const frame = useRef<HTMLElement>(null);
  const seen = state.messages.at(-1)?.seq ?? 0;

  useEffect(() => {
    const markRead = () => {
      if (document.visibilityState === "visible" && seen) connection.reading.read(seen);
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
      {refusal && !isOver ? refusal : <Log />}
      {refusal ? isOver && refusal : room ? <room.Composer /> : <Composer />}
      {room && <room.Panel />}
      <Announcer />
    </section>
  );
}

/** On a narrow screen the window covers the page, so Tab must not leave it. */
function keepFocusInFullScreen(event: KeyboardEvent, frame: HTMLElement): void {
  if (frame.clientWidth < innerWidth) return;
  const all = frame.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), textarea, input, [tabindex='0']");
  const stops = [...all].filter((stop) => stop.tabIndex >= 0 && !stop.closest("[inert]"));
  const [first, last] = [stops[0], stops.at(-1)];
  const active = (frame.getRootNode() as ShadowRoot).activeElement;
  if (event.shiftKey ? active === first : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
