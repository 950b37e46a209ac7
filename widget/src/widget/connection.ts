import { io, type Socket } from "socket.io-client";
import { Courier } from "../common/courier";
import { newId } from "../common/ids";
import { Outbox, type Pending } from "../common/outbox";
import {
  type Ack,
  type Button,
  type Cursor,
  isError,
  type Message,
  type Mode,
  type Page,
  type Person,
  type Piece,
  type Receipted,
  type Status,
  type WireError,
} from "../common/protocol";
import type { KeyValue } from "../common/storage";
import type { Store } from "../common/store";
import type { Keeper } from "./keeper";
import type { Event, Queue, Room, Session, State } from "./state";

const ACK_MS = 8000;
const TYPING_MS = 10_000;
const REFUSED_RETRY_SECONDS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const TOKEN_ERRORS = new Set(["token_missing", "token_invalid", "token_expired"]);
const PASSING_ERRORS = new Set(["unavailable", "rate_limited", "internal"]);

export interface ConnectionOptions {
  server: string;
  storage: KeyValue;
  keeper: Keeper;
  store: Store<State, Event>;
  /** The host's token of a signed-in person; without it one is a guest. */
  token: string | null;
  /** The host's token is not accepted (any more). */
  signInNeeded(): void;
}

/** The `/chat` namespace: brings what happens there to the store, and what the person does to the gateway. */
export class Connection {
  private readonly socket: Socket;
  private readonly courier: Courier;
  private readonly typists = new Map<string, ReturnType<typeof setTimeout>>();
  private outbox: Outbox;
  private token: string | null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private catchingUp = false;
  /** A language that was chosen and not told to the gateway yet. */
  private chosen: string | null = null;

  constructor(private readonly options: ConnectionOptions) {
    this.token = options.token;
    this.outbox = new Outbox(options.storage, this.scope);
    this.courier = new Courier({
      send: ({ client_id, text, payload }) => this.ask("message", { client_id, text, payload }),
      acknowledged: (pending, receipt) => {
        this.outbox.remove(pending.client_id);
        this.dispatch({ type: "acknowledged", pending, receipt });
        if (this.state.synced < receipt.seq) void this.catchUp();
      },
      refused: (pending, refused) => this.keep({ ...pending, refused }),
      delayed: (error) => TOKEN_ERRORS.has(error.code) && this.refused(error),
      silent: () => this.restart(),
    });
    this.socket = io(`${options.server}/chat`, {
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      auth: (pass) => pass(this.handshake()),
    });
    this.listen();
  }

  /** Names the conversation one is in, for what the browser keeps about it. */
  get scope(): string {
    const { mode, room } = this.state;
    return this.options.keeper.scope(this.token, mode === "room" && room ? room.booking_id : null);
  }

  start(): void {
    if (this.state.link !== "idle") return;
    this.enter(this.state.mode === "room" ? this.state.room : null);
  }

  /** Goes into a room, or with null to the guide. */
  enter(room: Room | null): void {
    this.dispatch({
      type: "entered",
      mode: room ? "room" : "guide",
      room: room ?? this.state.room,
      pending: [],
      read: 0,
    });
    this.courier.clear();
    this.outbox = new Outbox(this.options.storage, this.scope);
    for (const pending of this.outbox.list()) this.dispatch({ type: "written", pending });
    this.dispatch({ type: "read", seq: this.options.keeper.readSeq(this.scope) });
    this.restart();
  }

  /** Becomes another person, or with null a guest. */
  setToken(token: string | null): void {
    if (token === this.token) return;
    this.token = token;
    if (this.state.link !== "idle") this.enter(this.state.mode === "room" ? this.state.room : null);
  }

  /** Presses a button of the guide's. */
  press({ title, payload }: Button): void {
    if (payload?.startsWith("/")) this.write(title, payload);
    else this.write(payload ?? title);
  }

  write(text: string, payload?: string): void {
    const at = new Date().toISOString();
    const pending: Pending = { client_id: newId(), text, at, ...(payload ? { payload } : {}) };
    this.keep(pending);
    this.courier.add(pending);
    this.start();
  }

  tryAgain({ refused: _, ...pending }: Pending): void {
    this.keep(pending);
    this.courier.add(pending);
  }

  discard(clientId: string): void {
    this.courier.drop(clientId);
    this.outbox.remove(clientId);
    this.dispatch({ type: "discarded", client_id: clientId });
  }

  stop(): void {
    void this.tell("stop", {});
  }

  typing(on: boolean): void {
    if (this.socket.connected) this.socket.volatile.emit("typing", { on });
  }

  read(seq: number): void {
    if (seq <= this.state.read) return;
    this.dispatch({ type: "read", seq });
    this.options.keeper.keepReadSeq(this.scope, seq);
    void this.tell("read", { seq });
  }

  setLanguage(code: string): void {
    this.chosen = code;
    this.dispatch({ type: "language", language: code });
    void this.tellLanguage();
  }

  /** Fetches the page before what is known. */
  async loadEarlier(): Promise<void> {
    const before_seq = this.state.messages[0]?.seq;
    if (!before_seq) return;
    const page = await this.tell<Page>("history", { before_seq });
    if (page) this.dispatch({ type: "earlier", page });
  }

  handOff(): void {
    void this.tell("handoff", {});
  }

  dismissNotice(): void {
    this.dispatch({ type: "notice", error: null });
  }

  /** The page is looked at again, or the network is back: finds out at once what was missed. */
  wake(): void {
    const { link } = this.state;
    if (link === "online") void this.catchUp();
    else if (link === "offline") this.restart();
  }

  restart(): void {
    clearTimeout(this.retry);
    this.courier.pause();
    this.socket.disconnect();
    this.dispatch({ type: "link", link: "connecting" });
    this.socket.connect();
  }

  private listen(): void {
    const on = <T>(event: string, take: (data: T) => void) => this.socket.on(event, take);
    on("connect_error", (error: Error & { data?: WireError }) => {
      if (this.socket.active) this.dispatch({ type: "link", link: "offline" });
      else this.refused(error.data ?? { code: "unavailable", message: error.message });
    });
    on("disconnect", (reason: string) => {
      if (reason === "io client disconnect") return;
      this.courier.pause();
      this.dispatch({ type: "link", link: "offline" });
      if (reason === "io server disconnect") this.retryIn(REFUSED_RETRY_SECONDS);
    });
    on("session", (session: Session) => void this.began(session));
    on("message", (message: Message) => {
      this.settle([message]);
      this.dispatch({ type: "message", message });
      if (this.state.synced < message.seq) void this.catchUp();
    });
    on("partial", (piece: Piece) => this.dispatch({ type: "partial", piece }));
    on("typing", ({ participant, on }: { participant: Person; on: boolean }) => this.typed(participant, on));
    on("presence", ({ participants }: { participants: Person[] }) =>
      this.dispatch({ type: "presence", participants }),
    );
    on("receipt", ({ participant, ...cursor }: { participant: string } & Cursor) =>
      this.dispatch({ type: "receipt", participant, cursor }),
    );
    on("queue", (queue: Queue) => this.dispatch({ type: "queue", queue: queue.position ? queue : null }));
    on("mode", ({ mode, room }: { mode: Mode; room?: Room }) => this.moved(mode === "room" && room ? room : null));
    on("status", ({ status }: { status: Status }) => this.dispatch({ type: "status", status }));
    on("language", ({ code }: { code: string }) => {
      if (!this.chosen) this.dispatch({ type: "language", language: code }); // else ours is on its way
    });
    on("error", (error: WireError) => {
      if (error.code !== "server_restart") this.refusedCall(error); // the banner will say that we reconnect
    });
  }

  /** The gateway says where the conversation goes on. */
  private moved(room: Room | null): void {
    const here = this.state.mode === "room" ? this.state.room?.booking_id : undefined;
    if (room?.booking_id !== here) this.enter(room);
  }

  private handshake() {
    const { mode, room, language } = this.state;
    const token = this.token ?? this.options.keeper.guestToken;
    return {
      ...(token ? { token } : {}),
      ...(mode === "room" && room ? { booking_id: room.booking_id } : {}),
      language,
    };
  }

  private async began(session: Session): Promise<void> {
    if (session.token && session.participant.role === "guest") this.options.keeper.guestToken = session.token;
    this.dispatch({ type: "session", session: this.chosen ? { ...session, language: this.chosen } : session });
    void this.tellLanguage();
    await this.catchUp();
    this.courier.resume();
    for (const pending of this.state.pending) if (!pending.refused) this.courier.add(pending);
  }

  private async tellLanguage(): Promise<void> {
    const code = this.chosen;
    if (code && (await this.tell("language", { code })) && this.chosen === code) this.chosen = null;
  }

  /** Asks for what was missed until nothing is. */
  private async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      let last = Number.POSITIVE_INFINITY;
      while (this.socket.connected && this.state.synced < last) {
        const page = await this.ask<Page>("resume", { after_seq: this.state.synced });
        if (isError(page)) return this.refusedCall(page.error);
        this.settle(page.messages);
        this.dispatch({ type: "page", page });
        last = Math.max(page.last_seq, this.state.messages.at(-1)?.seq ?? 0);
      }
    } catch {
      if (this.socket.connected) this.restart();
    } finally {
      this.catchingUp = false;
    }
  }

  /** What is in the history needs no sending any more. */
  private settle(messages: Message[]): void {
    for (const { client_id } of messages) {
      if (!this.state.pending.some((pending) => pending.client_id === client_id)) continue;
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
    this.dispatch({ type: "written", pending });
  }

  private typed(participant: Person, on: boolean): void {
    clearTimeout(this.typists.get(participant.id));
    this.dispatch({ type: "typing", participant, on });
    if (!on) return;
    const off = () => this.dispatch({ type: "typing", participant, on: false });
    this.typists.set(participant.id, setTimeout(off, TYPING_MS)); // their "off" may get lost
  }

  /** The gateway would not let us in. */
  private refused(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) return this.tokenRefused(error);
    if (PASSING_ERRORS.has(error.code)) {
      this.dispatch({ type: "link", link: "offline" });
      return this.retryIn(error.retry_after ?? REFUSED_RETRY_SECONDS);
    }
    this.socket.disconnect();
    this.dispatch({ type: "refused", error });
    if (error.opens_at) this.retryIn((Date.parse(error.opens_at) - Date.now()) / 1000 + 1);
  }

  private tokenRefused(error: WireError): void {
    if (!this.token && this.options.keeper.guestToken) {
      this.options.keeper.guestToken = null; // a guest simply gets a new one
      return this.restart();
    }
    this.socket.disconnect();
    this.courier.pause();
    this.dispatch({ type: "refused", error });
    this.options.signInNeeded();
  }

  private refusedCall(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) this.tokenRefused(error);
    else this.dispatch({ type: "notice", error });
  }

  private retryIn(seconds: number): void {
    clearTimeout(this.retry);
    const wait = Math.min(Math.max(seconds, 1) * 1000, LONGEST_TIMER_MS);
    this.retry = setTimeout(() => this.restart(), wait);
  }

  /** Rejects when there is no connection or no answer in time. */
  private async ask<T = Receipted>(event: string, data: object): Promise<Ack<T>> {
    if (!this.socket.connected) throw new Error("not connected");
    return this.socket.timeout(ACK_MS).emitWithAck(event, data);
  }

  /** For calls that may be lost with the connection: the banner says so, and nothing was promised. */
  private async tell<T extends object>(event: string, data: object): Promise<T | null> {
    try {
      const ack = await this.ask<T>(event, data);
      if (!isError(ack)) return ack;
      this.refusedCall(ack.error);
    } catch {
      // not connected
    }
    return null;
  }

  private get state(): State {
    return this.options.store.state;
  }

  private dispatch(event: Event): void {
    this.options.store.dispatch(event);
  }
}
