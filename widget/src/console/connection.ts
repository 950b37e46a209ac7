import { io, type Socket } from "socket.io-client";
import { ApiError } from "../common/api";
import { Courier } from "../common/courier";
import { newId } from "../common/ids";
import type { Outbox, Pending } from "../common/outbox";
import {
  type Ack,
  type Attachment,
  type Conversation,
  type Cursor,
  isError,
  type Message,
  type Page,
  type Person,
  type Piece,
  type Receipted,
  type Status,
  type WireError,
} from "../common/protocol";
import type { Store } from "../common/store";
import { Files } from "../room/files";
import type { CannedReply } from "./canned";
import { type Entry, type Event, type Opened, type OpenRoom, type State, takesPart } from "./state";

const ACK_MS = 8000;
const TYPING_MS = 10_000;
const RETRY_MS = 3000;

export interface ConnectionOptions {
  token: string;
  outbox: Outbox;
  store: Store<State, Event>;
  /** The token is not accepted (any more). */
  signedOut(error: WireError): void;
}

type In<T> = T & { conversation: string };

/** The `/agent` namespace: brings the desk to the store, and what the agent does to the gateway. */
export class Connection {
  private readonly socket: Socket;
  private readonly files = new Files(() => ({ server: "", token: this.options.token }));
  private readonly courier: Courier;
  private readonly typists = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly options: ConnectionOptions) {
    const { outbox } = options;
    this.courier = new Courier({
      send: ({ note, conversation, client_id, text }) =>
        this.ask<Receipted>(note ? "note" : "reply", { conversation, client_id, text }),
      acknowledged: (pending, receipt) => {
        outbox.remove(pending.client_id);
        this.dispatch({ type: "acknowledged", pending, receipt });
      },
      refused: (pending, refused) => this.keep({ ...pending, refused }),
      delayed: (error) => this.failed(error),
      silent: () => this.restart(),
    });
    this.socket = io("/agent", {
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      auth: { token: options.token },
    });
    this.listen();
  }

  start(): void {
    this.socket.connect();
  }

  close(): void {
    this.socket.disconnect();
  }

  /** The page is looked at again, or the network is back. */
  wake(): void {
    if (!this.socket.connected) this.restart();
  }

  async select(conversation: string | null): Promise<void> {
    const { selected } = this.state;
    this.dispatch({ type: "selected", conversation });
    const left = selected && selected !== conversation ? this.state.threads[selected] : undefined;
    if (left && !takesPart(left, this.state.me)) {
      this.dispatch({ type: "closed", conversation: left.conversation.id });
      void this.tell("close", { conversation: left.conversation.id });
    }
    if (conversation) await this.open(conversation);
  }

  async assign(conversation: string): Promise<void> {
    await this.change("assign", { conversation });
  }

  async transfer(conversation: string, agent_id: string): Promise<void> {
    await this.change("transfer", { conversation, agent_id });
  }

  async resolve(conversation: string): Promise<void> {
    await this.change("resolve", { conversation });
  }

  async backToBot(conversation: string): Promise<void> {
    await this.change("back_to_bot", { conversation });
  }

  async join(conversation: string): Promise<void> {
    if (await this.tell("join", { conversation })) this.dispatch({ type: "watching", conversation, watching: false });
  }

  async leave(conversation: string): Promise<void> {
    this.dispatch({ type: "watching", conversation, watching: true }); // nothing more is sent meanwhile
    if (!(await this.tell("leave", { conversation }))) this.dispatch({ type: "watching", conversation, watching: false });
  }

  write(conversation: string, text: string, note: boolean): void {
    const pending: Pending = { client_id: newId(), conversation, text, note, at: new Date().toISOString() };
    this.keep(pending);
    this.courier.add(pending);
  }

  tryAgain({ refused: _, ...pending }: Pending): void {
    this.keep(pending);
    this.courier.add(pending);
  }

  discard(clientId: string): void {
    this.courier.drop(clientId);
    this.options.outbox.remove(clientId);
    this.dispatch({ type: "discarded", client_id: clientId });
  }

  typing(conversation: string, on: boolean): void {
    if (this.socket.connected) this.socket.volatile.emit("typing", { conversation, on });
  }

  read(conversation: string, seq: number): void {
    void this.tell("read", { conversation, seq });
  }

  async loadEarlier(conversation: string): Promise<void> {
    const before_seq = this.state.threads[conversation]?.messages[0]?.seq;
    if (!before_seq) return;
    const page = await this.tell<Page>("history", { conversation, before_seq });
    if (page) this.dispatch({ type: "earlier", conversation, page });
  }

  /** Gives a file of a message to the browser to keep. */
  async save({ id, name }: Attachment): Promise<void> {
    try {
      await this.files.save(`/api/attachments/${encodeURIComponent(id)}`, name);
    } catch (error) {
      if (error instanceof ApiError) this.failed(error.error);
    }
  }

  async loadAgents(): Promise<void> {
    const answer = await this.tell<{ agents: Person[] }>("agents", {});
    if (answer) this.dispatch({ type: "agents", agents: answer.agents });
  }

  dismissNotice(): void {
    this.dispatch({ type: "notice", error: null });
  }

  private listen(): void {
    const on = <T>(event: string, take: (data: T) => void) => this.socket.on(event, take);
    on("connect_error", (error: Error & { data?: WireError }) => {
      this.dispatch({ type: "link", link: "offline" });
      if (this.socket.active) return;
      if (error.data) this.failed(error.data);
      setTimeout(() => this.wake(), RETRY_MS);
    });
    on("disconnect", (reason: string) => {
      this.courier.pause();
      this.dispatch({ type: "link", link: "offline" });
      if (reason === "io server disconnect") setTimeout(() => this.wake(), RETRY_MS);
    });
    on("session", ({ participant }: { participant: Person }) => void this.began(participant));
    on("queue", ({ waiting, assigned }: { waiting: Entry[]; assigned: Entry[] }) =>
      this.dispatch({ type: "desk", waiting, assigned }),
    );
    on("rooms", ({ rooms }: { rooms: OpenRoom[] }) => this.dispatch({ type: "rooms", rooms }));
    const take = (message: Message) => {
      this.settle([message]);
      this.dispatch({ type: "message", message });
      const thread = this.state.threads[message.conversation];
      if (thread && !message.private && thread.synced < message.seq) void this.catchUp(message.conversation);
    };
    on("message", take);
    const revised = ({ message }: { message: Message }) => this.dispatch({ type: "revised", message });
    on("change", revised);
    on("reaction", revised);
    on("note", take);
    on("partial", ({ conversation, ...piece }: In<Piece>) => this.dispatch({ type: "partial", conversation, piece }));
    on("typing", ({ conversation, participant, on }: In<{ participant: Person; on: boolean }>) =>
      this.typed(conversation, participant, on),
    );
    on("receipt", ({ conversation, participant, ...cursor }: In<{ participant: string } & Cursor>) =>
      this.dispatch({ type: "receipt", conversation, participant, cursor }),
    );
    on("language", ({ conversation, code }: In<{ code: string }>) =>
      this.dispatch({ type: "language", conversation, language: code }),
    );
    on("status", ({ conversation, status, assignee }: In<{ status: Status; assignee?: Person }>) =>
      this.dispatch({ type: "status", conversation, status, assignee }),
    );
    on("error", (error: WireError) => {
      if (error.code !== "server_restart") this.failed(error);
    });
  }

  private async began(me: Person): Promise<void> {
    this.dispatch({ type: "session", me });
    this.courier.resume();
    for (const pending of this.state.pending) if (!pending.refused) this.courier.add(pending);
    await this.loadAgents();
    const answer = await this.tell<{ rooms: OpenRoom[] }>("rooms", {});
    if (answer) this.dispatch({ type: "rooms", rooms: answer.rooms });
    const canned = await this.tell<{ replies: CannedReply[] }>("canned", {});
    if (canned) this.dispatch({ type: "canned", replies: canned.replies });
    for (const conversation of Object.keys(this.state.threads)) await this.open(conversation);
  }

  private async open(conversation: string): Promise<void> {
    const opened = await this.tell<Opened>("open", { conversation });
    if (!opened) return;
    this.settle([...opened.messages, ...opened.notes]);
    this.dispatch({ type: "opened", opened });
    await this.catchUp(conversation);
  }

  /** Asks for what was missed in a conversation until nothing is. */
  private async catchUp(conversation: string): Promise<void> {
    for (;;) {
      const thread = this.state.threads[conversation];
      if (!thread || thread.synced >= (thread.messages.at(-1)?.seq ?? 0)) return;
      const page = await this.tell<Page>("resume", { conversation, after_seq: thread.synced });
      if (!page) return;
      this.settle(page.messages);
      this.dispatch({ type: "page", conversation, page });
    }
  }

  /** What is in the history needs no sending any more. */
  private settle(messages: Message[]): void {
    for (const { client_id } of messages) {
      if (!this.state.pending.some((pending) => pending.client_id === client_id)) continue;
      this.options.outbox.remove(client_id);
      this.courier.drop(client_id);
    }
  }

  private keep(pending: Pending): void {
    try {
      this.options.outbox.put(pending);
    } catch {
      // The storage is full: the reply still goes out, it only would not survive a reload.
    }
    this.dispatch({ type: "written", pending });
  }

  private typed(conversation: string, participant: Person, on: boolean): void {
    const key = `${conversation}/${participant.id}`;
    clearTimeout(this.typists.get(key));
    this.dispatch({ type: "typing", conversation, participant, on });
    if (!on) return;
    const off = () => this.dispatch({ type: "typing", conversation, participant, on: false });
    this.typists.set(key, setTimeout(off, TYPING_MS)); // their "off" may get lost
  }

  private async change(event: string, data: object): Promise<void> {
    const answer = await this.tell<{ conversation: Conversation }>(event, data);
    if (answer) this.dispatch({ type: "changed", conversation: answer.conversation });
  }

  private failed(error: WireError): void {
    if (error.code.startsWith("token_") || error.code === "forbidden") {
      this.close();
      this.options.signedOut(error);
    } else {
      this.dispatch({ type: "notice", error });
    }
  }

  private restart(): void {
    this.courier.pause();
    this.socket.disconnect();
    this.dispatch({ type: "link", link: "connecting" });
    this.socket.connect();
  }

  /** Rejects when there is no connection or no answer in time. */
  private async ask<T>(event: string, data: object): Promise<Ack<T>> {
    if (!this.socket.connected) throw new Error("not connected");
    return this.socket.timeout(ACK_MS).emitWithAck(event, data);
  }

  /** Null when it was refused, which is shown, or when the connection broke. */
  private async tell<T extends object>(event: string, data: object): Promise<T | null> {
    try {
      const ack = await this.ask<T>(event, data);
      if (!isError(ack)) return ack;
      this.failed(ack.error);
    } catch {
      if (this.socket.connected) this.restart();
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
