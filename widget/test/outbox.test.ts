import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../src/common/outbox";
import { MemoryStorage } from "../src/common/storage";

const at = (second: number) => `2026-11-21T09:00:0${second}.000Z`;

test("what was put survives a new outbox on the same storage, in the order it was written", () => {
  const storage = new MemoryStorage();
  const outbox = new Outbox(storage, "server/guest/guide");
  outbox.put({ client_id: "b", text: "second", at: at(2) });
  outbox.put({ client_id: "a", text: "first", at: at(1) });
  const again = new Outbox(storage, "server/guest/guide");
  assert.deepEqual(again.list().map(({ text }) => text), ["first", "second"]);
});

test("conversations and people do not see each other's", () => {
  const storage = new MemoryStorage();
  new Outbox(storage, "server/asha/guide").put({ client_id: "a", text: "mine", at: at(1) });
  assert.deepEqual(new Outbox(storage, "server/ravi/guide").list(), []);
  assert.deepEqual(new Outbox(storage, "server/asha/PY-1").list(), []);
});

test("two tabs on one storage do not overwrite each other's messages", () => {
  const storage = new MemoryStorage();
  const [one, two] = [new Outbox(storage, "s"), new Outbox(storage, "s")];
  one.put({ client_id: "a", text: "from one", at: at(1) });
  two.put({ client_id: "b", text: "from two", at: at(2) });
  one.remove("a");
  assert.deepEqual(two.list().map(({ text }) => text), ["from two"]);
});

test("the same client_id replaces, and remove removes", () => {
  const outbox = new Outbox(new MemoryStorage(), "s");
  outbox.put({ client_id: "a", text: "hello", at: at(1) });
  outbox.put({ client_id: "a", text: "hello", at: at(1), refused: { code: "forbidden", message: "No." } });
  assert.equal(outbox.list().length, 1);
  outbox.remove("a");
  assert.deepEqual(outbox.list(), []);
});

test("foreign or broken values in the storage are passed over", () => {
  const storage = new MemoryStorage();
  storage.setItem("pandityatra.outbox/s/x", "{broken");
  storage.setItem("pandityatra.outbox/s/y", '{"client_id":1}');
  storage.setItem("other", "value");
  assert.deepEqual(new Outbox(storage, "s").list(), []);
});
