import { leaning } from "./direction";
import { type Inline, parseMarkdown, parsePlain, safeUrl } from "./markup";

interface LinkProps {
  url: string;
  newTab: string;
  class?: string;
  children: preact.ComponentChildren;
}

/** A link out of the conversation. A URL that is not http(s) is drawn as plain text. */
export function Link({ url, newTab, class: className, children }: LinkProps) {
  if (!safeUrl(url, document.baseURI)) return <span class={className}>{children}</span>;
  return (
    <a class={className} href={url} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="sr-only"> {newTab}</span>
    </a>
  );
}

function draw(parts: Inline[], newTab: string) {
  return parts.map((part) => {
    if (part.kind === "bold") return <strong>{part.text}</strong>;
    if (!part.url) return part.text;
    return (
      <Link url={part.url} newTab={newTab}>
        {part.text}
      </Link>
    );
  });
}

/** Text as a person typed it, with clickable links. */
export function PlainText({ text, newTab }: { text: string; newTab: string }) {
  return (
    <div class="prose plain" dir={leaning(text)}>
      {draw(parsePlain(text), newTab)}
    </div>
  );
}

/** Text of the guide: paragraphs, lists, bold, links. */
export function MarkdownText({ text, newTab }: { text: string; newTab: string }) {
  return (
    <div class="prose" dir={leaning(text)}>
      {parseMarkdown(text, document.baseURI).map((block) =>
        block.kind === "paragraph" ? (
          <p>
            {block.lines.map((line, index) => (
              <>
                {index > 0 && <br />}
                {draw(line, newTab)}
              </>
            ))}
          </p>
        ) : (
          <List start={block.start} items={block.items.map((item) => draw(item, newTab))} />
        ),
      )}
    </div>
  );
}

function List({ start, items }: { start: number | null; items: preact.ComponentChildren[] }) {
  const rows = items.map((item) => <li>{item}</li>);
  return start === null ? <ul>{rows}</ul> : <ol start={start}>{rows}</ol>;
}
