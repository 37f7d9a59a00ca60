"""Settings that list packages: which keys do, and how a name is added to a list.

- isort and Ruff: ``known_first_party``; flake8-import-order: ``application-import-names``
- import-linter: ``root_packages``, or ``root_package`` where there is one
  (https://import-linter.readthedocs.io/en/stable/usage/)
- coverage: ``source``, ``source_pkgs``, ``source_dirs`` of ``run``
  (https://coverage.readthedocs.io/en/latest/config.html)
- mypy: ``packages`` and ``files``
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from rezone.transforms.documents.registry import Document
from rezone.transforms.references.mentions import Mention
from rezone.transforms.references.package_lists import Extension, PackageList, Takes

_OWN_CODE = frozenset({"known_first_party", "application_import_names"})
_ROOTS = frozenset({"root_package", "root_packages"})
_MEASURED = frozenset({"source", "source_pkgs", "source_dirs"})
_RUN = re.compile(r"(?:tool\.coverage\.|coverage:)?run")
_CHECKED = frozenset({"packages", "files"})
_MORE = re.compile(r"[ \t]*,?[ \t]*[^\s,#\])]")  # another entry on the same line
_ENTRY = re.compile(r"[^\s,]+")
_TIGHT = re.compile(r",[^\s\])]")


def takes(table: str, key: str) -> Takes | None:
    """Return what the packages that *key* in *table* lists are for, None if it lists none."""
    name = key.replace("-", "_").lower()
    if name in _OWN_CODE:
        return Takes.OWN_CODE
    if name in _ROOTS and table in ("importlinter", "tool.importlinter"):
        return Takes.ROOTS
    is_run = name in _MEASURED and _RUN.fullmatch(table)
    is_mypy = name in _CHECKED and table in ("mypy", "tool.mypy")
    return Takes.MEASURED if is_run else Takes.CHECKED if is_mypy else None


class Listing(Struct):
    """The value of one key that lists packages: the spans of the names in it.

    *key* is the span of the key itself; with *commas* there is one between any two names, else a
    line's end will do.
    """

    key: tuple[int, int]
    takes: Takes
    commas: bool = True
    spans: list[tuple[int, int]] = field(default_factory=list)

    def in_toml(self, document: Document) -> Iterator[Mention]:
        """Yield what becomes of the entries of a TOML value, quotes included.

        isort and mypy take one string as well, with commas between its entries.
        """
        text = document.text
        is_list = bool(self.spans) and "[" in text[self.key[1] : self.spans[0][0]]
        if not is_list and any("," in text[slice(*span)] for span in self.spans):
            entries = [each for span in self.spans for each in _ENTRY.finditer(text, *span)]
            listing = Listing(self.key, self.takes, spans=[each.span() for each in entries])
            yield from listing.in_ini(document)
            return
        for start, end, extension in self._extensions(document):
            quote = text[start - 1]
            names = [f"{quote}{name}{quote}" for name in extension.entries]
            at, key = self.key[0], text[slice(*self.key)]
            if extension.reason:
                yield Mention(start, end, text[start:end], None, "dotted", extension.reason)
            elif key in ("root_package", "root-package"):
                new = f"{key}s{text[self.key[1] : start - 1]}[{', '.join(names)}]"
                yield Mention(at, end + 1, text[at : end + 1], new, "dotted")
            else:
                listed = _listed(text, start - 1, end + 1, names, ",")
                new = listed if is_list else f"[{', '.join(names)}]"
                yield Mention(start - 1, end + 1, text[start - 1 : end + 1], new, "dotted")

    def in_ini(self, document: Document) -> Iterator[Mention]:
        """Yield what becomes of the entries of an INI value."""
        text = document.text
        for start, end, extension in self._extensions(document):
            at, key = self.key[0], text[slice(*self.key)]
            if extension.reason:
                yield Mention(start, end, text[start:end], None, "dotted", extension.reason)
            elif self.takes is Takes.ROOTS and len(self.spans) == 1 and "\n" not in text[at:start]:
                # import-linter reads a name a line.
                equals = text[self.key[1] : start].rstrip()
                names = "".join(f"\n    {name}" for name in extension.entries)
                new = f"{key.removesuffix('s')}s{equals}{names}"
                yield Mention(at, end, text[at:end], new, "dotted")
            else:
                value = text[self.spans[0][0] : self.spans[-1][1]]
                mark = "," if self.commas or "," in value else ""
                new = _listed(text, start, end, [*extension.entries], mark)
                yield Mention(start, end, text[start:end], new, "dotted")

    def _extensions(self, document: Document) -> Iterator[tuple[int, int, Extension]]:
        values = [document.text[start:end] for start, end in self.spans]
        said = PackageList(values, document.path, self.takes, document.text_map)
        for extension in said.extensions():
            yield *self.spans[extension.at], extension


def _listed(text: str, start: int, end: int, names: list[str], mark: str) -> str:
    """Return *names* as they stand in the list in which ``text[start:end]`` is an entry.

    The entry of a line of its own gets lines of their own beside it, and keeps its comment.
    """
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before, behind = text[begin:start], text[end : stop if stop >= 0 else len(text)]
    if before.strip() or _MORE.match(behind):
        gap = "" if _TIGHT.search(before + text[start:end] + behind) else " "
        return f",{gap}".join(names)
    if "#" in behind:
        names = [*names[1:], names[0]]
    line_end = "\r\n" if behind.endswith("\r") else "\n"
    return f"{mark}{line_end}{before}".join(names)
