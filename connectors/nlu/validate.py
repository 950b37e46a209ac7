"""`python -m connectors.nlu.validate`: everything `rasa data validate` checks, without its noise.

Every warning is an error here, but one: Rasa calls a response unused that a custom action or a
form speaks. Which of those are spoken is checked by the tests, against the actions themselves.
"""

import logging
import os
import sys
import warnings
from pathlib import Path

from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.validator import Validator

from connectors.errors import AppError, DialogueError
from connectors.rasa_server.yaml_once import read_yaml_once

_DATA = ("data/nlu", "data/rules", "data/stories")
_NO_FAULTS = (
    "The utterance '",  # "… is not used in any story or rule"
    "Slot auto-fill has been removed",  # said of every domain; the Rasa CLI hides it, too
)


def check(root: Path) -> None:
    """Check the dialogue in the folder `root`; raises DialogueError with a line for each fault."""
    read_yaml_once()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            sound = _is_sound(root)
        except RasaException as error:
            raise DialogueError(" ".join(str(error).split())) from error
    faults = [
        str(warning.message)
        for warning in caught
        if warning.category is UserWarning and not str(warning.message).startswith(_NO_FAULTS)
    ]
    if faults or not sound:
        raise DialogueError("\n".join(faults) or "Stories or rules contradict each other.")


def _is_sound(root: Path) -> bool:
    importer = RasaFileImporter(
        config_file=str(root / "config.yml"),
        domain_path=str(root / "domain.yml"),
        training_data_paths=[str(root / folder) for folder in _DATA],
    )
    validator = Validator.from_importer(importer)
    validator.warn_if_config_mandatory_keys_are_not_set()
    return all(
        [
            validator.verify_domain_validity(),
            validator.verify_actions_in_stories_rules(),
            validator.verify_forms_in_stories_rules(),
            validator.verify_form_slots(),
            validator.verify_slot_mappings(),
            validator.verify_nlu(ignore_warnings=False),
            validator.verify_story_structure(ignore_warnings=False),
        ]
    )


def main() -> int:
    """Run the command; 0 when all is well, 1 after saying what is wrong."""
    os.environ["LOG_LEVEL"] = "WARNING"  # Rasa's progress bars look at it
    logging.disable(logging.INFO)
    try:
        check(Path())
    except AppError as error:
        wire = error.to_wire()
        print(f"{wire['code']}:\n{wire['message']}", file=sys.stderr)
        return 1
    print("The dialogue is good.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
