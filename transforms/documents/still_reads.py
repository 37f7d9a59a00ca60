"""The last word on an edited document: what a parser could read before, it can read afterwards."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import splitext

from rezone.transforms.errors import Unproven


def refuse_unreadable(path: str, before: bytes, after: bytes) -> None:
    """Check that the document at *path*, TOML or JSON *before*, is that *after* its edits too.

    What no parser took before is not judged: JSON with comments is no JSON.

    Raises:
        Unproven: it is not.
    """
    read = _READERS.get(splitext(path)[1].lower())
    if read is None or _problem(read, before):
        return
    problem = _problem(read, after)
    if problem:
        why = f"cannot be read any more after its edits: {problem}"
        hint = (
            "report this file; `exclude` in the plan leaves it out meanwhile; nothing was changed"
        )
        raise Unproven(why, path, hint=hint)


def _problem(read: Callable[[bytes], object], content: bytes) -> str:
    try:
        read(content)
    except (ValueError, RecursionError) as error:
        return str(error) or type(error).__name__
    return ""


def _toml(content: bytes) -> object:
    import tomllib

    return tomllib.loads(content.decode("utf-8-sig"))


def _json(content: bytes) -> object:
    import json

    return json.loads(content)


_READERS: dict[str, Callable[[bytes], object]] = {
    ".toml": _toml,
    ".json": _json,
    ".ipynb": _json,
}
