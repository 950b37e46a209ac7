import type { Person } from "./protocol";

const TYPING_MS = 10_000;

export interface TypingNews {
  /** Where one is in several. */
  conversation?: string;
  participant: Person;
  on: boolean;
}

/** Who types, each until they stop, or for a while: their "off" may get lost. */
export class Typists<News extends TypingNews> {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly tell: (news: News) => void) {}

  heard(news: News): void {
    const key = `${news.conversation}/${news.participant.id}`;
    clearTimeout(this.timers.get(key));
    this.tell(news);
    if (news.on) this.timers.set(key, setTimeout(() => this.heard({ ...news, on: false }), TYPING_MS));
  }
}

/** Those who type, without oneself. */
export function typingNow(typing: Person[], { participant, on }: TypingNews, me: Person | null): Person[] {
  const others = typing.filter(({ id }) => id !== participant.id);
  return on && participant.id !== me?.id ? [...others, participant] : others;
}
