import type { WireError } from "../common/protocol";
import type { Texts } from "../texts/widget";

/** Why something was refused, in the language of the texts where they know it. */
export function reason(texts: Texts, { code, message }: WireError): string {
  return code.startsWith("token_") ? texts.signInAgain : (texts.errors[code] ?? message);
}
