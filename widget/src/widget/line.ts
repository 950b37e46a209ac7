import type { Ack } from "../common/protocol";
import type { State } from "./model";
import type { Event } from "./state";

/** What reading and writing need of the connection. */
export interface Line {
  readonly state: State;
  readonly connected: boolean;
  dispatch(event: Event): void;
  /** Rejects when there is no connection or no answer in time. */
  ask<T extends object>(event: string, data: object): Promise<Ack<T>>;
  /** For calls that may be lost with the connection: the banner says so, and nothing was promised. */
  tell<T extends object>(event: string, data: object): Promise<T | null>;
  restart(): void;
}
