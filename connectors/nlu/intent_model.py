"""The statistics of the intent classifier, apart from Rasa."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

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


class Views(NamedTuple):
    """A message as typed and as its skeleton, entities in both replaced by their type."""

    plain: str
    key: str


def views(text: str, entities: Sequence[Mapping[str, Any]]) -> Views:
    """Return the views of `text` with the `entities` (`entity`, `start`, `end`) found in it."""
    plain, key, done = [], [], 0
    for entity in sorted((e for e in entities if "start" in e), key=lambda e: int(e["start"])):
        before, done = text[done : entity["start"]], entity["end"]
        mask = f"_{entity['entity']}_"
        plain += [normalize(before), mask]
        key += [skeleton(before), mask]
    plain.append(normalize(text[done:]))
    key.append(skeleton(text[done:]))
    return Views(" ".join(filter(None, plain)), " ".join(filter(None, key)))


class IntentModel:
    """TF-IDF of words 1-2 and letters 2-5 of both views, logistic regression, temperature.

    The temperature makes the confidence honest: it is fitted on predictions for examples the
    regression had not seen.
    """

    def __init__(self, c: float) -> None:
        self.intents: list[str] = []
        self._regression = LogisticRegression(C=c, class_weight="balanced", max_iter=300)
        self._temperature = 1.0
        self._vectorizers = {
            "plain_letters": _letters(5),
            "key_letters": _letters(5),
            "plain_words": _words(),
            "key_words": _words(),
        }

    def fit(self, examples: Sequence[Views], intents: Sequence[str]) -> None:
        """Learn from examples; each intent needs at least as many as there are folds (4)."""
        features = self._features(examples, fit=True)
        labels = np.array(intents)
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        unseen = cross_val_predict(
            self._regression, features, labels, cv=folds, method="decision_function"
        )
        self._regression.fit(features, labels)
        self.intents = [str(intent) for intent in self._regression.classes_]
        self._temperature = _fit_temperature(unseen, np.searchsorted(self.intents, labels))

    def confidences(self, example: Views) -> NDArray[np.float64]:
        """Return the probability of each of `intents`, in their order."""
        scores = self._regression.decision_function(self._features([example]))[0]
        probabilities: NDArray[np.float64] = softmax(scores / self._temperature)
        return probabilities

    def state(self) -> dict[str, Any]:
        """Return what `from_state` needs to build this model again."""
        return {
            "regression": self._regression,
            "temperature": self._temperature,
            "vectorizers": self._vectorizers,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "IntentModel":
        """Build a fitted model from the `state` of another."""
        model = cls(c=state["regression"].C)
        model._regression = state["regression"]
        model._temperature = state["temperature"]
        model._vectorizers = state["vectorizers"]
        model.intents = [str(intent) for intent in model._regression.classes_]
        return model

    def _features(self, examples: Sequence[Views], *, fit: bool = False) -> csr_matrix:
        columns = []
        for name, vectorizer in self._vectorizers.items():
            texts = [getattr(example, name.partition("_")[0]) for example in examples]
            columns.append(vectorizer.fit_transform(texts) if fit else vectorizer.transform(texts))
        return hstack(columns, format="csr")


def _letters(longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, longest), sublinear_tf=True, lowercase=False
    )


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(
        token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, lowercase=False
    )


def _fit_temperature(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(scores / np.exp(log_temperature), axis=1)[rows, labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4, 3), method="bounded").x))
