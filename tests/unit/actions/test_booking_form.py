"""The booking form: every answer checked, corrected, or refused with a way on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.talk import GUEST, Talk

FORM = "validate_booking_form"
KOLKATA = ZoneInfo("Asia/Kolkata")


def asked(slot: str, **known: Any) -> dict[str, Any]:
    """The slots of a form that asks for one of them."""
    return {"requested_slot": slot, **known}


async def test_one_sentence_fills_four_slots(talk: Talk, today: date) -> None:
    """What the mappings found at the start is checked all at once."""
    found = {
        "booking_puja": "satyanarayan_puja",
        "booking_when": "tomorrow morning",
        "booking_where": "pune",
        "booking_language": "mr",
    }
    answer = await talk.run(FORM, intent="book_puja", found=found)
    assert answer.messages == []
    assert answer.slots["booking_puja"] == "satyanarayan_puja"
    assert answer.slots["booking_when"] == f"{today + timedelta(days=1)}T09:00:00+05:30"
    assert answer.slots["booking_where"] == "pune"
    assert answer.slots["booking_language"] == "mr"


@pytest.mark.parametrize(
    ("typed", "puja"),
    [
        ("satya narayan katha", "satyanarayan_puja"),
        ("सत्यनारायण पूजा", "satyanarayan_puja"),
        ("ganapati pooja please", "ganesh_puja"),
        ("Rudrabhisek", "rudrabhishek"),
        ("house warming", "griha_pravesh"),
        ("kaal sarp", "kaal_sarp_dosh"),
    ],
)
async def test_a_puja_is_known_by_any_spelling(talk: Talk, typed: str, puja: str) -> None:
    """A name typed in another script, spelling or with a typo is understood."""
    answer = await talk.run(FORM, typed, slots=asked("booking_puja"))
    assert answer.slots["booking_puja"] == puja


async def test_an_unknown_puja_is_met_with_suggestions(talk: Talk) -> None:
    """A name like others is asked back with them, as words and as buttons."""
    slots = asked("booking_puja")
    answer = await talk.run(FORM, "Saraswatam", intent="nlu_fallback", slots=slots)
    assert answer.slots["booking_puja"] is None
    assert answer.responses == ["utter_puja_did_you_mean"]
    assert "Saraswatam" in answer.text
    question = await talk.run("action_ask_booking_puja", "Saraswatam")
    assert "Saraswati Puja" in [button["title"] for button in question.buttons]
    assert question.buttons[0]["payload"].startswith('/inform{"puja": "')


async def test_a_question_in_between_is_no_answer(talk: Talk) -> None:
    """What reads like a question is left to the rules, which answer it and come back."""
    slots = asked("booking_puja")
    for text in ("do you take cards?", "my mother told me that there was once a temple here"):
        answer = await talk.run(FORM, text, intent="nlu_fallback", slots=slots)
        assert (answer.events, answer.messages) == ([], [])
    answer = await talk.run(FORM, "why", intent="ask_why", slots=slots)
    assert answer.events == []


async def test_a_bare_answer_is_an_answer_whatever_it_was_taken_for(talk: Talk) -> None:
    """ "Ravi" to "which pandit?" is no search; a question that names one still is."""
    slots = asked("booking_pandit", booking_puja="satyanarayan_puja", booking_where="pune")
    entities = {"pandit": "ravi"}
    answer = await talk.run(FORM, "Ravi", intent="find_pandit", entities=entities, slots=slots)
    assert answer.slots["booking_pandit"] == "ravi"
    text = "who is pandit ravi?"
    answer = await talk.run(FORM, text, intent="find_pandit", entities=entities, slots=slots)
    assert answer.events == []


async def test_what_is_about_another_slot_is_no_answer_to_the_question(talk: Talk) -> None:
    """A correction of the time is no name of a city, and a "no, in Nepali" chooses no pandit."""
    slots = asked("booking_where")
    time = {"time": "6 pm"}
    said = {"booking_when": "6 pm"}
    answer = await talk.run(FORM, "make it 6 pm", entities=time, slots=slots, found=said)
    assert "booking_where" not in answer.slots
    assert answer.messages == []
    answer = await talk.run(FORM, "hm 6 pm", intent="nlu_fallback", entities=time, slots=slots)
    assert answer.slots["booking_when_said"]["time"] == "18:00:00"
    answer = await talk.run(
        FORM,
        "no, in Nepali",
        intent="deny",
        entities={"language": "ne"},
        slots=asked("booking_pandit", booking_puja="satyanarayan_puja", booking_where="online"),
        found={"booking_language": "ne", "booking_pandit": "any"},
    )
    assert answer.slots["booking_language"] == "ne"
    assert answer.slots["booking_pandit"] is None


async def test_after_two_misunderstandings_a_way_out_is_offered(talk: Talk) -> None:
    """The second answer in a row that cannot be used brings a human and a stop."""
    slots = asked("booking_puja")
    first = await talk.run(FORM, "xyzzy", slots=slots)
    assert first.responses == ["utter_puja_unknown"]
    slots["form_attempts"] = first.slots["form_attempts"]
    second = await talk.run(FORM, "plugh", slots=slots)
    assert second.responses == ["utter_puja_unknown", "utter_form_way_out"]
    understood = await talk.run(FORM, "havan", slots=slots)
    assert understood.slots["form_attempts"] is None


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("yesterday", "utter_when_past"),
        ("today at 00:00", "utter_when_past"),
        ("1 January 2020 10 am", "utter_when_past"),
        ("in 400 days", "utter_when_too_far"),
        ("whenever the stars are right", "utter_when_unclear"),
    ],
)
async def test_times_that_cannot_be(talk: Talk, said: str, response: str) -> None:
    """The past, the far future and the unclear are refused, each with its reason."""
    answer = await talk.run(FORM, said, slots=asked("booking_when"), found={"booking_when": said})
    assert answer.responses == [response]
    assert answer.slots["booking_when"] is None


async def test_a_day_alone_asks_for_the_time(talk: Talk, today: date) -> None:
    """ "In 3 days", then "at 10", then "no, at 6 pm": the day stays until another is told."""
    slots = asked("booking_when")
    first = await talk.run(FORM, "in 3 days", slots=slots, found={"booking_when": "in 3 days"})
    assert first.messages == []
    assert first.slots["booking_when"] is None
    slots["booking_when_said"] = first.slots["booking_when_said"]
    question = await talk.run("action_ask_booking_when", slots=slots)
    assert question.responses == ["utter_ask_time_of_day"]
    day = today + timedelta(days=3)
    assert f"{day:%A}" in question.text
    second = await talk.run(FORM, "at 10", slots=slots, found={"booking_when": "at 10"})
    assert second.slots["booking_when"] == f"{day}T10:00:00+05:30"
    slots["booking_when_said"] = second.slots["booking_when_said"]
    third = await talk.run(FORM, "no, at 6 pm", slots=slots, found={"booking_when": "at 6 pm"})
    assert third.slots["booking_when"] == f"{day}T18:00:00+05:30"


async def test_a_time_alone_asks_for_the_day(talk: Talk) -> None:
    """ "At 10" needs a day."""
    slots = asked("booking_when")
    answer = await talk.run(FORM, "at 10", slots=slots, found={"booking_when": "at 10"})
    said = answer.slots["booking_when_said"]
    question = await talk.run("action_ask_booking_when", slots=asked("x", booking_when_said=said))
    assert question.responses == ["utter_ask_day"]


@pytest.mark.parametrize(
    ("said", "place"), [("Poona", "pune"), ("बनारस", "varanasi"), ("video call", "online")]
)
async def test_places(talk: Talk, said: str, place: str) -> None:
    """A city by any of its names, or online."""
    answer = await talk.run(FORM, said, slots=asked("booking_where"))
    assert answer.slots["booking_where"] == place


async def test_places_we_do_not_serve(talk: Talk) -> None:
    """A city nobody serves, and one where this puja is not held, are refused with a reason."""
    answer = await talk.run(FORM, "Atlantis", slots=asked("booking_where"))
    assert answer.responses == ["utter_city_not_served"]
    slots = asked("booking_where", booking_puja="griha_pravesh")
    answer = await talk.run(FORM, slots=slots, found={"booking_where": "online"})
    assert answer.responses == ["utter_puja_not_held_there"]
    assert "Pune" in answer.text
    question = await talk.run("action_ask_booking_where", slots=slots)
    assert len(question.buttons) == 6


async def test_a_language_nobody_speaks_there(talk: Talk) -> None:
    """Only languages of pandits for this puja and place are taken."""
    slots = asked("booking_language", booking_puja="satyanarayan_puja", booking_where="kathmandu")
    answer = await talk.run(FORM, "Tamil", slots=slots, found={"booking_language": "ta"})
    assert answer.responses == ["utter_language_not_spoken"]
    assert "Nepali" in answer.text
    answer = await talk.run(FORM, "Klingon", slots=slots)
    assert answer.responses == ["utter_language_unknown"]
    question = await talk.run("action_ask_booking_language", slots=slots)
    assert {button["title"] for button in question.buttons} >= {"Nepali", "Hindi"}


@pytest.mark.parametrize("said", ["any", "Koi bhi", "कोई भी", "no preference", "فرقی ندارد"])
async def test_any_pandit(talk: Talk, said: str) -> None:
    """Who has no wish says so in their own words."""
    answer = await talk.run(FORM, said, slots=asked("booking_pandit"))
    assert answer.slots["booking_pandit"] == "any"


async def test_pandits_must_suit_the_rest(talk: Talk) -> None:
    """Those who suit are offered; another is refused, an unknown one too."""
    slots = asked(
        "booking_pandit",
        booking_puja="satyanarayan_puja",
        booking_where="pune",
        booking_language="mr",
    )
    question = await talk.run("action_ask_booking_pandit", slots=slots)
    assert [button["payload"] for button in question.buttons] == [
        '/inform{"pandit": "ravi"}',
        '/inform{"pandit": "lalita"}',
    ]
    answer = await talk.run(FORM, "Pandit Ravi ji", slots=slots)
    assert answer.slots["booking_pandit"] == "ravi"
    answer = await talk.run(FORM, slots=slots, found={"booking_pandit": "suresh"})
    assert answer.responses == ["utter_pandit_unsuited"]
    answer = await talk.run(FORM, "Gandalf", slots=slots)
    assert answer.responses == ["utter_pandit_unknown"]


async def test_a_correction_takes_back_what_no_longer_fits(talk: Talk) -> None:
    """Another puja frees the place it is not held in, another city the pandit who is not there."""
    known = {
        "booking_puja": "satyanarayan_puja",
        "booking_where": "online",
        "booking_language": "hi",
        "booking_pandit": "ravi",
    }
    slots = asked("booking_pandit", **known)
    answer = await talk.run(FORM, slots=slots, found={"booking_puja": "griha_pravesh"})
    assert answer.slots["booking_puja"] == "griha_pravesh"
    assert answer.slots["booking_where"] is None
    assert answer.responses == ["utter_puja_not_held_there"]
    answer = await talk.run(FORM, slots=slots, found={"booking_where": "varanasi"})
    assert answer.slots["booking_pandit"] is None


COMPLETE = {
    "booking_puja": "satyanarayan_puja",
    "booking_where": "pune",
    "booking_language": "mr",
    "booking_pandit": "ravi",
}


def complete() -> dict[str, Any]:
    """All answers of the form, for the day after tomorrow at ten."""
    day = datetime.now(KOLKATA).date() + timedelta(days=2)
    return {**COMPLETE, "booking_when": f"{day}T10:00:00+05:30"}


async def test_the_request_is_stored_once_for_each_message(talk: Talk) -> None:
    """The same turn run twice makes one request; the next message makes another."""
    slots = complete()
    first = await talk.run("action_submit_booking", slots=slots, message_id="m1")
    again = await talk.run("action_submit_booking", slots=slots, message_id="m1")
    assert first.text == again.text
    stored = [doc async for doc in talk.database.collection("bookings").find({"request_id": "m1"})]
    assert len(stored) == 1
    request = stored[0]
    assert (request["customer"], request["status"]) == ("asha", "requested")
    assert (request["pandit"], request["price"]) == ("ravi", 3100)
    assert request["starts_at"] == datetime.fromisoformat(slots["booking_when"]).astimezone(UTC)
    assert request["ends_at"] - request["starts_at"] == timedelta(minutes=150)
    assert f"/checkout?request={request['_id']}" in first.text
    assert first.slots["booking_puja"] is None
    other = await talk.run("action_submit_booking", slots=slots, message_id="m2")
    assert other.text != first.text


async def test_a_time_that_passed_while_the_form_was_open_is_asked_again(talk: Talk) -> None:
    """Nothing is requested for it; the other answers stay."""
    slots = {**complete(), "booking_when": datetime.now(KOLKATA).isoformat()}
    answer = await talk.run("action_submit_booking", slots=slots, message_id="late")
    assert answer.responses == ["utter_when_past"]
    assert answer.slots == {"booking_when": None, "booking_when_said": None}
    assert answer.events[-1] == {"event": "followup", "timestamp": None, "name": "booking_form"}
    assert await talk.database.collection("bookings").find_one({"request_id": "late"}) is None


async def test_a_guest_may_request_too(talk: Talk) -> None:
    """The request is tied to the guest's id; any pandit is none yet."""
    slots = {**complete(), "booking_pandit": "any"}
    answer = await talk.run("action_submit_booking", slots=slots, user=GUEST, message_id="g1")
    assert "any pandit" in answer.text
    stored = await talk.database.collection("bookings").find_one({"request_id": "g1"})
    assert stored is not None
    assert (stored["customer"], stored["pandit"]) == ("guest-7", None)


async def test_a_form_left_early_requests_nothing(talk: Talk) -> None:
    """Without every answer nothing is stored."""
    answer = await talk.run("action_submit_booking", slots=COMPLETE, message_id="early")
    assert answer.messages == []
    assert await talk.database.collection("bookings").find_one({"request_id": "early"}) is None


@pytest.mark.parametrize("slot", ["booking_puja", "booking_when", "cancel_confirmed", "made_up"])
async def test_why_do_you_ask(talk: Talk, slot: str) -> None:
    """Each question has its reason; outside a form there is a general one."""
    answer = await talk.run("action_explain_question", intent="ask_why", slots=asked(slot))
    expected = "nothing" if slot == "made_up" else slot
    assert answer.responses == [f"utter_explain_{expected}"]
    assert answer.text
