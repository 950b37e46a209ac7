import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Drafts } from "../common/drafts";
import type { Conversation, Person, WireError } from "../common/protocol";
import type { ConsoleTexts } from "../texts/console/en";
import type { Connection } from "./connection";
import type { State } from "./model";

/** What every component of the console needs. */
export interface Console {
  state: State;
  texts: ConsoleTexts;
  language: string;
  connection: Connection;
  drafts: Drafts;
  signOut(): void;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (!console) throw new Error("useConsole outside of ConsoleContext");
  return console;
}

/** The name of a person, or something to tell nameless visitors apart by. */
export function nameOf(person: Person, texts: ConsoleTexts): string {
  if (person.name) return person.name;
  return person.role === "guest" ? texts.visitor(person.id.slice(-4)) : texts.roles[person.role];
}

/** Why something was refused, as the gateway says it; of what has the wrong shape that says nothing to people. */
export function whyNot({ code, message }: WireError, texts: ConsoleTexts): string {
  return code === "invalid_input" ? texts.failed : message;
}

/** Why a human was asked for: by a skill of the guide, or in the visitor's own words. */
export function reasonOf({ handoff }: Conversation, texts: ConsoleTexts): string | undefined {
  return handoff && (texts.reasons[handoff.reason] ?? handoff.reason);
}
