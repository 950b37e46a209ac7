import type { Person } from "../common/protocol";
import type { Event } from "./state";

const TYPING_MS = 10_000;

/** Who types, each until they stop, or for a while: their "off" may get lost. */
export class Typists {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly dispatch: (event: Event) => void) {}

  heard(participant: Person, on: boolean): void {
    clearTimeout(this.timers.get(participant.id));
    this.dispatch({ type: "typing", participant, on });
    if (on) this.timers.set(participant.id, setTimeout(() => this.heard(participant, false), TYPING_MS));
  }
}
