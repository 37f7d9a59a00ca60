"""Patterns of paths that begin with a star: ``*/a/b/*``, ``**/b/main.py``, ``.*/a/b/``.

They hold no folder to start from.  What follows the star is one where it is written from an import
root and moves; else the pattern is tried on the paths that move, and told if it loses some.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rezone.transforms.references.lost_patterns import lost_files
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.path_bases import Base, is_there, locate, written_from
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.written_path import WrittenPath


def wild_mention(start: int, path: WrittenPath, text_map: TextMap) -> Mention | None:
    """Return the mention of the pattern *path*, at *start*, if what it finds moves."""
    end = start + len(path.text)
    parts = path.plain.split("/")
    fixed = [number for number, part in enumerate(parts) if part and not set("*?[") & set(part)]
    run = _first_run(fixed)
    for cut in range(len(run) - 1):
        tail = "/".join(parts[number] for number in run[cut:])
        for root in ("", *filter(None, text_map.roots)):
            base = Base(root, root, "never")
            found = locate(tail, base, text_map) if is_there(tail, base, text_map) else None
            new = written_from(found, base) if isinstance(found, str) else None
            if new is not None:
                written = path.text.split(path.separator)
                inside = new.replace(".", "\\.") if path.escaped else new
                inside = inside.replace("/", path.separator)
                whole = (*written[: run[cut]], inside, *written[run[-1] + 1 :])
                return Mention(start, end, path.text, path.separator.join(whole), "glob")
    return None if text_map.after else _lost(start, path, text_map)


def _first_run(numbers: list[int]) -> list[int]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            break
        run.append(number)
    return run


def _lost(start: int, path: WrittenPath, text_map: TextMap) -> Mention | None:
    """Return the mention of a pattern that no longer finds all that it found."""
    if not any(part.strip("*.") for part in path.plain.split("/")):
        return None
    fits = _anywhere(path.plain.replace(".*", "*").rstrip("/")).fullmatch
    reason = lost_files(text_map, lambda file: fits(f"/{file}"))
    if not reason:
        return None
    return Mention(start, start + len(path.text), path.text, None, "glob", reason)


@lru_cache(maxsize=256)
def _anywhere(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose stars cross slashes, of a file or of a folder with all below it."""
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(parts).replace("/.*/", "/(?:.*/)?") + "(?:/.*)?")


@lru_cache(maxsize=256)
def shape(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of paths: ``**`` crosses slashes, ``*`` does not."""
    parts = (re.escape(part) for part in re.split(r"(\*\*/|\*+)", pattern))
    wild = {r"\*\*/": "(?:.*/)?", r"\*": "[^/]*"}
    return re.compile("".join(wild.get(part, ".*" if part == r"\*\*" else part) for part in parts))
