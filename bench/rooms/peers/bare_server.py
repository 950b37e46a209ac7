"""python-socketio and nothing else: each message goes to its room and is not stored."""

from __future__ import annotations

import os
from typing import Any

import socketio
import uvicorn

sio = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])


@sio.on("connect", namespace="/chat")
async def connect(sid: str, environ: dict[str, Any], auth: dict[str, str]) -> None:
    """Into the room."""
    await sio.save_session(sid, auth, namespace="/chat")
    await sio.enter_room(sid, auth["room"], namespace="/chat")


@sio.on("message", namespace="/chat")
async def message(sid: str, data: dict[str, str]) -> dict[str, Any]:
    """To everybody in the room."""
    auth = await sio.get_session(sid, namespace="/chat")
    event = {"sender": auth["person"], "text": data["text"]}
    await sio.emit("message", event, room=auth["room"], namespace="/chat")
    return {}


async def ok(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer every other request."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    uvicorn.run(
        socketio.ASGIApp(sio, ok),
        port=int(os.environ["PORT"]),
        loop="uvloop",
        ws="wsproto",
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
    )
