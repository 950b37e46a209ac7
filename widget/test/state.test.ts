import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Person } from "../src/common/protocol";
import type { Session, State } from "../src/widget/model";
import { agentHere, fate, hasEarlier, unread } from "../src/widget/queries";
import { type Event, initial, reduce } from "../src/widget/state";

const ME: Person = { id: "g1", role: "guest", name: "" };
const BOT: Person = { id: "bot", role: "bot", name: "Guide" };
const PANDIT: Person = { id: "ravi", role: "pandit", name: "Ravi" };
const AT = "2026-11-21T09:00:00+00:00";

function message(seq: number, sender: Person = BOT, more: Partial<Message> = {}): Message {
  const id = `m${seq}`;
  return { id, seq, sender, conversation: "c1", client_id: `k${seq}`, type: "text", text: `text ${seq}`, at: AT, ...more };
}

function run(events: Event[], state: State = initial("en")): State {
  return events.reduce(reduce, state);
}

function session(more: Partial<Session> = {}): Event {
  const plain = { conversation: "c1", participant: ME, mode: "guide", last_seq: 0, status: "pending", language: "en" } as const;
  return { type: "session", session: { ...plain, edit_minutes: 15, cursors: {}, ...more } };
}

const SESSION = session();

function written(client_id: string, text = "hello"): Event {
  return { type: "written", pending: { client_id, text, at: AT } };
}

test("messages are ordered by seq whatever the order of arrival, each once", () => {
  const events = [3, 1, 2, 3].map((seq): Event => ({ type: "message", message: message(seq) }));
  const state = run([SESSION, ...events]);
  assert.deepEqual(state.messages.map(({ seq }) => seq), [1, 2, 3]);
});

test("a jump in seq leaves the synced mark before the gap until the history fills it", () => {
  const live = run([SESSION, { type: "message", message: message(1) }, { type: "message", message: message(4) }]);
  assert.equal(live.synced, 1);
  const filled = run([{ type: "page", page: { messages: [message(2), message(3), message(4)], last_seq: 4 } }], live);
  assert.equal(filled.synced, 4);
  assert.deepEqual(filled.messages.map(({ seq }) => seq), [1, 2, 3, 4]);
});

test("an empty page moves the mark over messages this reader may not see", () => {
  const state = run([SESSION, { type: "page", page: { messages: [], last_seq: 7 } }]);
  assert.equal(state.synced, 7);
  assert.ok(state.loaded);
});

test("a page that is not the last does not count as loaded", () => {
  const state = run([SESSION, { type: "page", page: { messages: [message(1)], last_seq: 2 } }]);
  assert.equal(state.loaded, false);
});

test("one's own message is shown once when the acknowledgement comes before its echo", () => {
  const pending = { client_id: "k1", text: "hello", at: AT };
  const state = run([
    SESSION,
    { type: "written", pending },
    { type: "acknowledged", pending, receipt: { id: "m1", seq: 1, at: AT } },
    { type: "message", message: message(1, ME, { text: "hello" }) },
  ]);
  assert.equal(state.pending.length, 0);
  assert.deepEqual(state.messages.map(({ text }) => text), ["hello"]);
});

test("one's own message is shown once when its echo comes before the acknowledgement", () => {
  const pending = { client_id: "k1", text: "hello", at: AT };
  const state = run([
    SESSION,
    { type: "written", pending },
    { type: "message", message: message(1, ME, { text: "hello" }) },
    { type: "acknowledged", pending, receipt: { id: "m1", seq: 1, at: AT } },
  ]);
  assert.equal(state.pending.length, 0);
  assert.equal(state.messages.length, 1);
});

test("what was sent before a lost acknowledgement is settled by the history", () => {
  const state = run([SESSION, written("k2"), { type: "page", page: { messages: [message(1), message(2, ME)], last_seq: 2 } }]);
  assert.equal(state.pending.length, 0);
});

test("pieces of an answer are appended in order", () => {
  const pieces = ["Nama", "ste", "!"].map((text, index): Event => ({ type: "partial", piece: { id: "a", index, text } }));
  assert.equal(run([SESSION, ...pieces]).answers[0]?.text, "Namaste!");
});

test("index 0 again starts the answer over", () => {
  const state = run([
    { type: "partial", piece: { id: "a", index: 0, text: "Old" } },
    { type: "partial", piece: { id: "a", index: 1, text: " words" } },
    { type: "partial", piece: { id: "a", index: 0, text: "New" } },
  ]);
  assert.deepEqual(state.answers.map(({ text }) => text), ["New"]);
});

test("after a missed piece the answer stops growing and a repeated one changes nothing", () => {
  const piece = (index: number, text: string): Event => ({ type: "partial", piece: { id: "a", index, text } });
  const state = run([piece(0, "one "), piece(0, "one "), piece(1, "two "), piece(1, "two "), piece(3, "four "), piece(4, "five")]);
  assert.equal(state.answers[0]?.text, "one two ");
  assert.equal(state.answers[0]?.whole, false);
});

test("joining in the middle of an answer shows none of its pieces", () => {
  const state = run([SESSION, { type: "partial", piece: { id: "a", index: 5, text: "late" } }]);
  assert.equal(state.answers[0]?.text, "");
});

test("the final message takes the place of the pieces", () => {
  const state = run([
    SESSION,
    { type: "partial", piece: { id: "m1", index: 0, text: "Half" } },
    { type: "message", message: message(1, BOT, { text: "Half and whole" }) },
  ]);
  assert.equal(state.answers.length, 0);
  assert.deepEqual(state.messages.map(({ text }) => text), ["Half and whole"]);
});

test("losing the connection forgets who types and who is here, and nothing else", () => {
  const state = run([
    SESSION,
    { type: "message", message: message(1) },
    written("k9"),
    { type: "typing", participant: PANDIT, on: true },
    { type: "presence", participants: [PANDIT] },
    { type: "link", link: "offline" },
  ]);
  assert.deepEqual([state.typing.length, state.present.length], [0, 0]);
  assert.deepEqual([state.messages.length, state.pending.length], [1, 1]);
});

test("a session of the same conversation keeps what is known", () => {
  const state = run([SESSION, { type: "message", message: message(1) }, { type: "link", link: "offline" }, SESSION]);
  assert.equal(state.messages.length, 1);
  assert.equal(state.synced, 1);
});

test("a session of another conversation starts empty but for what is not sent", () => {
  const other = session({ conversation: "c2", last_seq: 3 });
  const state = run([SESSION, { type: "message", message: message(1) }, written("k9"), other]);
  assert.deepEqual([state.messages.length, state.synced, state.pending.length], [0, 0, 1]);
});

test("entering a room empties the view and remembers the room", () => {
  const room = { booking_id: "PY-1", title: "Satyanarayan Puja" };
  const state = run([
    SESSION,
    { type: "message", message: message(1) },
    { type: "entered", mode: "room", room, pending: [], read: 0 },
  ]);
  assert.equal(state.mode, "room");
  assert.equal(state.room?.title, "Satyanarayan Puja");
  assert.equal(state.messages.length, 0);
});

test("unread counts the words of others that were not seen", () => {
  const state = run([SESSION, ...[1, 2, 3].map((seq): Event => ({ type: "message", message: message(seq, seq === 2 ? ME : BOT) }))]);
  assert.equal(unread(state), 2);
  assert.equal(unread(run([{ type: "read", seq: 1 }], state)), 1);
  assert.equal(unread(run([{ type: "read", seq: 3 }, { type: "read", seq: 1 }], state)), 0);
});

test("receipts of the others, and never one's own, tell how far a message has come", () => {
  const state = run([SESSION, { type: "receipt", participant: ME.id, cursor: { read: 9 } }]);
  const mine = message(2, ME);
  assert.equal(fate(state, mine), "sent");
  const delivered = run([{ type: "receipt", participant: "ravi", cursor: { delivered: 2 } }], state);
  assert.equal(fate(delivered, mine), "delivered");
  const read = run([{ type: "receipt", participant: "ravi", cursor: { read: 2 } }, { type: "receipt", participant: "ravi", cursor: { read: 1 } }], delivered);
  assert.equal(fate(read, mine), "seen");
});

test("typing ends with the message, and one's own is not shown", () => {
  const state = run([
    SESSION,
    { type: "typing", participant: ME, on: true },
    { type: "typing", participant: PANDIT, on: true },
  ]);
  assert.deepEqual(state.typing.map(({ id }) => id), ["ravi"]);
  assert.equal(run([{ type: "message", message: message(1, PANDIT) }], state).typing.length, 0);
});

test("the agent is the one the last line about it names, while the conversation is with a human", () => {
  const [meera, dev] = ["meera", "dev"].map((id): Person => ({ id, role: "agent", name: id }));
  const line = (seq: number, activity: string, agent?: Person) =>
    message(seq, BOT, { type: "activity", payload: { activity, ...(agent ? { agent } : {}) } });
  const state = run([
    session({ status: "open" }),
    { type: "message", message: line(1, "assigned", meera) },
    { type: "message", message: line(2, "transferred", dev) },
    { type: "message", message: message(3, ME) },
  ]);
  assert.equal(agentHere(state)?.name, "dev");
  assert.equal(agentHere(run([{ type: "status", status: "pending" }], state)), null);
});

test("of a long history the last page comes first, earlier ones on demand", () => {
  const state = run([session({ last_seq: 120 })]);
  assert.equal(state.synced, 70);
  const end = run([{ type: "page", page: { messages: [message(71), message(72)], last_seq: 72 } }], state);
  assert.ok(hasEarlier(end));
  const whole = run([{ type: "earlier", page: { messages: [message(69), message(70)], last_seq: 72 } }], end);
  assert.deepEqual(whole.messages.map(({ seq }) => seq), [69, 70, 71, 72]);
  assert.equal(whole.synced, 72);
});

test("the language follows the guide conversation, and a room does not change it", () => {
  assert.equal(run([session({ language: "hi" })]).language, "hi");
  assert.equal(run([session({ mode: "room", language: "hi" })]).language, "en");
  const line = message(1, BOT, { type: "activity", payload: { activity: "language", language: "fa" } });
  assert.equal(run([SESSION, { type: "message", message: line }]).language, "fa");
});

test("a refused message stays with its reason", () => {
  const refused = { code: "too_large", message: "Too long." };
  const state = run([SESSION, written("k1"), { type: "written", pending: { client_id: "k1", text: "hello", at: AT, refused } }]);
  assert.deepEqual(state.pending.map((item) => item.refused?.code), ["too_large"]);
});

test("a change is taken when it is newer than what one holds, whatever the order of arrival", () => {
  const [first, second] = [1, 2].map((version) => message(1, BOT, { version, text: `text ${version}` }));
  const known = run([SESSION, { type: "message", message: message(1) }]);
  for (const changes of [[first, second], [second, first]]) {
    const state = run(changes.map((change): Event => ({ type: "changed", message: change as Message })), known);
    assert.deepEqual(state.messages.map(({ text }) => text), ["text 2"]);
  }
});

test("a change that overtakes its message is not lost, and makes no message of its own", () => {
  const deleted = message(1, BOT, { version: 1, text: "", deleted_at: AT });
  const early = run([SESSION, { type: "changed", message: deleted }]);
  assert.deepEqual(early.messages, []);
  for (const page of [{ messages: [message(1)], last_seq: 1 }]) {
    assert.equal(run([{ type: "page", page }], early).messages[0]?.deleted_at, AT);
    assert.equal(run([{ type: "earlier", page }], early).messages[0]?.deleted_at, AT);
  }
});

test("what changed while one was away comes with the page, and moves the clock for the next time", () => {
  const begun = run([session({ now: "2026-11-21T09:00:00Z" }), { type: "message", message: message(1) }]);
  const again = run([{ type: "link", link: "offline" }, session({ now: "2026-11-21T09:10:00Z" })], begun);
  assert.equal(again.now, "2026-11-21T09:00:00Z");
  const page = { messages: [], last_seq: 1, changed: [message(1, BOT, { version: 1, text: "new" })], now: "2026-11-21T09:11:00Z" };
  assert.equal(run([{ type: "page", page: { ...page, more: true } }], again).now, "2026-11-21T09:00:00Z");
  const state = run([{ type: "page", page }], again);
  assert.deepEqual([state.messages[0]?.text, state.now], ["new", "2026-11-21T09:11:00Z"]);
});

test("one's own message keeps its file and what it answers when it is acknowledged", () => {
  const attachment = { id: "f1", name: "voice.webm", type: "audio/webm", size: 9 };
  const pending = { client_id: "k1", text: "", at: AT, attachment, reply_to: "m0" };
  const state = run([SESSION, { type: "written", pending }, { type: "acknowledged", pending, receipt: { id: "m1", seq: 1, at: AT } }]);
  const [own] = state.messages;
  assert.deepEqual([own?.type, own?.payload?.attachment, own?.reply_to], ["audio", attachment, "m0"]);
});

test("rooms with something unread are counted and told, until it is read", () => {
  const notice = { booking_id: "PY-1", title: "Puja", unread: 2 };
  const state = run([session({ notices: [notice] }), { type: "message", message: message(1) }]);
  assert.equal(unread(state), 3);
  const more = run([{ type: "roomNotice", notice: { ...notice, unread: 3 } }], state);
  assert.deepEqual([more.notices.length, unread(more)], [1, 4]);
  assert.equal(run([{ type: "roomNotice", notice: { ...notice, unread: 0 } }], more).notices.length, 0);
});

test("what was read on another device is read here", () => {
  const state = run([session({ cursors: { [ME.id]: { read: 2 } } }), { type: "message", message: message(1) }]);
  assert.equal(unread(state), 0);
});

test("who was present is remembered when they have left, until one goes elsewhere", () => {
  const both: Event = { type: "presence", participants: [ME, PANDIT] };
  const left = run([SESSION, both, { type: "link", link: "offline" }, { type: "presence", participants: [ME] }]);
  assert.deepEqual(left.present, [ME]);
  assert.deepEqual(left.met, [ME, PANDIT]);
  const elsewhere = run([{ type: "entered", mode: "guide", room: null, pending: [], read: 0 }], left);
  assert.deepEqual(elsewhere.met, []);
});
