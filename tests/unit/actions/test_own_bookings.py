"""Status, moving, cancelling and joining: only one's own bookings, and exactly what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.services import services
from connectors.booking_changes import TOPIC
from connectors.bus import Bus
from tests.support.talk import ASHA, GUEST, MEERA, RAVI, STRANGER, Talk
from tests.support.waiting import eventually

KOLKATA = ZoneInfo("Asia/Kolkata")
ELSEWHERE = "PY-999999"


async def stored(talk: Talk, number: str) -> dict[str, Any]:
    """A booking as it is in the database."""
    document = await talk.database.collection("bookings").find_one({"_id": number})
    assert document is not None
    return document


async def test_status_lists_what_is_ahead(talk: Talk) -> None:
    """The customer hears of bookings that are not over, the soonest first."""
    answer = await talk.run("action_booking_status", intent="booking_status")
    assert answer.responses == ["utter_bookings"]
    assert answer.text.index("PY-1001") < answer.text.index("PY-1002")
    assert "PY-1003" not in answer.text
    pandits = await talk.run("action_booking_status", user=RAVI)
    assert "PY-1002" in pandits.text


async def test_status_of_one(talk: Talk) -> None:
    """A number that is said, in any spelling, is told in full, over or not."""
    answer = await talk.run("action_booking_status", "what about py 1003?")
    assert answer.responses == ["utter_booking_status"]
    assert "Rudrabhishek" in answer.text
    assert "completed" in answer.text


@pytest.mark.parametrize("action", ["action_booking_status", "action_order_status"])
async def test_guests_are_asked_to_sign_in(talk: Talk, action: str) -> None:
    """A guest learns nothing, whatever number they say; so does a shell without a user."""
    for user in (GUEST, None):
        answer = await talk.run(action, "PY-1001 OD-5001", user=user)
        assert answer.responses == ["utter_sign_in"]


async def test_anothers_number_is_answered_as_no_number(talk: Talk) -> None:
    """What a stranger hears of an existing booking and of none is the same but for the number."""
    real = await talk.run("action_booking_status", "PY-1001", user=STRANGER)
    none = await talk.run("action_booking_status", ELSEWHERE, user=STRANGER)
    assert real.responses == none.responses == ["utter_booking_not_found"]
    assert real.text.replace("PY-1001", ELSEWHERE) == none.text
    order = await talk.run("action_order_status", "OD-5001", user=STRANGER)
    missing = await talk.run("action_order_status", "OD-9999", user=STRANGER)
    assert order.responses == missing.responses == ["utter_order_not_found"]


async def test_somebody_without_bookings(talk: Talk) -> None:
    """Nothing ahead is said so."""
    answer = await talk.run("action_booking_status", user=STRANGER)
    assert answer.responses == ["utter_no_bookings"]
    orders = await talk.run("action_order_status", user=STRANGER)
    assert orders.responses == ["utter_no_orders"]


async def test_order_status(talk: Talk) -> None:
    """An order is told by number; without one, the latest are."""
    answer = await talk.run("action_order_status", "where is od-5001")
    assert "on its way" in answer.text
    assert "Satyanarayan Puja Kit × 1" in answer.text
    assert len((await talk.run("action_order_status")).messages) == 2


@pytest.mark.parametrize(
    ("form", "done"),
    [
        ("validate_reschedule_form", "action_reschedule_booking"),
        ("validate_cancel_form", "action_cancel_booking"),
    ],
)
async def test_changing_needs_something_to_change(talk: Talk, form: str, done: str) -> None:
    """The form ends at once for guests and people without bookings; the action says why."""
    for user, response in ((GUEST, "utter_sign_in"), (STRANGER, "utter_nothing_to_change")):
        asked = await talk.run(form, "PY-1002", user=user)
        assert asked.slots == {"requested_slot": None}
        assert (await talk.run(done, user=user)).responses == [response]


async def test_the_only_booking_is_meant(talk: Talk) -> None:
    """Who can change one booking only is not asked which."""
    answer = await talk.run("validate_reschedule_form", intent="reschedule_booking")
    assert answer.slots["reschedule_booking"] == "PY-1002"


@pytest.mark.parametrize(
    ("number", "response"),
    [
        ("PY-1003", "utter_booking_over"),
        ("PY-1001", "utter_booking_over"),
        (ELSEWHERE, "utter_booking_not_found"),
    ],
)
async def test_what_cannot_be_changed(talk: Talk, number: str, response: str) -> None:
    """A past or running booking and a foreign number are refused, and choices offered."""
    found = {"cancel_booking_id": number}
    answer = await talk.run("validate_cancel_form", intent="cancel_booking", found=found)
    assert answer.responses == [response]
    assert answer.slots["cancel_booking_id"] is None
    question = await talk.run("action_ask_cancel_booking_id")
    assert [button["payload"] for button in question.buttons] == [
        '/inform{"booking_number": "PY-1002"}'
    ]


async def test_the_pandit_does_not_change_the_customers_booking(talk: Talk) -> None:
    """Even with the slots filled, only the customer moves or cancels."""
    slots = {"cancel_booking_id": "PY-1002", "cancel_confirmed": True}
    answer = await talk.run("action_cancel_booking", slots=slots, user=RAVI)
    assert answer.responses == ["utter_booking_not_found"]
    assert (await stored(talk, "PY-1002"))["status"] == "confirmed"


async def test_moving_a_booking(talk: Talk) -> None:
    """The booking moves with its length and waits for the pandit; the turn again is the same."""
    day = datetime.now(KOLKATA).date() + timedelta(days=5)
    slots = {"reschedule_booking": "PY-1002", "reschedule_when": f"{day}T10:00:00+05:30"}
    first = await talk.run("action_reschedule_booking", slots=slots, message_id="move")
    again = await talk.run("action_reschedule_booking", slots=slots, message_id="move")
    assert first.responses == again.responses == ["utter_booking_moved"]
    assert first.text == again.text
    booking = await stored(talk, "PY-1002")
    assert booking["starts_at"] == datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC)
    assert booking["ends_at"] - booking["starts_at"] == timedelta(minutes=210)
    assert booking["status"] == "requested"
    assert first.slots["reschedule_booking"] is None


async def test_moving_into_the_past(talk: Talk) -> None:
    """A time that has passed while the form was open is refused at the end, too."""
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    slots = {"reschedule_booking": "PY-1002", "reschedule_when": past}
    before = await stored(talk, "PY-1002")
    answer = await talk.run("action_reschedule_booking", slots=slots)
    assert answer.responses == ["utter_when_past"]
    assert await stored(talk, "PY-1002") == before


async def test_the_time_of_the_move_is_checked(talk: Talk) -> None:
    """The form refuses the past and asks for an hour, as booking does."""
    slots = {"requested_slot": "reschedule_when", "reschedule_booking": "PY-1002"}
    form = "validate_reschedule_form"
    answer = await talk.run(form, slots=slots, found={"reschedule_when": "yesterday"})
    assert answer.responses == ["utter_when_past"]
    answer = await talk.run(form, slots=slots, found={"reschedule_when": "in 4 days"})
    slots["reschedule_when_said"] = answer.slots["reschedule_when_said"]
    question = await talk.run("action_ask_reschedule_when", slots=slots)
    assert question.responses == ["utter_ask_time_of_day"]


async def test_cancelling_a_booking(talk: Talk) -> None:
    """It is asked about by name, cancelled when confirmed, and again is the same."""
    slots = {"cancel_booking_id": "PY-1002", "cancel_confirmed": True}
    question = await talk.run("action_ask_cancel_confirmed", slots=slots)
    assert "Griha Pravesh" in question.text
    first = await talk.run("action_cancel_booking", slots=slots, message_id="c")
    again = await talk.run("action_cancel_booking", slots=slots, message_id="c")
    later = await talk.run("action_cancel_booking", slots=slots, message_id="d")
    assert first.responses == again.responses == ["utter_booking_cancelled"]
    assert later.responses == ["utter_booking_over"]
    assert (await stored(talk, "PY-1002"))["status"] == "cancelled"


async def test_cancelling_was_not_confirmed(talk: Talk) -> None:
    """A no keeps the booking."""
    slots = {"cancel_booking_id": "PY-1002", "cancel_confirmed": False}
    answer = await talk.run("action_cancel_booking", slots=slots)
    assert answer.responses == ["utter_booking_kept"]
    assert (await stored(talk, "PY-1002"))["status"] == "confirmed"


@pytest.mark.parametrize("user", [ASHA, RAVI])
async def test_joining_opens_the_room(talk: Talk, user: dict[str, str]) -> None:
    """Both parties of the booking that is on are led into its room."""
    answer = await talk.run("action_join_puja", intent="join_puja", user=user)
    assert answer.responses == ["utter_join_room"]
    message = answer.messages[0]
    assert message["type"] == "activity"
    assert message["payload"] == {
        "activity": "room",
        "booking_id": "PY-1001",
        "title": "Satyanarayan Puja",
        "titles": {
            "en": "Satyanarayan Puja",
            "hi": "सत्यनारायण पूजा",
            "ne": "सत्यनारायण पूजा",
            "fa": "پوجای ساتیانارایان",
        },
    }


@pytest.mark.parametrize(
    ("user", "response"),
    [
        (GUEST, "utter_join_sign_in"),
        (None, "utter_join_sign_in"),
        (MEERA, "utter_join_not_a_party"),
        (STRANGER, "utter_join_no_booking"),
    ],
)
async def test_joining_says_what_is_missing(
    talk: Talk, user: dict[str, str] | None, response: str
) -> None:
    """Who cannot join hears why, and no room is opened."""
    answer = await talk.run("action_join_puja", user=user)
    assert answer.responses == [response]
    assert "payload" not in answer.messages[0]


async def test_joining_too_early_or_unconfirmed_or_another_day(talk: Talk, today: date) -> None:
    """Later today: when it opens. Not confirmed: that. Another day: which."""
    bookings = talk.database.collection("bookings")
    await bookings.delete_many({"_id": {"$ne": "PY-1001"}})
    now = datetime.now(KOLKATA)
    later = now + timedelta(minutes=50)  # the room opens half an hour before
    times = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    await bookings.update_one({"_id": "PY-1001"}, {"$set": times})
    expected = "utter_join_early" if later.date() == today else "utter_join_not_today"
    answer = await talk.run("action_join_puja")
    assert answer.responses == [expected]
    await bookings.update_one({"_id": "PY-1001"}, {"$set": {"status": "requested"}})
    answer = await talk.run("action_join_puja")
    assert answer.responses != ["utter_join_early"]
    tomorrow = now + timedelta(days=1)
    times = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=1)}
    await bookings.update_one({"_id": "PY-1001"}, {"$set": times})
    answer = await talk.run("action_join_puja")
    assert answer.responses == ["utter_join_not_today"]
    assert "PY-1001" not in answer.text
    assert "waiting for confirmation" in answer.text


async def test_those_in_the_room_hear_of_a_cancelled_booking(
    talk: Talk, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateways are told at once which booking to look at."""
    monkeypatch.setenv("REDIS_URL", redis_url)
    heard: list[dict[str, Any]] = []

    async def hear(topic: str, event: str, data: dict[str, Any]) -> None:
        heard.append(data)

    bus = Bus(redis_url)
    await bus.subscribe(TOPIC, hear)
    await eventually(lambda: bus.connected)
    slots = {"cancel_booking_id": "PY-1002", "cancel_confirmed": True}
    await talk.run("action_cancel_booking", slots=slots)
    await eventually(lambda: {"booking_id": "PY-1002"} in heard)
    await bus.close()
    own = services().bus
    assert own is not None
    await own.close()
