import type { Message } from "../common/protocol";
import type { Connection } from "../widget/connection";

const SHOWN_MS = 1600;

/** Shows a message of the log, fetching what lies between. Says whether it was found. */
export async function jumpTo(from: Node, connection: Connection, is: (message: Message) => boolean): Promise<boolean> {
  const found = () => connection.state.messages.find(is);
  if (!found()) await connection.reading.loadEarlier(() => !found());
  const { seq } = found() ?? {};
  await new Promise(requestAnimationFrame); // drawn
  const row = (from.getRootNode() as ShadowRoot).querySelector<HTMLElement>(`[role=log] [data-seq="${seq}"]`);
  if (!row) return false;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
  row.dataset.found = "";
  setTimeout(() => delete row.dataset.found, SHOWN_MS);
  return true;
}
