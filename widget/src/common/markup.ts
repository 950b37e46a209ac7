/** Plain text and the little Markdown a guide writes, as a tree. Pure: drawing is in rich.tsx. */

export interface Inline {
  kind: "text" | "bold" | "link";
  text: string;
  url?: string;
}

interface Paragraph {
  kind: "paragraph";
  lines: Inline[][];
}

interface List {
  kind: "list";
  /** The first number, or null for bullets. */
  start: number | null;
  items: Inline[][];
}

export type Block = Paragraph | List;

const URL_IN_TEXT = "https?://[^\\s<>\"]+";
const LINKS = new RegExp(`(${URL_IN_TEXT})`, "g");
const MARKDOWN = new RegExp(`\\*\\*([^*]+)\\*\\*|\\[([^\\]]+)\\]\\(([^\\s)]+)\\)|(${URL_IN_TEXT})`, "g");
/** Punctuation that ends a sentence rather than a URL. */
const TRAILING = /[.,;:!?।؟،'»)\]}*]+$/u;

/** The absolute URL when it is http or https, else null: nothing else is ever made clickable. */
export function safeUrl(url: string, base: string): string | null {
  try {
    const parsed = new URL(url, base);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** What a person typed: nothing but links is recognised. */
export function parsePlain(text: string): Inline[] {
  return split(text, LINKS, (match) => bareLink(match[1] ?? ""));
}

/** What the guide says: paragraphs, lists, bold, links. */
export function parseMarkdown(text: string, base: string): Block[] {
  const blocks: Block[] = [];
  let open = false; // whether the next line still belongs to the last paragraph
  for (const line of text.split(/\r?\n/)) {
    const last = blocks.at(-1);
    const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/u.exec(line);
    if (item) {
      listFor(last, item[1], blocks).items.push(inlines(item[2] ?? "", base));
      open = false;
    } else if (!line.trim()) {
      open = false;
    } else if (open && last?.kind === "paragraph") {
      last.lines.push(lineOf(line, base));
    } else {
      blocks.push({ kind: "paragraph", lines: [lineOf(line, base)] });
      open = true;
    }
  }
  return blocks;
}

/** The list that stands open, when it is of the same sort; else a new one. */
function listFor(last: Block | undefined, number: string | undefined, blocks: Block[]): List {
  if (last?.kind === "list" && (last.start === null) === (number === undefined)) return last;
  const list: List = { kind: "list", start: number === undefined ? null : Number(number), items: [] };
  blocks.push(list);
  return list;
}

function lineOf(line: string, base: string): Inline[] {
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  return heading ? [{ kind: "bold", text: heading[1] ?? "" }] : inlines(line, base);
}

function inlines(text: string, base: string): Inline[] {
  return split(text, MARKDOWN, ([whole, bold, label, target, bare]) => {
    if (bold) return [{ kind: "bold", text: bold }];
    if (bare) return bareLink(bare);
    const url = safeUrl(target ?? "", base);
    return [url ? { kind: "link", text: label ?? url, url } : { kind: "text", text: whole }];
  });
}

function bareLink(found: string): Inline[] {
  const end = TRAILING.exec(found)?.[0] ?? "";
  const url = end ? found.slice(0, -end.length) : found;
  const link: Inline[] = safeUrl(url, url) ? [{ kind: "link", text: url, url }] : [{ kind: "text", text: url }];
  return end ? [...link, { kind: "text", text: end }] : link;
}

function split(text: string, pattern: RegExp, read: (match: RegExpMatchArray) => Inline[]): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push(...read(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}
