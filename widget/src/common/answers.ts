import type { Piece } from "./protocol";

/** An answer that is being written. `whole` is false when a piece is missing: the final message will tell. */
export interface Answer {
  id: string;
  text: string;
  next: number;
  whole: boolean;
}

/** `answers` with a piece added: `index` 0 starts an answer (over), a repeated or late piece changes nothing. */
export function grown(answers: Answer[], { id, index, text }: Piece): Answer[] {
  const known = answers.find((answer) => answer.id === id);
  const others = answers.filter((answer) => answer.id !== id);
  if (index === 0) return [...others, { id, text, next: 1, whole: true }];
  if (!known) return [...others, { id, text: "", next: index + 1, whole: false }];
  if (!known.whole || index < known.next) return answers;
  if (index > known.next) return [...others, { ...known, whole: false }];
  return [...others, { ...known, text: known.text + text, next: index + 1 }];
}
