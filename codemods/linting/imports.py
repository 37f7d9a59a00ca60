"""Import statements of a LibCST tree as the modules they read."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from rezone.phases.linting.linted_file import LintedFile


def modules_read(
    node: cst.Import | cst.ImportFrom, file: LintedFile
) -> Iterator[tuple[cst.ImportAlias | cst.ImportFrom, str]]:
    """Yield each module that *node* reads, by its absolute name, with the part that says so.

    ``from package import submodule`` reads the submodule where there is one.
    """
    if isinstance(node, cst.Import):
        for alias in node.names:
            yield alias, get_full_name_for_node(alias.name) or ""
        return
    module = None if node.module is None else get_full_name_for_node(node.module)
    aliases = () if isinstance(node.names, cst.ImportStar) else node.names
    for alias in aliases:
        name = get_full_name_for_node(alias.name) or ""
        read = file.imported(module, len(node.relative), name)
        if read is not None:
            yield alias, read
    if not aliases:
        read = file.imported(module, len(node.relative), "")
        if read is not None:
            yield node, read
