"""How well the shipped knowledge answers questions as people type them, see questions.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.knowledge import Knowledge
from connectors.knowledge.index import ANSWER_SCORE
from connectors.knowledge.translations import untranslated
from connectors.language import LETTERS

SETS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "questions.yml").read_text(encoding="utf-8")
)
UNANSWERABLE = [text for questions in SETS.values() for text in questions["unanswerable"]]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """What the repository ships."""
    return Knowledge(Path("data/knowledge"), Path("data/catalog"))


def ranks(knowledge: Knowledge, questions: dict[str, Any]) -> list[tuple[str, int | None, float]]:
    """For each question: its variety, the place of a right passage among three, the best score."""
    found = []
    for variety, entries in questions.items():
        for entry in entries if variety != "unanswerable" else ():
            hits = knowledge.search(entry["ask"], 3, language=variety[:2])
            places = [i for i, hit in enumerate(hits) if hit.passage.section in entry["find"]]
            score = hits[0].score if hits else 0.0
            found.append((variety, places[0] if places else None, score))
    return found


def share(flags: list[bool]) -> float:
    """The part that is true."""
    return sum(flags) / len(flags)


def test_the_shipped_pages_are_in_order(knowledge: Knowledge) -> None:
    """Every page and FAQ can be used, and is there in each language."""
    problems = [*untranslated(knowledge.passages), *knowledge.problems]
    assert [problem.message for problem in problems] == []


def test_every_expected_section_exists(knowledge: Knowledge) -> None:
    """A renamed heading is noticed here, not as a drop in the figures."""
    sections = {passage.section for passage in knowledge.passages}
    expected = {
        section
        for questions in SETS.values()
        for variety, entries in questions.items()
        if variety != "unanswerable"
        for entry in entries
        for section in entry["find"]
    }
    assert expected <= sections


@pytest.mark.parametrize(
    ("name", "first", "among_three"), [("seen", 0.94, 0.96), ("fresh", 0.68, 0.81)]
)
def test_the_right_passage_is_found(
    knowledge: Knowledge, name: str, first: float, among_three: float
) -> None:
    """Recall of the best and of the best three passages over six varieties."""
    found = [place for _, place, _ in ranks(knowledge, SETS[name])]
    assert share([place == 0 for place in found]) >= first
    assert share([place is not None for place in found]) >= among_three


def test_no_variety_is_left_behind(knowledge: Knowledge) -> None:
    """Each language and spelling finds the right passage for most of its questions."""
    found = [entry for questions in SETS.values() for entry in ranks(knowledge, questions)]
    for variety in {variety for variety, _, _ in found}:
        places = [place for v, place, _ in found if v == variety]
        assert share([place == 0 for place in places]) >= 0.7, variety
        assert share([place is not None for place in places]) >= 0.8, variety


@pytest.mark.parametrize("language", LETTERS)
def test_what_is_not_known_is_refused(knowledge: Knowledge, language: str) -> None:
    """Nothing is quoted for nine of ten foreign questions, whatever was spoken before."""
    hits = [knowledge.search(question, 1, language=language) for question in UNANSWERABLE]
    assert share([not (found and found[0].is_answer) for found in hits]) >= 0.9


def test_a_right_passage_is_quoted_and_a_wrong_one_seldom(knowledge: Knowledge) -> None:
    """The threshold lets right passages through and keeps most wrong ones back."""
    found = [entry for questions in SETS.values() for entry in ranks(knowledge, questions)]
    right = [score for _, place, score in found if place == 0]
    assert share([score >= ANSWER_SCORE for score in right]) >= 0.87
    assert share([place != 0 and score >= ANSWER_SCORE for _, place, score in found]) <= 0.1


@pytest.mark.parametrize(
    "text", ["a", "the", "ok", "what?", "how", "and you", "hm", "hello", "क्या", "چه"]
)
def test_a_word_that_says_nothing_is_not_answered(knowledge: Knowledge, text: str) -> None:
    """Every page holds such words; that makes none of them the answer."""
    assert not any(hit.is_answer for hit in knowledge.search(text, 1))


@pytest.mark.parametrize("text", ["refund", "samagri", "muhurat", "dress code", "रिफंड", "esewa"])
def test_one_word_that_says_much_is_answered(knowledge: Knowledge, text: str) -> None:
    """People also type what they would type into a search box."""
    assert knowledge.search(text, 1)[0].is_answer
