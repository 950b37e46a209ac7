"""Import Rasa without what this project's model does not use.

Rasa imports every component it knows, and with six of them TensorFlow: 7 of 12 seconds and 350 of
550 MB before a model is even opened. Stand-ins take the place of their modules. Naming such a
component in config.yml brings the real ones back; a model that needs one where it was left out
ends in an error that says so.

Call these functions before anything imports rasa.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from connectors.errors import ConfigError

TENSORFLOW_COMPONENTS = {
    "DIETClassifier": "rasa.nlu.classifiers.diet_classifier",
    "ResponseSelector": "rasa.nlu.selectors.response_selector",
    "ConveRTFeaturizer": "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
    "LanguageModelFeaturizer": "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
    "TEDPolicy": "rasa.core.policies.ted_policy",
    "UnexpecTEDIntentPolicy": "rasa.core.policies.unexpected_intent_policy",
}
"""Components that need TensorFlow, and their modules."""

_TENSORFLOW_HELPERS = (
    "rasa.utils.train_utils",
    "rasa.utils.tensorflow.model_data",
    "rasa.utils.tensorflow.model_data_utils",
)
_PLOTTING = "rasa.utils.plotting"
_CHANNELS = "rasa.core.channels"
_CHANNEL_NAMES = ("InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel")


def leave_out_tensorflow(config: Path) -> bool:
    """Leave out TensorFlow, unless a component in `config` needs it; whether it was left out."""
    if named_tensorflow_components(config):
        return False
    for module in (*_TENSORFLOW_HELPERS, *TENSORFLOW_COMPONENTS.values()):
        _leave_out(module)
    return True


def leave_out_plots() -> None:
    """Leave out matplotlib, which only `rasa test` needs."""
    _leave_out(_PLOTTING)


def leave_out_tools() -> None:
    """Leave out what serving does not need: plots and other platforms' channels."""
    leave_out_plots()
    package = ModuleType(_CHANNELS)
    core = importlib.import_module("rasa.core")
    package.__path__ = [str(Path(folder) / "channels") for folder in core.__path__]
    _place(package)
    channel = importlib.import_module(f"{_CHANNELS}.channel")
    for name in _CHANNEL_NAMES:
        setattr(package, name, getattr(channel, name))


def named_tensorflow_components(config: Path) -> list[str]:
    """The components in a config.yml that need TensorFlow."""
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    return [name for name in TENSORFLOW_COMPONENTS if re.search(rf"\b{name}\b", text)]


class _StandIn(ModuleType):
    """A module whose classes and functions exist by name only."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        stand_in = _LeftOut(name, (), {"__module__": self.__name__})
        setattr(self, name, stand_in)
        return stand_in


class _LeftOut(type):
    """A class that may be compared and listed, and raises ConfigError as soon as it is used."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _not_here(cls)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise _not_here(cls)


def _not_here(cls: type) -> ConfigError:
    return ConfigError(
        f"{cls.__name__} ({cls.__module__}) was left out to start faster, and the model needs it: "
        "name it in config.yml and train again, or use a model trained from config.yml."
    )


def _leave_out(module: str) -> None:
    _place(_StandIn(module))


def _place(module: ModuleType) -> None:
    parent, _, child = module.__name__.rpartition(".")
    sys.modules[module.__name__] = module
    setattr(importlib.import_module(parent), child, module)
