import type { Message } from "../common/protocol";
import { isMine } from "../widget/queries";
import type { State } from "../widget/model";

/** Whether one takes part in a conversation among people now. */
export function mayAct({ link, mode, status, watching }: State): boolean {
  return link !== "refused" && !watching && (mode === "room" || status === "open");
}

/** Whether one may still change or delete a message; the gateway decides. */
export function mayChange(state: State, message: Message, now = Date.now()): boolean {
  const age = now - Date.parse(message.at);
  return mayAct(state) && isMine(state, message) && !message.deleted_at && age < state.edit_minutes * 60_000;
}
