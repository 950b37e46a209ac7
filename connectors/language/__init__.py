"""What is true of every text, whatever its script: one normal form, one romanised key."""

from connectors.language.normalize import normalize
from connectors.language.skeleton import skeleton

__all__ = ["normalize", "skeleton"]
