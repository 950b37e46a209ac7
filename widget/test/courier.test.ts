import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { Courier, type CourierPorts } from "../src/common/courier";
import type { Pending } from "../src/common/outbox";
import type { Ack, Receipted } from "../src/common/protocol";

const RECEIPT: Receipted = { id: "m", seq: 1, at: "2026-11-21T09:00:00Z" };
const item = (client_id: string): Pending => ({ client_id, text: client_id, at: RECEIPT.at });

/** A courier whose `send` answers what `answer` says, and a log of what happened. */
function courier(answer: (pending: Pending, attempt: number) => Promise<Ack<Receipted>>) {
  const log: string[] = [];
  const attempts = new Map<string, number>();
  const ports: CourierPorts = {
    send: (pending) => {
      const attempt = (attempts.get(pending.client_id) ?? 0) + 1;
      attempts.set(pending.client_id, attempt);
      log.push(`send ${pending.client_id}`);
      return answer(pending, attempt);
    },
    acknowledged: ({ client_id }) => log.push(`ok ${client_id}`),
    refused: ({ client_id }, { code }) => log.push(`${code} ${client_id}`),
    delayed: ({ code }) => log.push(code),
    silent: () => log.push("silent"),
  };
  return { courier: new Courier(ports), log };
}

/** Waits until that much has happened. */
async function until(log: string[], count: number): Promise<void> {
  for (let tries = 0; log.length < count && tries < 10_000; tries++) await wait(2);
}

test("messages go one after the other, in the order they were written", async () => {
  const { courier: post, log } = courier(async () => {
    await wait(1);
    return RECEIPT;
  });
  post.add(item("a"));
  post.add(item("b"));
  assert.deepEqual(log, []); // nothing before the connection stands
  post.resume();
  await until(log, 4);
  assert.deepEqual(log, ["send a", "ok a", "send b", "ok b"]);
});

test("a broken connection keeps the message, and it is sent again with the same client_id", async () => {
  const { courier: post, log } = courier(async (_, attempt) => {
    if (attempt === 1) throw new Error("no answer");
    return RECEIPT;
  });
  post.resume();
  post.add(item("a"));
  await until(log, 2);
  assert.deepEqual(log, ["send a", "silent"]);
  post.resume();
  await until(log, 4);
  assert.deepEqual(log, ["send a", "silent", "send a", "ok a"]);
});

test("a passing error is waited out without asking the writer", async () => {
  const { courier: post, log } = courier(async (_, attempt) =>
    attempt === 1 ? { error: { code: "rate_limited", message: "Slower.", retry_after: 0.01 } } : RECEIPT,
  );
  post.resume();
  post.add(item("a"));
  await until(log, 4);
  assert.deepEqual(log, ["send a", "rate_limited", "send a", "ok a"]);
});

test("a refused message does not hold up the next one", async () => {
  const { courier: post, log } = courier(async ({ client_id }) =>
    client_id === "a" ? { error: { code: "too_large", message: "Too long." } } : RECEIPT,
  );
  post.resume();
  post.add(item("a"));
  post.add(item("b"));
  await wait(5);
  assert.deepEqual(log, ["send a", "too_large a", "send b", "ok b"]);
});

test("what is queued twice is sent once, and what is dropped not at all", async () => {
  const { courier: post, log } = courier(async () => RECEIPT);
  post.add(item("a"));
  post.add(item("a"));
  post.add(item("b"));
  post.drop("b");
  post.resume();
  await wait(5);
  assert.deepEqual(log, ["send a", "ok a"]);
});
