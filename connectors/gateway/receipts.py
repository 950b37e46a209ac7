"""How far each participant has read."""

from __future__ import annotations

from connectors.domain.identity import Identity
from connectors.gateway.feed import Feed
from connectors.gateway.feeds import Feeds
from connectors.stores.conversations import Conversations


class Receipts:
    """Cursors in the conversation, told to its clients."""

    def __init__(self, conversations: Conversations, feeds: Feeds) -> None:
        self._conversations = conversations
        self._feeds = feeds

    async def read(self, feed: Feed, person: Identity, seq: int) -> None:
        """Move a person's cursor forward, at most to the last message there is."""
        seq = min(seq, feed.last)
        changed = await self._conversations.advance(
            feed.conversation, person.id, read=seq, delivered=seq
        )
        if changed:
            cursor = changed.cursors[person.id]
            event = {"participant": person.id, **cursor}
            await self._feeds.tell(feed.conversation, "receipt", event)
