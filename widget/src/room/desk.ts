import { isError, type Message, type WireError } from "../common/protocol";
import { Store } from "../common/store";
import type { Connection } from "../widget/connection";
import { Files } from "./files";
import { Uploads } from "./uploads";

/** What one is doing in a conversation, besides what is written. */
export interface DeskState {
  replyTo: Message | null;
  editing: Message | null;
  searching: boolean;
  recording: boolean;
  problem: WireError | null;
}

const IDLE: DeskState = { replyTo: null, editing: null, searching: false, recording: false, problem: null };

/** One's work in one conversation. It outlives the window: uploads go on while the chat is closed. */
export class Desk {
  readonly store = new Store<DeskState, Partial<DeskState>>((state, change) => ({ ...state, ...change }), IDLE);
  readonly files: Files;
  readonly uploads: Uploads;

  constructor(readonly connection: Connection) {
    this.files = new Files(() => connection.access);
    this.uploads = new Uploads(connection, this.files);
  }

  set(change: Partial<DeskState>): void {
    this.store.dispatch(change);
  }

  /** Staff take part in the room they watch, or only watch it again. */
  async join(on: boolean): Promise<void> {
    const { connection } = this;
    if (await connection.tell(on ? "join" : "leave", {})) connection.dispatch({ type: "watching", watching: !on });
  }

  /** Asks for a change of a message; a refusal is shown. */
  async ask(event: "edit" | "delete" | "reaction", data: object): Promise<void> {
    try {
      const ack = await this.connection.ask<object>(event, data);
      this.set({ problem: isError(ack) ? ack.error : null });
    } catch {
      this.set({ problem: { code: "unavailable", message: "" } });
    }
  }
}

const desks = new Map<string, Desk>();

/** That of the conversation one is in. */
export function deskOf(connection: Connection): Desk {
  const { scope } = connection;
  const known = desks.get(scope);
  if (known) return known;
  const desk = new Desk(connection);
  desks.set(scope, desk);
  return desk;
}
