import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { useStore } from "../../common/store";
import { Composer } from "../../widget/components/Composer";
import { EyeIcon, ClipIcon, MicIcon } from "../icons";
import { canRecord } from "../recorder";
import { mayAct } from "../rights";
import { useRoom } from "../ui";
import { Above } from "./Above";
import { useDrop } from "./useDrop";
import { VoiceBar } from "./VoiceBar";

/** Where one writes, with files, voice, replies and corrections. Who only watches may join. */
export function RoomComposer() {
  const { state, words, connection, desk, deskState, focus } = useRoom();
  const { replyTo, editing, recording } = deskState;
  const uploads = useStore(desk.uploads.store);
  const dropping = useDrop((files) => desk.uploads.stage(files));
  useEffect(() => void desk.uploads.run(), [desk]);

  if (state.watching) return <WatchBar />;
  const quiet = () => desk.set({ replyTo: null, editing: null, problem: null });
  const send = (text: string) => {
    const reply_to = replyTo?.id;
    if (editing) void desk.ask("edit", { message_id: editing.id, text });
    else if (!desk.uploads.sendStaged(text, reply_to)) connection.writing.write({ text, reply_to });
    quiet();
  };
  const sendVoice = (file: File, seconds: number) => {
    desk.uploads.send(file, seconds, replyTo?.id);
    quiet();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files;
    if (!files?.length || editing || !mayAct(state)) return;
    event.preventDefault();
    desk.uploads.stage(files);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !(editing || replyTo)) return;
    event.stopPropagation(); // it does not close the chat
    focus.wanted = true;
    quiet();
  };

  if (recording) {
    return (
      <div class="composer">
        <Above uploads={uploads} />
        <VoiceBar send={sendVoice} />
      </div>
    );
  }
  return (
    <div onKeyDown={onKeyDown}>
      {dropping && <div class="drop">{words.dropHere}</div>}
      <Composer
        key={editing ? `edit ${editing.id}` : `reply ${replyTo?.id}`}
        start={editing?.text}
        above={<Above uploads={uploads} />}
        tools={mayAct(state) && !editing && <Tools />}
        ready={editing ? editing.type !== "text" : uploads.some(({ state }) => state === "staged")}
        send={send}
        onPaste={onPaste}
      />
    </div>
  );
}

/** Beside the field: files and voice. */
function Tools() {
  const { words, desk } = useRoom();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={words.attach} data-testid="attach" onClick={() => picker.current?.click()}>
        <ClipIcon />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        data-testid="picker"
        onChange={({ currentTarget }) => {
          desk.uploads.stage(currentTarget.files ?? []);
          currentTarget.value = "";
        }}
      />
      {canRecord() && (
        <IconButton label={words.record} data-testid="record" onClick={() => desk.set({ recording: true, problem: null })}>
          <MicIcon />
        </IconButton>
      )}
    </>
  );
}

/** For staff who look on. */
function WatchBar() {
  const { words, desk } = useRoom();
  return (
    <div class="watching" data-testid="watching">
      <EyeIcon />
      <span>{words.watching}</span>
      <button type="button" class="button primary" data-testid="join" onClick={() => desk.join(true)}>
        {words.join}
      </button>
    </div>
  );
}
