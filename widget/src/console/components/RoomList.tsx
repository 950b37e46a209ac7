import { AlertIcon, DoorIcon } from "../../common/icons";
import { timeOfDay } from "../../common/times";
import { nameOf, useConsole } from "../context";
import type { OpenRoom } from "../model";
import { needsCare } from "../queries";

/** The rooms that are open now, those where somebody is missing first. */
export function RoomList() {
  const { state, texts } = useConsole();
  const rooms = [...state.rooms].sort((a, b) => Number(needsCare(b)) - Number(needsCare(a)));
  return (
    <section data-testid="list-rooms">
      <h2>
        {texts.rooms} <span class="count">{rooms.length}</span>
      </h2>
      {rooms.length ? (
        <ul>
          {rooms.map((room) => (
            <RoomRow key={room.booking_id} room={room} />
          ))}
        </ul>
      ) : (
        <p class="muted">{texts.noRooms}</p>
      )}
    </section>
  );
}

function RoomRow({ room }: { room: OpenRoom }) {
  const { state, texts, language, connection } = useConsole();
  const { conversation, participants, missing, last_at, reconnects } = room;
  const names = participants.map((person) => nameOf(person, texts));
  return (
    <li>
      <button
        type="button"
        class="entry"
        data-testid="room"
        data-booking={room.booking_id}
        aria-current={conversation !== null && state.selected === conversation}
        disabled={conversation === null}
        onClick={() => connection.select(conversation)}
      >
        <span class="room-mark">
          <DoorIcon />
        </span>
        <span class="entry-text">
          <span class="entry-name" dir="auto">
            {room.title}
          </span>
          <span class="entry-reason" dir="auto">
            {names.length ? names.join(", ") : texts.nobodyHere}
          </span>
          <span class="entry-reason">
            <bdi>{room.booking_id}</bdi> · <Span room={room} />
          </span>
          <span class="room-facts">
            {missing.length > 0 && (
              <span class="warning">
                <AlertIcon />
                {texts.missing(missing.map((role) => texts.roles[role]))}
              </span>
            )}
            {last_at && (
              <span>
                {texts.lastMessage} <time dateTime={last_at}>{timeOfDay(last_at, language)}</time>
              </span>
            )}
            {reconnects > 0 && <span>{texts.reconnects(reconnects)}</span>}
          </span>
        </span>
      </button>
    </li>
  );
}

/** From when to when the booking is held. */
export function Span({ room }: { room: OpenRoom }) {
  const { language } = useConsole();
  return (
    <>
      <time dateTime={room.starts_at}>{timeOfDay(room.starts_at, language)}</time>–
      <time dateTime={room.ends_at}>{timeOfDay(room.ends_at, language)}</time>
    </>
  );
}
