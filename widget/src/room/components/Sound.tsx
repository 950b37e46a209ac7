import { useRef, useState } from "preact/hooks";
import { clock } from "../clock";
import { PauseIcon, PlayIcon } from "../icons";
import { titleOf } from "../snippet";
import type { AttachmentProps } from "./attachmentProps";

/** A sound to play. Its length is told with it: browsers do not find that of a fresh recording. */
export function Sound({ attachment, files, words }: AttachmentProps) {
  const sound = useRef<HTMLAudioElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [seconds, setSeconds] = useState(attachment.seconds ?? 0);

  const play = async () => {
    try {
      setUrl(await files.url(attachment.id));
      setFailed(false);
      requestAnimationFrame(() => sound.current?.play().catch(() => setFailed(true)));
    } catch {
      setFailed(true);
    }
  };
  const goTo = (second: number) => {
    setAt(second);
    if (sound.current) sound.current.currentTime = second;
  };

  return (
    <div class="sound" role="group" aria-label={titleOf(words, attachment)} data-testid="sound">
      <button
        type="button"
        class="play"
        aria-label={playing ? words.pause : words.play}
        onClick={() => (playing ? sound.current?.pause() : void play())}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
      </button>
      <input
        type="range"
        aria-label={words.position}
        aria-valuetext={clock(at)}
        min={0}
        max={Math.max(seconds, at, 0.1)}
        step={0.1}
        value={at}
        disabled={!url}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
      <span class="clock">{failed ? words.noFile : clock(playing || at ? at : seconds)}</span>
      {url && (
        <audio
          ref={sound}
          src={url}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => setAt(0)}
          onError={() => setFailed(true)}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
          onDurationChange={({ currentTarget: { duration } }) => {
            if (Number.isFinite(duration)) setSeconds(duration);
          }}
        />
      )}
    </div>
  );
}
