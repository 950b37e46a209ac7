import assert from "node:assert/strict";
import { test } from "node:test";
import type { Files } from "../src/room/files";
import { Push } from "../src/room/push";

/** A browser whose worker is registered like this. */
function browser(registration: object): void {
  const pushManager = { subscribe: async () => ({ toJSON: () => ({ endpoint: "https://push.example/1" }) }) };
  const serviceWorker = { register: async () => ({ installing: null, waiting: null, ...registration, pushManager }) };
  const globals = {
    navigator: { serviceWorker },
    window: { PushManager: {} },
    Notification: { requestPermission: async () => "granted" },
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true });
}

const files = { json: async (path: string) => (path === "/api/push/key" ? { key: "AAAA" } : {}) } as unknown as Files;

test("a newer worker that waits behind the active one holds nothing up", { timeout: 60_000 }, async () => {
  browser({ active: { state: "activated" }, waiting: { state: "installed", addEventListener: () => {} } });
  const push = await Push.find(files, "/push.js");
  assert.equal(await push?.turnOn("en"), true);
});

test("a first worker is waited for until it runs", { timeout: 60_000 }, async () => {
  const listeners: (() => void)[] = [];
  const worker = { state: "installing", addEventListener: (_: string, listen: () => void) => listeners.push(listen) };
  browser({ active: null, installing: worker });
  const push = await Push.find(files, "/push.js");
  const turnedOn = push?.turnOn("en");
  while (!listeners.length) await new Promise((resolve) => setTimeout(resolve, 1));
  worker.state = "activated";
  for (const listen of listeners) listen();
  assert.equal(await turnedOn, true);
});
