import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { firstSpoken, LANGUAGES } from "../src/common/languages";
import { money } from "../src/common/money";
import { listed } from "../src/common/numbers";
import type { Message } from "../src/common/protocol";
import { textFor, titleFor } from "../src/common/spoken";
import { dateAndTime, day, dayName, timeOfDay } from "../src/common/times";
import { OPEN } from "../src/texts/launcher";
import { SITE_TEXTS } from "../src/texts/site";
import { en as siteEn } from "../src/texts/site/en";
import { en as roomEn } from "../src/texts/room/en";
import { fa as roomFa } from "../src/texts/room/fa";
import { hi as roomHi } from "../src/texts/room/hi";
import { ne as roomNe } from "../src/texts/room/ne";
import { Tables } from "../src/texts/tables";
import type { Texts } from "../src/texts/widget";
import { en } from "../src/texts/widget/en";
import { fa } from "../src/texts/widget/fa";
import { hi } from "../src/texts/widget/hi";
import { ne } from "../src/texts/widget/ne";
import { reason } from "../src/widget/reason";

/** A table as paths and what is said there; functions are asked with a number and with names. */
function said(table: unknown, path = ""): [string, string][] {
  if (typeof table === "function") {
    const sample = path.match(/typing|present|left/) ? ["Asha", "Ravi"] : path.match(/unread|tooLong|cards|queue|minutes|bytes|uploading|waitSeconds|results/i) ? 23 : "Asha";
    return [[path, String(table(sample, 23))]];
  }
  if (typeof table !== "object" || table === null) return [[path, String(table)]];
  return Object.entries(table).flatMap(([key, value]) => said(value, `${path}.${key}`));
}

/** What is the same in every language: names of our own, and what the gateway reads. */
const SAME = /\.(code|payload|username)$|^\.footer\.api$/;
const SCRIPTS: Record<string, RegExp> = { hi: /\p{Script=Devanagari}/u, ne: /\p{Script=Devanagari}/u, fa: /\p{Script=Arabic}/u };

function checkTable(code: string, table: unknown, english: unknown): void {
  const words = new Map(said(table));
  const original = new Map(said(english));
  assert.deepEqual([...words.keys()], [...original.keys()]);
  for (const [path, text] of words) {
    if (SAME.test(path)) continue;
    assert.notEqual(text, original.get(path), `${code}${path} is not translated`);
    assert.match(text, SCRIPTS[code] ?? /./, `${code}${path}: ${text}`);
    const foreign = text.replace(/Asha|Ravi/g, "").match(/[A-Za-z]{2,}/);
    assert.equal(foreign, null, `${code}${path} has English in it: ${text}`);
  }
}

for (const [code, table] of Object.entries({ hi, ne, fa })) {
  test(`the widget says everything in ${code}, in its script and with the same keys`, () => checkTable(code, table, en));
  test(`rooms say everything in ${code}, too`, () => checkTable(code, { hi: roomHi, ne: roomNe, fa: roomFa }[code], roomEn));
  test(`the sample site says everything in ${code}, too`, () => checkTable(code, SITE_TEXTS[code], siteEn));
}

test("each language of the menu has its tables", () => {
  const codes = LANGUAGES.map(({ code }) => code);
  assert.deepEqual(Object.keys(SITE_TEXTS).sort(), [...codes].sort());
  assert.deepEqual([en, hi, ne, fa].map((table) => table.code), codes);
  assert.deepEqual(Object.keys(OPEN), codes);
});

/** Of hosts' calls, of signing in on the sample site, of the console: the widget is never refused with these. */
const ELSEWHERE = /^(signature_|credentials_|already_assigned|not_assigned|not_waiting|not_online)/;
/** What can be done about these is the same: try again. */
const GENERIC = ["invalid_input", "forbidden", "conflict", "internal"];

test("every refusal has words in every language, whatever the gateway says", () => {
  const protocol = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const table = protocol.split("## Error codes")[1] ?? "";
  const codes = [...table.matchAll(/^\| (`.*?`) \| \d{3} \|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
  assert.ok(codes.length > 30);
  const tables = [[en, roomEn], [hi, roomHi], [ne, roomNe], [fa, roomFa]] as const;
  for (const [words, room] of tables) {
    const said = (code: string) => reason(words, { code, message: "String should have at most 36 characters" });
    assert.equal(said("never heard of"), words.failed);
    for (const code of codes.filter((one) => !ELSEWHERE.test(one) && !GENERIC.includes(one))) {
      assert.notEqual(room.errors[code] ?? said(code), words.failed, `${words.code}: ${code}`);
    }
  }
});

test("what the service says and what rooms are called is shown in the reader's language", () => {
  const message = { text: "Meera is here.", translations: { hi: "मीरा यहाँ हैं।" } } as unknown as Message;
  assert.deepEqual(["hi", "fa"].map((code) => textFor(message, code)), ["मीरा यहाँ हैं।", "Meera is here."]);
  const room = { title: "हवन", titles: { en: "Havan", hi: "हवन" } };
  assert.deepEqual(["en", "hi", "de"].map((code) => titleFor(room, code)), ["Havan", "हवन", "हवन"]);
  assert.equal(titleFor({ title: "" }, "hi"), "");
});

test("suggestions say the same to the guide in every language", () => {
  const payloads = ({ suggestions }: Texts) => suggestions.map(({ payload }) => payload);
  for (const table of [hi, ne, fa]) assert.deepEqual(payloads(table), payloads(en));
});

test("the first language we speak is taken, whatever its region", () => {
  assert.equal(firstSpoken(["", "de-DE", "fa-IR", "hi"]), "fa");
  assert.equal(firstSpoken([undefined, "EN-in"]), "en");
  assert.equal(firstSpoken(["de"]), "en");
});

test("texts are fetched once, in English until they can be, and again after a failure", async () => {
  const asked: string[] = [];
  const tables = new Tables("", en);
  const broken = async (name: string) => {
    asked.push(name);
    throw new Error("no network");
  };
  assert.equal(await tables.for("fa", broken), en);
  const works = async (name: string) => {
    asked.push(name);
    globalThis.PanditYatraTexts = { fa };
  };
  assert.equal(await tables.for("fa", works), fa);
  assert.equal(await tables.for("fa", works), fa);
  assert.deepEqual(asked, ["widget/fa.js", "widget/fa.js"]);
  assert.equal(await tables.for("de", broken), en);
  assert.equal(asked.length, 2);
});

test("digits, dates and prices are those of the language", () => {
  const at = new Date(2026, 10, 21, 18, 5).toISOString();
  assert.equal(fa.queue(12).includes("۱۲"), true);
  assert.equal(ne.unread(12), "१२ नयाँ सन्देश");
  assert.equal(hi.unread(12), "12 नए संदेश");
  assert.match(money(3100, "INR", "fa"), /۳٬۱۰۰/);
  assert.match(money(310000, "INR", "ne"), /३,१०,०००/);
  assert.equal(money(310000, "INR", "hi"), "₹3,10,000");
  assert.match(day(at, "fa"), /آبان/);
  assert.equal(day(at, "ne"), "२०२६ नोभेम्बर २१");
  assert.equal(timeOfDay(at, "ne"), "१८:०५");
  assert.match(dateAndTime(at, "ne"), /नोभेम्बर २१, १८:०५/);
  assert.equal(timeOfDay(at, "hi"), "शाम 6:05");
  assert.match(dateAndTime(at, "hi"), /^21 .* 2026, शाम 6:05$/);
  assert.match(dateAndTime(at, "en"), /^21 Nov 2026, 6:05.pm$/);
  assert.equal(dayName(at, "ne", new Date(2026, 10, 22)), "हिजो");
  assert.equal(dayName(at, "ne", new Date(2026, 11, 1)), "नोभेम्बर २१, शनिबार");
  assert.equal(dayName(at, "fa", new Date(2026, 10, 21)), "امروز");
});

test("names are joined as the language does", () => {
  const names = ["Asha", "Ravi", "Meera"];
  assert.equal(listed(names, "ne"), "Asha, Ravi र Meera");
  assert.match(listed(names, "fa"), /^Asha،.*Ravi.* و Meera$/u);
  assert.equal(listed(names.slice(0, 1), "hi"), "Asha");
});
