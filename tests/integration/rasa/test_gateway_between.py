"""A gateway in front of two rasa servers behind a load balancer."""

from __future__ import annotations

from pathlib import Path

from redis import Redis

from connectors.settings import Settings
from tests.integration.rasa.conftest import StartRasa
from tests.support.balancer import balanced
from tests.support.dialogue import stored_messages
from tests.support.gateway import Gateway
from tests.support.rasa import ActionServer, RasaServer
from tests.support.sockets import Sockets
from tests.support.waiting import eventually


async def test_a_visitor_is_answered_once_though_the_server_is_killed(
    start_rasa: StartRasa,
    rasa_server: RasaServer,
    turns_database: str,
    actions: ActionServer,
    settings: Settings,
    tmp_path: Path,
) -> None:
    """Killed in the middle of a turn: the other server answers it, and what was said meanwhile
    after it, each once, and no lock stays.
    """
    victim = start_rasa()
    async with balanced(victim.port, rasa_server.port) as rasa_url, Sockets() as sockets:
        with Gateway(tmp_path / "gateway", settings, rasa_url) as gateway:
            visitor, session = await sockets.join(gateway.url)
            conversation = session["conversation"]
            with actions.held():
                asked = await visitor.say("act held")
                began = [f"began {asked['id']}"]
                await eventually(lambda: actions.did(conversation) == began, what="the action")
                meanwhile = await visitor.say("hello")
                victim.kill()
            await visitor.wait("message", lambda said: said["text"] == "Hello!", seconds=40)
            history = await visitor.emit("resume", {"after_seq": 0})
    answers = [f"{session['participant']['id']} said act held", "Hello!"]
    for messages in (visitor.messages, history["messages"]):
        assert [m["text"] for m in messages if m["sender"]["role"] == "bot"] == answers
    turns = stored_messages(settings.mongo_url, turns_database, conversation)
    assert turns == [asked["id"], meanwhile["id"]]
    assert actions.did(conversation)[-2:] == [*began, f"ended {asked['id']}"]
    with Redis.from_url(settings.redis_url) as redis:
        assert not list(redis.scan_iter(f"pandityatra:lock:*{conversation}*"))
