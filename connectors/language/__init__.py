"""What is true of every text: one normal form, one romanised key, the language it is in."""

from connectors.language.detect import Detection, Detector
from connectors.language.normalize import normalize
from connectors.language.skeleton import skeleton
from connectors.language.spoken import DEFAULT, LETTERS, objection
from connectors.language.steady import next_language

__all__ = [
    "DEFAULT",
    "LETTERS",
    "Detection",
    "Detector",
    "next_language",
    "normalize",
    "objection",
    "skeleton",
]
