import { Courier } from "../common/courier";
import { newId } from "../common/ids";
import { Outbox, type Pending } from "../common/outbox";
import type { Button, Message, Receipted, WireError } from "../common/protocol";
import type { KeyValue } from "../common/storage";
import type { Line } from "./line";

export interface WritingPorts {
  storage: KeyValue;
  /** Names the conversation for what the browser keeps about it. */
  scope(): string;
  acknowledged(receipt: Receipted): void;
  /** A passing error. */
  delayed(error: WireError): void;
  /** Something was written: connect if that was not done yet. */
  wrote(): void;
}

/** Keeps what one writes until the gateway has it. */
export class Writing {
  private readonly courier: Courier;
  private outbox: Outbox;

  constructor(
    private readonly line: Line,
    private readonly ports: WritingPorts,
  ) {
    this.outbox = new Outbox(ports.storage, ports.scope());
    this.courier = new Courier({
      send: ({ client_id, text, payload, attachment, reply_to }) =>
        line.ask("message", { client_id, text, payload, reply_to, ...(attachment ? { attachments: [attachment.id] } : {}) }),
      acknowledged: (pending, receipt) => {
        this.outbox.remove(pending.client_id);
        line.dispatch({ type: "acknowledged", pending, receipt });
        ports.acknowledged(receipt);
      },
      refused: (pending, refused) => this.keep({ ...pending, refused }),
      delayed: (error) => ports.delayed(error),
      silent: () => line.restart(),
    });
  }

  /** Another conversation begins: what stands for it in the outbox. */
  begin(): void {
    this.courier.clear();
    this.outbox = new Outbox(this.ports.storage, this.ports.scope());
    for (const pending of this.outbox.list()) this.line.dispatch({ type: "written", pending });
  }

  /** The connection is there: everything that waits is sent. */
  resume(): void {
    for (const pending of this.line.state.pending) if (!pending.refused) this.courier.add(pending);
    this.courier.resume();
  }

  pause(): void {
    this.courier.pause();
  }

  write(text: string, more: Pick<Pending, "payload" | "attachment" | "reply_to"> = {}): void {
    const pending: Pending = { client_id: newId(), text, at: new Date().toISOString(), ...more };
    this.keep(pending);
    this.courier.add(pending);
    this.ports.wrote();
  }

  /** Presses a button of the guide's. */
  press({ title, payload }: Button): void {
    if (payload?.startsWith("/")) this.write(title, { payload });
    else this.write(payload ?? title);
  }

  tryAgain({ refused: _, ...pending }: Pending): void {
    this.keep(pending);
    this.courier.add(pending);
  }

  discard(clientId: string): void {
    this.courier.drop(clientId);
    this.outbox.remove(clientId);
    this.line.dispatch({ type: "discarded", client_id: clientId });
  }

  /** What is in the history needs no sending any more. */
  settle(messages: Message[]): void {
    for (const { client_id } of messages) {
      if (!this.line.state.pending.some((pending) => pending.client_id === client_id)) continue;
      this.outbox.remove(client_id);
      this.courier.drop(client_id);
    }
  }

  private keep(pending: Pending): void {
    try {
      this.outbox.put(pending);
    } catch {
      // The storage is full: the message still goes out, it only would not survive a reload.
    }
    this.line.dispatch({ type: "written", pending });
  }
}
