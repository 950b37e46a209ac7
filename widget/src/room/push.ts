/** Web Push: asked for by the person, through a worker that the host has put on its own origin. */

import type { Files } from "./files";

export class Push {
  private constructor(
    private readonly files: Files,
    private readonly worker: string,
    private readonly key: string,
  ) {}

  /** Null where the host, the gateway or the browser does not have it. */
  static async find(files: Files, worker: string | null): Promise<Push | null> {
    if (!worker || !("serviceWorker" in navigator) || !("PushManager" in window)) return null;
    try {
      const { key } = await files.json<{ key: string | null }>("/api/push/key");
      return key ? new Push(files, worker, key) : null;
    } catch {
      return null;
    }
  }

  async isOn(): Promise<boolean> {
    const registration = await navigator.serviceWorker.getRegistration(this.worker);
    return Boolean(await registration?.pushManager.getSubscription());
  }

  /** Asks the person. Says whether they allowed it. */
  async turnOn(): Promise<boolean> {
    if ((await Notification.requestPermission()) !== "granted") return false;
    const registration = await navigator.serviceWorker.register(this.worker);
    const options = { userVisibleOnly: true, applicationServerKey: bytes(this.key) };
    const subscription = await registration.pushManager.subscribe(options);
    await this.files.json("/api/push/subscription", sent("PUT", subscription.toJSON()));
    return true;
  }

  async turnOff(): Promise<void> {
    const registration = await navigator.serviceWorker.getRegistration(this.worker);
    const subscription = await registration?.pushManager.getSubscription();
    if (!subscription) return;
    await subscription.unsubscribe();
    await this.files.json("/api/push/subscription", sent("DELETE", { endpoint: subscription.endpoint }));
  }
}

function sent(method: string, body: object): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
