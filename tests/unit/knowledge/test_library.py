"""The knowledge follows the files, and one broken page does not silence the others."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from connectors.knowledge import Knowledge
from connectors.knowledge.__main__ import main

REFUNDS = "---\ntitle: Refunds\nurl: /refunds\n---\n## How long does a refund take?\nTwo days.\n"
PARKING = "---\ntitle: Parking\n---\n## Where can I park my elephant?\nBehind the temple.\n"
HINDI = "---\ntitle: वापसी\nurl: /refunds\n---\n## Refund कितने दिन में आता है?\nदो दिन में।\n"
NEPALI = "---\ntitle: फिर्ता\nurl: /refunds\n---\n## पैसा कहिले फर्किन्छ?\nदुई दिनमा।\n"
PERSIAN = "---\ntitle: بازگشت\nurl: /refunds\n---\n## پول کی برمی‌گردد؟\nدو روزه.\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with one page."""
    folder = tmp_path / "knowledge"
    (folder / "hi").mkdir(parents=True)
    (folder / "refunds.md").write_text(REFUNDS)
    return folder


@pytest.fixture
def knowledge(pages: Path, tmp_path: Path) -> Knowledge:
    """The knowledge of that folder, with no FAQs yet."""
    return Knowledge(pages, tmp_path)


def best(knowledge: Knowledge, question: str) -> str | None:
    """The text that would be quoted."""
    hits = knowledge.search(question)
    return hits[0].passage.text if hits and hits[0].is_answer else None


def test_a_new_page_answers_at_once(knowledge: Knowledge, pages: Path) -> None:
    """A designer saves a page and asks, without a restart."""
    assert best(knowledge, "where to park an elephant") is None
    (pages / "parking.md").write_text(PARKING)
    assert best(knowledge, "where to park an elephant") == "Behind the temple."


def test_a_changed_and_a_deleted_page_are_seen(knowledge: Knowledge, pages: Path) -> None:
    """Answers never come from a text that is no longer there."""
    assert best(knowledge, "how long is a refund") == "Two days."
    (pages / "refunds.md").write_text(REFUNDS.replace("Two days", "Three days"))
    assert best(knowledge, "how long is a refund") == "Three days."
    (pages / "refunds.md").unlink()
    assert best(knowledge, "how long is a refund") is None


def test_faqs_answer_beside_the_pages(knowledge: Knowledge, tmp_path: Path) -> None:
    """The catalog's FAQs are part of the knowledge."""
    (tmp_path / "faqs.csv").write_text("question,answer\nMay I bring my dog?,On a leash.\n")
    assert best(knowledge, "can i bring a dog") == "On a leash."


def test_a_broken_page_is_skipped_with_a_warning(
    knowledge: Knowledge, pages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The others answer, the log names file and line once, and a repair is seen."""
    (pages / "parking.md").write_text(PARKING.replace("title", "titel"))
    with caplog.at_level(logging.WARNING):
        assert best(knowledge, "how long is a refund") == "Two days."
        assert best(knowledge, "how long is a refund") == "Two days."
    assert caplog.text.count("knowledge.skipped parking.md:2: unknown in the front matter") == 1
    (pages / "parking.md").write_text(PARKING)
    assert best(knowledge, "where to park an elephant") == "Behind the temple."
    assert knowledge.problems == []


def test_a_page_in_the_language_of_the_conversation_comes_first(
    knowledge: Knowledge, pages: Path
) -> None:
    """The same question in two languages is answered in the one that is spoken."""
    (pages / "hi" / "refunds.md").write_text(HINDI)
    assert knowledge.search("refund?", language="en")[0].passage.language == "en"
    assert knowledge.search("refund?", language="hi")[0].passage.language == "hi"


def test_a_passage_that_fits_badly_does_not_win_by_its_language(
    knowledge: Knowledge, pages: Path
) -> None:
    """What is told in English alone is found from a conversation in Hindi."""
    (pages / "hi" / "refunds.md").write_text(HINDI)
    (pages / "parking.md").write_text(PARKING)
    hits = knowledge.search("where can I park my elephant, refund", language="hi")
    assert hits[0].passage.language == "en"
    assert hits[0].is_answer


def test_a_folder_that_is_no_language_is_a_problem(knowledge: Knowledge, pages: Path) -> None:
    """A page put into the wrong place does not vanish silently."""
    (pages / "old").mkdir()
    (pages / "old" / "page.md").write_text(PARKING)
    knowledge.refresh()
    assert "old/page.md:1: old is not a language" in knowledge.problems[0].message


@pytest.mark.parametrize(
    "question",
    ["", "  ", "?!", "\x00\ud800", "🙏" * 500, "a" * 1_000_000],
    ids=["empty", "blank", "punctuation", "broken", "emoji", "huge"],
)
def test_any_text_can_be_searched(knowledge: Knowledge, question: str) -> None:
    """Nonsense finds nothing, and breaks nothing."""
    assert best(knowledge, question) is None


def test_no_page_at_all_answers_nothing(tmp_path: Path) -> None:
    """An empty or missing folder is no crash."""
    assert Knowledge(tmp_path / "missing", tmp_path).search("anything") == []


@pytest.fixture
def command_folders(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command's settings point to the test's page."""
    monkeypatch.setenv("KNOWLEDGE_DIR", str(pages))
    monkeypatch.setenv("CATALOG_DIR", str(tmp_path))
    return pages


@pytest.fixture
def translated(command_folders: Path) -> Path:
    """The page in all languages."""
    for language, content in (("hi", HINDI), ("ne", NEPALI), ("fa", PERSIAN)):
        (command_folders / language).mkdir(exist_ok=True)
        (command_folders / language / "refunds.md").write_text(content)
    return command_folders


@pytest.mark.usefixtures("translated")
def test_the_check_passes_on_good_pages(capsys: pytest.CaptureFixture[str]) -> None:
    """A designer is told that all is well."""
    assert main(["--check"]) == 0
    assert "4 passages in en, hi, ne, fa" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("fa/refunds.md", None, "fa/refunds.md: is missing; the page is in en, hi, ne"),
        ("refunds.md", None, "refunds.md: is missing; the page is in hi, ne, fa"),
        (
            "hi/refunds.md",
            HINDI + "## और?\nकुछ नहीं।\n",
            "hi/refunds.md: has 2 sections, the English page 1",
        ),
        (
            "ne/refunds.md",
            NEPALI.replace("/refunds", "/returns"),
            "ne/refunds.md: has another url than the English page, /refunds",
        ),
        (
            "fa/refunds.md",
            PERSIAN.replace("دو روزه", "Two days"),
            "fa/refunds.md: line 5 is not in the letters of fa",
        ),
    ],
    ids=["missing", "without English", "a section more", "another address", "not translated"],
)
def test_the_check_holds_the_languages_to_each_other(
    translated: Path,
    file: str,
    content: str | None,
    problem: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What a language lacks beside the others is named and fails the check."""
    if content is None:
        (translated / file).unlink()
    else:
        (translated / file).write_text(content)
    assert main(["--check"]) == 1
    assert capsys.readouterr().err == f"knowledge_invalid: {problem}\n"


def test_the_check_names_every_broken_page_and_fails(
    command_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All problems at once, with code, file and line."""
    (command_folders / "a.md").write_text("")
    (command_folders / "b.md").write_bytes(b"---\ntitle: B\n---\n\xff")
    assert main(["--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "knowledge_invalid: a.md:1: the file is empty",
        "knowledge_invalid: b.md:4: is not UTF-8; save the file as UTF-8",
    ]


def test_the_check_fails_without_any_page(
    command_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong KNOWLEDGE_DIR does not pass as fine."""
    (command_folders / "refunds.md").unlink()
    assert main(["--check"]) == 1
    assert "no page in" in capsys.readouterr().err


def test_a_question_shows_what_would_be_answered(
    command_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A designer sees which passage is found, where it stands and whether it is enough."""
    assert main(["how", "long", "is", "a", "refund"]) == 0
    assert "answers   refunds.md:5" in capsys.readouterr().out
    assert main(["elephants"]) == 1
    assert "says that it does not know" in capsys.readouterr().out
