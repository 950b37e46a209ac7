import type { Message } from "../../common/protocol";
import { safeUrl } from "../../common/markup";
import { Link, MarkdownText, PlainText } from "../../common/rich";
import { useUi } from "../context";
import { Buttons } from "./Buttons";
import { Cards } from "./Cards";

interface BubbleProps {
  message: Message;
  mine: boolean;
  answerable: boolean;
}

/** What a message says, by its type. A type not known here shows its text. */
export function Bubble({ message, mine, answerable }: BubbleProps) {
  const { room } = useUi();
  const { type, payload = {} } = message;
  const words = <Words message={message} mine={mine} />;
  return (
    <>
      {type === "image" && payload.url ? <Picture url={payload.url} alt={payload.alt ?? ""} /> : null}
      {room ? <room.Around message={message}>{words}</room.Around> : words}
      {type === "cards" && payload.cards && <Cards cards={payload.cards} />}
      {payload.buttons && <Buttons buttons={payload.buttons} answerable={answerable} />}
    </>
  );
}

function Words({ message, mine }: { message: Message; mine: boolean }) {
  const { texts } = useUi();
  const { payload = {}, type, sender } = message;
  // The text of cards repeats them line by line for readers without cards; its first line leads in.
  const text = type === "cards" ? (message.text.split("\n")[0] ?? "") : message.text;
  if (!text) return null;
  return (
    <div class="bubble">
      {!mine && sender.role === "bot" ? (
        <MarkdownText text={text} newTab={texts.newTab} />
      ) : (
        <PlainText text={text} newTab={texts.newTab} />
      )}
      {payload.sources?.length ? (
        <p class="sources">
          {texts.sources}{" "}
          {payload.sources.map(({ title, url }, index) => (
            <>
              {index > 0 && ", "}
              {url ? (
                <Link url={url} newTab={texts.newTab}>
                  {title}
                </Link>
              ) : (
                <span dir="auto">{title}</span>
              )}
            </>
          ))}
        </p>
      ) : null}
    </div>
  );
}

function Picture({ url, alt }: { url: string; alt: string }) {
  const { texts } = useUi();
  const src = safeUrl(url, document.baseURI);
  if (!src) return null;
  return (
    <Link url={src} newTab={texts.newTab} class="picture">
      <img src={src} alt={alt || texts.image} loading="lazy" />
    </Link>
  );
}
