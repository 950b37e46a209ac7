"""The intent model without scikit-learn, beside what scikit-learn fitted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from connectors.nlu.intent_fitting import Fitted, fit
from connectors.nlu.intent_model import IntentModel, letters, words

EXAMPLES = {
    "greet": ["helo", "namaste", "hi there", "namaste ji", "helo helo", "hi"],
    "price": [
        "prise of _puja_",
        "kitna lagega",
        "what is the prise",
        "_puja_ prise",
        "kost",
        "fee",
    ],
    "thank": ["thanks", "dhanyavad", "thank you so much", "many thanks", "shukriya", "🙏"],
}


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Fitted to a few examples."""
    pairs = [(view, intent) for intent, views in EXAMPLES.items() for view in views]
    return fit([view for view, _ in pairs], [intent for _, intent in pairs], c=10)


@pytest.mark.parametrize(
    "example",
    [
        "namaste",
        "what is the prise of _puja_ please",
        "thanks thanks thanks",
        "hi",
        "a",
        "zzz qqq",
        "🙏",
        "",
        "many words nobody ever said before namaste kitna " * 40,
    ],
)
def test_the_model_is_as_sure_as_scikit_learn(fitted: Fitted, example: str, tmp_path: Path) -> None:
    """The saved model gives the confidences that the fitted vectorizers and regression give."""
    features = hstack([fitted.letters.transform([example]), fitted.words.transform([example])])
    expected = softmax(fitted.regression.decision_function(features)[0] / fitted.temperature)
    fitted.model().save(tmp_path)
    model = IntentModel.load(tmp_path)
    assert model.intents == list(fitted.regression.classes_)
    np.testing.assert_allclose(model.confidences(example), expected, rtol=1e-12)


def test_what_the_model_sees_is_as_scikit_learn_cuts_it() -> None:
    """Runs of letters and pairs of words are those of `char_wb` 2-5 and of words 1-2."""
    by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()
    by_words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)).build_analyzer()
    for example in ("a", "ab cd", "namaste ji 🙏", "", "  what   is\tit _puja_ "):
        assert list(letters(example)) == by_letters(example)
        assert list(words(example)) == by_words(example)


def test_serving_imports_no_scikit_learn() -> None:
    """It would double the time a model takes to open."""
    check = (
        "import sys, tests.support.rasa, connectors.nlu.intent_classifier;"
        "print([name for name in ('sklearn', 'skops') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
