"""Import statements of a LibCST tree as the modules they read."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from rezone.phases.linting.linted_file import LintedFile

Part = cst.ImportAlias | cst.ImportFrom


def modules_read(node: cst.Import | cst.ImportFrom, file: LintedFile) -> Iterator[tuple[Part, str]]:
    """Yield each module that *node* reads, by its absolute name, with the first part that says so.

    ``from package import submodule`` reads the submodule where there is one.
    """
    seen: set[str] = set()
    for part, module in _reads(node, file):
        if module not in seen:
            seen.add(module)
            yield part, module


def _reads(node: cst.Import | cst.ImportFrom, file: LintedFile) -> Iterator[tuple[Part, str]]:
    if isinstance(node, cst.Import):
        yield from ((alias, get_full_name_for_node(alias.name) or "") for alias in node.names)
        return
    module = None if node.module is None else get_full_name_for_node(node.module)
    parts: list[Part] = [node]
    if not isinstance(node.names, cst.ImportStar):
        parts = list(node.names)
    for part in parts:
        name = get_full_name_for_node(part.name) if isinstance(part, cst.ImportAlias) else ""
        read = file.imported(module, len(node.relative), name or "")
        if read is not None:
            yield part, read
