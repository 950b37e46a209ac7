"""The languages the guide speaks."""

from __future__ import annotations

import re

LETTERS = {
    "en": re.compile(r"[A-Za-z]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "fa": re.compile(r"[\u0600-\u06ff]"),
}
"""Each language by its code, and a letter of the script it is written in."""

DEFAULT = "en"
"""What is said where a text has no translation."""
