"""The part of a git patch that speaks of one file: paths and bytes in, bytes out.

The format is git's own (git-diff(1), "Generating patch text with -p").  Modes are those git
knows: 100644, 100755, and 120000 for a symbolic link, whose content is the text of the link.
A mode that stays is not written, so that whatever applies the patch keeps it.
"""

from __future__ import annotations

from rezone.phases.reports.hunks import hunks, similarity

FILE = 0o100644
EXECUTABLE = 0o100755
LINK = 0o120000

_NAMED = {
    ord("\a"): b"\\a",
    ord("\b"): b"\\b",
    ord("\t"): b"\\t",
    ord("\n"): b"\\n",
    ord("\v"): b"\\v",
    ord("\f"): b"\\f",
    ord("\r"): b"\\r",
    ord('"'): b'\\"',
    ord("\\"): b"\\\\",
}
_PLAIN = frozenset(range(0x20, 0x7F)) - _NAMED.keys()


def changed(old: str, new: str, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return the patch of a file that moves, changes, or both; of one that does neither, nothing.

    A pure move needs no content, however large or binary the file is.
    """
    found = hunks(before, after)
    parts = [_title(old, new)]
    if old != new:
        parts.append(b"similarity index %d%%\n" % similarity(before, after, found))
        parts += [b"rename from %s\n" % quoted(old), b"rename to %s\n" % quoted(new)]
    elif not found:
        return b""
    return b"".join([*parts, *_body(quoted(f"a/{old}"), quoted(f"b/{new}"), found)])


def created(path: str, mode: int, content: bytes) -> bytes:
    """Return the patch that makes a file."""
    body = _body(b"/dev/null", quoted(f"b/{path}"), hunks(b"", content))
    return b"".join([_title(path, path), b"new file mode %o\n" % mode, *body])


def removed(path: str, mode: int, content: bytes) -> bytes:
    """Return the patch that takes a file away; it tells all of the file, as git wants it."""
    body = _body(quoted(f"a/{path}"), b"/dev/null", hunks(content, b""))
    return b"".join([_title(path, path), b"deleted file mode %o\n" % mode, *body])


def quoted(path: str) -> bytes:
    """Return *path* for a patch: what is not printable ASCII escaped as in C, then in quotes.

    So does git by default (``core.quotePath``).  Here quotes also go around a name with a space,
    which git writes bare and does not always read back: an empty new file ``a /b`` is enough.
    Bytes of a file name that are no UTF-8 are expected as Python decodes them (PEP 383).
    """
    raw = path.encode("utf-8", "surrogateescape")
    if _PLAIN.issuperset(raw) and b" " not in raw:
        return raw
    return b'"%s"' % b"".join(map(_escaped, raw))


def _escaped(byte: int) -> bytes:
    return bytes([byte]) if byte in _PLAIN else _NAMED.get(byte, b"\\%03o" % byte)


def _title(old: str, new: str) -> bytes:
    return b"diff --git %s %s\n" % (quoted(f"a/{old}"), quoted(f"b/{new}"))


def _body(old: bytes, new: bytes, found: list[bytes]) -> list[bytes]:
    """Return the hunks below the two names they are about; an empty file has neither."""
    return [b"--- %s\n" % old, b"+++ %s\n" % new, *found] if found else []
