"""The one normal form of a text, for understanding, the catalog, the knowledge and search."""

import re
import unicodedata

_ARABIC_TO_PERSIAN = {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ؤ": "و"}
_ALEFS = dict.fromkeys("أإٱ", "ا")
_PUNCTUATION = {"।": ".", "॥": ".", "؟": "?", "،": ",", "؛": ";", "٪": "%", "٫": ".", "٬": ","}
_QUOTES = dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("“”«»", '"') | dict.fromkeys("–—‐‑", "-")
_LETTERS = str.maketrans(_ARABIC_TO_PERSIAN | _ALEFS | _PUNCTUATION | _QUOTES)

# Joiners only shape letters, bidi marks only order them, tatweel only stretches them, and hardly
# anybody types the Arabic short vowels: none of them tells one word from another.
_SILENT = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\u0640\u064b-\u065f\u0670]"
)
_SPACE = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
# "می خواهم", "می‌خواهم" and "میخواهم" are one Persian verb in three spellings.
_PERSIAN_VERB = re.compile(r"(?<!\w)(ن?می) (?=[\u0600-\u06ff])")


def normalize(text: str) -> str:
    """Return the normal form of `text`: composed, lower case, ASCII digits, plain punctuation.

    Arabic letter variants become the Persian ones, a danda becomes a full stop, joiners vanish and
    white space is one blank. Words keep their own script; `skeleton` brings scripts together.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    text = _SILENT.sub("", text)
    text = _DIGIT.sub(lambda digit: str(int(digit[0])), text)
    text = _SPACE.sub(" ", text).strip()
    return _PERSIAN_VERB.sub(r"\1", text)
