"""The knowledge the guide answers from: pages and FAQs, cut into passages and searched."""

from connectors.knowledge.index import Hit
from connectors.knowledge.library import Knowledge
from connectors.knowledge.passages import Passage

__all__ = ["Hit", "Knowledge", "Passage"]
