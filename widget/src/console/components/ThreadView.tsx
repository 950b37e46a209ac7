import { LANGUAGES } from "../../common/languages";
import { nameOf, reasonOf, useConsole } from "../context";
import type { Thread } from "../model";
import { ReplyForm } from "./ReplyForm";
import { ThreadHead } from "./ThreadHead";
import { ThreadLog } from "./ThreadLog";

/** One conversation with the guide: who it is, what can be done, what was said, the reply. */
export function ThreadView({ thread }: { thread: Thread }) {
  const { texts } = useConsole();
  return (
    <article class="thread" data-testid="thread" data-conversation={thread.conversation.id}>
      <ThreadHead title={nameOf(thread.conversation.contact, texts)} actions={<Actions thread={thread} />}>
        <Owner thread={thread} />
      </ThreadHead>
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
  const spoken = LANGUAGES.find(({ code }) => code === language)?.name;
  return <>{[owner, reasonOf(thread.conversation, texts), spoken].filter(Boolean).join(" · ")}</>;
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
