"""Edits into text: LibCST works on just the statements and expressions that hold a reference.

Parsing a whole module with LibCST costs ten times what `ast` does; one import statement costs
nothing.  So the snippet alone is parsed, changed and put back between untouched characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rezone.transforms.edits.actions import (
    Edit,
    ImportEdit,
    NameEdit,
    Pin,
    StringEdit,
    TextEdit,
)
from rezone.transforms.edits.plain_imports import other_module
from rezone.transforms.references.source import SourceText

Replacement = tuple[int, int, str]
_REST_OF_LINE = re.compile(r"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_SIMPLE_CHAIN = re.compile(r"[\w.]+\Z")


def is_alone(source: SourceText, start: int, end: int) -> bool:
    """Say whether a statement has its line for itself: no semicolon, no ``if x: import y``."""
    line, column = source.position(start)
    begin = start - column
    if source.text[begin:start].strip(" \t\f"):
        return False
    if line > 1 and source.text[:begin].rstrip("\r\n").endswith("\\"):
        return False
    return _REST_OF_LINE.match(source.text, end) is not None


def _import_end(source: SourceText, edit: ImportEdit) -> int:
    """Return where the text of an import ends: with its line, where it has one for itself."""
    if not is_alone(source, edit.start, edit.end):
        return edit.end
    rest = _REST_OF_LINE.match(source.text, edit.end)
    assert rest is not None
    return rest.end()


def _import_text(source: SourceText, edit: ImportEdit, inner: Sequence[TextEdit]) -> Replacement:
    plain = None if inner else other_module(source.text[edit.start : edit.end], edit)
    if plain is not None:
        start, end, module = plain
        return edit.start + start, edit.start + end, module
    return _import_through_libcst(source, edit, inner)


def _import_through_libcst(
    source: SourceText, edit: ImportEdit, inner: Sequence[TextEdit]
) -> Replacement:
    import libcst as cst

    from rezone.transforms.edits.statements import rewrite_line, rewrite_small

    config = cst.PartialParserConfig(default_newline=source.newline)
    end = _import_end(source, edit)
    snippet = _with(source, edit.start, end, inner)
    module = cst.parse_module(snippet, config)
    (line,) = module.body
    assert isinstance(line, cst.SimpleStatementLine)
    if not is_alone(source, edit.start, edit.end):
        small = rewrite_small(line.body, {0: edit})
        code = module.code_for_node(line.with_changes(body=small)).rstrip("\r\n")
        return edit.start, end, code
    begin = edit.start - source.position(edit.start)[1]
    indent = source.text[begin : edit.start].rpartition("\f")[2]
    codes = [module.code_for_node(part) for part in rewrite_line(line, {0: edit})]
    code = indent.join(codes)
    if not snippet.endswith(("\n", "\r")):
        code = code.rstrip("\r\n")
    return edit.start, end, code


def _name_text(source: SourceText, edit: NameEdit) -> Replacement:
    written = source.text[edit.start : edit.end]
    if _SIMPLE_CHAIN.match(written):
        return edit.start, edit.end, edit.new
    import libcst as cst

    from rezone.transforms.edits.expressions import rename

    # A chain may continue on the next line only inside brackets that are not part of it.
    node = cst.parse_expression(f"({written})")
    assert isinstance(node, cst.Name | cst.Attribute)
    return edit.start, edit.end, cst.Module([]).code_for_node(rename(node, edit.new))[1:-1]


def _string_text(source: SourceText, edit: StringEdit, inner: Sequence[TextEdit]) -> Replacement:
    import libcst as cst

    from rezone.transforms.edits.expressions import rename_in_literal

    node = cst.parse_expression(f"({_with(source, edit.start, edit.end, inner)})")
    changed = rename_in_literal(node, edit.names)
    return edit.start, edit.end, cst.Module([]).code_for_node(changed)[1:-1]


def splice(text: str, replacements: Iterable[Replacement]) -> str:
    """Return *text* with each (start, end, new) put in; spans do not overlap."""
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(replacements):
        if start < position:
            raise ValueError(f"overlapping edits at {start}")
        parts += (text[position:start], new)
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _with(source: SourceText, start: int, end: int, edits: Sequence[TextEdit]) -> str:
    """Return the text from *start* to *end* with the text edits in it."""
    return splice(source.text[start:end], [(e.start - start, e.end - start, e.new) for e in edits])


def replacements(source: SourceText, edits: Sequence[Edit]) -> list[Replacement]:
    """Return what each edit puts where; a text edit inside another edit is part of it."""
    texts = [edit for edit in edits if isinstance(edit, TextEdit)]
    held: set[int] = set()
    found: list[Replacement] = []

    def inside(start: int, end: int) -> list[TextEdit]:
        inner = [e for e in texts if start <= e.start and e.end <= end]
        held.update(map(id, inner))
        return inner

    for edit in edits:
        if isinstance(edit, ImportEdit):
            inner = inside(edit.start, _import_end(source, edit))
            found.append(_import_text(source, edit, inner))
        elif isinstance(edit, NameEdit):
            found.append(_name_text(source, edit))
        elif isinstance(edit, StringEdit):
            found.append(_string_text(source, edit, inside(edit.start, edit.end)))
        elif isinstance(edit, Pin):
            found.append((edit.at, edit.at, edit.text))
        elif not isinstance(edit, TextEdit):
            found.append((edit.start, edit.end, edit.new))
    found += [(e.start, e.end, e.new) for e in texts if id(e) not in held]
    return found
