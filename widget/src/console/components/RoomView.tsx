import { AlertIcon } from "../../common/icons";
import { timeOfDay } from "../../common/times";
import { nameOf, useConsole } from "../context";
import type { OpenRoom, Present, Thread } from "../model";
import { roomOf } from "../queries";
import { ReplyForm } from "./ReplyForm";
import { Span } from "./RoomList";
import { ThreadHead } from "./ThreadHead";
import { ThreadLog } from "./ThreadLog";

/** The room of a booking: who is in it, what was said; one reads along unseen until one joins. */
export function RoomView({ thread }: { thread: Thread }) {
  const { state, texts } = useConsole();
  const room = roomOf(state, thread);
  return (
    <article class="thread" data-testid="thread" data-conversation={thread.conversation.id}>
      <ThreadHead title={room?.title ?? texts.room} actions={room && !thread.watching && <Leave thread={thread} />}>
        <bdi>{thread.conversation.booking}</bdi>
        {room && (
          <>
            {" · "}
            <Span room={room} />
          </>
        )}
        {" · "}
        {!room ? texts.roomClosed : thread.watching ? texts.watching : texts.takingPart}
      </ThreadHead>
      {room && <People room={room} />}
      <ThreadLog thread={thread} />
      {room && (thread.watching ? <Watching thread={thread} /> : <ReplyForm thread={thread} />)}
    </article>
  );
}

function People({ room }: { room: OpenRoom }) {
  const { texts } = useConsole();
  const { participants, watchers, missing } = room;
  return (
    <div class="people" data-testid="people">
      {missing.length > 0 && (
        <p class="warning">
          <AlertIcon />
          {texts.missing(missing.map((role) => texts.roles[role]))}
        </p>
      )}
      <Group title={texts.present} people={participants} empty={texts.nobodyHere} />
      {watchers.length > 0 && <Group title={texts.readingAlong} people={watchers} />}
    </div>
  );
}

function Group({ title, people, empty }: { title: string; people: Present[]; empty?: string }) {
  const { texts, language } = useConsole();
  return (
    <p>
      <span class="muted">{title}:</span>{" "}
      {people.length
        ? people.map((person, index) => (
            <span key={person.id}>
              {index > 0 && ", "}
              <bdi>{nameOf(person, texts)}</bdi>{" "}
              <span class="muted">{texts.since(texts.roles[person.role], timeOfDay(person.connected_since, language))}</span>
            </span>
          ))
        : empty}
    </p>
  );
}

function Watching({ thread }: { thread: Thread }) {
  const { texts, connection } = useConsole();
  return (
    <div class="reply watching">
      <span class="muted">{texts.watchingLead}</span>
      <button
        type="button"
        class="button small primary"
        data-testid="join"
        onClick={() => connection.join(thread.conversation.id)}
      >
        {texts.join}
      </button>
    </div>
  );
}

function Leave({ thread }: { thread: Thread }) {
  const { texts, connection } = useConsole();
  return (
    <button type="button" class="button small" data-testid="leave" onClick={() => connection.leave(thread.conversation.id)}>
      {texts.leave}
    </button>
  );
}
