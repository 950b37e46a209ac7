import { useEffect, useState } from "preact/hooks";
import { nameOf, reasonOf, useConsole } from "../context";
import type { Entry } from "../model";
import { RoomList } from "./RoomList";

const TICK_MS = 15_000;

/** Everybody who waits for a human or talks to one. */
export function QueueList() {
  const { state, texts } = useConsole();
  const now = useNow();
  const mine = state.assigned.filter(({ assignee }) => assignee?.id === state.me.id);
  const others = state.assigned.filter(({ assignee }) => assignee?.id !== state.me.id);
  return (
    <nav class="list-pane" aria-label={texts.conversations}>
      <Section name="waiting" title={texts.waiting} entries={state.waiting} now={now} empty={texts.nobodyWaits} />
      <Section name="mine" title={texts.mine} entries={mine} now={now} />
      <Section name="others" title={texts.others} entries={others} now={now} />
      <RoomList />
    </nav>
  );
}

interface SectionProps {
  name: string;
  title: string;
  entries: Entry[];
  now: number;
  empty?: string;
}

function Section({ name, title, entries, now, empty }: SectionProps) {
  if (!entries.length && !empty) return null;
  return (
    <section data-testid={`list-${name}`}>
      <h2>
        {title} <span class="count">{entries.length}</span>
      </h2>
      {entries.length ? (
        <ul>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} now={now} />
          ))}
        </ul>
      ) : (
        <p class="muted">{empty}</p>
      )}
    </section>
  );
}

function EntryRow({ entry, now }: { entry: Entry; now: number }) {
  const { state, texts, connection } = useConsole();
  const { id, contact, handoff, assignee, position } = entry;
  const unsent = state.pending.filter(({ conversation }) => conversation === id).length;
  const waited = handoff ? Math.max(0, Math.floor((now - Date.parse(handoff.waiting_since)) / 60_000)) : 0;
  return (
    <li>
      <button
        type="button"
        class="entry"
        data-testid="entry"
        data-conversation={id}
        aria-current={state.selected === id}
        onClick={() => connection.select(id)}
      >
        {position && (
          <span class="position" title={texts.position(position)}>
            <span class="sr-only">{texts.position(position)}</span>
            <span aria-hidden="true">{position}</span>
          </span>
        )}
        <span class="entry-text">
          <span class="entry-name" dir="auto">
            {nameOf(contact, texts)}
          </span>
          <span class="entry-reason" dir="auto">
            {assignee && assignee.id !== state.me.id ? texts.assignedTo(assignee.name) : reasonOf(entry, texts)}
          </span>
        </span>
        <span class="entry-facts">
          {handoff && !assignee && <time dateTime={handoff.waiting_since}>{texts.waited(waited)}</time>}
          {handoff?.priority === "high" && <span class="high">{texts.high}</span>}
          {unsent > 0 && <span class="unsent">{texts.unsent(unsent)}</span>}
        </span>
      </button>
    </li>
  );
}

/** The time, so that waiting times grow while one looks. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(tick);
  }, []);
  return now;
}
