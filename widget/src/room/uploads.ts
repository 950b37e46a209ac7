import { newId } from "../common/ids";
import type { Attachment, WireError } from "../common/protocol";
import { Store } from "../common/store";
import { bookingHere } from "../widget/queries";
import type { Connection } from "../widget/connection";
import type { Files } from "./files";
import { shrunk } from "./shrink";
import { Interrupted, upload } from "./upload";

const RETRY_MS = 3000;
const FAILED: WireError = { code: "failed", message: "" };

export interface Upload {
  id: string;
  file: File;
  /** For pictures. */
  preview?: string;
  /** Of a sound. */
  seconds?: number;
  /** `staged` until one sends; `waiting` for the network; `failed` until one tries again. */
  state: "staged" | "queued" | "sending" | "waiting" | "failed";
  /** 0 to 1. */
  progress: number;
  error?: WireError;
  text: string;
  reply_to?: string;
}

type Change = (uploads: Upload[]) => Upload[];

/** Files on their way into one conversation, one after the other: each becomes a message of its own. */
export class Uploads {
  readonly store = new Store<Upload[], Change>((uploads, change) => change(uploads), []);
  private readonly scope: string;
  private readonly bookingId: string | undefined;
  private readonly cancels = new Map<string, AbortController>();
  private running = false;

  constructor(
    private readonly connection: Connection,
    private readonly files: Files,
  ) {
    this.scope = connection.scope;
    this.bookingId = bookingHere(connection.state);
  }

  stage(files: Iterable<File>): void {
    for (const file of files) this.add({ file, state: "staged", text: "" });
  }

  /** Sends what is staged, the first with the text. Says whether there was anything. */
  sendStaged(text: string, reply_to: string | undefined): boolean {
    const first = this.list.find(({ state }) => state === "staged");
    if (!first) return false;
    this.store.dispatch((uploads) =>
      uploads.map((item) => {
        if (item.state !== "staged") return item;
        return { ...item, state: "queued", ...(item === first ? { text, reply_to } : {}) };
      }),
    );
    void this.run();
    return true;
  }

  /** Sends at once, as a recording is. */
  send(file: File, seconds: number, reply_to: string | undefined): void {
    this.add({ file, seconds, reply_to, state: "queued", text: "" });
    void this.run();
  }

  retry(id: string): void {
    this.update(id, { state: "queued", error: undefined });
    void this.run();
  }

  cancel(id: string): void {
    this.cancels.get(id)?.abort();
    this.remove(id);
  }

  /** Goes on, once one is in the conversation (again). */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next; next = this.next()) await this.bring(next);
    this.running = false;
  }

  private get list(): Upload[] {
    return this.store.state;
  }

  private next(): Upload | undefined {
    return this.isHere ? this.list.find(({ state }) => state === "queued") : undefined;
  }

  /** Whether one is in the conversation: elsewhere one may even be somebody else. */
  private get isHere(): boolean {
    return this.connection.scope === this.scope;
  }

  private async bring({ id, file, seconds, text, reply_to }: Upload): Promise<void> {
    const cancel = new AbortController();
    this.cancels.set(id, cancel);
    const small = await shrunk(file);
    try {
      const attachment = await this.uploaded(id, small, seconds, cancel.signal);
      if (cancel.signal.aborted) return;
      if (!this.isHere) throw new Interrupted();
      this.files.put(attachment.id, small);
      this.connection.writing.write({ text, attachment, reply_to });
      this.remove(id);
    } catch (error) {
      if (cancel.signal.aborted) return;
      if (error instanceof Interrupted) this.update(id, { state: "queued" });
      else this.update(id, { state: "failed", error: error instanceof Error ? FAILED : (error as WireError) });
    } finally {
      this.cancels.delete(id);
    }
  }

  /** Tries until the gateway has it or refuses it: a cut network is no reason to give up, leaving is. */
  private async uploaded(id: string, file: File, seconds: number | undefined, signal: AbortSignal): Promise<Attachment> {
    for (;;) {
      this.update(id, { state: "sending", progress: 0 });
      try {
        const { access } = this.connection;
        const query = { name: file.name, booking_id: this.bookingId, seconds: seconds?.toFixed(1) };
        return await upload(access, query, file, signal, (progress) => this.update(id, { progress }));
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        this.update(id, { state: "waiting" });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (signal.aborted || !this.isHere) throw error;
      }
    }
  }

  private add(item: Omit<Upload, "id" | "progress" | "preview">): void {
    const { file } = item;
    const preview = file.type.startsWith("image/") ? { preview: URL.createObjectURL(file) } : {};
    this.store.dispatch((uploads) => [...uploads, { ...item, ...preview, id: newId(), progress: 0 }]);
  }

  private remove(id: string): void {
    const { preview } = this.list.find((item) => item.id === id) ?? {};
    if (preview) URL.revokeObjectURL(preview);
    this.store.dispatch((uploads) => uploads.filter((item) => item.id !== id));
  }

  private update(id: string, change: Partial<Upload>): void {
    this.store.dispatch((uploads) => uploads.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }
}
