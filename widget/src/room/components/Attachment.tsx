import { useState } from "preact/hooks";
import { saveAs } from "../files";
import { DownloadIcon, FileIcon } from "../icons";
import { fileSize } from "../sizes";
import type { AttachmentProps } from "./attachmentProps";
import { Picture } from "./Picture";
import { Sound } from "./Sound";

/** The file of a message: a picture, a sound to play, or a line to download it. */
export function AttachmentView(props: AttachmentProps) {
  const kind = props.attachment.type.split("/")[0];
  if (kind === "image") return <Picture {...props} />;
  return kind === "audio" ? <Sound {...props} /> : <FileRow {...props} />;
}

function FileRow({ attachment, files, words }: AttachmentProps) {
  const { id, name, size } = attachment;
  const [failed, setFailed] = useState(false);
  const save = async () => {
    try {
      saveAs(await files.url(id), name);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <button type="button" class="file" data-testid="file" title={words.download(name)} onClick={save}>
      <FileIcon />
      <span class="file-text">
        <span class="file-name" dir="auto">
          {name}
        </span>
        <span class="file-size" role={failed ? "alert" : undefined}>
          {failed ? words.noFile : fileSize(words, size)}
        </span>
      </span>
      <DownloadIcon />
    </button>
  );
}
