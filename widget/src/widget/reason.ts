import type { WireError } from "../common/protocol";
import type { Texts } from "../texts/widget";

/** Why something was refused, in the language of the texts; of what they do not know, that it was. */
export function reason(texts: Texts, { code }: WireError): string {
  return code.startsWith("token_") ? texts.signInAgain : (texts.errors[code] ?? texts.failed);
}
