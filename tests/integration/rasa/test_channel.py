"""The channel of a real rasa server: what the gateway may rely on."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from redis import Redis

from tests.support.dialogue import tickets
from tests.support.rasa import ActionServer, RasaServer, turn_body
from tests.support.waiting import wait_for


def test_an_utterance_is_one_message_with_all_its_parts(rasa_server: RasaServer) -> None:
    """Text and buttons of a response come as one message."""
    answer = rasa_server.turn("parts", "hello")
    assert answer == {
        "messages": [
            {
                "type": "buttons",
                "text": "Hello!",
                "payload": {
                    "buttons": [
                        {"title": "Order", "payload": "/order"},
                        {"title": "Site", "url": "https://example.org"},
                    ]
                },
            }
        ],
        "replayed": False,
    }


def test_an_image_is_a_message_of_its_type(rasa_server: RasaServer) -> None:
    """A response's image comes with its text as the alternative."""
    url = "https://example.org/a.png"
    assert rasa_server.turn("image", "show a picture")["messages"] == [
        {"type": "image", "text": "A picture.", "payload": {"url": url, "alt": "A picture."}}
    ]


def test_an_action_chooses_type_payload_and_id(rasa_server: RasaServer) -> None:
    """What an action utters beside its text arrives, and it knows who spoke."""
    answer = rasa_server.turn("action", "act now", "m1")
    (message,) = answer["messages"]
    assert message["type"] == "cards"
    assert message["text"] == "u1 said act now"
    assert message["id"] == "m1.answer"
    assert message["payload"]["domain"] is False


def test_the_same_message_is_answered_once(rasa_server: RasaServer) -> None:
    """A repeated request gets the same answer and changes nothing."""
    first = rasa_server.turn("twice", "act now", "m2")
    again = rasa_server.turn("twice", "act now", "m2")
    assert again["messages"] == first["messages"]
    assert (first["replayed"], again["replayed"]) == (False, True)
    (later,) = rasa_server.turn("twice", "act now", "m3")["messages"]
    (once,) = first["messages"]
    assert later["payload"]["events"] < 2.5 * once["payload"]["events"]


def test_an_old_message_is_answered_again_after_later_turns(rasa_server: RasaServer) -> None:
    """The answer of a message is found however much was said since."""
    first = rasa_server.turn("old", "hello", "m4")
    for _ in range(40):
        rasa_server.turn("old", "bye")
    assert rasa_server.turn("old", "hello", "m4") == first | {"replayed": True}


def test_the_same_message_at_once_is_answered_once(
    rasa_server: RasaServer, actions: ActionServer, redis_url: str
) -> None:
    """Of requests at the same time one runs the turn, the others get its answer."""
    with ThreadPoolExecutor() as pool, Redis.from_url(redis_url) as redis:
        with actions.held():
            asked = [pool.submit(rasa_server.turn, "race", "act held", "m5") for _ in range(3)]
            wait_for(lambda: tickets(redis, "race") == 3, what="all three to come in")
        answers = [each.result() for each in asked]
    assert sorted(answer["replayed"] for answer in answers) == [False, True, True]
    assert all(answer["messages"] == answers[0]["messages"] for answer in answers)


def test_a_caller_that_goes_away_finds_its_answer(
    rasa_server: RasaServer, actions: ActionServer
) -> None:
    """A turn whose caller hangs up is finished, and given when asked again."""
    body = json.dumps(turn_body("gone", "act held", "m6"))
    headers = {"Authorization": f"Bearer {rasa_server.secret}"}
    caller = http.client.HTTPConnection("127.0.0.1", rasa_server.port)
    with actions.held():
        caller.request("POST", "/webhooks/gateway/turn", body, headers)
        wait_for(lambda: actions.did("gone") == ["began m6"], what="the action to begin")
        caller.close()
    answer = rasa_server.turn("gone", "act held", "m6")
    assert answer["replayed"] is True
    assert answer["messages"][0]["text"] == "u1 said act held"


def test_a_form_remembers(rasa_server: RasaServer) -> None:
    """Several turns make one dialogue."""
    assert rasa_server.texts("form", "please order") == ["Which city?"]
    assert rasa_server.texts("form", "in delhi") == ["Which size?"]
    assert rasa_server.texts("form", "small") == ["Ordered small for delhi."]


def test_a_form_survives_a_very_long_session(rasa_server: RasaServer) -> None:
    """A form that was begun long ago still knows what it was told and what it asked."""
    rasa_server.turn("patience", "please order")
    rasa_server.turn("patience", "in delhi")
    for _ in range(40):
        assert rasa_server.texts("patience", "hello") == ["Hello!", "Which size?"]
    assert rasa_server.texts("patience", "large") == ["Ordered large for delhi."]


def test_a_button_payload_is_an_intent(rasa_server: RasaServer) -> None:
    """What a button sends goes to its intent with its entities."""
    rasa_server.turn("payload", "/order")
    assert rasa_server.texts("payload", '/inform{"city": "mumbai"}') == ["Which size?"]


@pytest.mark.parametrize(
    "payload", ["/", "/inform{", '/inform{"city":', "/no_such_intent", '/inform{"x": 1e999}']
)
def test_a_broken_payload_is_answered(rasa_server: RasaServer, payload: str) -> None:
    """A payload no button has gets an answer of some kind and breaks nothing."""
    rasa_server.turn("broken", payload)
    assert rasa_server.texts("broken", "hello") == ["Hello!"]


def test_a_payload_with_a_huge_number_is_answered(rasa_server: RasaServer) -> None:
    """A number that MongoDB has no type for does not fail the turn."""
    rasa_server.turn("huge", f'/inform{{"city": {10**30}}}')
    assert rasa_server.texts("huge", "hello") == ["Hello!"]


def test_a_failing_action_fails_the_turn(rasa_server: RasaServer) -> None:
    """A turn whose action raised is not stored, so that it may be run again."""
    body = turn_body("failing", "act and fail", "m7")
    for _ in range(2):
        answer = rasa_server.http.post("/turn", json=body)
        assert answer.status_code == 500
        assert answer.json()["error"]["code"] == "turn_failed"
    assert rasa_server.texts("failing", "hello") == ["Hello!"]


def test_an_action_server_that_comes_back_answers(
    rasa_server: RasaServer, actions: ActionServer
) -> None:
    """While it is away a turn that needs it is told to wait, and works afterwards."""
    actions.kill()
    for _ in range(4):
        answer = rasa_server.http.post("/turn", json=turn_body("away", "act now", "m8"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_ready")
    actions.start()
    assert rasa_server.turn("away", "act now", "m8")["replayed"] is False


@pytest.mark.parametrize("secret", ["", "Bearer", "Bearer wrong", "Basic x", "Bearer ü"])
def test_a_wrong_secret_is_refused(rasa_server: RasaServer, secret: str) -> None:
    """Without the secret nothing is run."""
    answer = rasa_server.http.post(
        "/turn", json=turn_body("x", "hello"), headers={b"Authorization": secret.encode()}
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorized"


BAD: list[Any] = [
    b"",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b'{"conversation": "a"}',
    turn_body("", "hello"),
    turn_body("a", ""),
    turn_body("a", "x" * 20_001),
    turn_body("a", "hello") | {"message_id": 7},
    turn_body("a", "hello") | {"metadata": []},
    turn_body("a", "hello") | {"text": {"$gt": ""}},
    turn_body("a", "hello") | {"surprise": 1},
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_bad_input_has_a_code(rasa_server: RasaServer, body: Any) -> None:
    """Whatever is not a turn is refused with a code and the name of what is wrong."""
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    answer = rasa_server.http.post("/turn", **sent)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_input"
    assert rasa_server.texts("after bad input", "hello") == ["Hello!"]


def test_nothing_else_is_served(rasa_server: RasaServer) -> None:
    """Rasa's own HTTP API, which would give away conversations, is off."""
    for path in ("/conversations/parts/tracker", "/model/parse", "/domain", "/status"):
        url = f"http://127.0.0.1:{rasa_server.port}{path}"
        assert rasa_server.http.get(url).status_code == 404


def test_texts_are_not_in_the_log(rasa_server: RasaServer) -> None:
    """The log has no word of what users say, nor the secret."""
    rasa_server.turn("private", "my number is 5550100")
    log = rasa_server.log.read_text()
    assert "5550100" not in log
    assert rasa_server.secret not in log
