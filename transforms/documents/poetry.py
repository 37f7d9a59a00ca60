"""Poetry's packages: ``{include = "tool.py", from = "src"}``, a path from another folder.

https://python-poetry.org/docs/pyproject/#packages.  Where all of a new top-level package came from
one entry, the entry names that package, with the ``__init__.py`` that the phase gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath

from msgspec import Struct

from rezone.transforms.documents.registry import Document
from rezone.transforms.index.modules import below
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mentions import Mention, TextMap

Span = tuple[int, int]


class PoetryPackage(Struct):
    """One entry: the spans of its values in the text, without their quotes."""

    include: Span | None = None
    source: Span | None = None

    def mentions(self, document: Document) -> Iterator[Mention]:
        """Yield what becomes of the entry, whose file or folder moves."""
        if self.include is None:
            return
        text, text_map = document.text, document.text_map
        include = text[slice(*self.include)]
        source = text[slice(*self.source)] if self.source else ""
        here = dirname(document.path)
        old = normpath(join(here, source, include))
        goes = None if "*" in include else text_map.locate(old)
        if isinstance(goes, tuple):
            reason = several_places(goes)
            yield Mention(*self.include, include, None, "path", reason)
        elif goes is not None:
            yield from self._moved(document, include, _whole(old, goes, text_map))

    def _moved(self, document: Document, include: str, new: str) -> Iterator[Mention]:
        """Yield the values that say *new*: the folder it starts from changes if it has to."""
        assert self.include is not None
        text, here = document.text, dirname(document.path)
        source = text[slice(*self.source)] if self.source else ""
        root = normpath(join(here, source)).removeprefix(".")
        roots = [each for each in document.text_map.roots if below(new, each) is not None]
        if below(new, root) is None or (self.source is None and roots):
            root = max(roots, key=len, default="")
        written, inside = relpath(root or ".", here or "."), below(new, root)
        if self.source is None and written != ".":
            begin = text[text.rfind("\n", 0, self.include[0]) + 1 : self.include[0]]
            more = f'", from = "{written}' if "{" in begin else f'"\nfrom = "{written}'
            yield Mention(*self.include, include, f"{inside}{more}", "path")
            return
        if self.source is not None and normpath(source) != written:
            yield Mention(*self.source, source, written, "path")
        yield Mention(*self.include, include, inside, "path")


def _whole(old: str, new: str, text_map: TextMap) -> str:
    """Return the new top-level package around *new* that holds only what was in *old*."""
    for made in text_map.new_tops:
        is_inside = made.is_package and below(new, made.place) is not None
        if is_inside and all(
            one.path == old or below(one.path, old) is not None for one, _ in made.came
        ):
            return made.place
    return new
