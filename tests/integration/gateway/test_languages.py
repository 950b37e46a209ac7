"""The language of a conversation: told from what is typed, or chosen, kept and known to all."""

from __future__ import annotations

from typing import Any

from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from tests.fakes.rasa_server import RasaServer
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually

BOOK_IN_HINDI = "mujhe satyanarayan puja book karni hai"


def spoken(rasa: RasaServer, session: dict[str, Any]) -> list[str]:
    """The language of each turn of a conversation."""
    place = session["conversation"]
    return [t["metadata"]["language"] for t in rasa.turns if t["conversation"] == place]


async def test_the_guide_follows_what_is_typed(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer, stored: Database
) -> None:
    """Hindi in an English conversation: this very turn, the client and the conversation know."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("hello")
    await visitor.say(BOOK_IN_HINDI)
    assert await visitor.wait("language") == {"code": "hi"}
    await eventually(lambda: spoken(rasa, session) == ["en", "hi"])
    kept = await Conversations(stored).get(session["conversation"])
    assert kept
    assert (kept.language, kept.language_chosen) == ("hi", False)


async def test_a_word_a_name_or_a_button_changes_nothing(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """A conversation in Hindi stays so while nobody really writes English."""
    visitor, session = await sockets.join(gateway.url, auth={"language": "hi"})
    for text in ("ok", "Rahul Sharma", "PY-1002", "12:30", "🙏"):
        await visitor.say(text)
    await visitor.say("Please book a puja for me", payload="/book_puja")
    await eventually(lambda: spoken(rasa, session) == ["hi"] * 6)
    assert visitor.all("language") == []


async def test_a_choice_is_kept_until_another_script(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """English chosen in the menu outlives a little Hindi, not a word of Persian."""
    visitor, session = await sockets.join(gateway.url, auth={"language": "ne"})
    tab, _ = await sockets.join(gateway.url, auth={"token": session["token"]})
    await visitor.emit("language", {"code": "en"})
    assert await tab.wait("language") == {"code": "en"}
    assert visitor.all("language") == []
    await visitor.say("puja karni hai")
    await visitor.say("پوجا")
    assert await visitor.wait("language") == {"code": "fa"}
    await eventually(lambda: spoken(rasa, session) == ["en", "fa"])
