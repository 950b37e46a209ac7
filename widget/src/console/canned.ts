/** Replies that agents start from. */

export interface CannedReply {
  shortcut: string;
  title: string;
  /** By language, at least in English. */
  text: Record<string, string>;
}

/** Those with all the words of a query in their shortcut, title or texts; first those whose shortcut begins with it. */
export function matching(replies: CannedReply[], query: string): CannedReply[] {
  const wanted = query.toLowerCase().trim();
  const has = ({ shortcut, title, text }: CannedReply) => {
    const all = [shortcut, title, ...Object.values(text)].join(" ").toLowerCase();
    return wanted.split(/\s+/).every((word) => all.includes(word));
  };
  const rank = ({ shortcut }: CannedReply) => Number(!shortcut.startsWith(wanted));
  return replies.filter(has).sort((a, b) => rank(a) - rank(b));
}

/** What it says in a language, or in English. */
export function saidIn({ text }: CannedReply, language: string): string {
  return text[language] ?? text.en ?? "";
}
