import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../../common/api";
import { IconButton } from "../../common/IconButton";
import type { Message, WireError } from "../../common/protocol";
import { dateAndTime } from "../../common/times";
import { nameOf } from "../../widget/names";
import { bookingHere, isMine } from "../../widget/queries";
import { Archive, type Found } from "../archive";
import { CloseIcon } from "../icons";
import { jumpTo } from "../jump";
import { snippet } from "../snippet";
import { useRoom } from "../ui";

const PAUSE_MS = 300;
const SHORTEST = 2;

/** Covers the messages while one searches them. */
export function Panel() {
  const { deskState } = useRoom();
  return deskState.searching ? <Search /> : null;
}

function Search() {
  const { state, words, connection, desk, why } = useRoom();
  const panel = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<WireError | null>(null);
  const archive = new Archive(desk.files, bookingHere(state));

  useAlone(panel);
  useLayoutEffect(() => field.current?.focus(), []); // before the next key
  useEffect(() => {
    setFound(null);
    if (query.trim().length < SHORTEST) return;
    let wanted = true;
    const timer = setTimeout(() => {
      archive.search(query.trim()).then(
        (first) => wanted && show(first),
        (error) => wanted && fail(error),
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [query]);

  const show = (next: Found) => {
    setProblem(null);
    setFound(next);
  };
  const fail = (error: unknown) => setProblem(error instanceof ApiError ? error.error : { code: "failed", message: "" });
  const older = () => {
    if (!found?.before_seq) return;
    const added = (next: Found) => ({ ...next, messages: [...found.messages, ...next.messages] });
    archive
      .search(query.trim(), found.before_seq)
      .then((next) => setFound((shown) => (shown === found ? added(next) : shown)), fail);
  };
  const close = () => desk.set({ searching: false });
  const go = async ({ id }: Message) => {
    const frame = panel.current?.parentElement;
    close();
    if (frame) await jumpTo(frame, connection, (message) => message.id === id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };

  return (
    <search ref={panel} class="panel" aria-label={words.searchIn} data-testid="search" onKeyDown={onKeyDown}>
      <div class="panel-head">
        <input
          ref={field}
          type="search"
          dir="auto"
          value={query}
          maxLength={200}
          placeholder={words.searchHint}
          aria-label={words.searchIn}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <IconButton label={words.close} onClick={close}>
          <CloseIcon />
        </IconButton>
      </div>
      <p class="panel-said" role="status">
        {problem ? why(problem) : found && words.results(found.messages.length)}
      </p>
      <ul class="found">
        {found?.messages.map((message) => (
          <FoundRow key={message.id} message={message} go={() => void go(message)} />
        ))}
      </ul>
      {found?.before_seq && (
        <button type="button" class="button earlier" onClick={older}>
          {words.olderResults}
        </button>
      )}
    </search>
  );
}

function FoundRow({ message, go }: { message: Message; go(): void }) {
  const { state, texts, words } = useRoom();
  return (
    <li>
      <button type="button" class="found-row" data-testid="found" onClick={go}>
        <span class="found-head">
          <strong dir="auto">{isMine(state, message) ? texts.you : nameOf(texts, message.sender)}</strong>
          <time dateTime={message.at}>{dateAndTime(message.at, texts.code)}</time>
        </span>
        <span dir="auto">{snippet(words, message)}</span>
      </button>
    </li>
  );
}

/** What it covers takes no focus meanwhile; afterwards the focus is where it was. */
function useAlone(panel: preact.RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = panel.current;
    const before = (element?.getRootNode() as ShadowRoot | undefined)?.activeElement as HTMLElement | null;
    const covered = [...(element?.parentElement?.children ?? [])].filter((other) => other !== element) as HTMLElement[];
    for (const other of covered) other.inert = true;
    return () => {
      for (const other of covered) other.inert = false;
      before?.focus();
    };
  }, []);
}
