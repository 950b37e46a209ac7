import { ApiError } from "../common/api";
import type { Outbox } from "../common/outbox";
import type { Attachment, Conversation, Cursor, Message, Page, Person, Piece, Status, WireError } from "../common/protocol";
import type { Store } from "../common/store";
import { type TypingNews, Typists } from "../common/typists";
import { Wire } from "../common/wire";
import { Writing } from "../common/writing";
import { Files } from "../room/files";
import type { CannedReply } from "./canned";
import type { Entry, Opened, OpenRoom, State } from "./model";
import { takesPart } from "./queries";
import type { Event } from "./state";

export interface ConnectionOptions {
  token: string;
  outbox: Outbox;
  store: Store<State, Event>;
  /** The token is not accepted (any more). */
  signedOut(error: WireError): void;
}

type In<T> = T & { conversation: string };

/** The `/agent` namespace: brings the desk to the store, and what the agent does to the gateway. */
export class Connection extends Wire {
  readonly writing: Writing;
  private readonly files = new Files(() => ({ server: "", token: this.options.token }));

  constructor(private readonly options: ConnectionOptions) {
    super("/agent");
    this.writing = new Writing(options.outbox, {
      pending: () => this.state.pending,
      dispatch: (event) => this.dispatch(event),
      send: ({ note, conversation, client_id, text }) => this.ask(note ? "note" : "reply", { conversation, client_id, text }),
      delayed: (error) => this.failed(error),
      silent: () => this.restart(),
    });
    this.listen();
  }

  /** The page is looked at again, or the network is back. */
  wake(): void {
    if (!this.connected) this.restart();
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

  typing(conversation: string, on: boolean): void {
    this.mention("typing", { conversation, on });
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

  protected handshake(): object {
    return { token: this.options.token };
  }

  protected linked(link: "connecting" | "offline"): void {
    this.writing.pause();
    this.dispatch({ type: "link", link });
  }

  protected refused(error: WireError): void {
    this.restartIn(error.retry_after);
    this.failed(error); // that may end it for good
  }

  protected failed(error: WireError): void {
    if (error.code.startsWith("token_") || error.code === "forbidden") {
      this.close();
      this.options.signedOut(error);
    } else {
      this.dispatch({ type: "notice", error });
    }
  }

  private listen(): void {
    const on = this.on.bind(this);
    const typists = new Typists((news: In<TypingNews>) => this.dispatch({ type: "typing", ...news }));
    on("session", ({ participant }: { participant: Person }) => void this.began(participant));
    on("queue", ({ waiting, assigned }: { waiting: Entry[]; assigned: Entry[] }) =>
      this.dispatch({ type: "desk", waiting, assigned }),
    );
    on("rooms", ({ rooms }: { rooms: OpenRoom[] }) => this.dispatch({ type: "rooms", rooms }));
    const take = (message: Message) => {
      this.writing.settle([message]);
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
    on("typing", (news: In<TypingNews>) => typists.heard(news));
    on("receipt", ({ conversation, participant, ...cursor }: In<{ participant: string } & Cursor>) =>
      this.dispatch({ type: "receipt", conversation, participant, cursor }),
    );
    on("language", ({ conversation, code }: In<{ code: string }>) =>
      this.dispatch({ type: "language", conversation, language: code }),
    );
    on("status", ({ conversation, status, assignee }: In<{ status: Status; assignee?: Person }>) =>
      this.dispatch({ type: "status", conversation, status, assignee }),
    );
  }

  private async began(me: Person): Promise<void> {
    this.dispatch({ type: "session", me });
    this.writing.resume();
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
    this.writing.settle([...opened.messages, ...opened.notes]);
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
      this.writing.settle(page.messages);
      this.dispatch({ type: "page", conversation, page });
    }
  }

  private async change(event: string, data: object): Promise<void> {
    const answer = await this.tell<{ conversation: Conversation }>(event, data);
    if (answer) this.dispatch({ type: "changed", conversation: answer.conversation });
  }

  private get state(): State {
    return this.options.store.state;
  }

  private dispatch(event: Event): void {
    this.options.store.dispatch(event);
  }
}
