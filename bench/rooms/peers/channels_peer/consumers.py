"""Stores each message before it sends it to the room."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from channels_peer.models import Message


class RoomConsumer(AsyncJsonWebsocketConsumer):
    """One person in one room."""

    async def connect(self) -> None:
        """Into the group, then accept."""
        names = self.scope["url_route"]["kwargs"]
        self.group, self.person = names["room"], names["person"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Out of the group."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: dict[str, Any]) -> None:
        """Store, tell everybody, acknowledge."""
        text = content["text"]
        message = await Message.objects.acreate(room=self.group, sender=self.person, text=text)
        event = {"type": "said", "id": message.id, "sender": self.person, "text": text}
        await self.channel_layer.group_send(self.group, event)
        await self.send_json({"ack": content["number"], "id": message.id})

    async def said(self, event: dict[str, Any]) -> None:
        """From the group to this person."""
        await self.send_json(event)
