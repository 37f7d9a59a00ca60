"""Paths in text: ``src/a/b.py``, ``./b/``, ``a/b/**``, ``..\\a\\b.py``, ``$ROOT/src/a``.

A path counts when it leads, from a folder that text may mean, to a file or folder that moves.
The new path is written as the old one was: same base, separators, leading ``./``, last slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from posixpath import dirname, normpath

from rezone.transforms.references.folders import Destination, several_places
from rezone.transforms.references.lost_patterns import lost_files
from rezone.transforms.references.mention import BEHIND_VARIABLE, NOTHING_THERE, Kind, Mention
from rezone.transforms.references.path_bases import (
    Base,
    Setting,
    bases_of,
    is_doubtful,
    is_there,
    locate,
    written_from,
)
from rezone.transforms.references.path_regions import path_regions
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.wild_paths import shape, wild_mention
from rezone.transforms.references.written_path import WrittenPath

_SEGMENT = r"[\w.*@+~-]*+(?:\\\.[\w.*@+~-]*+)*"
_WINDOWS = re.compile(r"(?<![\w.*@+~/\\-])(?:[\w.*@+~-]++(?:\\{1,2}[\w.*@+~-]+)+\\{0,2})")
_SLASH = re.compile(r"(?<![\w.*@+~/\\-])" + rf"{_SEGMENT}(?:\\?/{_SEGMENT})+")
_REGEX = re.compile(r"\\\.[^.\\]")  # `a\.b` is no path with a hidden file
_HALF = re.compile(r"[{%]|\$[\w({]")  # what follows goes on with the last segment
_VARIABLE = re.compile(r"(?:\{[^{}]*\}\}?|\$\([^()]*\)|%\w+%|%\(\w+\)s)$")
_SETTING = re.compile(r"%\(\w+\)$")  # of an INI file: the `s` behind it is no part of a path
_CHOICE = re.compile(
    r"\{(?P<braces>[\w.,-]+,[\w.,-]*)\}|\((?:\?:)?(?P<parens>[\w\\.|/-]+\|[\w\\.|/-]+)\)"
)
_ENCLOSED = frozenset("`\"'([<={|")


def paths_in(text: str, text_map: TextMap, setting: Setting) -> Iterator[Mention]:
    """Yield the paths that lead to what moves; they may overlap other mentions."""
    regions = path_regions(setting.path, text, text_map) if text_map.words else []
    for pattern, separators in ((_SLASH, ("\\/", "/")), (_WINDOWS, ("\\\\", "\\"))):
        if separators[-1] in text:
            for match in chain.from_iterable(pattern.finditer(text, *r) for r in regions):
                separator = next(each for each in separators if each in match[0])
                mention = _mention(text, match, separator, text_map, setting)
                if mention is not None:
                    yield mention


def _mention(
    text: str, match: re.Match[str], separator: str, text_map: TextMap, setting: Setting
) -> Mention | None:
    span = _trimmed(text, *match.span(), separator)
    if span is None:
        return None
    start, end, variable = span
    path = WrittenPath(text[start:end], separator)
    if "\\" in separator and separator[-1] != "/" and _REGEX.search(path.text):
        return None
    choice = _CHOICE.match(text, end) if path.plain.endswith("/") else None
    if "*" not in path.text and not choice and text_map.words.isdisjoint(_words(path.plain)):
        return None
    if path.plain.startswith("/"):
        anchored = setting.anchored and text_map.locate(path.plain.strip("/")) is not None
        if not setting.rooted and not anchored:
            return _absolute(start, path, text_map, setting)
        start, path = start + len(separator), WrittenPath(path.text[len(separator) :], separator)
    elif setting.prose and _is_bare(path.plain) and not _is_enclosed(text, start, end):
        return None
    if "*" in path.plain.partition("/")[0]:
        return wild_mention(start, path, text_map)
    bases = bases_of(path.plain, text_map, setting)
    if variable and "/" not in path.plain.strip("/"):
        return _behind_variable(start, path, text_map)
    if choice is not None:
        return _choice(start, choice, path, bases, text_map)
    return _moved(start, path, bases, text_map, certain=setting.certain) or _outside(
        start, path, text_map, setting
    )


def _behind_variable(start: int, path: WrittenPath, text_map: TextMap) -> Mention | None:
    """Return the mention of ``$(DIR)/db.py`` where every file of that name moves."""
    named = text_map.by_name.get(path.plain.strip("/"), ())
    if not named or not all(old in text_map.paths for old in named):
        return None
    return Mention(start, start + len(path.text), path.text, None, "path", BEHIND_VARIABLE)


def _choice(
    start: int, choice: re.Match[str], path: WrittenPath, bases: list[Base], text_map: TextMap
) -> Mention | None:
    """Return the mention of a folder and several names in it: ``src/{a,b}``, ``src/(a|b)/``."""
    names = re.split(r"[,|]", (choice["braces"] or choice["parens"]).replace("\\.", "."))
    whole = path.text + choice[0]
    found = [_moved(start, WrittenPath(f"{path.plain}{name}"), bases, text_map) for name in names]
    moved = [mention.new or mention.reason for mention in found if mention is not None]
    above = _moved(start, path, bases, text_map)
    if not moved or (above is not None and above.new is not None and len(moved) == len(names)):
        return above
    reason = f"names that part ways: {', '.join(moved[:3])}"
    return Mention(start, start + len(whole), whole, None, "path", reason)


def _outside(start: int, path: WrittenPath, text_map: TextMap, setting: Setting) -> Mention | None:
    """Return the mention of a path that leaves the repository: a script went elsewhere first."""
    seen = normpath(f"{dirname(setting.path)}/{path.plain}".lstrip("/"))
    tail = path.plain.replace("../", "")
    if not seen.startswith("../") or not setting.path or "*" in tail or not text_map.locate(tail):
        return None
    reason = "starts from a folder that is not known here"
    return Mention(start, start + len(path.text), path.text, None, "path", reason)


def _moved(
    start: int, path: WrittenPath, bases: list[Base], text_map: TextMap, *, certain: bool = False
) -> Mention | None:
    """Return the mention of *path* from the first base that leads to something that moves."""
    end, plain = start + len(path.text), path.plain
    kind: Kind = "glob" if "*" in plain else "path"
    if any(text_map.is_current(normpath(f"{base.old}/{plain}".lstrip("/"))) for base in bases):
        return None
    for base in sorted(bases, key=lambda base: not is_there(plain, base, text_map)):
        if kind == "glob":
            found, rest = _glob(path, base, text_map)
            thinned = _thinned(start, path, base, text_map) if found is None else None
            if thinned is not None:
                return thinned
        else:
            found, rest = locate(plain, base, text_map), ""
        if found is None:
            if is_there(plain, base, text_map):
                return None  # it still holds what it held, deeper down
            continue
        if isinstance(found, tuple):
            return Mention(start, end, path.text, None, kind, several_places(found))
        written = written_from(found, base)
        if written is None:
            reason = "goes to a place that this file cannot name"
            return Mention(start, end, path.text, None, kind, reason)
        new = path.like(written) + rest
        if normpath(new) == normpath(path.text):
            return None
        if certain and kind == "path" and is_doubtful(plain, base, text_map):
            return Mention(start, end, path.text, None, kind, NOTHING_THERE)
        return Mention(start, end, path.text, new, kind)
    return None


def _trimmed(text: str, start: int, end: int, separator: str) -> tuple[int, int, bool] | None:
    """Cut what is no part of the path; say whether a variable stands before it.

    ``None`` where no path is left: a URL, a home folder, half of something else.
    """
    before = text[start - 1 : start]
    if text[start:end][:2] == "s/" and _SETTING.search(text, max(0, start - 80), start):
        start += 1
    token = text[start:end]
    if token.startswith(("//", "\\/\\/", "~", "\\\\")):
        return None
    while (
        text[end - 1] in ".~@+"
        and end - start > 2
        and not text.endswith(("/..", "\\.."), start, end)
    ):
        end -= 1
    stars = len(token) - len(token.lstrip("*"))
    if stars and text.endswith("*" * stars, start, end) and token[stars] not in "/\\.":
        start, end = start + stars, end - stars
    if text[end - 1] not in "/\\" and _HALF.match(text, end):
        end = start + text[start:end].rfind(separator) + len(separator)
    variable = text[start] in "/\\" and bool(_VARIABLE.search(text, max(0, start - 80), start))
    if before == "$":
        start += text[start:end].find(separator)
        variable = True
    if variable:
        start += len(separator)
    return (start, end, variable) if end - start > 1 else None


def _words(plain: str) -> list[str]:
    words = plain.split("/")
    return [*words, *(word.partition(".")[0] for word in words if "." in word)]


def _is_bare(plain: str) -> bool:
    """Say whether it is only two words with a slash between them: ``client/server``."""
    return plain.count("/") == 1 and not plain.endswith("/") and not set("._*") & set(plain)


def _is_enclosed(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in _ENCLOSED and not text[end : end + 1].isspace()


def _glob(path: WrittenPath, base: Base, text_map: TextMap) -> tuple[Destination | None, str]:
    """Return where the literal folder of a pattern goes, and the pattern below it as written."""
    plain = path.plain
    literal = plain[: plain.index("*")].rpartition("/")[0]
    if not literal.strip("./"):
        return None, ""
    written = path.text.split(path.separator)[: literal.count("/") + 1]
    folder = locate(literal + "/", base, text_map)
    if folder is None and not text_map.after:  # the folder stays, and all it holds goes deeper
        deeper = text_map.folders.get(normpath(f"{base.old}/{literal}".lstrip("/")))
        fits = shape(normpath(f"{base.old}/{plain}".lstrip("/"))).fullmatch
        lost = (new for old, new in text_map.paths.items() if fits(old) and not fits(new))
        folder = deeper if isinstance(deeper, str) and any(lost) else None
    return folder, path.text[len(path.separator.join(written)) :]


def _thinned(start: int, path: WrittenPath, base: Base, text_map: TextMap) -> Mention | None:
    """Return the mention of a pattern over a folder that stays, if it finds less afterwards."""
    literal = path.plain[: path.plain.index("*")].rpartition("/")[0]
    if text_map.after or not literal.strip("./"):
        return None
    fits = shape(normpath(f"{base.old}/{path.plain}".lstrip("/"))).fullmatch
    reason = lost_files(text_map, fits)
    if not reason:
        return None
    return Mention(start, start + len(path.text), path.text, None, "glob", reason)


def _absolute(start: int, path: WrittenPath, text_map: TextMap, setting: Setting) -> Mention | None:
    """Return the mention of an absolute path that ends like one of the repository.

    In a container it follows what was copied there; elsewhere it is left.
    """
    end, parts = start + len(path.text), path.plain.rstrip("/").split("/")
    bases = [Base(each, each, "never") for each in ("", *filter(None, text_map.roots))]
    for cut in range(1, len(parts) - 1):
        tail = "/".join(parts[cut:])
        for base in bases:
            found = locate(tail, base, text_map)
            if found is None or (base.old and not setting.container):
                continue
            new = (
                written_from(found, base) if isinstance(found, str) and setting.container else None
            )
            if new is None:
                reason = "an absolute path: which folder it stands for is not known here"
                return Mention(start, end, path.text, None, "path", reason)
            whole = path.like("/".join((*parts[:cut], new)))
            return Mention(start, end, path.text, whole, "path")
    return None
