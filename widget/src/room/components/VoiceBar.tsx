import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { clock } from "../clock";
import { BinIcon, SendIcon } from "../icons";
import { Recorder } from "../recorder";
import { useRoom } from "../ui";

const TICK_MS = 150;
const LONGEST_SECONDS = 15 * 60;

/** While one records: how long, how loud, and whether to send it. */
export function VoiceBar({ send }: { send(file: File, seconds: number): void }) {
  const { words, desk, focus } = useRoom();
  const recorder = useRef<Recorder | null>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);

  const end = () => {
    focus.wanted = true;
    desk.set({ recording: false });
  };
  const finish = async () => {
    const recording = await recorder.current?.stop();
    recorder.current = null;
    if (recording) send(recording.file, recording.seconds);
    end();
  };

  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setInterval>;
    Recorder.start().then(
      (started) => {
        if (!wanted) return started.discard();
        recorder.current = started;
        timer = setInterval(() => {
          setSeconds(started.seconds);
          setLevel(started.level);
          if (started.seconds > LONGEST_SECONDS) void finish();
        }, TICK_MS);
      },
      (error: DOMException) => {
        const code = error.name === "NotFoundError" ? "microphone_missing" : "microphone_denied";
        focus.wanted = true;
        desk.set({ recording: false, problem: { code, message: "" } });
      },
    );
    sendButton.current?.focus();
    return () => {
      wanted = false;
      clearInterval(timer);
      recorder.current?.discard();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end();
  };

  return (
    <div class="voice" role="group" aria-label={words.recording} data-testid="voice" onKeyDown={onKeyDown}>
      <IconButton label={words.discardRecording} onClick={end}>
        <BinIcon />
      </IconButton>
      <span class="recording-dot" aria-hidden="true" />
      <span class="clock" role="timer">
        {clock(seconds)}
      </span>
      <span class="level" aria-hidden="true">
        <i style={{ inlineSize: `${Math.round(Math.min(1, level * 1.6) * 100)}%` }} />
      </span>
      <IconButton ref={sendButton} class="send" label={words.sendRecording} data-testid="send-voice" onClick={finish}>
        <SendIcon />
      </IconButton>
    </div>
  );
}
