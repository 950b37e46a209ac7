import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Person } from "../src/common/protocol";
import { clock } from "../src/room/clock";
import { mayAct, mayChange } from "../src/room/rights";
import { fileSize } from "../src/room/sizes";
import { snippet } from "../src/room/snippet";
import { en } from "../src/texts/room/en";
import { fa } from "../src/texts/room/fa";
import type { State } from "../src/widget/model";
import { isAmongPeople } from "../src/widget/queries";
import { initial } from "../src/widget/state";

const ME: Person = { id: "asha", role: "customer", name: "Asha" };
const RAVI: Person = { id: "ravi", role: "pandit", name: "Ravi" };
const AT = "2026-11-21T09:00:00+00:00";
const NOW = Date.parse(AT);

function message(sender: Person, more: Partial<Message> = {}): Message {
  return { id: "m1", seq: 1, sender, conversation: "c1", client_id: "k1", type: "text", text: "Namaste", at: AT, ...more };
}

function room(more: Partial<State> = {}): State {
  return { ...initial("en"), mode: "room", link: "online", me: ME, edit_minutes: 30, ...more };
}

test("one's own message can be changed for as long as the gateway says", () => {
  assert.ok(mayChange(room(), message(ME), NOW + 29 * 60_000));
  assert.equal(mayChange(room(), message(ME), NOW + 30 * 60_000), false);
  assert.equal(mayChange(room({ edit_minutes: 0 }), message(ME), NOW), false);
  assert.equal(mayChange(room(), message(RAVI), NOW), false);
  assert.equal(mayChange(room(), message(ME, { deleted_at: AT }), NOW), false);
});

test("who watches, is refused or talks to the guide does nothing with messages", () => {
  assert.ok(mayAct(room()));
  assert.ok(mayAct(room({ mode: "guide", status: "open" })));
  assert.equal(mayAct(room({ watching: true })), false);
  assert.equal(mayAct(room({ link: "refused" })), false);
  assert.equal(mayAct(room({ mode: "guide" })), false);
});

test("the guide alone needs no script for people", () => {
  assert.equal(isAmongPeople(initial("en")), false);
  assert.ok(isAmongPeople(room()));
  const attachment = { id: "f1", name: "a.pdf", type: "application/pdf", size: 1 };
  assert.ok(isAmongPeople({ ...initial("en"), messages: [message(RAVI, { payload: { attachment } })] }));
});

test("a message in a few words: its text, its file, or that it was deleted", () => {
  const file = (type: string) => message(ME, { text: "", payload: { attachment: { id: "f1", name: "list.pdf", type, size: 1 } } });
  assert.equal(snippet(en, message(ME, { text: "one\n  two" })), "one two");
  assert.equal(snippet(en, message(ME, { text: "x".repeat(200) })).length, 81);
  assert.deepEqual(["image/png", "audio/ogg", "application/pdf"].map((type) => snippet(en, file(type))), [en.photo, en.voice, "list.pdf"]);
  assert.equal(snippet(en, message(ME, { deleted_at: AT })), en.deleted);
});

test("sizes and lengths are those people read", () => {
  assert.deepEqual([1, 20_400, 10 * 1024 ** 2].map((bytes) => fileSize(en, bytes)), ["1 KB", "20 KB", "10 MB"]);
  assert.equal(fileSize(fa, 1.5 * 1024 ** 2), "۱٫۵ مگابایت");
  assert.deepEqual([0, 59.6, 61].map(clock), ["0:00", "1:00", "1:01"]);
});
