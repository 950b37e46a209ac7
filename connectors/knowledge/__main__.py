"""Shows what the knowledge holds for a question, or with --check whether every page is well."""

from __future__ import annotations

import argparse
import logging
import sys

from connectors.errors import ConfigError
from connectors.knowledge.index import ANSWER_SCORE
from connectors.knowledge.library import Knowledge
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
    passages = knowledge.passages
    for problem in knowledge.problems:
        print(f"{problem.code}: {problem.message}", file=sys.stderr)
    if options.check:
        if not passages:
            print(f"knowledge_invalid: no page in {settings.knowledge_dir}", file=sys.stderr)
        elif not knowledge.problems:
            print(f"Knowledge is fine: {len(passages)} passages.")
        return 1 if knowledge.problems or not passages else 0
    return _show_hits(knowledge, " ".join(options.question))


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
