import { AlertIcon } from "../../common/icons";
import type { WireError } from "../../common/protocol";
import { dateAndTime } from "../../common/times";
import { useUi } from "../context";
import { reason } from "../reason";

/** The gateway did not let us in: why, and what can be done. In the place of the messages, or below them. */
export function Refused({ error, below }: { error: WireError; below: boolean }) {
  const { state, texts, connection, enter } = useUi();
  const message = reason(texts, error);
  return (
    <div class={below ? "refused below" : "refused"} data-testid="refused" data-code={error.code} role="alert">
      <AlertIcon />
      <p dir="auto">{message}</p>
      {error.closed_at && <p>{texts.roomClosed(dateAndTime(error.closed_at, texts.code))}</p>}
      {error.opens_at && <p>{texts.roomOpens(dateAndTime(error.opens_at, texts.code))}</p>}
      <div class="actions">
        <button type="button" class="button primary" onClick={() => connection.restart()}>
          {texts.tryAgain}
        </button>
        {state.mode === "room" && (
          <button type="button" class="button" onClick={() => enter(null)}>
            {texts.backToGuide}
          </button>
        )}
      </div>
    </div>
  );
}
