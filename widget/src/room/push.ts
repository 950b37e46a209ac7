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

  /** Where this browser is subscribed, it is so from now on for the person who is signed in, in their language. */
  static async follow(files: Files, worker: string, language: string): Promise<void> {
    const subscription = await subscriptionOf(worker);
    if (subscription) await subscribe(files, subscription, language);
  }

  async isOn(): Promise<boolean> {
    return (await subscriptionOf(this.worker)) !== null;
  }

  /** Asks the person. Says whether they allowed it. */
  async turnOn(language: string): Promise<boolean> {
    if ((await Notification.requestPermission()) !== "granted") return false;
    const registration = await navigator.serviceWorker.register(this.worker);
    const options = { userVisibleOnly: true, applicationServerKey: bytes(this.key) };
    await activated(registration);
    const subscription = await registration.pushManager.subscribe(options);
    try {
      await subscribe(this.files, subscription, language);
    } catch (error) {
      await subscription.unsubscribe(); // nobody would ever push to it
      throw error;
    }
    return true;
  }

  async turnOff(): Promise<void> {
    const subscription = await subscriptionOf(this.worker);
    if (!subscription) return;
    await subscription.unsubscribe();
    await tell(this.files, "DELETE", { endpoint: subscription.endpoint });
  }
}

async function subscriptionOf(worker: string): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(worker);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function subscribe(files: Files, subscription: PushSubscription, language: string): Promise<void> {
  return tell(files, "PUT", { ...subscription.toJSON(), language });
}

async function tell(files: Files, method: "PUT" | "DELETE", body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  await files.json("/api/push/subscription", { method, headers, body: JSON.stringify(body) });
}

/** A browser subscribes only through a worker that runs. */
async function activated({ active, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (active || !worker) return; // a newer one may wait behind it until every page is closed
  await new Promise<void>((resolve) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
  });
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
