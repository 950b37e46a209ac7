import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { saveAs } from "../files";
import { CloseIcon, DownloadIcon } from "../icons";
import type { AttachmentProps } from "./attachmentProps";
import { useFile } from "./useFile";

const LARGEST_PX = 260;

/** A picture, small; pressed, it is shown large. Its place is kept before it is there. */
export function Picture({ attachment, files, words }: AttachmentProps) {
  const place = useRef<HTMLButtonElement>(null);
  const [large, setLarge] = useState(false);
  const { url, failed } = useFile(files, attachment.id, place);
  const { width = 4, height = 3, name } = attachment;
  const label = `${words.photo}: ${name}`;
  const shown = Math.min(width, LARGEST_PX, (LARGEST_PX * width) / height);
  return (
    <>
      <button
        ref={place}
        type="button"
        class="photo"
        data-testid="photo"
        style={{ inlineSize: `${Math.max(shown, 48)}px`, aspectRatio: `${width} / ${height}` }}
        aria-label={failed ? `${label}. ${words.noFile}` : words.enlarge(label)}
        aria-haspopup="dialog"
        disabled={!url}
        onClick={() => setLarge(true)}
      >
        {url && <img src={url} alt="" />}
        {failed && <span class="no-file">{words.noFile}</span>}
      </button>
      {large && url && <Large url={url} name={name} words={words} close={() => setLarge(false)} />}
    </>
  );
}

interface LargeProps extends Pick<AttachmentProps, "words"> {
  url: string;
  name: string;
  close(): void;
}

/** As large as the screen allows. */
function Large({ url, name, words, close }: LargeProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const label = `${words.photo}: ${name}`;
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="large"
      aria-label={label}
      data-testid="large"
      onClose={close}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <img src={url} alt={label} />
      <div class="large-bar">
        <IconButton label={words.download(name)} onClick={() => saveAs(url, name)}>
          <DownloadIcon />
        </IconButton>
        <IconButton label={words.close} onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </IconButton>
      </div>
    </dialog>
  );
}
