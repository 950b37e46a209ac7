"""Whether every page is there in each language, section by section (`--check` asks it)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from connectors.errors import KnowledgeError
from connectors.knowledge.passages import Passage
from connectors.language import DEFAULT, LETTERS

_Pages = Mapping[str, list[Passage]]


def untranslated(passages: Iterable[Passage]) -> Iterator[KnowledgeError]:
    """What is missing or is not in the letters of its language, beside the English page."""
    for name, pages in sorted(_by_name(passages).items()):
        for language in LETTERS:
            for problem in _of_page(pages, language):
                file = name if language == DEFAULT else f"{language}/{name}"
                yield KnowledgeError(f"{file}: {problem}")


def _by_name(passages: Iterable[Passage]) -> dict[str, _Pages]:
    pages: defaultdict[str, defaultdict[str, list[Passage]]]
    pages = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        file = passage.origin.rpartition(":")[0]
        pages[file.removeprefix(f"{passage.language}/")][passage.language].append(passage)
    return {name: dict(page) for name, page in pages.items()}


def _of_page(pages: _Pages, language: str) -> Iterator[str]:
    english, page = pages.get(DEFAULT, []), pages.get(language, [])
    if not page:
        yield f"is missing; the page is in {', '.join(one for one in LETTERS if one in pages)}"
    elif english and len(page) != len(english):
        yield f"has {len(page)} sections, the English page {len(english)}"
    elif english and _addresses(page) != _addresses(english):
        yield f"has another url than the English page, {_addresses(english)[0]}"
    for passage in page:
        texts = (passage.title, passage.section or passage.title, passage.text)
        if not all(map(LETTERS[language].search, texts)):
            line = passage.origin.rpartition(":")[2]
            yield f"line {line} is not in the letters of {language}"


def _addresses(page: Iterable[Passage]) -> list[str]:
    return [passage.url.partition("#")[0] for passage in page]
