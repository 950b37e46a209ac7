import type { ComponentChildren } from "preact";
import { IconButton } from "../../common/IconButton";
import { nameOf } from "../../widget/names";
import { isMine } from "../../widget/queries";
import { AlertIcon, CloseIcon, EditIcon, FileIcon, MicIcon, ReplyIcon } from "../icons";
import { snippet } from "../snippet";
import { useRoom } from "../ui";
import type { Upload } from "../uploads";

/** Above the field: what one answers or corrects, the files on their way, what went wrong. */
export function Above({ uploads }: { uploads: Upload[] }) {
  const { deskState, why, desk, texts } = useRoom();
  const { problem } = deskState;
  return (
    <>
      {problem && (
        <div class="problem" role="alert" data-testid="problem">
          <AlertIcon />
          <span dir="auto">{why(problem)}</span>
          <Close label={texts.dismiss} act={() => desk.set({ problem: null })} />
        </div>
      )}
      <Subject />
      {uploads.length > 0 && (
        <ul class="uploads" data-testid="uploads">
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </>
  );
}

function Subject() {
  const { state, texts, words, desk, deskState } = useRoom();
  const { replyTo, editing } = deskState;
  const subject = editing ?? replyTo;
  if (!subject) return null;
  const name = isMine(state, subject) ? texts.you : nameOf(texts, subject.sender);
  return (
    <Strip
      icon={editing ? <EditIcon /> : <ReplyIcon />}
      title={editing ? words.editing : words.replyingTo(name)}
      text={snippet(words, subject)}
      close={() => desk.set({ replyTo: null, editing: null })}
    />
  );
}

interface StripProps {
  icon: ComponentChildren;
  title: string;
  text: string;
  close(): void;
}

function Strip({ icon, title, text, close }: StripProps) {
  const { words } = useRoom();
  return (
    <div class="strip" data-testid="subject">
      {icon}
      <span class="strip-text">
        <strong dir="auto">{title}</strong>
        <span dir="auto">{text}</span>
      </span>
      <Close label={words.cancel} act={close} />
    </div>
  );
}

/** The same file will never be taken. */
const FINAL = new Set(["type_refused", "too_large"]);

function UploadRow({ upload }: { upload: Upload }) {
  const { words, desk, why } = useRoom();
  const { id, file, preview, state, progress, error } = upload;
  const percent = Math.round(progress * 100);
  const said = {
    staged: words.remainsToSend,
    queued: words.uploading(0),
    sending: words.uploading(percent),
    waiting: words.waitingForNetwork,
    failed: error ? why(error) : "",
  }[state];
  return (
    <li class="upload" data-testid="upload" data-state={state}>
      {preview ? <img src={preview} alt="" /> : file.type.startsWith("audio/") ? <MicIcon /> : <FileIcon />}
      <span class="strip-text">
        <span class="file-name" dir="auto">
          {file.name}
        </span>
        <span class={state === "failed" ? "failed" : "file-size"} role={state === "failed" ? "alert" : undefined}>
          {said}
        </span>
        {state === "sending" && <progress value={progress} max={1} aria-label={words.uploading(percent)} />}
      </span>
      {state === "failed" && !FINAL.has(error?.code ?? "") && (
        <button type="button" class="text-button" onClick={() => desk.uploads.retry(id)}>
          {words.tryAgain}
        </button>
      )}
      <Close label={words.drop(file.name)} act={() => desk.uploads.cancel(id)} />
    </li>
  );
}

function Close({ label, act }: { label: string; act(): void }) {
  return (
    <IconButton label={label} onClick={act}>
      <CloseIcon />
    </IconButton>
  );
}
