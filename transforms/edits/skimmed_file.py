"""The edits of a file in which nothing changes but the module that import statements name.

That is most files of most phases.  They need no syntax tree: the skim has the statements and says
where strings and comments are, and CPython's symbol table says whether the file parses and whether
the skim saw every import.  Wherever more may be to do, the whole tree is made instead.
"""

from __future__ import annotations

from rezone.transforms.edits.actions import ImportEdit
from rezone.transforms.edits.file_edits import FileEdits
from rezone.transforms.edits.plain_imports import other_module
from rezone.transforms.edits.python_text import FindMentions, bare_names
from rezone.transforms.references.built_names import may_build
from rezone.transforms.references.dotted import needs_scopes
from rezone.transforms.references.dynamic_imports import may_name
from rezone.transforms.references.exports import may_break_exports
from rezone.transforms.references.imports import changes
from rezone.transforms.references.lazy_tables import may_hold_table
from rezone.transforms.references.places import FILE
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.resources import may_anchor
from rezone.transforms.references.skim import Skim, skim
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.string_pieces import is_piece
from rezone.transforms.references.witness import imported_names


def skimmed_edits(
    source: SourceText,
    resolver: Resolver,
    find_mentions: FindMentions | None,
    *,
    is_known: bool = False,
) -> FileEdits | None:
    """Return the edits of the file, None where its whole tree is needed to tell them.

    *is_known*: these very bytes were skimmed before, and their symbol table agreed.
    """
    here = resolver.index.here(source.path)
    if source.path in resolver.paths or (resolver.tasks and here is not None):
        return None
    text = source.text
    if may_hold_table(text) or may_anchor(text):
        return None
    if may_name(text, resolver) or may_build(source, resolver):
        return None
    if "package_data" in text or may_break_exports(text, resolver, here):
        return None
    found = skim(source, resolver.concerns)
    if found is None or _says_more(source, found, resolver, find_mentions):
        return None
    file = FileEdits(source, found.tree, resolver, is_skimmed=True)
    if needs_scopes(file.imports, resolver) or _may_fall_back(file):
        return None
    file.rewrite_names()
    if not all(
        isinstance(edit, ImportEdit) and other_module(text[edit.start : edit.end], edit)
        for edit in file.edits
    ):
        return None
    return file if is_known or imported_names(text) == found.bound else None


def _says_more(
    source: SourceText, found: Skim, resolver: Resolver, find_mentions: FindMentions | None
) -> bool:
    """Say whether strings or comments may name what moves."""
    text = source.text
    if FILE in text and (
        f".{FILE}" in text  # of another module
        or any(is_piece(text, *literal) for literal in found.around(text, resolver.ways_in))
    ):
        return True
    if find_mentions is None:
        return False
    return bool(bare_names(source, resolver)) or any(
        found.in_literal(mention.start, mention.end)
        for mention in find_mentions(text, matters=found.in_literal)
    )


def _may_fall_back(file: FileEdits) -> bool:
    """Say whether an import that changes may stand in a ``try``: its other arm is compared."""
    return "except" in file.source.text and any(
        reference.node.col_offset and changes(reference) for reference in file.imports
    )
