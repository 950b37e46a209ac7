"""How large a picture is, read from its first bytes."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 50_000_000
"""More of them take a browser's memory away, however small the file is."""

_ORIENTATION = 0x0112  # Exif; 5 to 8 lie on their side
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")

Image.MAX_IMAGE_PIXELS = None  # judged by `MOST_PIXELS`


def picture_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height in pixels as shown; None if it is no picture, or one of too many pixels."""
    try:
        with Image.open(file, formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return None
            # Where opening has found no Exif, looking for it would decode all of the pixels.
            lies = "exif" in image.info and image.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return None
    return (height, width) if lies else (width, height)
