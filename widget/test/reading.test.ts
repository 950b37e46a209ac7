import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { Page } from "../src/common/protocol";
import { MemoryStorage } from "../src/common/storage";
import { Store } from "../src/common/store";
import { Keeper } from "../src/widget/keeper";
import type { Line } from "../src/widget/line";
import { Reading } from "../src/widget/reading";
import { initial, reduce } from "../src/widget/state";

/** A line to a gateway that answers what the test says; `asked` is what it was asked. */
function lineTo(answer: (event: string, data: object) => object) {
  const store = new Store(reduce, initial("en"));
  const asked: [string, object][] = [];
  const ask = async (event: string, data: object) => {
    asked.push([event, data]);
    return answer(event, data);
  };
  const line = {
    get state() {
      return store.state;
    },
    connected: true,
    dispatch: store.dispatch,
    ask,
    tell: ask,
    restart: () => assert.fail("no reason to restart"),
  } as Line;
  const keeper = new Keeper(new MemoryStorage(), "");
  const reading = new Reading(line, { keeper, scope: () => "s", arrived: () => {}, refused: () => {} });
  return { line, reading, asked };
}

function page(from: number, to: number, last_seq: number): Page {
  const sender = { id: "ravi", role: "pandit", name: "" } as const;
  const seqs = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const messages = seqs.map((seq) => ({ id: `m${seq}`, seq, sender, conversation: "c", client_id: "", type: "text" as const, text: "", at: "" }));
  return { messages, last_seq };
}

test("what was missed is asked for until nothing is, changes since the last time included", async () => {
  const pages: Record<number, Page> = { 0: { ...page(1, 2, 3), now: "t2", more: true }, 2: { ...page(3, 3, 3), now: "t3" }, 3: { messages: [], last_seq: 3 } };
  const { line, reading, asked } = lineTo((_, data) => pages[(data as { after_seq: number }).after_seq] as Page);
  await reading.catchUp();
  assert.deepEqual(line.state.messages.map(({ seq }) => seq), [1, 2, 3]);
  assert.deepEqual(asked, [
    ["resume", { after_seq: 0, changed_since: undefined }],
    ["resume", { after_seq: 2, changed_since: "t2" }],
  ]);
  await reading.catchUp();
  assert.deepEqual(asked.slice(2), [["resume", { after_seq: 3, changed_since: "t3" }]]);
});

test("messages are told to be here once, soon, and not when they are read", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { line, reading, asked } = lineTo(() => ({}));
    line.dispatch({ type: "page", page: page(1, 3, 3) });
    reading.tellDelivered();
    reading.tellDelivered();
    mock.timers.tick(1000);
    reading.tellDelivered();
    mock.timers.tick(1000);
    assert.deepEqual(asked, [["delivered", { seq: 3 }]]);
    line.dispatch({ type: "page", page: page(4, 4, 4) });
    reading.read(4);
    reading.tellDelivered();
    mock.timers.tick(1000);
    assert.deepEqual(asked.slice(1), [["read", { seq: 4 }]]);
  } finally {
    mock.timers.reset();
  }
});

test("earlier pages are fetched as far as they are wanted, and no further than the first message", async () => {
  const { line, reading, asked } = lineTo((_, data) => {
    const { before_seq } = data as { before_seq: number };
    return page(Math.max(1, before_seq - 2), before_seq - 1, 9);
  });
  line.dispatch({ type: "page", page: page(8, 9, 9) });
  await reading.loadEarlier();
  assert.equal(line.state.messages[0]?.seq, 6);
  await reading.loadEarlier(() => (line.state.messages[0]?.seq ?? 0) > 3);
  assert.equal(line.state.messages[0]?.seq, 2);
  await reading.loadEarlier(() => true);
  assert.equal(line.state.messages[0]?.seq, 1);
  assert.equal(asked.length, 4);
});
