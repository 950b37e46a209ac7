import { isError, type Page, type WireError } from "../common/protocol";
import type { Keeper } from "./keeper";
import type { Line } from "./line";

const DELIVERED_MS = 1000;
const PAGE = 200;

export interface ReadingPorts {
  keeper: Keeper;
  /** Names the conversation for what the browser keeps about it. */
  scope(): string;
  /** A page of messages came. */
  arrived(page: Page): void;
  refused(error: WireError): void;
}

/** Gets what was missed, and tells how far one has got. */
export class Reading {
  private catchingUp = false;
  private told = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly line: Line,
    private readonly ports: ReadingPorts,
  ) {}

  /** Another conversation begins. */
  begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.told = 0;
    this.line.dispatch({ type: "read", seq: this.ports.keeper.readSeq(this.ports.scope()) });
  }

  /** Asks for what was missed until nothing is. */
  async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    const { line } = this;
    try {
      let changed_since = line.state.now;
      let more = true;
      while (line.connected && more) {
        const page = await line.ask<Page>("resume", { after_seq: line.state.synced, changed_since });
        if (isError(page)) return this.ports.refused(page.error);
        this.ports.arrived(page);
        line.dispatch({ type: "page", page });
        changed_since = page.now;
        more = page.more || line.state.synced < Math.max(page.last_seq, line.state.messages.at(-1)?.seq ?? 0);
      }
      this.tellDelivered();
    } catch {
      if (line.connected) line.restart();
    } finally {
      this.catchingUp = false;
    }
  }

  /** Fetches the page before what is known, and more of them as long as `wanted`. */
  async loadEarlier(wanted?: () => boolean): Promise<void> {
    do {
      const before_seq = this.line.state.messages[0]?.seq ?? 0;
      if (before_seq <= 1) return;
      const page = await this.line.tell<Page>("history", wanted ? { before_seq, limit: PAGE } : { before_seq });
      if (!page?.messages.length) return;
      this.line.dispatch({ type: "earlier", page });
    } while (wanted?.());
  }

  read(seq: number): void {
    if (seq > this.line.state.read) {
      this.line.dispatch({ type: "read", seq });
      this.ports.keeper.keepReadSeq(this.ports.scope(), seq);
      if (!this.line.state.watching) this.mention("read", seq);
    }
  }

  /** Tells again what the gateway may not have heard. */
  catchUpReceipts(): void {
    const { me, cursors, read, watching } = this.line.state;
    const known = cursors[me?.id ?? ""] ?? {};
    this.told = Math.max(known.delivered ?? 0, known.read ?? 0);
    if (read > (known.read ?? 0) && !watching) this.mention("read", read);
  }

  /** Soon, and for all that have come until then: these messages are here. */
  tellDelivered(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const { synced, read, watching } = this.line.state;
      if (watching || synced <= Math.max(this.told, read)) return;
      this.told = synced;
      this.mention("delivered", synced);
    }, DELIVERED_MS);
  }

  /** When it is lost, the next one tells it, too. */
  private mention(event: "read" | "delivered", seq: number): void {
    this.line.ask(event, { seq }).catch(() => {});
  }
}
