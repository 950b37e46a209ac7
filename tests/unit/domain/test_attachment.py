"""Names of files: safe to show and to save under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.domain.attachment import MAX_NAME, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("photo.JPG", "photo.JPG"),
        ("पूजा सामग्री.jpeg", "पूजा सामग्री.jpeg"),
        ("می\u200cخواهم.jpg", "می\u200cخواهم.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\a\\photo.jpg", "photo.jpg"),
        ("run.html", "run.html.jpg"),
        ("gpj.\u202eexe", "gpj.exe.jpg"),
        ("a\0b\r\nc\x1b.jpg", "ab c.jpg"),
        ("  spaced \u2028 out .jpg", "spaced out.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("/", "file.jpg"),
        ("\ud800.jpg", "jpg.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
        ("x" * 200 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_names(name: str, safe: str) -> None:
    """No path, nothing invisible, the extension of the type, and what was meant is kept."""
    assert safe_name(name, ("jpg", "jpeg")) == safe


@given(st.text())
def test_any_name_is_made_safe(name: str) -> None:
    """Whatever comes in can be shown, saved and sent in a header, and is left alone next time."""
    safe = safe_name(name, ("txt",))
    assert 0 < len(safe) <= MAX_NAME
    assert safe.lower().endswith(".txt")
    assert not set(safe) & set("/\\\0\r\n\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    assert safe_name(safe, ("txt",)) == safe
    safe.encode()
