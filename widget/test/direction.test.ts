import assert from "node:assert/strict";
import { test } from "node:test";
import { directionOf, leaning } from "../src/common/direction";

test("a text runs the way of most of its letters", () => {
  assert.equal(leaning("Griha Pravesh را رزرو کردم، ممنون از شما"), "rtl");
  assert.equal(leaning("یک پوجا, please book the Satyanarayan Puja for me"), "ltr");
  assert.equal(leaning("नमस्ते"), "ltr");
  assert.equal(leaning("PY-1002 ۱۲:۳۰"), "ltr");
  assert.equal(leaning("سلام"), "rtl");
  assert.equal(leaning(""), "ltr");
});

test("the direction of a language", () => {
  assert.equal(directionOf("fa-IR"), "rtl");
  assert.equal(directionOf("ne"), "ltr");
});
