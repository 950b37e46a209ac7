"""What actions speak stands in domain.yml, and what stands there is spoken."""

from __future__ import annotations

import re

from actions.booking import ActionExplainQuestion
from actions.booking_form import ValidateBookingForm
from actions.cancel import ValidateCancelForm
from actions.reschedule import ValidateRescheduleForm
from connectors.language import LETTERS
from tests.support.talk import ROOT, domain, executor

_NAME = re.compile(r"\butter_[a-z_]*[a-z]\b")


def spoken_by_actions() -> set[str]:
    """Every response named in the actions' sources, and those whose names they put together."""
    sources = [path.read_text("utf-8") for path in (ROOT / "actions").glob("*.py")]
    named = {name for source in sources for name in _NAME.findall(source)} - {"utter_message"}
    named -= {"utter_explain", "utter_language"}  # beginnings of the names below
    explained = {f"utter_explain_{slot}" for slot in (*ActionExplainQuestion.explained, "nothing")}
    languages = {f"utter_language_{code}" for code in LETTERS}
    handed = {"utter_hand_off_complaint", "utter_hand_off_payment_problem"}
    return named | explained | languages | handed


def spoken_by_dialogue() -> set[str]:
    """Every response named in rules and stories."""
    paths = [*(ROOT / "data/rules").glob("*.yml"), *(ROOT / "data/stories").glob("*.yml")]
    return {name for path in paths for name in _NAME.findall(path.read_text("utf-8"))}


def test_actions_speak_nothing_that_is_missing() -> None:
    """Each response an action names is in domain.yml."""
    assert spoken_by_actions() - set(domain()["responses"]) == set()


def test_no_response_is_forgotten() -> None:
    """Each response in domain.yml is spoken by an action, a rule or a story."""
    assert set(domain()["responses"]) - spoken_by_actions() - spoken_by_dialogue() == set()


def test_forms_ask_for_what_the_domain_says() -> None:
    """The validations know the same slots, in the same order, as domain.yml."""
    for form in (ValidateBookingForm(), ValidateRescheduleForm(), ValidateCancelForm()):
        required = domain()["forms"][form.form_name()]["required_slots"]
        assert form.domain_slots({}) == required


def test_the_domain_lists_every_action() -> None:
    """What the action server registers and what the domain lists is the same."""
    assert set(executor().actions) == set(domain()["actions"])
