import { Courier } from "./courier";
import { newId } from "./ids";
import type { Outbox, Pending } from "./outbox";
import type { Ack, Message, Receipted, WireError } from "./protocol";

export type WritingEvent =
  | { type: "written"; pending: Pending }
  | { type: "acknowledged"; pending: Pending; receipt: Receipted }
  | { type: "discarded"; client_id: string };

export interface WritingPorts {
  /** What is written and not acknowledged, as it is shown. */
  pending(): Pending[];
  dispatch(event: WritingEvent): void;
  /** Rejects when there is no connection or no answer in time. */
  send(pending: Pending): Promise<Ack<Receipted>>;
  /** A passing error. */
  delayed(error: WireError): void;
  /** The connection seems to stand and nothing answers. */
  silent(): void;
}

/** Keeps what one writes until the gateway has it. */
export class Writing {
  private readonly courier: Courier;

  constructor(
    private outbox: Outbox,
    private readonly ports: WritingPorts,
  ) {
    this.courier = new Courier({
      ...ports,
      acknowledged: (pending, receipt) => {
        this.outbox.remove(pending.client_id);
        ports.dispatch({ type: "acknowledged", pending, receipt });
      },
      refused: (pending, refused) => this.keep({ ...pending, refused }),
    });
  }

  /** Another conversation begins: what waits there is shown. */
  begin(outbox: Outbox): void {
    this.courier.clear();
    this.outbox = outbox;
    for (const pending of outbox.list()) this.ports.dispatch({ type: "written", pending });
  }

  /** The connection is there: everything that waits is sent. */
  resume(): void {
    for (const pending of this.ports.pending()) if (!pending.refused) this.courier.add(pending);
    this.courier.resume();
  }

  pause(): void {
    this.courier.pause();
  }

  write(written: Omit<Pending, "client_id" | "at">): void {
    this.tryAgain({ ...written, client_id: newId(), at: new Date().toISOString() });
  }

  tryAgain({ refused: _, ...pending }: Pending): void {
    this.keep(pending);
    this.courier.add(pending);
  }

  discard(clientId: string): void {
    this.drop(clientId);
    this.ports.dispatch({ type: "discarded", client_id: clientId });
  }

  /** What is in the history needs no sending any more. */
  settle(messages: Message[]): void {
    const waiting = new Set(this.ports.pending().map(({ client_id }) => client_id));
    for (const { client_id } of messages) if (waiting.has(client_id)) this.drop(client_id);
  }

  private drop(clientId: string): void {
    this.courier.drop(clientId);
    this.outbox.remove(clientId);
  }

  private keep(pending: Pending): void {
    try {
      this.outbox.put(pending);
    } catch {
      // The storage is full: the message still goes out, it only would not survive a reload.
    }
    this.ports.dispatch({ type: "written", pending });
  }
}

/** With a message that is written, or written again in its place. */
export function put(pending: Pending[], item: Pending): Pending[] {
  const known = pending.some(({ client_id }) => client_id === item.client_id);
  return known ? pending.map((other) => (other.client_id === item.client_id ? item : other)) : [...pending, item];
}
