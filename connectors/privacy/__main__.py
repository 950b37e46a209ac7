"""`python -m connectors.privacy export|erase PERSON`: data rights, from the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from connectors.bus import Bus
from connectors.errors import AppError
from connectors.privacy.contents import Contents
from connectors.privacy.erase import Eraser
from connectors.privacy.export import Exporter
from connectors.settings import Settings, load_settings
from connectors.stores.attachments import Attachments
from connectors.stores.database import open_database
from connectors.stores.files import Files
from connectors.stores.messages import Messages


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is done, 1 after saying what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m connectors.privacy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="write all that is held about a person")
    export.add_argument("person", help="the id: `sub` of their token")
    export.add_argument("--out", type=Path, required=True, help="the ZIP file to write")
    erase = commands.add_parser("erase", help="remove all that is held about a person")
    erase.add_argument("person", help="the id: `sub` of their token")
    erase.add_argument("--yes", action="store_true", help="it cannot be undone: needed")
    options = parser.parse_args(arguments)
    if options.command == "erase" and not options.yes:
        print("Nothing was removed. It cannot be undone: add --yes.", file=sys.stderr)
        return 1
    try:
        settings = load_settings()
        settings.require("mongo_url", "redis_url")
        asyncio.run(_run(options, settings))
    except (AppError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _run(options: argparse.Namespace, settings: Settings) -> None:
    database, bus = open_database(settings), Bus(settings.redis_url)
    files = Files(settings.attachments_folder)
    try:
        if options.command == "export":
            counts = await Exporter(database, files).write(options.person, options.out)
            held = ", ".join(f"{count} {name}" for name, count in counts.items())
            print(f"{options.out}: {held}.")
        else:
            attachments = Attachments(database, files)
            contents = Contents(database, Messages(database), attachments)
            eraser = Eraser(database, attachments, contents, bus)
            await eraser.erase(options.person, lambda step: print(f"removed: {step}"))
    finally:
        await bus.close()
        await database.close()


if __name__ == "__main__":
    sys.exit(main())
