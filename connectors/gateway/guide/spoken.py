"""The language of each conversation: as a person chose it, or told from what is typed."""

from __future__ import annotations

from connectors.domain.conversation import Conversation
from connectors.domain.message import Message
from connectors.gateway.delivery.feeds import Feeds
from connectors.language import Detector, next_language
from connectors.stores.conversations import Conversations


class Spoken:
    """Keeps it with the conversation and tells everybody in it."""

    def __init__(self, detector: Detector, conversations: Conversations, feeds: Feeds) -> None:
        self._detector = detector
        self._conversations = conversations
        self._feeds = feeds

    async def choose(self, conversation: str, language: str, *, skip: str | None = None) -> None:
        """By hand: in a menu, by the host's page, or by telling the guide."""
        await self._set(conversation, language, chosen=True, skip=skip)

    async def follow(self, conversation: Conversation, message: Message) -> str:
        """The language to answer a message in; a pressed button changes none."""
        current = conversation.language
        if message.intent:
            return current
        seen = self._detector.detect(message.text)
        language = next_language(current, seen, chosen=conversation.language_chosen)
        if language != current:
            await self._set(conversation.id, language, chosen=False)
        return language

    async def _set(
        self, conversation: str, language: str, *, chosen: bool, skip: str | None = None
    ) -> None:
        await self._conversations.set_language(conversation, language, chosen=chosen)
        await self._feeds.tell(conversation, "language", {"code": language}, skip=skip)
