"""Learn an intent model from examples, with scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from connectors.nlu.intent_model import Floats, IntentModel, Terms, letters, words

_FOLDS = 4
_SEED = 7


@dataclass(frozen=True)
class Fitted:
    """What scikit-learn learned; `temperature` divides the scores of the regression."""

    letters: TfidfVectorizer
    words: TfidfVectorizer
    regression: LogisticRegression
    temperature: float

    def model(self) -> IntentModel:
        """The same as a model that needs no scikit-learn."""
        return IntentModel(
            [str(intent) for intent in self.regression.classes_],
            _terms(self.letters),
            _terms(self.words),
            np.ascontiguousarray(self.regression.coef_.T),
            self.regression.intercept_,
            self.temperature,
        )


def fit(examples: Sequence[str], intents: Sequence[str], c: float) -> Fitted:
    """Learn from views; each intent needs at least as many as there are folds (4).

    The temperature makes the confidence honest: it is fitted on predictions for examples the
    regression had not seen.
    """
    by_letters, by_words = (
        TfidfVectorizer(analyzer=terms, sublinear_tf=True) for terms in (letters, words)
    )
    regression = LogisticRegression(
        C=c, class_weight="balanced", solver="saga", tol=0.01, random_state=_SEED
    )
    labels = np.array(intents)
    features: csr_matrix = hstack(
        [by_letters.fit_transform(examples), by_words.fit_transform(examples)], format="csr"
    )
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(regression, features, labels, cv=folds, method="decision_function")
    regression.fit(features, labels)
    temperature = _fit_temperature(unseen, np.searchsorted(regression.classes_, labels))
    return Fitted(by_letters, by_words, regression, temperature)


def _terms(vectorizer: TfidfVectorizer) -> Terms:
    return Terms(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_)


def _fit_temperature(scores: Floats, labels: NDArray[np.int64]) -> float:
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(scores / np.exp(log_temperature), axis=1)[rows, labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4, 3), method="bounded").x))
