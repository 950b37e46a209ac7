import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../src/common/outbox";
import { MemoryStorage } from "../src/common/storage";
import { Keeper } from "../src/widget/keeper";

const token = (sub: string) => `x.${btoa(JSON.stringify({ sub }))}.x`;

/** Writes what a person leaves in the browser. */
function live(storage: MemoryStorage, keeper: Keeper, who: string | null): void {
  for (const booking of [null, "PY-1"]) {
    const scope = keeper.scope(who, booking);
    keeper.drafts.keep(scope, "not sent");
    keeper.keepReadSeq(scope, 3);
    new Outbox(storage, scope).put({ client_id: "a", text: "on its way", at: "2026-11-21T09:00:00Z" });
  }
}

function keys(storage: MemoryStorage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").sort();
}

test("what is kept of one person is forgotten, and of nobody else", () => {
  const storage = new MemoryStorage();
  const keeper = new Keeper(storage, "https://chat.example");
  live(storage, keeper, token("asha"));
  const before = keys(storage);
  live(storage, keeper, token("ash"));
  keeper.forget(token("ash"));
  assert.deepEqual(keys(storage), before);
});

test("a guest's token is forgotten, too, the language stays", () => {
  const storage = new MemoryStorage();
  const keeper = new Keeper(storage, "https://chat.example");
  keeper.language = "hi";
  keeper.guestToken = "token";
  live(storage, keeper, null);
  keeper.forget(null);
  assert.deepEqual(keys(storage), ["pandityatra.language/https://chat.example"]);
});
