/** What the service says in every language, for one reader. */

import type { Message, Titled } from "./protocol";

/** The words of a message; those of a person are in one language only. */
export function textFor({ text, translations }: Message, language: string): string {
  return translations?.[language] ?? text;
}

/** What a room is called; empty while that is not known. */
export function titleFor(room: Partial<Titled> | null, language: string): string | undefined {
  return room?.titles?.[language] ?? room?.title;
}
