import assert from "node:assert/strict";
import { test } from "node:test";
import type { Conversation, Message, Person } from "../src/common/protocol";
import { type CannedReply, matching, saidIn } from "../src/console/canned";
import type { Entry, Opened, OpenRoom, State } from "../src/console/model";
import { isSeen, roomOf, takesPart, timeline } from "../src/console/queries";
import { type Event, initial, reduce } from "../src/console/state";

const MEERA: Person = { id: "meera", role: "agent", name: "Meera" };
const DEV: Person = { id: "dev", role: "agent", name: "Dev" };
const VISITOR: Person = { id: "g1", role: "guest", name: "" };
const CONVERSATION: Conversation = {
  id: "c1",
  kind: "guide",
  status: "open",
  contact: VISITOR,
  language: "en",
  created_at: "2026-11-21T09:00:00Z",
};

function message(seq: number, minute: number, more: Partial<Message> = {}): Message {
  const at = `2026-11-21T09:${String(minute).padStart(2, "0")}:00Z`;
  const plain = { id: `m${seq}`, seq, client_id: `k${seq}`, conversation: "c1", type: "text", text: `text ${seq}` } as const;
  return { ...plain, sender: VISITOR, at, ...more };
}

function note(seq: number, minute: number): Message {
  return message(seq, minute, { id: `n${seq}`, client_id: `kn${seq}`, sender: MEERA, private: true });
}

function opened(more: Partial<Opened> = {}): Event {
  const plain = { conversation: CONVERSATION, messages: [message(1, 1), message(2, 3)], notes: [note(1, 2)] };
  return { type: "opened", opened: { ...plain, last_seq: 2, cursors: {}, ...more } };
}

function run(events: Event[], state: State = initial(MEERA, [])): State {
  return events.reduce(reduce, state);
}

test("notes stand among the messages at the time they were written", () => {
  const thread = run([opened()]).threads.c1;
  assert.deepEqual(thread && timeline(thread).map(({ id }) => id), ["m1", "n1", "m2"]);
});

test("a note does not count in the order of the messages", () => {
  const state = run([opened(), { type: "message", message: note(9, 5) }]);
  assert.equal(state.threads.c1?.synced, 2);
  assert.equal(state.threads.c1?.notes.length, 2);
});

test("opened again after a break, the mark stays before what was missed", () => {
  const state = run([opened(), opened({ messages: [message(300, 9)], notes: [], last_seq: 300 })]);
  assert.equal(state.threads.c1?.synced, 2);
  const page = { messages: Array.from({ length: 298 }, (_, index) => message(index + 3, 8)), last_seq: 300 };
  assert.equal(run([{ type: "page", conversation: "c1", page }], state).threads.c1?.synced, 300);
});

test("messages of a conversation that is not open are passed over", () => {
  const state = run([{ type: "message", message: message(1, 1) }]);
  assert.deepEqual(state.threads, {});
});

test("a reply is kept until its acknowledgement, then stands in the history once", () => {
  const pending = { client_id: "k3", conversation: "c1", text: "hello", at: "2026-11-21T09:04:00Z" };
  const sent = run([opened(), { type: "written", pending }]);
  assert.equal(sent.pending.length, 1);
  const state = run(
    [
      { type: "acknowledged", pending, receipt: { id: "m3", seq: 3, at: pending.at } },
      { type: "message", message: message(3, 4, { sender: MEERA, text: "hello" }) },
    ],
    sent,
  );
  assert.equal(state.pending.length, 0);
  assert.deepEqual(state.threads.c1?.messages.map(({ id }) => id), ["m1", "m2", "m3"]);
});

test("the desk and the status tell who has an open conversation", () => {
  const entry: Entry = { ...CONVERSATION, assignee: DEV };
  const taken = run([opened(), { type: "desk", waiting: [], assigned: [entry] }]);
  assert.equal(taken.threads.c1?.conversation.assignee?.id, "dev");
  const back = run([{ type: "status", conversation: "c1", status: "pending", assignee: undefined }], taken);
  assert.equal(back.threads.c1?.conversation.assignee, undefined);
});

test("the language an open conversation goes on in is shown", () => {
  const state = run([opened(), { type: "language", conversation: "c1", language: "fa" }]);
  assert.equal(state.threads.c1?.conversation.language, "fa");
});

test("a reply is seen when the visitor, not a colleague, has read up to it", () => {
  const read = (participant: string, seq: number): Event => ({
    type: "receipt",
    conversation: "c1",
    participant,
    cursor: { read: seq },
  });
  const reply = message(2, 3, { sender: MEERA });
  const byColleague = run([opened(), read("dev", 2)]).threads.c1;
  assert.equal(byColleague && isSeen(byColleague, reply), false);
  const byVisitor = run([opened(), read("g1", 2)]).threads.c1;
  assert.equal(byVisitor && isSeen(byVisitor, reply), true);
});

const ROOM: OpenRoom = {
  booking_id: "PY-1",
  title: "Satyanarayan Puja",
  conversation: "c1",
  starts_at: "2026-11-21T09:00:00Z",
  ends_at: "2026-11-21T11:00:00Z",
  participants: [],
  watchers: [],
  missing: ["customer", "pandit"],
  last_at: null,
  reconnects: 0,
};
const IN_ROOM: Conversation = { ...CONVERSATION, kind: "room", booking: "PY-1" };

test("in a room one takes part from joining to leaving, whoever is assigned", () => {
  const takes = (events: Event[]) => {
    const { threads } = run([opened({ conversation: IN_ROOM, watching: true }), ...events]);
    return threads.c1 && takesPart(threads.c1, MEERA);
  };
  assert.equal(takes([]), false);
  assert.equal(takes([{ type: "watching", conversation: "c1", watching: false }]), true);
  assert.equal(takes([opened({ conversation: IN_ROOM, watching: false })]), true);
  assert.equal(takes([opened({ conversation: IN_ROOM, watching: false }), opened({ conversation: IN_ROOM, watching: true })]), false);
});

test("the room of a thread is found while it is open", () => {
  const state = run([{ type: "rooms", rooms: [ROOM] }, opened({ conversation: IN_ROOM })]);
  const thread = state.threads.c1;
  assert.ok(thread);
  assert.equal(roomOf(state, thread), ROOM);
  assert.equal(roomOf(run([{ type: "rooms", rooms: [] }], state), thread), undefined);
});

test("a room that was only read along is forgotten when one turns away", () => {
  assert.deepEqual(run([opened({ conversation: IN_ROOM }), { type: "closed", conversation: "c1" }]).threads, {});
});

test("a message that was edited or deleted is shown as it is now, and only where it is known", () => {
  const edited = message(2, 3, { text: "corrected", version: 1, edited_at: "2026-11-21T09:05:00Z" });
  const state = run([opened(), { type: "revised", message: edited }, { type: "revised", message: message(2, 3) }]);
  assert.equal(state.threads.c1?.messages[1]?.text, "corrected");
  const older = message(7, 9, { version: 1 });
  assert.equal(run([{ type: "revised", message: older }], state).threads.c1?.messages.length, 2);
});

test("a canned reply is found by its shortcut, its title and its words in any language", () => {
  const reply = (shortcut: string, title: string, en: string, hi: string): CannedReply => ({ shortcut, title, text: { en, hi } });
  const replies = [
    reply("later", "Back soon", "Your refund takes a week", "एक सप्ताह"),
    reply("refund", "On its way", "It is coming", "पैसे आ रहे हैं"),
  ];
  const found = (query: string) => matching(replies, query).map(({ shortcut }) => shortcut);
  assert.deepEqual(found(""), ["later", "refund"]);
  assert.deepEqual(found("REFUND"), ["refund", "later"]);
  assert.deepEqual(found("way on"), ["refund"]);
  assert.deepEqual(found("सप्ताह"), ["later"]);
  assert.deepEqual(found("nothing of it"), []);
});

test("a canned reply is in the language asked for, else in English", () => {
  const reply: CannedReply = { shortcut: "bye", title: "Bye", text: { en: "Goodbye", fa: "خدانگهدار" } };
  assert.deepEqual(["fa", "ne"].map((code) => saidIn(reply, code)), ["خدانگهدار", "Goodbye"]);
});
