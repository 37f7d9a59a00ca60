"""What the operating system refuses becomes a refusal that names the path and the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rezone.transforms.errors import Refused


@contextmanager
def as_refusal(
    root: Path, outcome: str = "the tree is as it was", hint: str = ""
) -> Iterator[None]:
    """Turn an `OSError` of the block into `Refused`.

    Args:
        root: paths below it are shown relative to it.
        outcome: what the failure means for the tree.
        hint: what to do about it.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(f"{reason}; {outcome}", shown(root, error.filename), hint=hint) from error


def told_where(failure: BaseException, saved: list[str], folder: Path) -> BaseException:
    """Return *failure*, with the hint that *folder* has the files *saved* if there are any."""
    if saved and isinstance(failure, Refused):
        hint = f"what was saved meanwhile is in {folder}: {', '.join(saved)}"
        return type(failure)(failure.problem, failure.path, failure.line, hint)
    return failure


def shown(root: Path, name: object) -> str:
    """Return the path *name* for people: posix, relative to *root* where it lies below it."""
    if not isinstance(name, str | bytes | os.PathLike):
        return ""
    path = Path(os.fsdecode(name))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
