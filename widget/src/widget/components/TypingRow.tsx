import { useUi } from "../context";
import { nameOf } from "../names";

/** Somebody is typing, or the guide is thinking and nothing of its answer can be shown yet. */
export function TypingRow() {
  const { state, texts } = useUi();
  const people = state.typing.filter((person) => person.role !== "bot");
  const guideAtWork = people.length < state.typing.length || state.answers.some((answer) => !answer.text);
  if (!people.length && !guideAtWork) return null;
  const label = people.length
    ? texts.typing(people.map((person) => nameOf(texts, person)))
    : texts.thinking;
  return (
    <div class="typing" data-testid="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class={people.length ? "" : "sr-only"} dir="auto">
        {label}
      </span>
    </div>
  );
}
