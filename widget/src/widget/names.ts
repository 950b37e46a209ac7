import type { Person } from "../common/protocol";
import type { Texts } from "../texts/widget";

/** What a person is called; the guide and the house by their names in the language of the texts. */
export function nameOf(texts: Texts, { role, name }: Person): string {
  return role === "bot" || role === "system" ? texts.roles[role] : name || texts.roles[role];
}
