import { AlertIcon, InboxIcon, LampIcon } from "../../common/icons";
import { useConsole, whyNot } from "../context";
import { QueueList } from "./QueueList";
import { RoomView } from "./RoomView";
import { ThreadView } from "./ThreadView";

/** The two panes: who needs a human, and the conversation one is in. One at a time on a narrow screen. */
export function Desk() {
  const { state, texts, signOut } = useConsole();
  const thread = state.selected ? state.threads[state.selected] : undefined;
  return (
    <div class="desk" data-pane={state.selected ? "thread" : "list"}>
      <header class="top">
        <span class="mark">
          <LampIcon />
        </span>
        <h1>{texts.title}</h1>
        <span class="who" data-testid="who">
          {state.me.name}
        </span>
        <button type="button" class="button small" onClick={() => signOut()}>
          {texts.signOut}
        </button>
      </header>
      <Banners />
      <main class="panes">
        <QueueList />
        <div class="thread-pane">
          {thread ? (
            thread.conversation.kind === "room" ? (
              <RoomView key={thread.conversation.id} thread={thread} />
            ) : (
              <ThreadView key={thread.conversation.id} thread={thread} />
            )
          ) : (
            <div class="empty">
              <InboxIcon />
              <p>{state.selected ? texts.connecting : texts.none}</p>
            </div>
          )}
        </div>
      </main>
    </div>
  );
}

function Banners() {
  const { state, texts, connection } = useConsole();
  return (
    <div class="banners" role="status">
      {state.link !== "online" && (
        <p class="banner" data-testid="banner-link">
          <AlertIcon />
          {state.link === "connecting" ? texts.connecting : texts.offline}
        </p>
      )}
      {state.notice && (
        <p class="banner" data-testid="banner-notice" data-code={state.notice.code}>
          <AlertIcon />
          <span dir="auto">{whyNot(state.notice, texts)}</span>
          <button type="button" class="text-button" onClick={() => connection.dismissNotice()}>
            {texts.dismiss}
          </button>
        </p>
      )}
    </div>
  );
}
