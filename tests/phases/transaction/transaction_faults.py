"""Failures on demand: the n-th operation on the file system does something else."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rezone.phases.transaction import renaming

_WRITING = [
    "replace",
    "rename",
    "mkdir",
    "rmdir",
    "unlink",
    "symlink",
    "link",
    "chmod",
    "chown",
    "utime",
    "open",
    "fsync",
    "write",
]
READING = ["lstat", "readlink", "scandir", "listdir", "stat"]


class Faults:
    """Counts operations, and calls *strike* before number *at*; of those that read, every 4th."""

    def __init__(self, strike: Callable[[str], None], at: int = -1) -> None:
        self.strike = strike
        self.at = at
        self.count = 0
        self.reads = 0

    def hit(self, name: str) -> None:
        if name in READING:
            self.reads += 1
            if self.reads % 4:
                return
        self.count += 1
        if self.count - 1 == self.at:
            self.strike(name)


@contextmanager
def installed(faults: Faults, reading: bool = True) -> Iterator[None]:
    """Count, and fail, every call of `os` that changes (or reads) the file system."""
    names = [*_WRITING, *(READING if reading else ())]
    real: dict[tuple[Any, str], Any] = {(os, name): getattr(os, name) for name in names}
    real[builtins, "open"] = builtins.open
    real[renaming, "rename_to_free"] = renaming.rename_to_free

    def wrap(name: str, function: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            faults.hit(name)
            return function(*args, **kwargs)

        return wrapped

    without_following = set(os.supports_follow_symlinks)
    for (module, name), function in real.items():
        setattr(module, name, wrap(name, function))
        if function in without_following:  # `shutil` asks whether a function is in there
            os.supports_follow_symlinks.add(getattr(module, name))
    try:
        yield
    finally:
        os.supports_follow_symlinks.clear()
        os.supports_follow_symlinks.update(without_following)
        for (module, name), function in real.items():
            setattr(module, name, function)
