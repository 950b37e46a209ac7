"""Markdown pages and FAQ rows become passages: short readable texts with a title and a link."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from connectors.errors import KnowledgeError

MAX_PAGE_BYTES = 200_000
MAX_SECTION_CHARS = 2_500
"""A section is quoted whole in a chat message; a longer one is unreadable there."""

_FRONT_MATTER_KEYS = {"title", "url"}
_HEADING = re.compile(r"##? +(.+?)[ #]*$")
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)]) ")
_ALSO_ASKED = "also asked:"
_FAQ_COLUMNS = {"question", "answer"}
_FAQ_TITLES = {"en": "FAQ", "hi": "पूछे जाने वाले प्रश्न", "ne": "सोधिने प्रश्न", "fa": "پرسش‌های پرتکرار"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a page, or one FAQ.

    `also` holds other ways to ask for it, which are searched and never shown. `url` leads to the
    section and may be empty; `origin` is `file:line`.
    """

    title: str
    section: str
    text: str
    url: str
    origin: str
    language: str = "en"
    also: str = ""

    @property
    def heading(self) -> str:
        """Title and section in one line, as a source is shown."""
        return f"{self.title}: {self.section}" if self.section else self.title


def read_page(path: Path, name: str, language: str = "en") -> list[Passage]:
    """Return the passages of a Markdown page; `name` is how errors call it.

    Raises KnowledgeError (`name:line: reason`) for a page that cannot be used.
    """
    lines = _read_text(path, name).splitlines()
    front_matter, body_start = _front_matter(lines, name)
    passages = []
    for section, line, body in _sections(lines, body_start):
        also, text = _also_asked(body), _plain(body)
        if not text and not section:
            continue  # nothing stands between the front matter and the first heading
        _check_section(section, line, text, name)
        anchor = f"#{_slug(section)}" if section else ""
        url = front_matter["url"] + anchor if front_matter["url"] else ""
        passages.append(
            Passage(
                title=front_matter["title"],
                section=section,
                text=text,
                url=url,
                origin=f"{name}:{line}",
                language=language,
                also=also,
            )
        )
    if not passages:
        raise KnowledgeError(f"{name}:{body_start + 1}: there is no text below the front matter")
    return passages


def read_faqs(path: Path, name: str, language: str = "en") -> list[Passage]:
    """Return a passage for each row of a CSV with the columns question, answer, perhaps url, also.

    Raises KnowledgeError (`name:line: reason`) for a row that cannot be used.
    """
    reader = csv.DictReader(io.StringIO(_read_text(path, name), newline=""))
    missing = _FAQ_COLUMNS - set(reader.fieldnames or ())
    if missing:
        raise KnowledgeError(f"{name}:1: column {', '.join(sorted(missing))} is missing")
    passages = []
    for row in reader:
        question, answer = (row["question"] or "").strip(), (row["answer"] or "").strip()
        if not question or not answer:
            raise KnowledgeError(f"{name}:{reader.line_num}: question and answer must have a text")
        _check_section(question, reader.line_num, answer, name)
        url, also = ((row.get(column) or "").strip() for column in ("url", "also"))
        _check_url(url, f"{name}:{reader.line_num}")
        passages.append(
            Passage(
                title=_FAQ_TITLES[language],
                section=question,
                text=answer,
                url=url,
                origin=f"{name}:{reader.line_num}",
                language=language,
                also=also,
            )
        )
    return passages


def _read_text(path: Path, name: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{name}:1: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_PAGE_BYTES:
        raise KnowledgeError(
            f"{name}:1: {len(raw):,} bytes are more than {MAX_PAGE_BYTES:,}; split the page"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise KnowledgeError(f"{name}:{line}: is not UTF-8; save the file as UTF-8") from error
    if not text.strip():
        raise KnowledgeError(f"{name}:1: the file is empty")
    return text


def _front_matter(lines: list[str], name: str) -> tuple[dict[str, str], int]:
    """Return title and url, and the index of the first line after the front matter."""
    if lines[0].strip() != "---":
        raise KnowledgeError(f"{name}:1: must begin with front matter between two --- lines")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise KnowledgeError(f"{name}:1: the front matter is not closed by a second --- line")
    try:
        values: Any = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        reason = getattr(error, "problem", None) or "is not YAML"
        raise KnowledgeError(f"{name}:{line}: the front matter cannot be read: {reason}") from error
    if not isinstance(values, dict):
        raise KnowledgeError(f"{name}:2: the front matter must hold lines such as `title: Refunds`")
    unknown = sorted(str(key) for key in values.keys() - _FRONT_MATTER_KEYS)
    if unknown:
        raise KnowledgeError(f"{name}:2: unknown in the front matter: {', '.join(unknown)}")
    title, url = values.get("title"), values.get("url") or ""
    if not isinstance(title, str) or not title.strip():
        raise KnowledgeError(f"{name}:2: the front matter needs a title")
    _check_url(url, f"{name}:2")
    return {"title": title.strip(), "url": url}, end + 1


def _check_url(url: object, place: str) -> None:
    """A link on this site, or to another by its full address; it becomes a link in the chat."""
    if not isinstance(url, str) or not re.fullmatch(r"|/(?!/)\S*|https?://\S+", url):
        raise KnowledgeError(f"{place}: url must begin with / or https://")


def _sections(lines: list[str], start: int) -> list[tuple[str, int, list[str]]]:
    """Cut at the headings of the first two levels: (heading, its line number, its lines)."""
    sections: list[tuple[str, int, list[str]]] = [("", start + 1, [])]
    in_code = False
    for number, line in enumerate(lines[start:], start + 1):
        in_code ^= line.lstrip().startswith("```")
        heading = None if in_code else _HEADING.match(line)
        if heading:
            sections.append((_plain_line(heading[1]), number, []))
        else:
            sections[-1][2].append(line)
    return sections


def _also_asked(body: list[str]) -> str:
    """What the lines `Also asked: … | …` hold."""
    lines = (line.strip() for line in body)
    return " | ".join(
        line[len(_ALSO_ASKED) :].strip() for line in lines if line.lower().startswith(_ALSO_ASKED)
    )


def _check_section(section: str, line: int, text: str, name: str) -> None:
    if not text:
        raise KnowledgeError(f"{name}:{line}: the section {section!r} has no text")
    if len(text) > MAX_SECTION_CHARS:
        raise KnowledgeError(
            f"{name}:{line}: {len(text):,} characters in one section are more than "
            f"{MAX_SECTION_CHARS:,}; add headings"
        )


def _plain(lines: list[str]) -> str:
    """Markdown as plain text: marks removed, each paragraph and list item on one line."""
    paragraphs: list[str] = []
    joins = False
    for line in lines:
        text = "" if line.lower().lstrip().startswith(_ALSO_ASKED) else _plain_line(line)
        if joins and text and not _LIST_ITEM.match(line):
            paragraphs[-1] += f" {text}"
        elif text:
            paragraphs.append(text)
        joins = bool(text)
    return "\n".join(paragraphs)


def _plain_line(line: str) -> str:
    text = re.sub(r"<!--.*?-->", "", line)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__|`+)", "", text)
    return re.sub(r"^#{3,6} +", "", text.strip())


def _slug(heading: str) -> str:
    """The anchor renderers give a heading: lower case, blanks to dashes, no punctuation."""
    kept = (c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).strip().replace(" ", "-")
