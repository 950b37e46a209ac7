"""Shows what the knowledge holds for a question, or with --check whether every page is well."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable
from pathlib import Path

from connectors.errors import ConfigError, KnowledgeError
from connectors.knowledge.index import ANSWER_SCORE
from connectors.knowledge.library import Knowledge
from connectors.knowledge.translations import untranslated
from connectors.language import LETTERS
from connectors.settings import load_settings


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0, or 1 when a page is broken or nothing answers."""
    parser = argparse.ArgumentParser(prog="python -m connectors.knowledge", description=__doc__)
    parser.add_argument("question", nargs="*", help="what a visitor would write")
    parser.add_argument("--check", action="store_true", help="check every page and the FAQs")
    options = parser.parse_args(arguments)
    if not options.check and not options.question:
        parser.error("write a question, or --check")
    logging.getLogger("connectors.knowledge").setLevel(logging.ERROR)  # problems are printed here
    try:
        settings = load_settings()
    except ConfigError as error:
        print(error.message, file=sys.stderr)
        return 1
    knowledge = Knowledge(settings.knowledge_dir, settings.catalog_dir)
    knowledge.refresh()
    if options.check:
        return _check(knowledge, settings.knowledge_dir)
    _print(knowledge.problems)
    return _show_hits(knowledge, " ".join(options.question))


def _check(knowledge: Knowledge, folder: Path) -> int:
    passages = knowledge.passages
    problems = knowledge.problems or [*untranslated(passages)]
    if not passages and not problems:
        problems = [KnowledgeError(f"no page in {folder}")]
    _print(problems)
    if problems:
        return 1
    print(f"Knowledge is fine: {len(passages)} passages in {', '.join(LETTERS)}.")
    return 0


def _print(problems: Iterable[KnowledgeError]) -> None:
    for problem in problems:
        print(f"{problem.code}: {problem.message}", file=sys.stderr)


def _show_hits(knowledge: Knowledge, question: str) -> int:
    hits = knowledge.search(question, 5)
    for hit in hits:
        mark = "answers" if hit.is_answer else "too weak"
        print(f"{hit.score:.2f}  {mark:8}  {hit.passage.origin}  {hit.passage.heading}")
    if hits and hits[0].is_answer:
        print(f"\n{hits[0].passage.text}\n{hits[0].passage.url}")
        return 0
    print(f"\nNothing reaches {ANSWER_SCORE}: the guide says that it does not know.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
