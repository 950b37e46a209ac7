"""Pages and FAQs become passages; a broken one is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.errors import KnowledgeError
from connectors.knowledge.passages import MAX_PAGE_BYTES, read_faqs, read_page

PAGE = """\
---
title: Refunds
url: /help/refunds
---
You can cancel at any time.

## How long does it **take**?
Also asked: refund status | when is it credited
We start it the same day.
It goes [back](/pay) to `UPI`.

- UPI: two days
- Cards: a week,
  sometimes more

```
## not a heading
```
## पैसा कब मिलेगा?
दो दिन में।
"""


def page(tmp_path: Path, content: str | bytes) -> Path:
    """A page with this content."""
    path = tmp_path / "page.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_page_becomes_passages_by_headings(tmp_path: Path) -> None:
    """Each heading begins a passage with its own link, in plain text that reads well in a chat."""
    intro, take, hindi = read_page(page(tmp_path, PAGE), "page.md")
    assert (intro.heading, intro.url) == ("Refunds", "/help/refunds")
    assert take.heading == "Refunds: How long does it take?"
    assert take.url == "/help/refunds#how-long-does-it-take"
    assert take.also == "refund status | when is it credited"
    assert take.text.splitlines()[:3] == [
        "We start it the same day. It goes back to UPI.",
        "- UPI: two days",
        "- Cards: a week, sometimes more",
    ]
    assert "not a heading" in take.text
    assert "Also asked" not in take.text
    assert take.origin == "page.md:7"
    assert hindi.url == "/help/refunds#पैसा-कब-मिलेगा"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "page.md:1: the file is empty"),
        ("no front matter", "page.md:1: must begin with front matter"),
        ("---\ntitle: A\n", "page.md:1: the front matter is not closed"),
        ("---\ntitle: A\nurl: [\n---\ntext", "page.md:3: the front matter cannot be read"),
        ("---\n- title\n---\ntext", "page.md:2: the front matter must hold lines"),
        ("---\nurl: /a\n---\ntext", "page.md:2: the front matter needs a title"),
        ("---\ntitle: A\nurl: javascript:alert(1)\n---\ntext", "page.md:2: url must begin with /"),
        ("---\ntitle: A\nurl: //evil.example\n---\ntext", "page.md:2: url must begin with /"),
        ("---\ntitle: A\nulr: /a\n---\ntext", "page.md:2: unknown in the front matter: ulr"),
        ("---\ntitle: A\n---\n\n", "page.md:4: there is no text below the front matter"),
        ("---\ntitle: A\n---\n## One\n\n## Two\nx", "page.md:4: the section 'One' has no text"),
        ("---\ntitle: A\n---\n## One\n" + "x" * 2501, "page.md:4: 2,501 characters in one section"),
        (b"---\ntitle: A\n---\nok\nbad \xff byte", "page.md:5: is not UTF-8"),
        (b"x" * (MAX_PAGE_BYTES + 1), "page.md:1: 200,001 bytes are more than 200,000"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "bytes",
)
def test_a_broken_page_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    """The error says where and what, under a stable code."""
    with pytest.raises(KnowledgeError) as caught:
        read_page(page(tmp_path, content), "page.md")
    assert caught.value.message.startswith(message)
    assert caught.value.to_wire()["code"] == "knowledge_invalid"


def test_faqs_are_passages(tmp_path: Path) -> None:
    """A row of the CSV is found by its question and quoted by its answer."""
    path = page(tmp_path, 'id,question,answer,url\na,"Why, then?",Because.,/why\n')
    (faq,) = read_faqs(path, "faqs.csv")
    assert (faq.section, faq.text, faq.url) == ("Why, then?", "Because.", "/why")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,question\na,b\n", "faqs.csv:1: column answer is missing"),
        ("question,answer\na,b\nc,\n", "faqs.csv:3: question and answer must have a text"),
        ("question,answer\na\n", "faqs.csv:2: question and answer must have a text"),
        ("question,answer,url\na,b,javascript:x\n", "faqs.csv:2: url must begin with /"),
    ],
)
def test_a_broken_faq_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    """The error says which row and why."""
    with pytest.raises(KnowledgeError) as caught:
        read_faqs(page(tmp_path, content), "faqs.csv")
    assert caught.value.message.startswith(message)
