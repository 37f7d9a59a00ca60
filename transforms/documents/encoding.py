"""Bytes to text and back without losing one of them."""

from __future__ import annotations


def decode(content: bytes) -> tuple[str, str] | None:
    """Return the text and its encoding, ``None`` for a binary file.

    UTF-8 where it is UTF-8 (a byte order mark stays as the first character), else latin-1, in
    which every byte is a character.  Line ends are not touched.
    """
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def fits(text: str, encoding: str) -> bool:
    """Say whether *text* can be written in *encoding*."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
