"""A romanised key under which the spellings of one word fall together.

"सत्यनारायण पूजा", "satyanarayan puja" and "Satyanarayana pooja" share the key "stynryn puj". The
key is for comparing with other keys, never for showing or for folding again.
"""

import re
import unicodedata

from connectors.language.normalize import normalize


def _table(letters: str, latin: str) -> dict[str, str]:
    return dict(zip(letters, latin.split(), strict=True))


_CONSONANTS = _table(
    "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह",
    "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l l v sh sh s h",
)
_VOWELS = _table("अआइईउऊऋएऐओऔऍऑ", "a aa i ee u oo ri e ai o au e o")
_VOWEL_SIGNS = _table("ािीुूृेैोौॅॉ", "aa i ee u oo ri e ai o au e o")
_PERSIAN = _table(
    "اآبپتثجچحخدذرزژسشصضطظغفقکگلمنه",
    "a a b p t s j ch h kh d z r z j s sh s z t z gh f q k g l m n h",
)
_VIRAMA, _NUKTA, _ANUSVARA, _CHANDRABINDU, _VISARGA = "्", "़", "ं", "ँ", "ः"
_LABIALS = frozenset("पफबभम")

# In this order: what is spelled in several ways, and the one letter or two it becomes.
_FOLDS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(aa|ai|ei|ee|oo|hi)n$", r"\1"),  # nahin, mein, hoon: the last n is only nasal
        (r"(c?ch)+h?|^x(?=[aeiou])", "C"),
        (r"c(?=[eiy])", "s"),
        (r"ck|c|q", "k"),
        ("jn", "gy"),  # yajna, yagya
        ("x", "ks"),
        ("ph", "f"),
        (r"([bdgjkt])h", r"\1"),
        ("sh", "s"),
        ("w", "v"),
        ("z", "j"),
        (r"a+", "a"),
        (r"ee|ii", "i"),
        (r"oo|uu|ou", "u"),
        (r"a[iy](?![aeiou])|e[iy](?![aeiou])", "e"),
        (r"au", "o"),
        (r"iy(?=[aeiou])", "i"),
        (r"(?<=.)a", ""),  # unwritten in Devanagari, and as often left out in Latin letters
        (r"([^\W\d])\1+", r"\1"),
        (r"(?<=.)h$", ""),
        ("C", "c"),
    )
]
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_DEVANAGARI = re.compile(r"[\u0900-\u097f]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_TOKEN = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")


def skeleton(text: str) -> str:
    """Return the words of `text` as folded Latin keys, with one blank between them.

    Punctuation is left out; digits stay; a word of another script than Latin, Devanagari and
    Perso-Arabic stays as it is.
    """
    text = _DEVANAGARI.sub(lambda run: _from_devanagari(run[0]), normalize(text))
    text = _ARABIC.sub(lambda run: _from_persian(run[0]), text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_fold(word) for word in _TOKEN.findall(text.replace("'", "")))


def _from_devanagari(run: str) -> str:
    letters = run.replace(_NUKTA, "").replace("ज्ञ", "ग्य").replace("ॐ", "ओम")
    out = []
    for index, letter in enumerate(letters):
        following = letters[index + 1 : index + 2]
        if letter in _CONSONANTS:
            bare = following == _VIRAMA or following in _VOWEL_SIGNS
            out.append(_CONSONANTS[letter] + ("" if bare else "a"))
        elif letter in (_ANUSVARA, _CHANDRABINDU):
            out.append("m" if following in _LABIALS and following else "n" if following else "")
        elif letter == _VISARGA:
            out.append("h")
        else:
            out.append(_VOWELS.get(letter) or _VOWEL_SIGNS.get(letter, ""))
    return "".join(out)


def _from_persian(run: str) -> str:
    out = ""
    for index, letter in enumerate(run):
        if letter == "و":
            out += "v" if index == 0 or run[index - 1] in "اآ" else "u"
        elif letter == "ی":
            out += "y" if index == 0 else "i"
        else:
            out += _PERSIAN.get(letter, "")
    return out


def _fold(word: str) -> str:
    for pattern, replacement in _FOLDS:
        word = pattern.sub(replacement, word)
    return word
