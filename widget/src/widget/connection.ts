import { io, type Socket } from "socket.io-client";
import {
  type Ack,
  type Cursor,
  isError,
  type Message,
  type Mode,
  type Notice,
  type Person,
  type Piece,
  type Status,
  type WireError,
} from "../common/protocol";
import type { KeyValue } from "../common/storage";
import type { Store } from "../common/store";
import type { RoomNews } from "./api";
import type { Keeper } from "./keeper";
import type { Line } from "./line";
import type { Queue, Room, Session, State } from "./model";
import { bookingHere } from "./queries";
import { Reading } from "./reading";
import type { Event } from "./state";
import { Typists } from "./typists";
import { Writing } from "./writing";

const ACK_MS = 8000;
const REFUSED_RETRY_SECONDS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const TOKEN_ERRORS = new Set(["token_missing", "token_invalid", "token_expired"]);
const PASSING_ERRORS = new Set(["unavailable", "rate_limited", "internal"]);
/** One may not be here (any more). */
const OUT_ERRORS = new Set(["room_closed", "room_early", "booking_not_found", "erased"]);

export interface ConnectionOptions {
  server: string;
  storage: KeyValue;
  keeper: Keeper;
  store: Store<State, Event>;
  /** The host's token of a signed-in person; without it one is a guest. */
  token: string | null;
  /** The host's token is not accepted (any more). */
  signInNeeded(): void;
  /** The room one wants to be in was entered, has changed, or may not be entered. */
  roomNews(news: RoomNews): void;
}

/** The `/chat` namespace: brings what happens there to the store, and what the person does to the gateway. */
export class Connection implements Line {
  readonly reading: Reading;
  readonly writing: Writing;
  private readonly socket: Socket;
  private readonly typists = new Typists((event) => this.dispatch(event));
  private token: string | null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** A language that was chosen and not told to the gateway yet. */
  private chosen: string | null = null;

  constructor(private readonly options: ConnectionOptions) {
    const { server, storage, keeper } = options;
    const scope = () => this.scope;
    this.token = options.token;
    this.reading = new Reading(this, {
      keeper,
      scope,
      arrived: (page) => this.writing.settle(page.messages),
      refused: (error) => this.refusedCall(error),
    });
    this.writing = new Writing(this, {
      storage,
      scope,
      acknowledged: ({ seq }) => this.seen(seq),
      delayed: (error) => TOKEN_ERRORS.has(error.code) && this.refused(error),
      wrote: () => this.start(),
    });
    this.socket = io(`${server}/chat`, {
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
    return this.options.keeper.scope(this.token, bookingHere(this.state) ?? null);
  }

  /** The gateway, and the token that says to it who one is. */
  get access(): { server: string; token: string | null } {
    return { server: this.options.server, token: this.token ?? this.options.keeper.guestToken };
  }

  get state(): State {
    return this.options.store.state;
  }

  get connected(): boolean {
    return this.socket.connected;
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
    this.writing.begin();
    this.reading.begin();
    this.restart();
  }

  /** Becomes another person, or with null a guest. */
  setToken(token: string | null): void {
    if (token === this.token) return;
    this.token = token;
    if (this.state.link !== "idle") this.enter(this.state.mode === "room" ? this.state.room : null);
  }

  stop(): void {
    void this.tell("stop", {});
  }

  typing(on: boolean): void {
    if (this.connected && !this.state.watching) this.socket.volatile.emit("typing", { on });
  }

  setLanguage(code: string): void {
    this.chosen = code;
    this.dispatch({ type: "language", language: code });
    void this.tellLanguage();
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
    if (link === "online") void this.reading.catchUp();
    else if (link === "offline") this.restart();
  }

  restart(): void {
    clearTimeout(this.retry);
    this.writing.pause();
    this.socket.disconnect();
    this.dispatch({ type: "link", link: "connecting" });
    this.socket.connect();
  }

  async ask<T extends object>(event: string, data: object): Promise<Ack<T>> {
    if (!this.connected) throw new Error("not connected");
    return this.socket.timeout(ACK_MS).emitWithAck(event, data);
  }

  async tell<T extends object>(event: string, data: object): Promise<T | null> {
    try {
      const ack = await this.ask<T>(event, data);
      if (!isError(ack)) return ack;
      this.refusedCall(ack.error);
    } catch {
      // not connected
    }
    return null;
  }

  dispatch(event: Event): void {
    this.options.store.dispatch(event);
  }

  private listen(): void {
    const on = <T>(event: string, take: (data: T) => void) => this.socket.on(event, take);
    on("connect_error", (error: Error & { data?: WireError }) => {
      if (this.socket.active) this.dispatch({ type: "link", link: "offline" });
      else this.refused(error.data ?? { code: "unavailable", message: error.message });
    });
    on("disconnect", (reason: string) => {
      if (reason === "io client disconnect") return;
      this.writing.pause();
      this.dispatch({ type: "link", link: "offline" });
      if (reason === "io server disconnect") this.retryIn(REFUSED_RETRY_SECONDS);
    });
    on("session", (session: Session) => void this.began(session));
    on("message", (message: Message) => {
      this.writing.settle([message]);
      this.dispatch({ type: "message", message });
      this.seen(message.seq);
    });
    const changed = ({ message }: { message: Message }) => this.dispatch({ type: "changed", message });
    on("change", changed);
    on("reaction", changed);
    on("partial", (piece: Piece) => this.dispatch({ type: "partial", piece }));
    on("typing", ({ participant, on }: { participant: Person; on: boolean }) => this.typists.heard(participant, on));
    on("presence", ({ participants }: { participants: Person[] }) =>
      this.dispatch({ type: "presence", participants }),
    );
    on("receipt", ({ participant, ...cursor }: { participant: string } & Cursor) =>
      this.dispatch({ type: "receipt", participant, cursor }),
    );
    on("queue", (queue: Queue) => this.dispatch({ type: "queue", queue: queue.position ? queue : null }));
    on("mode", ({ mode, room }: { mode: Mode; room?: Room }) => this.moved(mode === "room" && room ? room : null));
    on("room", (room: Room) => this.options.roomNews({ ...room, state: "open" }));
    on("status", ({ status }: { status: Status }) => this.dispatch({ type: "status", status }));
    on("notice", (notice: Notice) => this.dispatch({ type: "roomNotice", notice }));
    on("language", ({ code }: { code: string }) => {
      if (!this.chosen) this.dispatch({ type: "language", language: code }); // else ours is on its way
    });
    on("error", (error: WireError) => {
      if (error.code !== "server_restart") this.refusedCall(error); // the banner will say that we reconnect
    });
  }

  /** Up to there messages exist. */
  private seen(seq: number): void {
    if (this.state.synced < seq) void this.reading.catchUp();
    else this.reading.tellDelivered();
  }

  /** The gateway says where the conversation goes on. */
  private moved(room: Room | null): void {
    if (room?.booking_id !== bookingHere(this.state)) this.enter(room);
  }

  private handshake() {
    const { token } = this.access;
    const booking_id = bookingHere(this.state);
    return { ...(token ? { token } : {}), ...(booking_id ? { booking_id } : {}), language: this.state.language };
  }

  private async began(session: Session): Promise<void> {
    if (session.token && session.participant.role === "guest") this.options.keeper.guestToken = session.token;
    this.dispatch({ type: "session", session: this.chosen ? { ...session, language: this.chosen } : session });
    if (session.mode === "room" && session.room) this.options.roomNews({ ...session.room, state: "open" });
    void this.tellLanguage();
    await this.reading.catchUp();
    this.reading.catchUpReceipts();
    this.writing.resume();
  }

  private async tellLanguage(): Promise<void> {
    const code = this.chosen;
    if (code && (await this.tell("language", { code })) && this.chosen === code) this.chosen = null;
  }

  /** The gateway would not let us in. */
  private refused(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) return this.tokenRefused(error);
    if (PASSING_ERRORS.has(error.code)) {
      this.dispatch({ type: "link", link: "offline" });
      return this.retryIn(error.retry_after ?? REFUSED_RETRY_SECONDS);
    }
    if (error.code === "erased") this.options.keeper.forget(this.token);
    this.writing.pause();
    this.socket.disconnect();
    this.dispatch({ type: "refused", error });
    const booking_id = bookingHere(this.state);
    if (booking_id) this.options.roomNews({ ...error, booking_id, state: "refused" });
    const wait = error.opens_at ? (Date.parse(error.opens_at) - Date.now()) / 1000 + 1 : error.retry_after;
    if (wait) this.retryIn(wait);
  }

  private tokenRefused(error: WireError): void {
    if (!this.token && this.options.keeper.guestToken) {
      this.options.keeper.guestToken = null; // a guest simply gets a new one
      return this.restart();
    }
    this.socket.disconnect();
    this.writing.pause();
    this.dispatch({ type: "refused", error });
    this.options.signInNeeded();
  }

  private refusedCall(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) this.tokenRefused(error);
    else if (OUT_ERRORS.has(error.code)) this.refused(error);
    else this.dispatch({ type: "notice", error });
  }

  private retryIn(seconds: number): void {
    clearTimeout(this.retry);
    const wait = Math.min(Math.max(seconds, 1) * 1000, LONGEST_TIMER_MS);
    this.retry = setTimeout(() => this.restart(), wait);
  }
}
