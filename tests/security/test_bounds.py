"""What grows with every call has an end: reactions, ratings, tokens, names."""

from __future__ import annotations

import pytest

from connectors.stores.database import Database
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
EMOJIS = [chr(code) for code in range(0x1F600, 0x1F640)]


async def test_reactions(gateway: Gateway, sockets: Sockets, stored: Database) -> None:
    """Twenty different ones on one message, and no trace of those that were taken back."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    message = (await customer.say("hello"))["id"]

    async def react(emoji: str, *, on: bool = True) -> str | None:
        reaction = {"message_id": message, "emoji": emoji, "on": on}
        ack = await customer.emit("reaction", reaction)
        return ack["error"]["code"] if ack else None

    codes = [await react(emoji) for emoji in EMOJIS[:22]]
    assert codes == [None] * 20 + ["too_many_reactions"] * 2
    assert await react(EMOJIS[0]) is None, "one that is there already is no more"
    for emoji in EMOJIS[:20]:
        await react(emoji, on=False)
    for emoji in EMOJIS[20:]:
        assert await react(emoji) is None
        assert await react(emoji, on=False) is None
    document = await stored.collection("messages").find_one({"_id": message})
    assert document is not None
    assert document["reactions"] == {}


@pytest.mark.parametrize(
    "emoji",
    ["a", "1", "<b>", "<!-->", "$", "👍.x", "👍 ", "\u202e👍", "\u0336", "\u200d", "\0", "👍" * 17],
    ids=ascii,
)
async def test_what_is_no_emoji(gateway: Gateway, sockets: Sockets, emoji: str) -> None:
    """Letters, marks of a query and what hides or overprints are no reactions."""
    visitor, _ = await sockets.join(gateway.url)
    reaction = {"message_id": "x", "emoji": emoji, "on": True}
    code = (await visitor.emit("reaction", reaction))["error"]["code"]
    assert code in ("invalid_input", "too_large")


@pytest.mark.parametrize(
    "emoji", ["👍", "❤️", "🙏🏽", "👩‍👩‍👧‍👦", "🇮🇳", "‼️", "🏴\U000e0067\U000e0062\U000e007f"]
)
async def test_what_is_one(gateway: Gateway, sockets: Sockets, emoji: str) -> None:
    """Of several letters, too."""
    visitor, _ = await sockets.join(gateway.url)
    reaction = {"message_id": "x", "emoji": emoji, "on": True}
    assert (await visitor.emit("reaction", reaction))["error"]["code"] == "not_found"


async def test_ratings(gateway: Gateway, sockets: Sockets, stored: Database) -> None:
    """The latest are kept."""
    visitor, session = await sockets.join(gateway.url)
    for number in range(25):
        await visitor.emit("rate", {"score": 5, "comment": str(number)})
    document = await stored.collection("conversations").find_one({"_id": session["conversation"]})
    assert document is not None
    assert [each["comment"] for each in document["ratings"]] == [str(n) for n in range(5, 25)]


async def test_claims(gateway: Gateway, sockets: Sockets) -> None:
    """A token has an end, and a name that others see is short and prints."""
    long = gateway.token("asha", "customer", "x" * 9000)
    assert (await sockets.refusal(gateway.url, auth={"token": long}))["code"] == "token_invalid"
    twisted = gateway.token("asha", "customer", "A\u202es\nh\0a" + "!" * 500)
    _, session = await sockets.join(gateway.url, auth={"token": twisted})
    assert session["participant"]["name"] == "Asha" + "!" * 96
