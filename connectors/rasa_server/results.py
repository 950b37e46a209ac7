"""Check what the action server answers with a validator that is made once.

Rasa makes one at each call and checks its schema against the schema of schemas: two thirds of the
processor time of a turn.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_results_quickly() -> None:
    """Make actions check their results so; raises jsonschema's ValidationError as before."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def check(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = check
