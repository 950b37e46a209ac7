"""What is said while the conversation changes hands."""

from __future__ import annotations

from connectors.domain.conversation import Priority
from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.gateway.services import Services
from connectors.settings import Settings
from connectors.stack.processes import free_port
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.messages import Messages


async def test_a_message_that_crosses_the_resolving_is_answered(
    settings: Settings, database: Database
) -> None:
    """Written when a human had it and stored when the guide has it, it waits for the guide."""
    rasa = f"http://127.0.0.1:{free_port()}"
    services = Services(settings.model_copy(update={"rasa_url": rasa}))
    conversations, visitor = Conversations(database), Identity("guest-1", Role.GUEST)
    pending = await conversations.guide_for(visitor)
    handed = await conversations.hand_off(pending.id, "human", Priority.NORMAL)
    assert handed
    try:
        alone = await services.talk.say(handed, visitor, client_id=new_id(), text="hello?")
        assert await Messages(database).due_in(handed.id) == []
        await conversations.resolve(handed.id, None)
        crossed = await services.talk.say(handed, visitor, client_id="crossed", text="thanks")
        again = await services.talk.say(handed, visitor, client_id=alone.client_id, text="hello?")
        due = await Messages(database).due_in(handed.id)
    finally:
        await services.turns.stop()
        await services.stop()
        await services.bus.close()
        await services.rasa.close()
        await services.http.aclose()
        await services.database.close()
    assert again == alone
    assert [message.id for message in due] == [crossed.id]
