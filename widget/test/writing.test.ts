import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, type Pending } from "../src/common/outbox";
import type { Ack, Message, Receipted } from "../src/common/protocol";
import { MemoryStorage } from "../src/common/storage";
import { put, Writing, type WritingEvent } from "../src/common/writing";

const RECEIPT: Receipted = { id: "m", seq: 1, at: "2026-11-21T09:00:00Z" };
const message = (client_id: string) => ({ ...RECEIPT, client_id }) as Message;
const settled = () => new Promise((done) => setTimeout(done));

class FullStorage extends MemoryStorage {
  override setItem(): void {
    throw new DOMException("full", "QuotaExceededError");
  }
}

/** Somebody who writes to a gateway that answers what `answer` says; `shown` is what they see of it. */
function writer(answer: () => Ack<Receipted>, storage = new MemoryStorage()) {
  const outbox = new Outbox(storage, "s");
  const events: WritingEvent[] = [];
  const sent: string[] = [];
  let shown: Pending[] = [];
  const writing = new Writing(outbox, {
    pending: () => shown,
    dispatch: (event) => {
      events.push(event);
      if (event.type === "written") shown = put(shown, event.pending);
    },
    send: async ({ text }) => {
      sent.push(text);
      return answer();
    },
    delayed: () => {},
    silent: () => {},
  });
  const leave = () => {
    shown = [];
  };
  return { writing, outbox, events, sent, shown: () => shown, leave };
}

test("what is written is kept until it is acknowledged", async () => {
  const { writing, outbox, events, sent } = writer(() => RECEIPT);
  writing.write({ text: "namaste" });
  assert.deepEqual(outbox.list().map(({ text }) => text), ["namaste"]);
  writing.resume();
  await settled();
  assert.deepEqual(sent, ["namaste"]);
  assert.deepEqual(outbox.list(), []);
  assert.deepEqual(events.map(({ type }) => type), ["written", "acknowledged"]);
});

test("a refused message is kept with the reason, and sent when one tries again", async () => {
  let answer: Ack<Receipted> = { error: { code: "too_large", message: "" } };
  const { writing, outbox, sent, shown } = writer(() => answer);
  writing.resume();
  writing.write({ text: "long" });
  await settled();
  assert.equal(shown()[0]?.refused?.code, "too_large");
  writing.resume();
  await settled();
  assert.deepEqual(sent, ["long"]);

  answer = RECEIPT;
  writing.tryAgain(shown()[0] as Pending);
  await settled();
  assert.deepEqual(sent, ["long", "long"]);
  assert.deepEqual(outbox.list(), []);
});

test("what the history has already is not sent any more, nor what was discarded", async () => {
  const { writing, outbox, sent, shown } = writer(() => RECEIPT);
  for (const text of ["a", "b", "c"]) writing.write({ text });
  const [a, b] = shown() as [Pending, Pending];
  writing.settle([message(a.client_id), message("of somebody else")]);
  writing.discard(b.client_id);
  assert.deepEqual(outbox.list().map(({ text }) => text), ["c"]);
  writing.pause();
  assert.deepEqual(sent, []);
});

test("a full storage does not keep a message from being sent", async () => {
  const { writing, sent } = writer(() => RECEIPT, new FullStorage());
  writing.resume();
  writing.write({ text: "namaste" });
  await settled();
  assert.deepEqual(sent, ["namaste"]);
});

test("in another conversation only what waits there is sent", async () => {
  const storage = new MemoryStorage();
  const { writing, sent, leave } = writer(() => RECEIPT, storage);
  writing.write({ text: "here" });
  leave();
  const there = new Outbox(storage, "t");
  there.put({ client_id: "k", text: "there", at: RECEIPT.at });
  writing.begin(there);
  writing.resume();
  await settled();
  assert.deepEqual(sent, ["there"]);
});
