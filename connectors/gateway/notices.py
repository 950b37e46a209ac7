"""What the service itself says in a conversation, each reader in the own language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from connectors.domain.conversation import Conversation
from connectors.domain.identity import Identity
from connectors.domain.message import SYSTEM, Draft, MessageType
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.guide.rasa import Answer
from connectors.language import LETTERS
from connectors.stores.messages import Messages
from connectors.texts import Texts

_OF_AN_AGENT = ("assigned", "transferred", "joined", "left")
_PLAIN = ("handoff", "resolved", "returned", "colleague", "apology", "talk_to_person", "unread")
_NEEDED = {name: frozenset({"agent"}) for name in _OF_AN_AGENT} | dict.fromkeys(
    _PLAIN, frozenset[str]()
)


class Notices:
    """Activities that the guide does not tell, and its apology."""

    def __init__(self, file: Path, messages: Messages, feeds: Feeds) -> None:
        self._texts = Texts.read(file, _NEEDED)
        self._messages = messages
        self._feeds = feeds

    async def write(
        self,
        conversation: Conversation,
        client_id: str,
        activity: str,
        *,
        agent: Identity | None = None,
        **payload: Any,
    ) -> None:
        """Write into the history what has happened, once for each `client_id`.

        `text` is in the language of the conversation, `translations` holds every language.
        """
        spoken = {language: self._say(activity, language, agent) for language in LETTERS}
        about: dict[str, Any] = {"agent": agent.to_wire()} if agent else {}
        draft = Draft(
            conversation=conversation.id,
            client_id=client_id,
            sender=SYSTEM,
            type=MessageType.ACTIVITY,
            text=self._say(activity, conversation.language, agent),
            translations=spoken,
            payload={"activity": activity, **about, **payload},
            booking=conversation.booking,
        )
        message = await self._messages.append(draft)
        await self._feeds.publish(message)

    def apology(self, language: str) -> Answer:
        """What is said when the guide cannot answer."""
        button = {"title": self._texts.say("talk_to_person", language), "payload": "/human_handoff"}
        return Answer(
            type=MessageType.BUTTONS,
            text=self._texts.say("apology", language),
            payload={"buttons": [button]},
        )

    def unread(self, language: str) -> str:
        """What a notification of a browser says, below the name of the room."""
        return self._texts.say("unread", language)

    def _say(self, activity: str, language: str, agent: Identity | None) -> str:
        if agent is None:
            return self._texts.say(activity, language)
        name = agent.name or self._texts.say("colleague", language)
        text = self._texts.say(activity, language, agent=name)
        return text[:1].upper() + text[1:]
