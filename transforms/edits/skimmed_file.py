"""The edits of a file in which only modules change that imports, comments or docstrings name.

That is most files of most phases.  They need no syntax tree: the skim has the statements and says
where strings and comments are, and CPython's symbol table says whether the file parses and whether
the skim saw every import.  Wherever more may be to do, the whole tree is made instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from rezone.transforms.edits.actions import ImportEdit, JoinEdit, TextEdit
from rezone.transforms.edits.file_edits import FileEdits
from rezone.transforms.edits.plain_imports import other_module
from rezone.transforms.edits.python_text import FindMentions, Found, PythonText, bare_names
from rezone.transforms.references.built_names import may_build
from rezone.transforms.references.dynamic_imports import may_name
from rezone.transforms.references.exports import may_break_exports
from rezone.transforms.references.fallbacks import may_be_arm
from rezone.transforms.references.imports import ImportReference, changes
from rezone.transforms.references.lazy_tables import may_hold_table
from rezone.transforms.references.model import Kind
from rezone.transforms.references.other_files import may_ask
from rezone.transforms.references.places import FILE
from rezone.transforms.references.prose import prose_at, stays_prose
from rezone.transforms.references.purposes import OPEN, SOME_PROSE
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.resources import may_anchor
from rezone.transforms.references.skim import Skim, skim
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.string_pieces import is_piece
from rezone.transforms.references.text_uses import may_use
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
    if may_hold_table(text) or may_name(text, resolver) or may_build(source, resolver):
        return None
    if "package_data" in text or may_break_exports(text, resolver, here):
        return None
    found = skim(source, resolver.concerns)
    if found is None or may_anchor(text, found.imports) or _may_find_files(text, found, resolver):
        return None
    prose = _told_in_prose(source, found, resolver, find_mentions)
    file = FileEdits(source, found.tree, resolver, is_skimmed=True)
    if prose is None or _says_more(file, found):
        return None
    file.rewrite_names()
    imports = [edit for edit in file.edits if isinstance(edit, ImportEdit)]
    if not all(other_module(text[edit.start : edit.end], edit) for edit in imports):
        return None
    file.add(prose)
    if any(_share_a_line(text, edit, imports) for edit, _ in prose if edit is not None):
        return None
    return file if is_known or imported_names(text) == found.bound else None


def _may_find_files(text: str, found: Skim, resolver: Resolver) -> bool:
    """Say whether the file may find something that moves from its own place."""
    return FILE in text and any(
        is_piece(text, *literal) for literal in found.around(text, resolver.ways_in)
    )


def _told_in_prose(
    source: SourceText, found: Skim, resolver: Resolver, find_mentions: FindMentions | None
) -> list[Found] | None:
    """Return what becomes of the names in comments and docstrings.

    None where another string may name what moves.
    """
    if find_mentions is None:
        return []
    if bare_names(source, resolver):
        return None
    text, told = source.text, []
    for mention in find_mentions(text, matters=found.in_literal):
        if not found.in_literal(mention.start, mention.end):
            continue
        kind = prose_at(text, found.literals, mention.start, mention.end)
        if kind is None or not stays_prose(mention.new or "") or FILE in text:
            return None
        if kind is Kind.STRING and "find_class" in text:
            return None
        stand = SOME_PROSE if kind is Kind.STRING else OPEN
        told.append(PythonText(source, found.tree, resolver).told(mention, kind, stand))
    return told


def _says_more(file: FileEdits, found: Skim) -> bool:
    """Say whether more than import statements may lead to what moves, or tell of it."""
    text = file.source.text
    return (
        may_ask(text, file.imports, file.resolver)
        or may_use(text, file.imports, file.resolver, found)
        or ("except" in text and any(_may_fall_back(each, file, found) for each in file.imports))
    )


def _may_fall_back(reference: ImportReference, file: FileEdits, found: Skim) -> bool:
    """Say whether an import that changes may be an arm of a ``try``: the other is compared."""
    if not reference.node.col_offset or not changes(reference):
        return False
    start, _ = file.source.span(reference.node)
    return may_be_arm(file.source.text, start, found.in_literal)


def _share_a_line(text: str, edit: TextEdit | JoinEdit, imports: Sequence[ImportEdit]) -> bool:
    """Say whether *edit* is in one of *imports* or on its last line: LibCST writes both at once."""
    return any(
        each.start <= edit.start and "\n" not in text[each.end : edit.start] for each in imports
    )
