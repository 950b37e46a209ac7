import { useEffect, useRef } from "preact/hooks";
import { BackIcon } from "../../common/icons";
import { nameOf, reasonOf, useConsole } from "../context";
import type { Thread } from "../state";
import { ReplyForm } from "./ReplyForm";
import { ThreadLog } from "./ThreadLog";

/** One conversation: who it is, what can be done, what was said, the reply. */
export function ThreadView({ thread }: { thread: Thread }) {
  const { texts, connection } = useConsole();
  const heading = useRef<HTMLHeadingElement>(null);
  const { contact } = thread.conversation;

  useEffect(() => {
    heading.current?.focus(); // the reader lands in what was chosen
  }, []);

  return (
    <article class="thread" data-testid="thread" data-conversation={thread.conversation.id}>
      <header class="thread-head">
        <button
          type="button"
          class="icon-button back"
          aria-label={texts.back}
          title={texts.back}
          onClick={() => connection.select(null)}
        >
          <BackIcon />
        </button>
        <div class="thread-title">
          <h2 ref={heading} tabIndex={-1} dir="auto">
            {nameOf(contact, texts)}
          </h2>
          <p class="muted" data-testid="owner">
            <Owner thread={thread} />
          </p>
        </div>
        <Actions thread={thread} />
      </header>
      <ThreadLog thread={thread} />
      <ReplyForm thread={thread} />
    </article>
  );
}

/** Who has the conversation, and why a human was asked for. */
function Owner({ thread }: { thread: Thread }) {
  const { state, texts } = useConsole();
  const { status, assignee, language } = thread.conversation;
  const owner =
    status !== "open"
      ? texts.withGuide
      : !assignee
        ? texts.waitsForYou
        : assignee.id === state.me.id
          ? texts.withYou
          : texts.assignedTo(assignee.name);
  return <>{[owner, reasonOf(thread.conversation, texts), language].filter(Boolean).join(" · ")}</>;
}

function Actions({ thread }: { thread: Thread }) {
  const { state, texts, connection } = useConsole();
  const { id, status, assignee } = thread.conversation;
  if (status !== "open") return null;
  if (!assignee) {
    return (
      <button type="button" class="button small primary" data-testid="take" onClick={() => connection.assign(id)}>
        {texts.take}
      </button>
    );
  }
  if (assignee.id !== state.me.id) return null;
  return (
    <div class="actions">
      <Transfer conversation={id} />
      <button type="button" class="button small" data-testid="back-to-bot" onClick={() => connection.backToBot(id)}>
        {texts.backToBot}
      </button>
      <button type="button" class="button small primary" data-testid="resolve" onClick={() => connection.resolve(id)}>
        {texts.resolve}
      </button>
    </div>
  );
}

function Transfer({ conversation }: { conversation: string }) {
  const { state, texts, connection } = useConsole();
  const others = state.agents.filter(({ id }) => id !== state.me.id);
  return (
    <select
      data-testid="transfer"
      aria-label={texts.transfer}
      value=""
      onFocus={() => connection.loadAgents()}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value) void connection.transfer(conversation, value);
      }}
    >
      <option value="">{texts.transfer}</option>
      {others.map(({ id, name }) => (
        <option value={id} key={id}>
          {name}
        </option>
      ))}
      {!others.length && <option disabled>{texts.nobodyElse}</option>}
    </select>
  );
}
