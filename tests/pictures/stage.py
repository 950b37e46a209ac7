"""Where pictures are taken: browsers of people in front of a running stack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from connectors.stack.places import ROOT
from tests.support.browser import within

Look = Literal["light", "dark"]

WIDE = (1280, 800)
NARROW = (390, 800)

DOCS = ROOT / "docs/images"
SHOWN = {
    "guide": "en-wide-light-cards",
    "room": "room-two",
    "room-states": "room-states",
    "console": "console-queue",
    "languages": "languages",
}
"""What the documentation shows: file name there and picture."""

_GAP = 24
_GROUND = "#d9d4cd"
_SHOWN_PX = (1080, 1080)
_COLOURS = 255


class Stage:
    """A stack's address, a browser, and the folder the pictures go to."""

    def __init__(self, url: str, browser: Browser, folder: Path) -> None:
        self.url = url
        self._browser = browser
        self._folder = folder

    @contextmanager
    def person(
        self, size: tuple[int, int] = WIDE, look: Look = "light", language: str = "en"
    ) -> Iterator[Page]:
        """A page in a browser of a person's own; closed afterwards."""
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=look,
            locale=language,
            timezone_id="Asia/Kolkata",
            reduced_motion="reduce",
        )
        context.set_default_timeout(within(20))
        yield context.new_page()
        context.close()

    def shoot(self, name: str, *pages: Page, whole: bool = False) -> None:
        """Several pages stand side by side; `whole` takes what is below the edge, too."""
        shots: list[Image.Image] = [
            Image.open(BytesIO(page.screenshot(full_page=whole))) for page in pages
        ]
        self.keep(name, side_by_side(shots))

    def keep(self, name: str, picture: Image.Image) -> None:
        """Save it; for the documentation smaller and with fewer colours."""
        picture.save(self._folder / f"{name}.png")
        for shown in (file for file, source in SHOWN.items() if source == name):
            small = picture.convert("RGB")
            small.thumbnail(_SHOWN_PX)
            palette = small.quantize(_COLOURS, Image.Quantize.FASTOCTREE)
            few = small.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
            few.save(DOCS / f"{shown}.png", optimize=True)

    def taken(self, *names: str) -> list[Image.Image]:
        """Pictures that were taken before."""
        return [Image.open(self._folder / f"{name}.png") for name in names]


def side_by_side(shots: list[Image.Image]) -> Image.Image:
    """One picture of several."""
    if len(shots) == 1:
        return shots[0]
    width = sum(shot.width for shot in shots) + _GAP * (len(shots) + 1)
    whole = Image.new("RGB", (width, max(shot.height for shot in shots) + 2 * _GAP), _GROUND)
    x = _GAP
    for shot in shots:
        whole.paste(shot, (x, _GAP))
        x += shot.width + _GAP
    return whole
