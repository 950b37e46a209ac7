import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMarkdown, parsePlain, safeUrl } from "../src/common/markup";

const BASE = "https://host.example/page";

test("links in typed text are found without the punctuation that follows", () => {
  assert.deepEqual(parsePlain("See https://a.example/x?y=1, or (http://b.example)."), [
    { kind: "text", text: "See " },
    { kind: "link", text: "https://a.example/x?y=1", url: "https://a.example/x?y=1" },
    { kind: "text", text: "," },
    { kind: "text", text: " or (" },
    { kind: "link", text: "http://b.example", url: "http://b.example" },
    { kind: "text", text: ")." },
  ]);
});

test("the danda and Persian punctuation do not become part of a link", () => {
  assert.equal(parsePlain("देखें https://a.example/x।")[1]?.url, "https://a.example/x");
  assert.equal(parsePlain("ببینید https://a.example/x؟")[1]?.url, "https://a.example/x");
});

test("only http and https become links", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", " java\nscript:x"]) {
    assert.equal(safeUrl(url, BASE), null, url);
  }
  assert.equal(safeUrl("/checkout?request=1", BASE), "https://host.example/checkout?request=1");
});

test("a Markdown link to a script stays text", () => {
  assert.deepEqual(parseMarkdown("[click](javascript:alert(1))", BASE), [
    {
      kind: "paragraph",
      lines: [
        [
          { kind: "text", text: "[click](javascript:alert(1)" },
          { kind: "text", text: ")" },
        ],
      ],
    },
  ]);
});

test("paragraphs, lists, bold and links of an answer are recognised", () => {
  const blocks = parseMarkdown("**Samagri**:\n- rice\n- [ghee](/shop)\n\n1. light\n\n2. pray\n\nDone.", BASE);
  assert.deepEqual(blocks.map((block) => block.kind), ["paragraph", "list", "list", "paragraph"]);
  assert.deepEqual(blocks[0], { kind: "paragraph", lines: [[{ kind: "bold", text: "Samagri" }, { kind: "text", text: ":" }]] });
  assert.deepEqual(blocks[2], { kind: "list", start: 1, items: [[{ kind: "text", text: "light" }], [{ kind: "text", text: "pray" }]] });
});

test("markup in the text stays text", () => {
  assert.deepEqual(parsePlain("<img src=x onerror=alert(1)>"), [{ kind: "text", text: "<img src=x onerror=alert(1)>" }]);
});
