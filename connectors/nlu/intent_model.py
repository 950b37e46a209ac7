"""The statistics of the intent classifier, apart from Rasa."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from connectors.language import normalize, skeleton

_FOLDS = 4
_SEED = 7


def view(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Return what the model sees of `text`: its skeleton, each entity replaced by its type.

    `entities` have `entity`, `start` and `end`. A text without a word (an emoji) stays as it is.
    """
    parts, done = [], 0
    for entity in sorted((e for e in entities if "start" in e), key=lambda e: int(e["start"])):
        parts += [skeleton(text[done : entity["start"]]), f"_{entity['entity']}_"]
        done = entity["end"]
    parts.append(skeleton(text[done:]))
    return " ".join(filter(None, parts)) or normalize(text)


class IntentModel:
    """TF-IDF of words 1-2 and letters 2-5, logistic regression, temperature.

    The temperature makes the confidence honest: it is fitted on predictions for examples the
    regression had not seen.
    """

    def __init__(self, c: float) -> None:
        self.intents: list[str] = []
        self._regression = LogisticRegression(
            C=c, class_weight="balanced", solver="saga", tol=0.01, random_state=_SEED
        )
        self._temperature = 1.0
        common = {"sublinear_tf": True, "lowercase": False}
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common)
        self._words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), **common)

    def fit(self, examples: Sequence[str], intents: Sequence[str]) -> None:
        """Learn from views; each intent needs at least as many as there are folds (4)."""
        labels = np.array(intents)
        features = hstack(
            [self._letters.fit_transform(examples), self._words.fit_transform(examples)],
            format="csr",
        )
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        unseen = cross_val_predict(
            self._regression, features, labels, cv=folds, method="decision_function"
        )
        self._regression.fit(features, labels)
        self.intents = [str(intent) for intent in self._regression.classes_]
        self._temperature = _fit_temperature(unseen, np.searchsorted(self.intents, labels))

    def confidences(self, example: str) -> NDArray[np.float64]:
        """Return the probability of each of `intents`, in their order, for a view."""
        features: csr_matrix = hstack(
            [self._letters.transform([example]), self._words.transform([example])], format="csr"
        )
        scores = self._regression.decision_function(features)[0]
        probabilities: NDArray[np.float64] = softmax(scores / self._temperature)
        return probabilities

    def state(self) -> dict[str, Any]:
        """Return what `from_state` needs to build this model again."""
        return {
            "regression": self._regression,
            "temperature": self._temperature,
            "letters": self._letters,
            "words": self._words,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "IntentModel":
        """Build a fitted model from the `state` of another."""
        model = cls(c=state["regression"].C)
        model._regression = state["regression"]
        model._temperature = state["temperature"]
        model._letters = state["letters"]
        model._words = state["words"]
        model.intents = [str(intent) for intent in model._regression.classes_]
        return model


def _fit_temperature(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(scores / np.exp(log_temperature), axis=1)[rows, labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4, 3), method="bounded").x))
