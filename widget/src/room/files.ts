/** Files of the gateway, which are given out to participants only: fetched with one's token, kept as blobs. */

import { ApiError } from "../common/api";

export interface Access {
  server: string;
  token: string | null;
}

const KEPT = 100;

export class Files {
  private readonly urls = new Map<string, Promise<string>>();

  constructor(private readonly access: () => Access) {}

  /** An object URL of an attachment. Rejects when it cannot be had. */
  url(id: string): Promise<string> {
    const known = this.urls.get(id);
    if (known) return known;
    const url = this.fetched(`/api/attachments/${encodeURIComponent(id)}`).then((blob) => URL.createObjectURL(blob));
    this.keep(id, url);
    url.catch(() => this.urls.delete(id)); // asked for again the next time
    return url;
  }

  /** What one has just sent need not be fetched. */
  put(id: string, blob: Blob): void {
    this.keep(id, Promise.resolve(URL.createObjectURL(blob)));
  }

  /** Lets the person save what is at a path of the gateway. */
  async save(path: string, name: string): Promise<void> {
    const url = URL.createObjectURL(await this.fetched(path));
    saveAs(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** JSON of the gateway. Rejects with `ApiError` when it refuses. */
  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await this.respond(path, init)).json();
  }

  private async fetched(path: string): Promise<Blob> {
    return (await this.respond(path, {})).blob();
  }

  private async respond(path: string, init: RequestInit): Promise<Response> {
    const { server, token } = this.access();
    const headers = { authorization: `Bearer ${token}`, ...init.headers };
    const response = await fetch(server + path, { ...init, headers });
    if (!response.ok) throw new ApiError((await response.json()).error);
    return response;
  }

  private keep(id: string, url: Promise<string>): void {
    this.urls.set(id, url);
    const [oldest] = this.urls.keys();
    if (this.urls.size <= KEPT || oldest === undefined) return;
    this.urls.get(oldest)?.then(URL.revokeObjectURL, () => {});
    this.urls.delete(oldest);
  }
}

/** A name keeps nothing of a path. */
export function saveAs(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/[\\/]/g, "_");
  link.click();
}
