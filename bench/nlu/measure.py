"""Trains one configuration, loads it and reads every test sentence with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.model_training import train_nlu
from rasa.shared.nlu.training_data.loading import load_data

from bench.nlu.scores import FALLBACK, Entities, Parsed, scores

DATA = Path("data/nlu")
TESTS = Path("tests/nlu/data")


def measure(config: Path) -> dict[str, Any]:
    """The figures of a configuration: its training, its model, and each file of test sentences."""
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        model = train_nlu(str(config), str(DATA), folder)
        trained = time.perf_counter()
        if model is None:
            raise SystemExit(f"{config} could not be trained.")
        agent = asyncio.run(load_agent(model_path=model))
        loaded = time.perf_counter()
        size = Path(model).stat().st_size
    read = asyncio.run(_read_all(agent))
    return {
        "training_s": trained - started,
        "load_s": loaded - trained,
        "model_mb": size / 1e6,
        "varieties": {variety: scores(sentences) for variety, sentences in read.items()},
    }


async def _read_all(agent: Agent) -> dict[str, list[Parsed]]:
    await agent.parse_message("warm up")
    return {path.stem: await _read(agent, path) for path in _tests()}


def _tests() -> list[Path]:
    return sorted(TESTS.glob("*.yml"))


async def _read(agent: Agent, path: Path) -> list[Parsed]:
    examples = load_data(str(path)).intent_examples
    return [await _parse(agent, example.as_dict()) for example in examples]


async def _parse(agent: Agent, example: Mapping[str, Any]) -> Parsed:
    started = time.perf_counter()
    understood = await agent.parse_message(example["text"])
    seconds = time.perf_counter() - started
    ranking = [intent["name"] for intent in understood["intent_ranking"]]
    return Parsed(
        intent=example["intent"],
        entities=_entities(example.get("entities") or ()),
        best=next(name for name in ranking if name != FALLBACK),
        chosen=understood["intent"]["name"],
        found=_entities(understood["entities"]),
        seconds=seconds,
    )


def _entities(found: Iterable[Mapping[str, Any]]) -> Entities:
    return frozenset((entity["entity"], str(entity["value"]).casefold()) for entity in found)
