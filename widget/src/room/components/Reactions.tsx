import { digits } from "../../common/numbers";
import type { Message } from "../../common/protocol";
import { useRoom } from "../ui";

/** Who thinks what of it. */
export function Reactions({ message, able }: { message: Message; able: boolean }) {
  const { state, texts, words, desk } = useRoom();
  const given = Object.entries(message.reactions ?? {}).filter(([, people]) => people.length);
  if (!given.length) return null;
  return (
    <div class="reactions" data-testid="reactions">
      {given.map(([emoji, people]) => {
        const on = people.includes(state.me?.id ?? "");
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={on}
            aria-label={`${words.react[emoji] ?? emoji}: ${digits(people.length, texts.code)}`}
            disabled={!able}
            onClick={() => desk.ask("reaction", { message_id: message.id, emoji, on: !on })}
          >
            <span aria-hidden="true">
              {emoji} {people.length > 1 && digits(people.length, texts.code)}
            </span>
          </button>
        );
      })}
    </div>
  );
}
