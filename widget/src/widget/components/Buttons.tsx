import type { Button } from "../../common/protocol";
import { Link } from "../../common/rich";
import { useUi } from "../context";

interface ButtonsProps {
  buttons: Button[];
  answerable: boolean;
}

/** Replies to choose from, as long as they answer the last question; links stay. */
export function Buttons({ buttons, answerable }: ButtonsProps) {
  const { texts, connection } = useUi();
  const shown = buttons.filter(({ url }) => url || answerable);
  if (!shown.length) return null;
  return (
    <div class="buttons" data-testid="buttons">
      {shown.map(({ title, payload, url }) =>
        url ? (
          <Link url={url} newTab={texts.newTab} class="button link">
            {title}
          </Link>
        ) : (
          <button type="button" class="button" onClick={() => connection.press({ title, payload })}>
            <span dir="auto">{title}</span>
          </button>
        ),
      )}
    </div>
  );
}
