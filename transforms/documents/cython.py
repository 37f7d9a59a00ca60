"""Cython: what text alone does not tell of ``cimport`` and ``import``.

Absolute names follow as in any text.  Here are the statements that need more: relative ones, those
whose names go to several modules, and ``include``, which starts from the folder of its file.
A statement is taken as text where it is all that stands on its line; else a person must look.
https://cython.readthedocs.io/en/latest/src/userguide/sharing_declarations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath, relpath

from rezone.transforms.documents.generic import generic
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import parent
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.imports import relative
from rezone.transforms.references.mentions import Mention, TextMap
from rezone.transforms.references.text_imports import target

_FROM = re.compile(
    r"^(?P<before>[^\n#\"']*?)(?<![\w.])from[ \t]+(?P<module>\.*[\w.]*)[ \t]+(?P<word>c?import)"
    r"(?![\w.])[ \t]*(?P<names>\([^()]*\)|[^\n;#\\(]*[^\n;#\\( \t\r])(?P<after>[^\n]*)",
    re.MULTILINE,
)
_NAME = re.compile(r"([^\W\d]\w*|\*)(?:[ \t]+as[ \t]+([^\W\d]\w*))?")
_FLAT = re.compile(
    r"^[ \t]*cimport[ \t]+(?P<name>[^\W\d]\w*)(?P<alias>[ \t]+as[ \t]+\w+)?(?=[ \t]*(?:#|\r?$))",
    re.MULTILINE,
)
_INCLUDE = re.compile(r"^[ \t]*include[ \t]+[\"'](?P<path>[^\"'\n]+)[\"']", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")
_NO_LINE = "no statement on a line of its own: its names part ways"


@rewrites("*.pyx", "*.pxd", "*.pxi")
def cython(document: Document) -> Iterable[Mention]:
    """Return the mentions of a file in Cython."""
    for match in _FROM.finditer(document.text):
        yield from _from(match, document)
    for match in _FLAT.finditer(document.text):
        yield from _flat(match, document.text_map)
    for match in _INCLUDE.finditer(document.text):
        yield from _include(match, document)
    yield from generic(document)


def _from(match: re.Match[str], document: Document) -> Iterator[Mention]:
    text_map = document.text_map
    written = match["module"]
    level = len(written) - len(written.lstrip("."))
    before, after = _packages(document)
    module = absolute(written.lstrip(".") or None, level, before)
    if not module:
        return
    places: dict[str, list[tuple[str, str]]] = {}
    names = [(each[1], each[2] or each[1]) for each in _names(match["names"])]
    for name, local in names:
        found = target(module if name == "*" else f"{module}.{name}", text_map)
        if isinstance(found, tuple):
            yield Mention(*_span(match), _said(match), None, "import", several_places(found))
            return
        home, _, new = found.rpartition(":" if ":" in found else ".")
        if name == "*":
            home, new = found, name
        places.setdefault(home, []).append((new, local))
    said = {_written(home, level, before, after): listed for home, listed in places.items()}
    if said == {written: [(name, local) for name, local in names]}:
        return
    if list(said.values()) == [names]:  # no name changes: the module is all that does
        (new,) = said
        yield Mention(*match.span("module"), written, new, "import")
    elif match["before"].strip() or _COMMENT.sub("", match["after"]).strip() or "#" in match[0]:
        yield Mention(*_span(match), _said(match), None, "import", _NO_LINE)
    else:
        line_end = "\r\n" if match[0].endswith("\r") else "\n"
        lines = [_statement(match["word"], home, listed) for home, listed in said.items()]
        text = f"{line_end}{match['before']}".join(lines)
        yield Mention(*_span(match), document.text[slice(*_span(match))], text, "import")


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.end("before"), match.end("names")


def _said(match: re.Match[str]) -> str:
    """Return the statement in one line."""
    return " ".join(_COMMENT.sub("", match.string[slice(*_span(match))]).split())


def _names(text: str) -> Iterator[re.Match[str]]:
    return _NAME.finditer(_COMMENT.sub("", text))


def _statement(word: str, module: str, listed: list[tuple[str, str]]) -> str:
    names = ", ".join(new if new == local else f"{new} as {local}" for new, local in listed)
    return f"from {module} {word} {names}".replace("* as *", "*")


def _packages(document: Document) -> tuple[str, str]:
    """Return the package of the file, before and after."""
    text_map, path = document.text_map, document.path
    found = []
    for place in (path, path if text_map.after else text_map.paths.get(path, path)):
        name = text_map.name_of(place.rpartition(".")[0])
        found.append(parent(name))  # that of `a/__init__.pxd`, `a.__init__`, is `a`
    return found[0], found[1]


def _written(home: str, level: int, before: str, after: str) -> str:
    """Return the module as a statement of the file says it: relative if it was and can be."""
    if not level:
        return home
    return relative(home, after, level if before == after else 1) or home


def _flat(match: re.Match[str], text_map: TextMap) -> Iterator[Mention]:
    found = text_map.resolve(match["name"])
    if found is None:
        return
    start, end = match.span("name")
    if isinstance(found[1], str):
        new = found[1] if match["alias"] else f"{found[1]} as {match['name']}"
        yield Mention(start, end, match["name"], new, "import")
    else:
        yield Mention(start, end, match["name"], None, "import", several_places(found[1]))


def _include(match: re.Match[str], document: Document) -> Iterator[Mention]:
    text_map, path = document.text_map, document.path
    here = dirname(path)
    old = normpath(join(here, match["path"]))
    if old not in text_map.files or text_map.after:
        return
    goes = text_map.paths.get(old, old)
    new = relpath(goes, dirname(text_map.paths.get(path, path)) or ".")
    if new != normpath(match["path"]):
        yield Mention(*match.span("path"), match["path"], new, "path")
