import { Outbox } from "../common/outbox";
import type { Button, Cursor, Message, Mode, Notice, Person, Piece, Status, WireError } from "../common/protocol";
import type { KeyValue } from "../common/storage";
import type { Store } from "../common/store";
import { type TypingNews, Typists } from "../common/typists";
import { Wire } from "../common/wire";
import { Writing } from "../common/writing";
import type { RoomNews } from "./api";
import type { Keeper } from "./keeper";
import type { Line } from "./line";
import type { Queue, Room, Session, State } from "./model";
import { bookingHere } from "./queries";
import { Reading } from "./reading";
import type { Event } from "./state";

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
export class Connection extends Wire implements Line {
  readonly reading: Reading;
  readonly writing: Writing;
  private token: string | null;
  /** A language that was chosen and not told to the gateway yet. */
  private chosen: string | null = null;

  constructor(private readonly options: ConnectionOptions) {
    super(`${options.server}/chat`);
    this.token = options.token;
    this.reading = new Reading(this, {
      keeper: options.keeper,
      scope: () => this.scope,
      arrived: (page) => this.writing.settle(page.messages),
      refused: (error) => this.failed(error),
    });
    this.writing = new Writing(this.outbox, {
      pending: () => this.state.pending,
      dispatch: (event) => {
        this.dispatch(event);
        if (event.type === "acknowledged") this.seen(event.receipt.seq);
      },
      send: ({ client_id, text, payload, attachment, reply_to }) =>
        this.ask("message", { client_id, text, payload, reply_to, ...(attachment ? { attachments: [attachment.id] } : {}) }),
      delayed: (error) => TOKEN_ERRORS.has(error.code) && this.tokenRefused(error),
      silent: () => this.restart(),
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
    this.writing.begin(this.outbox);
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
    if (!this.state.watching) this.mention("typing", { on });
  }

  /** Presses a button of the guide's. */
  press({ title, payload }: Button): void {
    this.writing.write(payload?.startsWith("/") ? { text: title, payload } : { text: payload ?? title });
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

  dispatch(event: Event): void {
    this.options.store.dispatch(event);
  }

  protected handshake(): object {
    const { token } = this.access;
    const booking_id = bookingHere(this.state);
    return { ...(token ? { token } : {}), ...(booking_id ? { booking_id } : {}), language: this.state.language };
  }

  protected linked(link: "connecting" | "offline"): void {
    this.writing.pause();
    this.dispatch({ type: "link", link });
  }

  protected refused(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) this.tokenRefused(error);
    else if (PASSING_ERRORS.has(error.code)) this.restartIn(error.retry_after);
    else this.shutOut(error);
  }

  protected failed(error: WireError): void {
    if (TOKEN_ERRORS.has(error.code)) this.tokenRefused(error);
    else if (OUT_ERRORS.has(error.code)) this.shutOut(error);
    else this.dispatch({ type: "notice", error });
  }

  private get outbox(): Outbox {
    return new Outbox(this.options.storage, this.scope);
  }

  private listen(): void {
    const on = this.on.bind(this);
    const typists = new Typists((news) => this.dispatch({ type: "typing", ...news }));
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
    on("typing", (news: TypingNews) => typists.heard(news));
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

  /** One may not be here, or not yet. */
  private shutOut(error: WireError): void {
    if (error.code === "erased") this.options.keeper.forget(this.token);
    this.standStill(error);
    const booking_id = bookingHere(this.state);
    if (booking_id) this.options.roomNews({ ...error, booking_id, state: "refused" });
    const wait = error.opens_at ? (Date.parse(error.opens_at) - Date.now()) / 1000 + 1 : error.retry_after;
    if (wait) this.restartIn(wait);
  }

  private tokenRefused(error: WireError): void {
    if (!this.token && this.options.keeper.guestToken) {
      this.options.keeper.guestToken = null; // a guest simply gets a new one
      return this.restart();
    }
    this.standStill(error);
    this.options.signInNeeded();
  }

  /** Only a person can change that. */
  private standStill(error: WireError): void {
    this.close();
    this.writing.pause();
    this.dispatch({ type: "refused", error });
  }
}
