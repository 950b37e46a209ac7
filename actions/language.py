"""Changing the language of the conversation."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.matching import named
from actions.services import services
from actions.skill import Events, Skill
from actions.turn import Turn
from connectors.language import LETTERS


class ActionChangeLanguage(Skill):
    """Changes the language, or asks which; each language confirms in itself."""

    action = "action_change_language"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell the gateway by an activity, and the dialogue by the slot."""
        languages = await services().catalog.languages(turn.language)
        said = turn.entity("language")
        language = languages.get(said) if said else named(turn.text, languages)
        if language is None:
            dispatcher.utter_message(response="utter_which_language")
            return []
        if language.id not in LETTERS:
            dispatcher.utter_message(response="utter_language_not_ours", wanted=language.name)
            return []
        dispatcher.utter_message(
            response=f"utter_language_{language.id}",
            type="activity",
            payload={"activity": "language", "language": language.id},
        )
        return [SlotSet("language", language.id)]
