import type { Pending } from "./outbox";
import { type Ack, isError, type Receipted, type WireError } from "./protocol";

/** Errors that pass: the same message is sent again without asking the writer. */
const PASSING = new Set(["rate_limited", "unavailable", "token_expired", "token_invalid"]);
const RETRY_SECONDS = 2;

export interface CourierPorts {
  /** Sends once. Rejects when the connection broke or stays silent. */
  send(pending: Pending): Promise<Ack<Receipted>>;
  acknowledged(pending: Pending, receipt: Receipted): void;
  refused(pending: Pending, error: WireError): void;
  /** A passing error: the token may need to be renewed. */
  delayed(error: WireError): void;
  /** An acknowledgement did not come although the connection seems to stand. */
  silent(): void;
}

/**
 * Sends messages one after the other, each until it is acknowledged or refused. The order in which they
 * were written is the order in which they arrive; a repeat bears the same `client_id`.
 */
export class Courier {
  private readonly queue: Pending[] = [];
  private live = false;
  private running = false;

  constructor(private readonly ports: CourierPorts) {}

  add(pending: Pending): void {
    if (this.queue.some((item) => item.client_id === pending.client_id)) return;
    this.queue.push(pending);
    void this.run();
  }

  /** Somebody else brought it (another tab), or the writer discarded it. */
  drop(clientId: string): void {
    const at = this.queue.findIndex((item) => item.client_id === clientId);
    if (at >= 0) this.queue.splice(at, 1);
  }

  clear(): void {
    this.queue.length = 0;
  }

  resume(): void {
    this.live = true;
    void this.run();
  }

  pause(): void {
    this.live = false;
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.live && this.queue[0]) await this.deliver(this.queue[0]);
    this.running = false;
  }

  private async deliver(pending: Pending): Promise<void> {
    let ack: Ack<Receipted>;
    try {
      ack = await this.ports.send(pending);
    } catch {
      if (this.live) this.ports.silent();
      this.pause();
      return;
    }
    if (!isError(ack)) {
      this.drop(pending.client_id);
      this.ports.acknowledged(pending, ack);
    } else if (PASSING.has(ack.error.code)) {
      this.ports.delayed(ack.error);
      await sleep(ack.error.retry_after ?? RETRY_SECONDS);
    } else {
      this.drop(pending.client_id);
      this.ports.refused(pending, ack.error);
    }
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
