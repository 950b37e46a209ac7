"""Answers from the knowledge: worded by the language model, or quoted where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rasa_sdk.executor import CollectingDispatcher

from actions.skill import Events, Skill
from actions.turn import Turn
from connectors.bus import Bus
from connectors.domain.message import MAX_TEXT
from connectors.knowledge import Hit, Knowledge
from connectors.llm import LanguageModel, ModelError
from connectors.partials import Partials, answer_id
from connectors.prompt import MAX_HISTORY_TURNS, Said
from connectors.settings import load_settings
from connectors.texts import Spoken, read_texts

_SUBJECTS = Path(__file__).parents[1] / "data/texts/subjects.yml"

PASSAGES = 5
SOURCES = 2
_NEARLY_AS_GOOD = 0.8
_SURE = 0.5
_OUT_OF_SCOPE = "out_of_scope"
_GATEWAY = "gateway"  # the one channel whose clients show sources by themselves


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers need; without a language model there is nothing to stream."""

    knowledge: Knowledge
    model: LanguageModel | None = None
    bus: Bus | None = None


@cache
def answering() -> Answering:
    """The process's own, made at the first question."""
    settings = load_settings()
    knowledge = Knowledge(settings.knowledge_dir, settings.catalog_dir)
    if not settings.llm_enabled:
        return Answering(knowledge)
    settings.require("redis_url")
    return Answering(knowledge, LanguageModel(settings), Bus(settings.redis_url))


class ActionAnswer(Skill):
    """Answers what no skill covers; what it cannot answer it says, and offers a human.

    It returns no events: a form that was open goes on after the answer.
    """

    action = "action_answer"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Answer."""
        parts = answering()
        question = turn.text or turn.intent.replace("_", " ")  # a pressed button has no text
        hits = parts.knowledge.search(_led(question, turn), PASSAGES, turn.language)
        if parts.model and parts.bus and hits:
            answer = _Written(turn, dispatcher, hits)
            await answer.write(question, parts.knowledge, parts.model, parts.bus)
        elif not _may_quote(turn, hits) or not _quote(turn, dispatcher, hits):
            dispatcher.utter_message(response="utter_answer_unknown")
        return []


@cache
def subjects() -> Mapping[str, Spoken]:
    """The words for what a question is about, by intent and language."""
    return read_texts(_SUBJECTS)


def _led(question: str, turn: Turn) -> str:
    """The question, led to its subject where its intent has one."""
    subject = subjects().get(turn.intent, {}).get(turn.language, "")
    return f"{question} {subject}"


def _may_quote(turn: Turn, hits: Sequence[Hit]) -> bool:
    """What is understood to be none of our business needs more than a few words in common."""
    return turn.intent != _OUT_OF_SCOPE or bool(hits and hits[0].score >= _SURE)


class _Written:
    """One answer of the language model, from the passages to what is said in the end."""

    def __init__(self, turn: Turn, dispatcher: CollectingDispatcher, hits: Sequence[Hit]) -> None:
        self._turn = turn
        self._dispatcher = dispatcher
        self._hits = hits

    async def write(
        self, question: str, knowledge: Knowledge, model: LanguageModel, bus: Bus
    ) -> None:
        """Let the model write, show it while it grows, and say how it ended."""
        history = history_of(self._turn)
        self._look_back(question, history, knowledge)
        text, failed = "", False
        partials = Partials(bus, self._turn.tracker.sender_id, answer_id(self._turn.message_id))
        async with partials:
            try:
                async for piece in model.stream_answer(
                    question,
                    [hit.passage for hit in self._hits],
                    history=history,
                    language=self._turn.language,
                    stop=partials.stop,
                ):
                    text += piece
                    partials.add(piece)
            except ModelError:
                failed = True
        self._finish(text.strip(), failed=failed, stopped=partials.stop.is_set())

    def _look_back(self, question: str, history: Sequence[Said], knowledge: Knowledge) -> None:
        """A short "and with a card?" finds its passages together with the question before it."""
        asked = [said.text for said in history if said.role == "user"]
        if asked and not self._hits[0].is_answer:
            together = f"{asked[-1]} {question}"
            self._hits = knowledge.search(together, PASSAGES, self._turn.language)

    def _finish(self, text: str, *, failed: bool, stopped: bool) -> None:
        say = self._dispatcher.utter_message
        if text:
            _say(self._turn, self._dispatcher, text, self._hits)
            if failed:
                say(response="utter_answer_broken_off")
        elif stopped:
            say(response="utter_answer_stopped")
        elif not failed:
            say(response="utter_answer_unknown")
        elif _quote(self._turn, self._dispatcher, self._hits):
            say(response="utter_answer_not_enough")
        else:
            say(response="utter_answer_unavailable")


def history_of(turn: Turn) -> list[Said]:
    """The questions and answers before this turn, oldest first.

    Only what people typed and what this action answered: nothing of bookings or payments that
    other skills told.
    """
    said: list[Said] = []
    for event in reversed(turn.tracker.events):
        text = event.get("text") or ""
        if event.get("event") == "user" and not text.startswith("/"):
            said.append(Said("user", text))
        elif event.get("event") == "bot" and _is_answer(event.get("metadata")):
            said.append(Said("assistant", text))
        if len(said) > MAX_HISTORY_TURNS:
            break
    return said[:0:-1] if turn.text else said[::-1]  # the newest is the question itself


def _is_answer(metadata: object) -> bool:
    return isinstance(metadata, dict) and str(metadata.get("id", "")).endswith(answer_id(""))


def _quote(turn: Turn, dispatcher: CollectingDispatcher, hits: Sequence[Hit]) -> bool:
    """Say the best passage as it stands; False when none answers."""
    if not hits or not hits[0].is_answer:
        return False
    passage = hits[0].passage
    text = f"{passage.section}\n{passage.text}" if passage.section else passage.text
    _say(turn, dispatcher, text, hits[:1])
    return True


def _say(turn: Turn, dispatcher: CollectingDispatcher, text: str, hits: Sequence[Hit]) -> None:
    sources = _sources(hits)
    if turn.tracker.get_latest_input_channel() != _GATEWAY:
        lines = (" ".join(source.values()) for source in sources)
        text = "\n".join([text, "", *(f"({line})" for line in lines)])
    dispatcher.utter_message(
        text=text[:MAX_TEXT],
        id=answer_id(turn.message_id),
        type="text",
        payload={"sources": sources},
    )


def _sources(hits: Sequence[Hit]) -> list[dict[str, str]]:
    """`{"title", "url"?}` of the best passage, and of one that is nearly as good."""
    sources: list[dict[str, str]] = []
    for hit in hits:
        source = {"title": hit.passage.title, "url": hit.passage.url}
        known = {key: value for key, value in source.items() if value}
        if known not in sources and hit.score >= _NEARLY_AS_GOOD * hits[0].score:
            sources.append(known)
    return sources[:SOURCES]
