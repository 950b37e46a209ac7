import { useEffect, useState } from "preact/hooks";
import type { Booking, SignedIn } from "../../common/api";
import type { Message } from "../../common/protocol";
import { PlainText } from "../../common/rich";
import { textFor } from "../../common/spoken";
import { dateAndTime } from "../../common/times";
import { Archive } from "../../room/archive";
import { AttachmentView } from "../../room/components/Attachment";
import { Files } from "../../room/files";
import { en } from "../../texts/room/en";
import type { SiteTexts } from "../../texts/site";
import { ROOM_TEXTS } from "./roomTexts";

interface ConversationProps {
  booking: Booking;
  signedIn: SignedIn;
  texts: SiteTexts;
}

/** What was said in the room of a booking: to read, to search, to download. Fetched when it is opened. */
export function Conversation(props: ConversationProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details class="conversation" data-testid="conversation" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>{props.texts.bookings.conversation}</summary>
      {opened && <Talk {...props} />}
    </details>
  );
}

/** What is shown: the end of it, or what was searched for (the newest first). */
interface Shown {
  messages: Message[];
  /** Where the rest begins, or null when there is none. */
  before: number | null;
}

function Talk({ booking, signedIn, texts }: ConversationProps) {
  const words = ROOM_TEXTS[texts.code] ?? en;
  const [files] = useState(() => new Files(() => ({ server: "", token: signedIn.token })));
  const [archive] = useState(() => new Archive(files, booking.id));
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState(false);

  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const load = (words: string, known: Shown | null) =>
    attempt(async () => {
      const next = words ? await found(archive, words, known) : await page(archive, known);
      setQuery(words);
      setShown(next);
    });
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget as HTMLFormElement).get("words")).trim();
    void load(words, null);
  };
  const download = (format: "text" | "json") => () => attempt(() => archive.download(format, texts.code, booking.id));
  useEffect(() => void load("", null), []);

  const more = shown?.before && (
    <button type="button" class="button small" data-testid="more" onClick={() => load(query, shown)}>
      {query ? words.olderResults : texts.bookings.earlier}
    </button>
  );
  return (
    <>
      <form class="tools" role="search" onSubmit={search}>
        <input type="search" name="words" dir="auto" maxLength={200} placeholder={words.searchHint} aria-label={words.searchIn} />
        <button type="submit" class="button small">
          {words.search}
        </button>
        <button type="button" class="button small" onClick={download("text")}>
          {words.asText}
        </button>
        <button type="button" class="button small" onClick={download("json")}>
          {words.asJson}
        </button>
      </form>
      <p role="status" class={failed ? "notice" : "muted"}>
        {failed && texts.failed}
        {shown && query && words.results(shown.messages.length)}
        {shown && !query && !shown.messages.length && texts.bookings.silent}
      </p>
      {!query && more}
      <ol class="talk" data-testid="talk">
        {shown?.messages.map((message) => (
          <li key={message.id} data-testid="said">
            <p>
              {message.type !== "activity" && <strong dir="auto">{message.sender.name}</strong>}{" "}
              <time dateTime={message.at}>{dateAndTime(message.at, texts.code)}</time>
            </p>
            {message.deleted_at && <p class="deleted">{words.deleted}</p>}
            {message.payload?.attachment && <AttachmentView attachment={message.payload.attachment} files={files} words={words} />}
            {message.text && <PlainText text={textFor(message, texts.code)} newTab={texts.bookings.newTab} />}
          </li>
        ))}
      </ol>
      {query && more}
    </>
  );
}

async function page(archive: Archive, known: Shown | null): Promise<Shown> {
  const { messages, more } = await archive.page(known?.before ?? null);
  const all = [...messages, ...(known?.messages ?? [])];
  return { messages: all, before: more ? (all[0]?.seq ?? null) : null };
}

async function found(archive: Archive, words: string, known: Shown | null): Promise<Shown> {
  const { messages, before_seq } = await archive.search(words, known?.before ?? null);
  return { messages: [...(known?.messages ?? []), ...messages], before: before_seq };
}
