"""What a file is: told from its bytes, whatever it is called."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image

from connectors.domain.file_type import sniff
from connectors.domain.picture import picture_size


def picture(form: str, size: tuple[int, int] = (3, 2), mode: str = "RGB", **more: object) -> bytes:
    """A picture in a format of Pillow's."""
    file = io.BytesIO()
    Image.new(mode, size).save(file, form, **more)
    return file.getvalue()


def office(*names: str) -> bytes:
    """A zip archive with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    """A box of an MP4 file."""
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def mp4(*handlers: bytes, first: bytes = b"") -> bytes:
    """An MP4 file with tracks of these kinds, its index at the end."""
    tracks = b"".join(box(b"hdlr", bytes(8) + handler + bytes(12)) for handler in handlers)
    return box(b"ftyp", b"isom" + bytes(4) + b"isomiso5") + first + box(b"moov", tracks)


def webm(*codecs: bytes) -> bytes:
    """The beginning of a WebM file with these codecs."""
    tracks = b"".join(b"\x86" + bytes([0x80 + len(codec)]) + codec for codec in codecs)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40) + tracks


ODT = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text" + bytes(99)
TYPES = {
    "image/png": [picture("PNG")],
    "image/jpeg": [picture("JPEG")],
    "image/gif": [picture("GIF")],
    "image/webp": [picture("WEBP")],
    "application/pdf": [b"%PDF-1.7\n%\xe2\xe3\n"],
    "text/plain": [
        "नमस्ते, पंडित जी।\r\n".encode(),
        b"\xef\xbb\xbfwith a mark",
        b"BM is no bitmap here",
        b"1 < 2 and <b>3</b>",
        b"a" * 65535 + "é".encode() * 40000,  # a letter across two chunks
    ],
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [
        office("[Content_Types].xml", "_rels/.rels", "docProps/a.xml", "word/document.xml")
    ],
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [
        office("[Content_Types].xml", "_rels/.rels", "docProps/a.xml", "xl/workbook.xml")
    ],
    "application/vnd.oasis.opendocument.text": [ODT],
    "audio/mpeg": [b"ID3\x04" + bytes(50), b"\xff\xfb\x90" + bytes(50)],
    "audio/wav": [b"RIFF\x24\0\0\0WAVEfmt " + bytes(50)],
    "audio/ogg": [b"OggS" + bytes(24) + b"OpusHead\x01", b"OggS" + bytes(24) + b"\x01vorbis"],
    "audio/webm": [webm(b"A_OPUS")],
    "audio/mp4": [mp4(b"soun"), mp4(b"soun", first=box(b"mdat", bytes(99_999)))],
}
REFUSED = {
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "html after blanks": b"\xef\xbb\xbf \n\t" + b" " * 70_000 + b"<html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml": b'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml"/>',
    "a program": b"\x7fELF" + bytes(99),
    "a Windows program": b"MZ" + bytes(99),
    "text with NUL": b"text\0",
    "text with an escape": b"text \x1b[31m",
    "Latin-1": "é".encode("latin-1"),
    "half a letter": "é".encode()[:1],
    "UTF-16": "hello".encode("utf-16"),
    "nothing": b"",
    "blanks": b" \n",
    "zip": office("a.txt"),
    "Theora": b"OggS" + bytes(24) + b"\x80theora" + bytes(24) + b"\x01vorbis",
    "Ogg of nothing": b"OggS" + bytes(99),
    "WebM with pictures": webm(b"V_VP9", b"A_OPUS"),
    "Matroska": webm(b"A_OPUS").replace(b"webm", b"matr"),
    "MP4 with pictures": mp4(b"vide", b"soun"),
    "MP4 of nothing": mp4(),
    "MP4 that does not end": box(b"ftyp", b"isom") + b"\0\0\0\x01moov",
    "MP4 in a circle": box(b"ftyp", b"isom") + bytes(3) + b"\x04" + b"free" + bytes(99),
    "TIFF": b"II*\0" + bytes(99),
}


@pytest.mark.parametrize(
    ("mime", "content"), [(mime, one) for mime, many in TYPES.items() for one in many]
)
def test_types_that_may_be_sent(mime: str, content: bytes) -> None:
    """Each type of docs/protocol.md is known by its content."""
    found = sniff(io.BytesIO(content))
    assert found
    assert found.mime == mime


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_sent(content: bytes) -> None:
    """Whatever can run or is not on the list is no type."""
    assert sniff(io.BytesIO(content)) is None


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_size_of_a_picture(form: str) -> None:
    """Width and height come from its head."""
    assert picture_size(io.BytesIO(picture(form, (30, 20)))) == (30, 20)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_on_its_side(form: str) -> None:
    """A camera held upright writes a lying picture and says so: it is measured as shown."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert picture_size(io.BytesIO(picture(form, (30, 20), exif=exif))) == (20, 30)


def test_no_picture() -> None:
    """Broken ones and ones of too many pixels have no size."""
    assert picture_size(io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(40))) is None
    assert picture_size(io.BytesIO(picture("PNG", (10_000, 5_001), "1"))) is None
    assert picture_size(io.BytesIO(picture("TIFF"))) is None


IN_ONE_GIBIBYTE = """
import io, resource, sys
from connectors.domain.picture import picture_size
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
print(picture_size(io.BytesIO(sys.stdin.buffer.read())))
"""


def test_a_picture_that_would_fill_the_memory_is_judged_by_its_head() -> None:
    """A small file that says it has 900 million pixels is refused without decoding any of them."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000)))]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    measured = subprocess.run(
        [sys.executable, "-c", IN_ONE_GIBIBYTE], input=bomb, capture_output=True, check=False
    )
    assert (measured.stdout, measured.stderr) == (b"None\n", b"")
