/** What browsers can record, the first that this one can. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const EXTENSIONS: Record<string, string> = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };

function type(): string | undefined {
  return typeof MediaRecorder === "undefined" ? undefined : TYPES.find((each) => MediaRecorder.isTypeSupported(each));
}

/** Only pages served over TLS (or from this machine) may ask for the microphone. */
export function canRecord(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia) && type() !== undefined;
}

export interface Recording {
  file: File;
  seconds: number;
}

/** Records from the microphone until it is stopped or discarded. */
export class Recorder {
  private readonly pieces: Blob[] = [];
  private readonly began = performance.now();
  private readonly meter: AnalyserNode;
  private readonly audio: AudioContext;

  private constructor(
    private readonly stream: MediaStream,
    private readonly media: MediaRecorder,
  ) {
    media.ondataavailable = ({ data }) => this.pieces.push(data);
    media.start(1000);
    this.audio = new AudioContext();
    this.meter = this.audio.createAnalyser();
    this.audio.createMediaStreamSource(stream).connect(this.meter);
  }

  /** Asks for the microphone. Rejects with a DOMException when there is none or it may not be used. */
  static async start(): Promise<Recorder> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    return new Recorder(stream, new MediaRecorder(stream, { mimeType: type(), audioBitsPerSecond: 32_000 }));
  }

  get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  /** How loud it is, 0 to 1. */
  get level(): number {
    const samples = new Uint8Array(this.meter.fftSize);
    this.meter.getByteTimeDomainData(samples);
    return Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 128;
  }

  stop(): Promise<Recording> {
    const { seconds } = this;
    return new Promise((resolve) => {
      this.media.onstop = () => {
        this.release();
        const kind = this.media.mimeType.split(";")[0] ?? "";
        const name = `voice-${new Date().toISOString().slice(0, 16).replace(/\D/g, "-")}.${EXTENSIONS[kind] ?? "webm"}`;
        resolve({ file: new File(this.pieces, name, { type: kind }), seconds });
      };
      this.media.stop();
    });
  }

  discard(): void {
    this.media.onstop = null;
    if (this.media.state !== "inactive") this.media.stop();
    this.release();
  }

  private release(): void {
    for (const track of this.stream.getTracks()) track.stop();
    void this.audio.close();
  }
}
