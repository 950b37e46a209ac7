import type { Person } from "../../common/protocol";
import { nameOf } from "../../widget/names";
import { useRoom } from "../ui";

/** Who else is in the room, or who was. */
export function Presence() {
  const { state, texts, words } = useRoom();
  if (state.link !== "online") return <>{state.room?.booking_id}</>;
  const others = (people: Person[]) =>
    people.filter(({ id }) => id !== state.me?.id).map((person) => nameOf(texts, person));
  const here = others(state.present);
  const met = others(state.met);
  return (
    <span role="status">
      {here.length > 0 && <span class="dot" aria-hidden="true" />}
      {here.length ? words.present(here) : met.length ? words.left(met) : words.alone}
    </span>
  );
}
