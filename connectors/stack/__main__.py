"""`python -m connectors.stack run|train|shell`; see `make help`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from connectors.errors import AppError
from connectors.settings import load_settings
from connectors.stack.child import UNUSABLE
from connectors.stack.run import run
from connectors.stack.say import say
from connectors.stack.shell import shell
from connectors.stack.training import ensure_model


def main() -> int:
    """Do one command; what cannot work ends in one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m connectors.stack", description=__doc__)
    parser.add_argument("command", choices=["run", "train", "shell"])
    command = parser.parse_args().command
    try:
        if command == "train":
            say("train", f"the model is {ensure_model()}")
        else:
            serve = run if command == "run" else shell
            asyncio.run(serve(load_settings()))
    except AppError as error:
        print(error.message, file=sys.stderr)
        return UNUSABLE
    except (asyncio.CancelledError, KeyboardInterrupt):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
