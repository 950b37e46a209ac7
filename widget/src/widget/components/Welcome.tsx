import { LampIcon } from "../../common/icons";
import { useUi } from "../context";

/** Stands where the first message will be. */
export function Welcome() {
  const { state, texts, connection } = useUi();
  if (state.mode === "room") return <p class="welcome-room">{texts.roomWelcome}</p>;
  return (
    <div class="welcome" data-testid="welcome">
      <span class="welcome-mark">
        <LampIcon />
      </span>
      <h3>{texts.welcomeTitle}</h3>
      <p>{texts.welcome}</p>
      <div class="buttons">
        {texts.suggestions.map(({ title, payload }) => (
          <button type="button" class="button" onClick={() => connection.press({ title, payload })}>
            {title}
          </button>
        ))}
      </div>
    </div>
  );
}
