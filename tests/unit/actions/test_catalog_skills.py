"""Pandits, pujas, prices, products, the human desk and the language."""

from __future__ import annotations

import pytest

from actions.services import services
from connectors.stack.processes import free_port
from tests.support.talk import GUEST, Talk


async def test_pandits_as_cards(talk: Talk) -> None:
    """Who suits the puja, city and language is shown, the best first, to be booked at once."""
    entities = {"puja": "satyanarayan_puja", "city": "pune", "language": "mr"}
    answer = await talk.run("action_find_pandits", intent="find_pandit", entities=entities)
    message = answer.messages[0]
    assert message["type"] == "cards"
    ravi, lalita = message["payload"]["cards"]
    assert (ravi["title"], lalita["title"]) == (
        "Pandit Ravi Shastri",
        "Pandita Lalita Deshpande",
    )
    assert "4.9 ★" in ravi["subtitle"]
    assert ravi["buttons"][0]["payload"] == (
        '/book_puja{"pandit": "ravi", "puja": "satyanarayan_puja"}'
    )
    # Those who cannot see cards read the same.
    assert "Satyanarayan Puja, Pune, Marathi" in answer.text
    assert "• Pandit Ravi Shastri (4.9 ★" in answer.text


async def test_cards_and_words_in_the_language_of_the_conversation(talk: Talk) -> None:
    """Names, places, numbers and the button are Persian; what the button says is the same."""
    slots = {"language": "fa"}
    entities = {"puja": "havan", "place": "online", "language": "fa"}
    answer = await talk.run("action_find_pandits", entities=entities, slots=slots)
    (dara,) = answer.messages[0]["payload"]["cards"]
    assert dara["title"] == "پاندیت دارا میشرا"
    assert dara["subtitle"] == "۴٫۶ ★ · تهران، دهلی، آنلاین · فارسی، هندی، انگلیسی، سانسکریت"
    assert dara["buttons"] == [
        {"title": "رزرو", "payload": '/book_puja{"pandit": "dara", "puja": "havan"}'}
    ]
    answer = await talk.run("action_puja_info", entities={"puja": "havan"}, slots=slots)
    words = answer.messages[0]
    assert (words["puja"], words["duration"]) == ("هوان (آیین آتش)", "۹۰ دقیقه")
    assert "آتش مقدس" in words["description"]
    answer = await talk.run("action_find_products", entities={"product": "camphor"}, slots=slots)
    assert answer.messages[0]["payload"]["cards"][0]["title"] == "کافور (۱۰۰ گرم)"


async def test_what_was_said_before_narrows_the_search(talk: Talk) -> None:
    """The city of this message joins the puja of the one before; alone when nobody suits both."""
    slots = {"puja": "kaal_sarp_dosh"}
    answer = await talk.run("action_find_pandits", entities={"city": "nashik"}, slots=slots)
    assert "Kaal Sarp Dosh Puja, Nashik" in answer.text
    answer = await talk.run("action_find_pandits", entities={"city": "kolkata"}, slots=slots)
    assert "Pandits for Kolkata" in answer.text


async def test_online_pandits(talk: Talk) -> None:
    """ "Online" is a place."""
    answer = await talk.run("action_find_pandits", entities={"place": "online", "language": "fa"})
    assert [card["title"] for card in answer.messages[0]["payload"]["cards"]] == [
        "Pandit Dara Mishra"
    ]


async def test_no_pandit(talk: Talk) -> None:
    """Nobody is said so, with what was looked for."""
    answer = await talk.run("action_find_pandits", entities={"language": "fa", "city": "chennai"})
    assert answer.responses == ["utter_no_pandits"]
    assert "Chennai, Persian" in answer.text


@pytest.mark.parametrize(
    ("text", "entities", "slots", "said"),
    [
        ("", {"puja": "havan"}, {}, "₹2,700"),
        ("and the rudrabhishek?", {}, {"puja": "havan"}, "₹5,100"),
        ("how much is it", {}, {"puja": "ganesh_puja"}, "₹2,100"),
        ("", {"product": "camphor"}, {}, "₹179"),
        ("your prices", {}, {}, "Griha Pravesh Puja: ₹7,100 (210 minutes)"),
    ],
)
async def test_prices(
    talk: Talk, text: str, entities: dict[str, str], slots: dict[str, str], said: str
) -> None:
    """Of what was named now, of what was talked about, or of several."""
    answer = await talk.run("action_tell_price", text, entities=entities, slots=slots)
    assert said in answer.text


async def test_about_a_puja(talk: Talk) -> None:
    """What it is, when, how long, for how much, where; an unknown one is asked for."""
    answer = await talk.run("action_puja_info", entities={"puja": "durga_puja"})
    for said in ("Durga Saptashati", "Dashain", "240 minutes", "₹6,500", "Kolkata", "online"):
        assert said in answer.text
    answer = await talk.run("action_puja_info", "tell me about it")
    assert answer.responses == ["utter_which_puja"]
    assert answer.buttons[0]["payload"].startswith("/puja_info{")


async def test_samagri(talk: Talk) -> None:
    """The list of a puja, with the kit of the shop where there is one."""
    answer = await talk.run("action_samagri_list", entities={"puja": "rudrabhishek"})
    assert "• Bilva (bel) leaves: 108" in answer.text
    assert answer.buttons == [{"title": "Rudrabhishek Kit", "url": "/shop/rudrabhishek_kit"}]


async def test_products(talk: Talk) -> None:
    """By name, by puja, by words of their own, and the popular ones when nothing is found."""
    by_name = await talk.run("action_find_products", entities={"product": "diya_set"})
    assert by_name.messages[0]["payload"]["cards"][0]["title"] == "Clay Diyas (pack of 21)"
    by_puja = await talk.run("action_find_products", entities={"puja": "kaal_sarp_dosh"})
    assert "Silver Naga Pair: ₹699 · sold out" in by_puja.text
    by_words = await talk.run("action_find_products", "rudraksh mala")
    assert "Rudraksha Mala" in by_words.text
    nothing = await talk.run("action_find_products", "a submarine")
    assert nothing.responses == ["utter_products_popular"]


@pytest.mark.parametrize(
    ("intent", "priority"),
    [
        ("human_handoff", "normal"),
        ("complaint", "high"),
        ("payment_problem", "high"),
        ("ask_refund", "normal"),
        ("nlu_fallback", "normal"),
    ],
)
async def test_hand_off(talk: Talk, intent: str, priority: str) -> None:
    """The gateway is told the reason and the priority; complaints and payments go first."""
    answer = await talk.run("action_hand_off", intent=intent, user=GUEST)
    message = answer.messages[0]
    assert message["type"] == "activity"
    assert message["payload"]["activity"] == "handoff"
    assert message["payload"]["priority"] == priority
    expected = "human_handoff" if intent == "nlu_fallback" else intent
    assert message["payload"]["reason"] == expected
    assert answer.text


@pytest.mark.parametrize(
    ("text", "entities", "code"),
    [
        ("", {"language": "hi"}, "hi"),
        ("नेपालीमा", {}, "ne"),
        ("another language", {}, None),
        ("नेपाली", {}, "ne"),
        ("farsi please", {}, "fa"),
        ("english", {}, "en"),
    ],
)
async def test_change_of_language(
    talk: Talk, text: str, entities: dict[str, str], code: str | None
) -> None:
    """The gateway and the dialogue are told; a language that was not understood is asked for."""
    answer = await talk.run("action_change_language", text, entities=entities)
    if code is None:
        assert answer.responses == ["utter_which_language"]
        return
    assert answer.slots == {"language": code}
    assert answer.messages[0]["payload"] == {"activity": "language", "language": code}
    assert answer.responses == [f"utter_language_{code}"]


async def test_a_language_only_pandits_speak(talk: Talk) -> None:
    """Tamil is known, and not spoken by the guide."""
    answer = await talk.run("action_change_language", entities={"language": "ta"})
    assert answer.responses == ["utter_language_not_ours"]
    assert answer.slots == {}


async def test_the_database_is_away(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database an action says so and offers a human; a form keeps nothing unchecked."""
    await services().database.close()
    services.cache_clear()
    url = f"mongodb://127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=100&connectTimeoutMS=100"
    monkeypatch.setenv("MONGO_URL", url)
    answer = await talk.run("action_booking_status")
    assert answer.responses == ["utter_unavailable"]
    found = {"booking_puja": "havan"}
    answer = await talk.run("validate_booking_form", slots={"x": 1}, found=found)
    assert answer.responses == ["utter_unavailable"]
    assert answer.slots == {"booking_puja": None}
