"""The answer action as the action server runs it: a real Redis, a real local model endpoint."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from actions.answer import answering
from connectors.bus import Bus
from connectors.partials import stop_answers
from tests.fakes.openai_server import Behaviour, OpenAIServer
from tests.support.servers import RedisServer
from tests.support.talk import domain, executor
from tests.support.waiting import eventually, lived, patient

assert openai  # importing it takes a second, which must not count into the time-outs below

PAGE = """\
---
title: Elephants
url: /help/elephants
---
## Where can I park my elephant?
Behind the temple, in the shade of the old banyan tree, from six in the morning.

## What do elephants eat here?
Bananas.
"""
PERSIAN = """\
---
title: زمان‌ها
---
## تحویل چقدر طول می‌کشد؟
سه روز.

## بازگشت پول کی انجام می‌شود؟
دو روز طول می‌کشد.
"""
QUESTION = "where may I park an elephant"
QUOTED = (
    "Where can I park my elephant?\n"
    "Behind the temple, in the shade of the old banyan tree, from six in the morning."
)
SOURCE = {"title": "Elephants", "url": "/help/elephants#where-can-i-park-my-elephant"}
HUMAN = [{"title": "Talk to a person", "payload": "/human_handoff"}]


@pytest.fixture(autouse=True)
async def knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A page of the test's own, and no language model."""
    (tmp_path / "elephants.md").write_text(PAGE)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path))
    monkeypatch.setenv("CATALOG_DIR", str(tmp_path))
    answering.cache_clear()
    yield
    if answering.cache_info().currsize:
        parts = answering()
        if parts.model and parts.bus:
            await parts.model.close()
            await parts.bus.close()
    answering.cache_clear()


@pytest.fixture
def model(
    openai_server: OpenAIServer, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> OpenAIServer:
    """The language model is on, and has more time than any test takes."""
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("LLM_FIRST_TOKEN_SECONDS", "60")
    monkeypatch.setenv("LLM_TOTAL_SECONDS", "120")
    openai_server.answer = "Behind the temple, dear guest."
    return openai_server


class Watcher:
    """Sees what the gateway would see of one conversation."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.partials: list[dict[str, Any]] = []

    async def note(self, topic: str, event: str, data: dict[str, Any]) -> None:
        """Handler of the conversation's topic."""
        assert event == "partial"
        self.partials.append(data)

    @property
    def text(self) -> str:
        """What a visitor reads so far."""
        return "".join(partial["text"] for partial in self.partials)


@pytest.fixture
async def watcher(redis_url: str) -> AsyncIterator[Watcher]:
    """Somebody who watches the conversation `c1`."""
    bus = Bus(redis_url)
    watcher = Watcher(bus)
    await bus.subscribe("conversation:c1", watcher.note)
    await eventually(lambda: bus.connected)
    yield watcher
    await bus.close()


async def answer(
    text: str = QUESTION,
    *,
    before: list[dict[str, Any]] | None = None,
    channel: str = "gateway",
    intent: str = "nlu_fallback",
    turn: str = "m1",
    language: str = "en",
) -> dict[str, Any]:
    """Run the action; `{"responses", "events"}` as it goes back to Rasa."""
    message = {
        "text": text,
        "intent": {"name": intent},
        "message_id": turn,
        "metadata": {"language": language},
    }
    asked = {"event": "user", "text": text, "parse_data": message, "input_channel": channel}
    result: dict[str, Any] = await executor().run(
        {
            "next_action": "action_answer",
            "sender_id": "c1",
            "tracker": {
                "sender_id": "c1",
                "slots": {},
                "latest_message": message,
                "events": [*(before or []), asked],
                "latest_input_channel": channel,
                "paused": False,
                "followup_action": None,
                "active_loop": {"name": "booking_form"},
                "latest_action_name": "action_listen",
            },
            "domain": domain(),
        }
    )
    return result


def said(result: dict[str, Any]) -> list[str]:
    """The texts, and the names of responses."""
    return [message["text"] or message["response"] for message in result["responses"]]


async def test_without_a_model_the_best_passage_is_quoted_with_its_source() -> None:
    """Knowledge answers by itself, and an open form goes on."""
    result = await answer()
    (message,) = result["responses"]
    assert message["text"] == QUOTED
    assert message["payload"] == {"sources": [SOURCE]}
    assert message["id"] == "m1.answer"
    assert message["type"] == "text"
    assert result["events"] == []


async def test_in_a_shell_the_source_stands_in_the_text() -> None:
    """Where no client shows sources, one can read them."""
    result = await answer(channel="cmdline")
    assert said(result) == [f"{QUOTED}\n\n(Elephants {SOURCE['url']})"]


async def test_what_is_not_known_is_said_and_a_human_offered() -> None:
    """No passage is near: no guess."""
    assert said(await answer("who won the cricket match")) == ["utter_answer_unknown"]


async def test_a_pressed_button_asks_for_what_it_means(tmp_path: Path) -> None:
    """A button of an intent that the knowledge answers has no words of its own."""
    result = await answer("/ask_elephant_park", intent="ask_elephant_park")
    assert said(result) == [QUOTED]


@pytest.mark.parametrize(
    ("intent", "text"), [("nlu_fallback", "سه روز."), ("ask_refund", "دو روز طول می‌کشد.")]
)
async def test_what_a_question_is_about_leads_it_in_its_language(
    tmp_path: Path, intent: str, text: str
) -> None:
    """The same words are answered from the pages of what they were understood as."""
    (tmp_path / "fa").mkdir()
    (tmp_path / "fa" / "times.md").write_text(PERSIAN)
    (answer_text,) = said(await answer("چقدر طول می‌کشد", intent=intent, language="fa"))
    assert answer_text.endswith(f"\n{text}")


@pytest.mark.parametrize(
    "name", ["unknown", "unavailable", "not_enough", "broken_off"], ids=lambda name: name
)
def test_every_way_of_not_answering_offers_a_human(name: str) -> None:
    """In each of the languages."""
    variations = domain()["responses"][f"utter_answer_{name}"]
    languages = {
        condition["value"]
        for variation in variations
        for condition in variation.get("condition", [])
    }
    assert languages == {"hi", "ne", "fa"}
    for variation in variations:
        assert [button["payload"] for button in variation["buttons"]] == ["/human_handoff"]
    assert variations[-1]["buttons"] == HUMAN


async def test_an_answer_streams_and_ends_as_a_message(
    model: OpenAIServer, watcher: Watcher
) -> None:
    """The pieces bear the id of the final message and make up its beginning."""
    model.answer, model.pause_after = "word " * 40, 30
    running = asyncio.create_task(answer())
    await eventually(lambda: watcher.text == "word " * 30)
    model.go_on.set()
    (message,) = (await running)["responses"]
    assert message["text"] == ("word " * 40).strip()
    assert message["payload"] == {"sources": [SOURCE]}
    assert [partial["index"] for partial in watcher.partials] == list(range(len(watcher.partials)))
    assert {partial["id"] for partial in watcher.partials} == {message["id"]}
    assert message["text"].startswith(watcher.text.strip())


async def test_many_pieces_are_joined(model: OpenAIServer, watcher: Watcher) -> None:
    """A fast model does not flood the clients."""
    model.answer, model.piece_seconds = "word " * 300, 0.001
    started = time.monotonic()
    await answer()
    seconds = time.monotonic() - started
    await eventually(lambda: len(watcher.partials) >= 2)
    assert len(watcher.partials) <= 20 * seconds + 1


async def test_the_same_turn_again_starts_the_answer_over(
    model: OpenAIServer, watcher: Watcher
) -> None:
    """After a crash the turn runs again: same id, index from 0."""
    model.piece_seconds = 0.02
    await answer()
    await answer()

    def starts() -> list[str]:
        return [partial["text"] for partial in watcher.partials if partial["index"] == 0]

    await eventually(lambda: starts() == ["Behind ", "Behind "])
    assert len({partial["id"] for partial in watcher.partials}) == 1


async def test_the_model_may_not_know(model: OpenAIServer, watcher: Watcher) -> None:
    """Its word for that is never shown."""
    model.answer = "UNKNOWN"
    assert said(await answer()) == ["utter_answer_unknown"]
    assert watcher.partials == []


async def test_what_is_none_of_our_business_is_not_answered_by_chance() -> None:
    """A few words in common quote a page, unless the question was understood to be off-topic."""
    chance = "what do elephants eat in paris"
    assert "Bananas" in said(await answer(chance))[0]
    assert said(await answer(chance, intent="out_of_scope")) == ["utter_answer_unknown"]


@pytest.mark.parametrize("behaviour", [Behaviour.SILENT, Behaviour.STALL, Behaviour.SPEAK])
async def test_stop_ends_the_answer_and_keeps_what_was_written(
    model: OpenAIServer, watcher: Watcher, behaviour: Behaviour
) -> None:
    """Within 300 ms, whatever the model is doing."""
    model.behaviour = behaviour
    model.answer, model.piece_seconds = "word " * 1000, 0.02
    running = asyncio.create_task(answer())
    await eventually(lambda: model.requests and (watcher.text or behaviour is Behaviour.SILENT))
    async with lived() as seconds:
        await watcher.bus.publish("stop:c1", "stop", {})
        result = await running
        assert seconds() < patient(0.3)
    if behaviour is Behaviour.SILENT:
        assert said(result) == ["utter_answer_stopped"]
    else:
        (text,) = said(result)
        assert text.startswith(watcher.text.strip())


async def test_a_stop_that_comes_before_the_answer_begins_counts(
    model: OpenAIServer, watcher: Watcher
) -> None:
    """Who presses stop while the question is still under way is heard."""
    assert await stop_answers(watcher.bus, "c1", ["m2"])
    assert said(await answer(turn="m2")) == ["utter_answer_stopped"]
    assert watcher.partials == []


async def test_a_stop_of_another_conversation_does_nothing(
    model: OpenAIServer, watcher: Watcher
) -> None:
    """Each conversation has its own word."""
    model.pause_after = 2
    running = asyncio.create_task(answer())
    await eventually(lambda: watcher.text)
    heard: list[str] = []

    async def hear(topic: str, event: str, data: dict[str, Any]) -> None:
        heard.append(topic)

    await watcher.bus.subscribe("stop:c2", hear)
    await watcher.bus.publish("stop:c2", "stop", {})
    await eventually(lambda: heard)
    model.go_on.set()
    assert said(await running) == [model.answer]


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour.UNAUTHORIZED, Behaviour.RATE_LIMITED, Behaviour.BROKEN, Behaviour.SILENT],
)
async def test_a_failing_model_leaves_the_quoted_passage_and_a_human(
    model: OpenAIServer, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visitor does not notice much."""
    model.behaviour = behaviour
    if behaviour is Behaviour.SILENT:
        monkeypatch.setenv("LLM_FIRST_TOKEN_SECONDS", "0.5")
    result = await answer()
    assert said(result) == [QUOTED, "utter_answer_not_enough"]
    assert result["events"] == []


async def test_a_failing_model_and_no_passage_leave_an_apology(model: OpenAIServer) -> None:
    """Nothing is known and nobody answers: say so, in time."""
    model.behaviour = Behaviour.BROKEN
    assert said(await answer("is there a place for my car")) == ["utter_answer_unavailable"]


@pytest.mark.parametrize("behaviour", [Behaviour.CUT, Behaviour.STALL])
async def test_what_was_written_before_a_break_is_kept(
    model: OpenAIServer, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is said that the answer broke off."""
    model.behaviour = behaviour
    if behaviour is Behaviour.STALL:
        monkeypatch.setenv("LLM_FIRST_TOKEN_SECONDS", str(patient(1.5)))
    assert said(await answer()) == ["Behind the", "utter_answer_broken_off"]


async def test_redis_away_does_not_break_the_answer(
    model: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can watch it grow; it comes all the same, and as fast."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    async with lived() as seconds:
        assert said(await answer()) == [model.answer]
        assert seconds() < patient(2)


async def test_redis_dying_in_the_middle_does_not_break_the_answer(
    model: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is written without an audience."""
    with RedisServer(tmp_path / "redis") as redis:
        monkeypatch.setenv("REDIS_URL", redis.url)
        model.answer, model.pause_after, model.piece_seconds = "word " * 30, 10, 0.02
        running = asyncio.create_task(answer())
        await eventually(lambda: model.written == 10)
        await asyncio.to_thread(redis.kill)
        async with lived() as seconds:
            model.go_on.set()
            assert said(await running) == [model.answer.strip()]
            assert seconds() < patient(3)


async def test_the_model_sees_earlier_questions_and_answers_only(model: OpenAIServer) -> None:
    """Bookings that other skills told do not go to the endpoint, nor do pressed buttons."""
    before: list[dict[str, Any]] = [
        {"event": "user", "text": "where may I park an elephant"},
        {"event": "bot", "text": "Behind the temple.", "metadata": {"id": "m0.answer"}},
        {"event": "user", "text": "/booking_status"},
        {"event": "bot", "text": "Your booking PY-1001, paid by card", "metadata": {}},
    ]
    await answer("and in the evening?", before=before)
    messages = model.requests[0]["messages"]
    assert [message["content"] for message in messages[1:]] == [
        "where may I park an elephant",
        "Behind the temple.",
        "and in the evening?",
    ]
    assert "banyan tree" in messages[0]["content"], "found by the question before"
    assert "PY-1001" not in str(messages)


async def test_an_answer_is_never_longer_than_a_message(model: OpenAIServer) -> None:
    """A model that babbles cannot break the history."""
    model.answer = f"{'word' * 25} " * 50
    (text,) = said(await answer())
    assert len(text) == 4000
