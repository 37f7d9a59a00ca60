"""How a package with lazy re-exports is written: LibCST moves the imports and adds the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from rezone.transforms.index.lazy_table import TABLE, Entry

_WIDTH = 88
"""Where formatters break a line by default (black, ruff)."""

_FUNCTIONS = """\


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LAZY[name]
    value: object = import_module(module, __name__)
    if attribute:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
"""
_PUBLIC = """\
    if name == "__all__":  # there is none: a star import takes what is public
        return [public for public in __dir__() if not public.startswith("_")]
"""
_COMMENT = "# Imported when first asked for (PEP 562); `TYPE_CHECKING` above says the same."


def laid_out(
    content: bytes, lazy: frozenset[int], table: Sequence[Entry], has_all: bool
) -> bytes | None:
    """Return the file with the statements at the places *lazy* under ``TYPE_CHECKING``.

    Args:
        content: the file.
        lazy: places in the list of its top-level statements, each alone on its line.
        table: (name, module, attribute) of what ``__getattr__`` answers.
        has_all: says whether the file has an ``__all__``; else one is answered, too.

    Returns:
        The bytes, None where LibCST cannot print the file exactly.
    """
    try:
        module = cst.parse_module(content)
    except cst.ParserSyntaxError:
        return None
    if module.bytes != content:
        return None
    body = [*_with_blocks(module.body, lazy), *_tail(module, table, has_all)]
    return module.with_changes(body=body, footer=(), has_trailing_newline=True).bytes


def tail_source(table: Sequence[Entry], has_all: bool) -> str:
    """Return the code at the end of the file: the table and the functions that read it."""
    lines = [f"{TABLE}: dict[str, tuple[str, str]] = {{", *map(_row, table), "}\n"]
    before, check, after = _FUNCTIONS.partition("    if name not in")
    return "\n".join(lines) + before + ("" if has_all else _PUBLIC) + check + after


def _row(entry: Entry) -> str:
    name, module, attribute = (f'"{text}"' for text in entry)
    line = f"    {name}: ({module}, {attribute}),"
    if len(line) <= _WIDTH:
        return line
    return f"    {name}: (\n        {module},\n        {attribute},\n    ),"


Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def _with_blocks(body: Sequence[Statement], lazy: frozenset[int]) -> Iterator[Statement]:
    """Yield the statements, neighbours among the lazy ones in one ``if TYPE_CHECKING:``."""
    group: list[Statement] = []
    known = False
    place = 0
    for statement in body:
        is_lazy = place in lazy
        if group and not is_lazy:
            yield from _block(group, known)
            known, group = True, []
        if is_lazy:
            group.append(statement)
        else:
            known = known or _imports_type_checking(statement)
            yield statement
        place += len(statement.body) if isinstance(statement, cst.SimpleStatementLine) else 1
    if group:
        yield from _block(group, known)


def _block(group: list[Statement], known: bool) -> Iterator[Statement]:
    """Yield ``if TYPE_CHECKING:`` over *group*, after its import where it is not *known* yet.

    The comment right above the first statement goes along; what is further up stays outside.
    """
    first, *others = group
    lines = list(first.leading_lines)
    at = len(lines)
    while at and lines[at - 1].comment is not None:
        at -= 1
    outside, inside = lines[:at], lines[at:]
    block = cst.If(
        test=cst.Name("TYPE_CHECKING"),
        body=cst.IndentedBlock(
            [_indented(first.with_changes(leading_lines=inside)), *map(_indented, others)]
        ),
    )
    if known:
        yield block.with_changes(leading_lines=outside or [_blank()])
    else:
        (wanted,) = cst.parse_module("from typing import TYPE_CHECKING\n").body
        yield wanted.with_changes(leading_lines=outside)
        yield block.with_changes(leading_lines=[_blank()])


def _blank() -> cst.EmptyLine:
    return cst.EmptyLine(indent=False)


def _indented(statement: Statement) -> Statement:
    """Return the statement so that the empty lines above it stay empty inside a block."""
    lines = [
        line if line.comment is not None else line.with_changes(indent=False)
        for line in statement.leading_lines
    ]
    return statement.with_changes(leading_lines=lines)


def _imports_type_checking(statement: Statement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    for small in statement.body:
        if isinstance(small, cst.ImportFrom) and isinstance(small.module, cst.Name):
            names = () if isinstance(small.names, cst.ImportStar) else small.names
            if small.module.value == "typing" and any(
                alias.asname is None and alias.name.value == "TYPE_CHECKING" for alias in names
            ):
                return True
    return False


def _tail(module: cst.Module, table: Sequence[Entry], has_all: bool) -> Iterator[Statement]:
    """Yield the statements to append; comments that ended the file stay above them."""
    first, *others = cst.parse_module(tail_source(table, has_all)).body
    after_definition = isinstance(module.body[-1], cst.FunctionDef | cst.ClassDef)
    blank = [_blank()] * (2 if after_definition else 1)
    comment = cst.EmptyLine(comment=cst.Comment(_COMMENT))
    footer = list(module.footer)
    while footer and footer[-1].comment is None:
        footer.pop()
    yield first.with_changes(leading_lines=[*footer, *blank, comment])
    yield from others
