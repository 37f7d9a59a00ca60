"""Paths in a plan: what a folder may be, and the qualified name that a module's path means."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from rezone.transforms.index.modules import MODULE_SUFFIXES
from rezone.transforms.names import is_dotted_name


def normalized(path: str) -> str:
    """Return *path* with forward slashes, no ``./`` and no slash at the end; the root is ``.``."""
    return str(PurePosixPath(path.replace("\\", "/")))


def path_problem(path: str) -> str:
    """Say why *path* cannot be one inside the repository, ``""`` if it can."""
    posix = PurePosixPath(path.replace("\\", "/"))
    if not path.strip():
        return "the path is empty"
    if not path.isprintable():
        return f"{path!r} holds a character that cannot be printed"
    if posix.is_absolute() or (posix.parts[:1] and posix.parts[0].endswith(":")):
        return f"{path!r} is absolute"
    if ".." in posix.parts:
        return f"{path!r} climbs with '..'"
    return ""


def leaves(root: Path, folder: str) -> bool:
    """Say whether *folder* lies outside *root* once symbolic links are followed."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, folder))
    return os.path.commonpath([real, real_root]) != real_root


def import_root(path: str, roots: Iterable[str]) -> str | None:
    """Return the import root that the file at *path* lies below.

    The longest of *roots* wins, as in ``src`` and ``src/packages``.  Without any it is guessed
    from the path: the last folder named ``src``, with a folder ``packages`` directly below it,
    else the repository itself (``.``).

    Returns:
        The root, or ``None`` when *path* lies below none of *roots*.
    """
    parts = PurePosixPath(path).parts
    candidates = [root for root in roots if root]
    if candidates:
        below = [r for r in candidates if parts[: len(_parts(r))] == _parts(r)]
        return max(below, key=lambda root: len(_parts(root)), default=None)
    if "src" not in parts[:-1]:
        return "."
    end = len(parts) - 1 - parts[::-1].index("src", 1) + 1
    if parts[end : end + 1] == ("packages",) and end + 1 < len(parts):
        end += 1
    return "/".join(parts[:end])


def module_name(path: str, root: str) -> str | None:
    """Return the qualified name of the module or package at *path* below the import root *root*.

    ``a/b.py``, ``a/b.pyi``, ``a/b/__init__.py`` and the folder ``a/b`` all are ``a.b``.

    Returns:
        The name, or ``None`` when no import statement can spell it.
    """
    pure = PurePosixPath(path)
    parts = pure.parts[len(_parts(root)) :]
    if pure.suffix in MODULE_SUFFIXES:
        parts = (*parts[:-1], pure.stem)
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    name = ".".join(parts)
    return name if parts and is_dotted_name(name) and all("." not in p for p in parts) else None


def _parts(root: str) -> tuple[str, ...]:
    return PurePosixPath(root).parts
