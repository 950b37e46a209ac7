"""Tables that a measurement writes into docs/performance.md, between its two marks."""

from __future__ import annotations

import re

from connectors.stack.places import ROOT

PAGE = ROOT / "docs/performance.md"
IMAGES = ROOT / "docs/images"


def fill_in(name: str, markdown: str) -> None:
    """Replace what stands between the marks of `name`; raises LookupError if there are none."""
    begin, end = f"<!-- {name}: written by the command -->", f"<!-- {name}: end -->"
    text = PAGE.read_text("utf-8")
    marked = re.compile(f"({re.escape(begin)}\n).*?({re.escape(end)})", re.DOTALL)
    filled, found = marked.subn(lambda match: f"{match[1]}{markdown}\n{match[2]}", text)
    if not found:
        raise LookupError(f"{PAGE.name} has no marks for {name}")
    PAGE.write_text(filled, "utf-8")


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    head_line, *lines = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return "\n".join([head_line, "|" + "---|" * len(head), *lines])
