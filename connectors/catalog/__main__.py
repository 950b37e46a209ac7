"""`python -m connectors.catalog [--check]`: validate the CSV files, and load them into MongoDB."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from connectors.catalog.files import CatalogFiles, read_catalog
from connectors.catalog.load import load_catalog
from connectors.errors import AppError
from connectors.settings import Settings, load_settings
from connectors.stores.database import open_database


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 after saying what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m connectors.catalog", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only validate, write nothing")
    check_only = parser.parse_args(arguments).check
    try:
        settings = load_settings()
        files = read_catalog(
            settings.catalog_dir,
            now=datetime.now(UTC),
            timezone=settings.tz,
            samples=settings.demo_site,
            whole=check_only,
        )
        if check_only:
            print(f"The catalog in {settings.catalog_dir} is good.")
        else:
            print(asyncio.run(_load(files, settings)))
    except AppError as error:
        wire = error.to_wire()
        print(f"{wire['code']}:\n{wire['message']}", file=sys.stderr)
        return 1
    return 0


async def _load(files: CatalogFiles, settings: Settings) -> str:
    database = open_database(settings)
    try:
        await database.ensure_indexes()
        counts = await load_catalog(files, database)
    finally:
        await database.close()
    return "Loaded " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "."


if __name__ == "__main__":
    sys.exit(main())
