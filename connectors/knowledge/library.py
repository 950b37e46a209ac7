"""The pages and FAQs on disk, kept as a search index that follows every change of a file."""

from __future__ import annotations

import logging
from pathlib import Path

from connectors.errors import KnowledgeError
from connectors.knowledge.index import Hit, Index
from connectors.knowledge.passages import Passage, read_faqs, read_page
from connectors.language import DEFAULT, LETTERS

FAQS = "faqs.csv"

_Stamp = tuple[tuple[Path, int, int], ...]

log = logging.getLogger(__name__)


class Knowledge:
    """Passages of all Markdown files below `pages_dir` and of `faqs.csv` in `catalog_dir`.

    Those in another language than English are in a folder named by its code: `hi/refunds.md`,
    `hi/faqs.csv`.
    A broken file is left out and named in `problems`, all others answer.
    """

    def __init__(self, pages_dir: Path, catalog_dir: Path) -> None:
        self._pages_dir = pages_dir
        self._faqs = {catalog_dir / FAQS: DEFAULT} | {
            catalog_dir / language / FAQS: language for language in LETTERS.keys() - {DEFAULT}
        }
        self._stamp: _Stamp | None = None
        self._index = Index(())
        self._read: dict[tuple[Path, int, int], list[Passage]] = {}
        self.problems: list[KnowledgeError] = []

    def search(self, question: str, k: int = 3, language: str = "") -> list[Hit]:
        """Return the `k` best passages, best first; looks for changed files before.

        Those in another language than `language`, where it is given, count for less.
        """
        self.refresh()
        return self._index.search(question, k, language)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of their files."""
        self.refresh()
        return self._index.passages

    def refresh(self) -> None:
        """Read what changed since the last time, and log what is broken."""
        stamp = self._look()
        if stamp == self._stamp:
            return
        self.problems = []
        self._read = {entry: self._passages_of(entry) for entry in stamp}
        self._index = Index([passage for passages in self._read.values() for passage in passages])
        self._stamp = stamp  # last: another thread must not take the old index for the new one
        log.info("knowledge.read files=%d passages=%d", len(stamp), len(self._index.passages))

    def _look(self) -> _Stamp:
        """Every file with the time and size of its last change."""
        paths = [*sorted(self._pages_dir.rglob("*.md")), *sorted(self._faqs)]
        entries = []
        for path in paths:
            try:
                state = path.stat()
            except OSError:  # it was deleted in between, or there are no FAQs
                continue
            entries.append((path, state.st_mtime_ns, state.st_size))
        return tuple(entries)

    def _passages_of(self, entry: tuple[Path, int, int]) -> list[Passage]:
        known = self._read.get(entry)
        if known:
            return known
        path = entry[0]
        try:
            if language := self._faqs.get(path):
                place = path.name if language == DEFAULT else f"{language}/{path.name}"
                return read_faqs(path, place, language)
            name = path.relative_to(self._pages_dir)
            return read_page(path, name.as_posix(), _language_of(name))
        except KnowledgeError as error:
            log.warning("knowledge.skipped %s", error.message)
            self.problems.append(error)
            return []


def _language_of(name: Path) -> str:
    folder = name.parts[0] if len(name.parts) > 1 else DEFAULT
    if folder not in LETTERS:
        raise KnowledgeError(
            f"{name.as_posix()}:1: {folder} is not a language the guide speaks; "
            f"name the folder {', '.join(LETTERS)}"
        )
    return folder
