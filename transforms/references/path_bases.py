"""Folders that a path in text may start from, and where it leads from each of them."""

from __future__ import annotations

from functools import lru_cache
from posixpath import basename, dirname, normpath, relpath
from typing import Literal

from msgspec import Struct

from rezone.transforms.references.folders import Destination
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.text_names import FILE_SUFFIXES


class Setting(Struct, frozen=True):
    """What the document says about the paths in it.

    *path* is the document, posix and relative to the root; ``""`` where there is none.  In
    *prose* two bare words with a slash between them are no path.  *rooted*: all its paths start
    from its folder, a leading slash too, and none leaves it (ignore files, CODEOWNERS).
    *container*: an absolute path that ends like one of the repository is a copy of it.
    *anchored*: a leading slash may stand for the root of the repository.  *piece*: the text is one
    of several strings of the document, which is read as a whole as well.  *certain*: what looks
    like a path may be a URL or the name of a template, unless something is there.
    """

    path: str = ""
    prose: bool = False
    rooted: bool = False
    container: bool = False
    anchored: bool = False
    piece: bool = False
    certain: bool = False


class Base(Struct, frozen=True):
    """A folder that a path may start from, and where that folder is afterwards."""

    old: str
    new: str
    beyond: Literal["climb", "from the root", "never"]  # how it names what lies elsewhere


def bases_of(plain: str, text_map: TextMap, setting: Setting) -> list[Base]:
    """Return the folders *plain* may start from, the likeliest first."""
    root = Base("", "", "from the root")
    roots = [Base(each, each, "from the root") for each in text_map.roots if each]
    if not setting.path:
        return [root, *roots]
    folder = dirname(setting.path)
    after = setting.path if text_map.after else text_map.paths.get(setting.path, setting.path)
    here = Base(folder, dirname(after), "never" if setting.rooted else "climb")
    if plain.startswith("../") or setting.rooted:
        return [here]
    if plain.startswith("./"):
        return [here, root]
    if plain.count("/") == 1 and plain.endswith("/"):
        return [root] if folder == "" else []  # `config/` says too little to look elsewhere
    above = []
    while folder := dirname(folder):
        target = text_map.folders.get(folder)
        above.append(Base(folder, target if isinstance(target, str) else folder, "climb"))
    return [root, here, *roots, *above]


@lru_cache(maxsize=4096)  # translations name the same few files in every language
def locate(plain: str, base: Base, text_map: TextMap) -> Destination | None:
    """Return where the file, folder or module (``a/b`` or ``a/b.main`` for ``a/b.py``) goes."""
    old = normpath(f"{base.old}/{plain}".lstrip("/"))
    if old.startswith(".."):
        return None
    if not plain.endswith("/") and old not in text_map.paths and old not in text_map.folders:
        name, dot, attribute = basename(old).partition(".")
        module = f"{old[: len(old) - len(basename(old))]}{name}.py"
        file = text_map.locate(module) if module in text_map.paths else None
        if isinstance(file, str) and file.endswith(".py") and attribute not in FILE_SUFFIXES:
            return f"{file[:-3]}{dot}{attribute}"
    return text_map.locate(old)


@lru_cache(maxsize=4096)
def is_there(plain: str, base: Base, text_map: TextMap) -> bool:
    """Say whether *plain* leads from *base* to something known, not just into a moved folder."""
    literal = plain.partition("*")[0].rpartition("/")[0] if "*" in plain else plain
    old = normpath(f"{base.old}/{literal}".lstrip("/"))
    if old in text_map.paths or old in text_map.folders:
        return True
    name = basename(old)
    return f"{old[: len(old) - len(name)]}{name.partition('.')[0]}.py" in text_map.paths


def is_doubtful(plain: str, base: Base, text_map: TextMap) -> bool:
    """Say whether nothing is where *plain* leads, but for the first folder of it."""
    if plain.startswith(".") or is_there(plain, base, text_map):
        return False
    parts = normpath(plain).split("/")
    deeper = ("/".join(parts[:count]) for count in range(2, len(parts)))
    return not any(f"{base.old}/{each}".lstrip("/") in text_map.folders for each in deeper)


def written_from(new: str, base: Base) -> str | None:
    """Return the path from the root *new* as seen from *base*."""
    if base.new == "":
        return new
    if new.startswith(base.new + "/"):
        return new[len(base.new) + 1 :]
    if base.beyond == "climb":
        return relpath(new, base.new)
    return new if base.beyond == "from the root" else None
