"""Keys of settings that hold patterns: what one finds no more is told, whatever it is written in.

- flake8, Ruff, isort, coverage, pytest: patterns of files as `fnmatch` has them
- mypy and Black: regular expressions of paths; pylint: of paths and of file names
- pytest's ``filterwarnings``: ``action:message:category:module``, the last a regular expression
  that the name of a module begins with (https://docs.pytest.org/en/stable/how-to/capture-warnings.html)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from fnmatch import translate
from functools import lru_cache
from posixpath import basename

from rezone.transforms.documents.registry import Document
from rezone.transforms.references.lost_patterns import Fits, lost_files, lost_modules
from rezone.transforms.references.mentions import Mention, Setting, TextMap, find, rewrite


class Language(Enum):
    """How a pattern is written, and what it is tried on."""

    FILES = auto()
    PATHS = auto()
    FILE_NAMES = auto()
    WARNINGS = auto()


_FILES = {
    "flake8": {"exclude", "extend_exclude", "filename", "per_file_ignores"},
    "ruff": {"include", "extend_include", "exclude", "extend_exclude", "per_file_ignores"},
    "isort": {"skip", "extend_skip", "skip_glob", "extend_skip_glob"},
    "coverage": {"omit", "include"},
    "pytest": {"python_files", "norecursedirs"},
    "pylint": {"ignore"},
}
_PATHS = {
    "mypy": {"exclude"},
    "black": {"include", "exclude", "extend_exclude", "force_exclude"},
    "pylint": {"ignore_paths"},
}
_TOOL = re.compile(
    r"(?:tool[.:])?(?P<name>flake8|ruff|isort|coverage|pytest|pylint|mypy|black)\b.*", re.IGNORECASE
)
# Sections of a file that is all about one tool.
_ALONE = {"run": "coverage", "report": "coverage", "settings": "isort", "main": "pylint"}
_WORD = re.compile(r"[^\s,:]+")
_WILD = re.compile(r"[*?]|\[[^\]]*\]")


def language(table: str, key: str) -> Language | None:
    """Return how the patterns under *key* of *table* are written, None if it holds none."""
    match = _TOOL.fullmatch(table)
    tool = match["name"].lower() if match else _ALONE.get(table.lower(), "")
    name = key.replace("-", "_").lower()
    if tool == "pytest" and name == "filterwarnings":
        return Language.WARNINGS
    if name in _FILES.get(tool, ()) or table.endswith("per-file-ignores"):
        return Language.FILES
    if name in _PATHS.get(tool, ()):
        return Language.PATHS
    return Language.FILE_NAMES if (tool, name) == ("pylint", "ignore_patterns") else None


def lost_words(document: Document, start: int, end: int) -> Iterator[Mention]:
    """Yield the patterns of files in ``text[start:end]``, parted by white space or commas."""
    for match in _WORD.finditer(document.text, start, end):
        yield from lost_pattern(document, *match.span(), Language.FILES)


def lost_pattern(
    document: Document, start: int, end: int, kind: Language, said: Callable[[str], str] = str
) -> Iterator[Mention]:
    """Yield the pattern ``text[start:end]`` if it finds less afterwards, as it is written then.

    *said* gives what is meant by how it is written, as a string of TOML with its escapes.
    """
    text_map = document.text_map
    if kind is Language.WARNINGS:
        parts = document.text[start:end].split(":")
        if len(parts) < 4 or not parts[3].strip():
            return
        start += sum(len(part) + 1 for part in parts[:3])
        end = start + len(parts[3].rstrip())
    old = document.text[start:end]
    if text_map.after or (kind is Language.FILES and not _may_fit(old, text_map)):
        return
    new = rewrite(old, find(old, text_map, Setting(document.path)))
    try:
        before, after = _fits(said(old), kind), _fits(said(new), kind)
    except (re.error, ValueError):
        return
    lost = lost_modules if kind is Language.WARNINGS else lost_files
    reason = lost(text_map, before, after)
    if reason:
        yield Mention(start, end, old, None, "glob", reason)


def _may_fit(pattern: str, text_map: TextMap) -> bool:
    """Say whether the longest piece of *pattern* without a star stands in the path of a file."""
    piece = max(_WILD.split(pattern), key=len).strip("/")
    return bool(piece) and piece in _moving(text_map)


@lru_cache(maxsize=8)
def _moving(text_map: TextMap) -> str:
    return "\n".join(text_map.paths)


@lru_cache(maxsize=512)
def _fits(pattern: str, kind: Language) -> Fits:
    if kind is Language.WARNINGS:
        return re.compile(pattern).match
    if kind is Language.FILES:
        plain = pattern.lstrip("!/").removeprefix("./").rstrip("/")
        shapes = (plain, f"*/{plain}", f"{plain}/*", f"*/{plain}/*")
        return re.compile("|".join(map(translate, shapes))).match
    found = re.compile(pattern)
    if kind is Language.FILE_NAMES:
        return lambda path: found.match(basename(path))
    return lambda path: found.search(path) or found.search(f"/{path}")
