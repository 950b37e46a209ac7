"""`make pictures`: what people see, as PNG files to look at; a few of them go to `docs/images`.

Fonts are those of this machine: Debian's `fonts-noto-core` has all four languages.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from connectors.stack.places import ROOT
from connectors.stack.training import ensure_model
from tests.pictures import desk, languages, rooms
from tests.pictures.stage import Stage
from tests.support.browser import launched
from tests.support.host import SECRET
from tests.support.stack import AUTH_SECRET, Stack

SCENES = {"rooms": rooms.scenes, "desk": desk.scenes, "languages": languages.scenes}


def main() -> None:
    """Start everything and take them."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "results/pictures")
    parser.add_argument("--only", choices=SCENES, action="append", help="default: all")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    ensure_model()
    with (
        tempfile.TemporaryDirectory() as data,
        Stack(Path(data), HOST_SECRET=SECRET, AUTH_SECRET=AUTH_SECRET) as stack,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        stack.wait_until_guide_is_ready()
        stage = Stage(stack.url, browser, chosen.folder)
        for name in chosen.only or SCENES:
            SCENES[name](stage)


if __name__ == "__main__":
    main()
