import { io, type Socket } from "socket.io-client";
import { type Ack, isError, type WireError } from "./protocol";

const ACK_MS = 8000;
const RETRY_SECONDS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A namespace of the gateway: connects, asks, and comes back after a break. */
export abstract class Wire {
  private readonly socket: Socket;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.socket = io(url, {
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      auth: (pass) => pass(this.handshake()),
    });
    this.on("connect_error", (error: Error & { data?: WireError }) => {
      this.linked("offline");
      if (!this.socket.active) this.refused(error.data ?? { code: "unavailable", message: error.message });
    });
    this.on("disconnect", (reason: string) => {
      if (reason === "io client disconnect") return;
      this.linked("offline");
      if (reason === "io server disconnect") this.restartIn(RETRY_SECONDS);
    });
    this.on("error", (error: WireError) => {
      if (error.code !== "server_restart") this.failed(error); // that we reconnect is said anyway
    });
  }

  /** What is said about oneself on connecting. */
  protected abstract handshake(): object;

  /** Nothing can be sent any more. */
  protected abstract linked(link: "connecting" | "offline"): void;

  /** The gateway did not let us in; we do not try again by ourselves. */
  protected abstract refused(error: WireError): void;

  /** The gateway did not do what it was asked for. */
  protected abstract failed(error: WireError): void;

  get connected(): boolean {
    return this.socket.connected;
  }

  restart(): void {
    this.close();
    this.linked("connecting");
    this.socket.connect();
  }

  close(): void {
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  /** Rejects when there is no connection or no answer in time. */
  async ask<T extends object>(event: string, data: object): Promise<Ack<T>> {
    if (!this.connected) throw new Error("not connected");
    return this.socket.timeout(ACK_MS).emitWithAck(event, data);
  }

  /** Null when it was refused, which is shown, or when there is no connection: that is shown, too. */
  async tell<T extends object>(event: string, data: object): Promise<T | null> {
    try {
      const ack = await this.ask<T>(event, data);
      if (!isError(ack)) return ack;
      this.failed(ack.error);
    } catch {
      if (this.connected) this.restart();
    }
    return null;
  }

  /** For what is not worth saying later. */
  protected mention(event: string, data: object): void {
    if (this.connected) this.socket.volatile.emit(event, data);
  }

  protected on<T>(event: string, take: (data: T) => void): void {
    this.socket.on(event, take);
  }

  protected restartIn(seconds = RETRY_SECONDS): void {
    clearTimeout(this.retry);
    const wait = Math.min(Math.max(seconds, 1) * 1000, LONGEST_TIMER_MS);
    this.retry = setTimeout(() => this.restart(), wait);
  }
}
