"""LibCST on import statements: one statement in, the statements it becomes out.

The same functions serve the fast engine (one statement parsed alone) and whole-tree transformers.
A comment stays with the name it stands by; a pragma (``noqa``, ``type: ignore`` …) that held for
the whole statement holds for each of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from rezone.transforms.edits.actions import Clause, ImportEdit

PRAGMA = re.compile(
    r"#\s*(noqa|type:\s*ignore|pyright:|pylint:|pragma|isort:|ruff:|nosec|fmt:|mypy:)"
)


def dotted_name(text: str) -> cst.Name | cst.Attribute:
    """Return ``a.b.c`` as nodes."""
    first, *rest = text.split(".")
    node: cst.Name | cst.Attribute = cst.Name(first)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def _as_name(alias: str | None) -> cst.AsName | None:
    return None if alias is None else cst.AsName(cst.Name(alias))


def plain_import(clause: Clause) -> cst.Import:
    """Return ``import name [as alias]``."""
    return cst.Import([cst.ImportAlias(dotted_name(clause.name), _as_name(clause.alias))])


def import_of(clause: Clause) -> cst.Import | cst.ImportFrom:
    """Return the statement that imports just *clause*."""
    if not clause.module:
        return plain_import(clause)
    alias = cst.ImportAlias(cst.Name(clause.name), _as_name(clause.alias))
    return _to_module(cst.ImportFrom(cst.Name("_"), [alias]), clause.module)


def rewrite_import(node: cst.Import, edit: ImportEdit) -> list[cst.Import]:
    """Return what ``import a, b.c as d`` becomes: itself with new names, and its neighbours."""
    names = []
    for alias, clause in zip(node.names, edit.clauses, strict=True):
        if clause is None:
            names.append(alias)
            continue
        as_name = alias.asname
        if clause.alias is None:
            as_name = None
        elif as_name is None or _local(as_name) != clause.alias:
            as_name = _as_name(clause.alias)
        names.append(alias.with_changes(name=dotted_name(clause.name), asname=as_name))
    return [
        *map(plain_import, edit.before),
        node.with_changes(names=names),
        *map(plain_import, edit.after),
    ]


def _local(as_name: cst.AsName) -> str:
    return as_name.name.value if isinstance(as_name.name, cst.Name) else ""


def rewrite_from(node: cst.ImportFrom, edit: ImportEdit) -> list[cst.Import | cst.ImportFrom]:
    """Return what ``from m import a, b`` becomes: one statement for each module it now reads."""
    before: list[cst.Import | cst.ImportFrom] = [*map(plain_import, edit.before)]
    after = [*map(import_of, edit.after)]
    written = "." * len(node.relative) + (_dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        clause = edit.clauses[0]
        return [*before, node if clause is None else _to_module(node, clause.module), *after]
    groups: dict[str, list[int]] = {}
    for position, clause in enumerate(edit.clauses):
        module = written if clause is None else clause.module
        key = module or f" {position}"
        groups.setdefault(key, []).append(position)
    aliases = [
        _renamed(alias, clause) for alias, clause in zip(node.names, edit.clauses, strict=True)
    ]
    found: list[cst.Import | cst.ImportFrom] = []
    for module, positions in groups.items():
        if module.startswith(" "):
            clause = edit.clauses[positions[0]]
            assert clause is not None
            found.append(plain_import(clause))
            continue
        part = _part(node, aliases, positions)
        found.append(part if module == written else _to_module(part, module))
    return [*before, *found, *after]


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    assert isinstance(node, cst.Name)
    return node.value


def _to_module(node: cst.ImportFrom, module: str) -> cst.ImportFrom:
    name = module.lstrip(".")
    dots = len(module) - len(name)
    after_from = node.whitespace_after_from
    before_import = node.whitespace_before_import
    if before_import.empty:
        before_import = cst.SimpleWhitespace(" ")
    if after_from.empty:
        after_from = cst.SimpleWhitespace(" ")
    return node.with_changes(
        module=dotted_name(name) if name else None,
        relative=[cst.Dot()] * dots,
        whitespace_after_from=after_from,
        whitespace_before_import=before_import,
    )


def _renamed(alias: cst.ImportAlias, clause: Clause | None) -> cst.ImportAlias:
    if clause is None:
        return alias
    as_name = alias.asname
    if clause.alias is None:
        as_name = None
    elif as_name is None or _local(as_name) != clause.alias:
        as_name = _as_name(clause.alias)
    return alias.with_changes(name=cst.Name(clause.name), asname=as_name)


def keep_names(node: cst.ImportFrom, positions: list[int]) -> cst.ImportFrom:
    """Return *node* with only the names at *positions*, their comments with them."""
    assert not isinstance(node.names, cst.ImportStar)
    return _part(node, node.names, positions)


def _part(
    node: cst.ImportFrom, aliases: Sequence[cst.ImportAlias], positions: list[int]
) -> cst.ImportFrom:
    """Return *node* with only the names at *positions*, their comments with them."""
    if len(positions) == len(aliases):
        return node.with_changes(names=list(aliases))
    trivia = [_behind(node, n) for n in range(len(aliases))]
    leads = [_lead(node), *map(_own_lines, trivia[:-1])]
    comments = any(_comment(trivia[n]) or leads[n] for n in positions)
    if positions[0] == 0 and node.lpar is not None:
        comments = comments or _comment(node.lpar.whitespace_after) is not None
    if positions[-1] == len(aliases) - 1:
        comments = comments or bool(_own_lines(trivia[-1]))
    if node.lpar is None or (len(positions) == 1 and not comments):
        names = [
            aliases[n].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
            for n in positions
        ]
        names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return node.with_changes(names=names, lpar=None, rpar=None)
    return _parenthesised(node, aliases, positions, trivia, leads)


def _parenthesised(
    node: cst.ImportFrom,
    aliases: Sequence[cst.ImportAlias],
    positions: list[int],
    trivia: list[cst.BaseParenthesizableWhitespace],
    leads: list[Sequence[cst.EmptyLine]],
) -> cst.ImportFrom:
    assert node.lpar is not None
    assert node.rpar is not None
    top = _comment(node.lpar.whitespace_after) if positions[0] == 0 else None
    end = _own_lines(trivia[-1]) if positions[-1] == len(aliases) - 1 else ()
    opening = _with(node.lpar.whitespace_after, top, leads[positions[0]])
    closing = _with(trivia[-1], _comment(trivia[positions[-1]]), end)
    between = next(
        (a.comma.whitespace_after for a in aliases[:-1] if isinstance(a.comma, cst.Comma)),
        cst.SimpleWhitespace(" "),
    )
    trailing = isinstance(aliases[-1].comma, cst.Comma)
    names = []
    for n, following in zip(positions, [*positions[1:], None], strict=True):
        comma: cst.Comma | cst.MaybeSentinel = cst.MaybeSentinel.DEFAULT
        if following is not None:
            space = _with(between, _comment(trivia[n]), leads[following])
            comma = cst.Comma(whitespace_after=space)
        elif trailing:
            comma = cst.Comma(whitespace_after=closing)
        names.append(aliases[n].with_changes(comma=comma))
    before_close = cst.SimpleWhitespace("") if trailing else closing
    return node.with_changes(
        names=names,
        lpar=node.lpar.with_changes(whitespace_after=opening),
        rpar=node.rpar.with_changes(whitespace_before=before_close),
    )


Space = cst.BaseParenthesizableWhitespace


def _behind(node: cst.ImportFrom, position: int) -> Space:
    """Return the white space, with any comment, that follows the name at *position*."""
    assert not isinstance(node.names, cst.ImportStar)
    comma = node.names[position].comma
    if isinstance(comma, cst.Comma):
        return comma.whitespace_after
    return node.rpar.whitespace_before if node.rpar is not None else cst.SimpleWhitespace("")


def _lead(node: cst.ImportFrom) -> Sequence[cst.EmptyLine]:
    space = node.lpar.whitespace_after if node.lpar is not None else None
    return _own_lines(space) if space is not None else ()


def _own_lines(space: Space) -> Sequence[cst.EmptyLine]:
    """Return the lines with a comment of their own: they belong to the name that follows."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return ()
    return [line for line in space.empty_lines if line.comment is not None]


def _comment(space: Space) -> cst.TrailingWhitespace | None:
    if isinstance(space, cst.ParenthesizedWhitespace) and space.first_line.comment is not None:
        return space.first_line
    return None


def _with(
    space: Space, comment: cst.TrailingWhitespace | None, own_lines: Sequence[cst.EmptyLine]
) -> Space:
    """Return *space* with just these comments in it."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        if comment is None and not own_lines:
            return space
        space = cst.ParenthesizedWhitespace(last_line=cst.SimpleWhitespace("    "))
    first = cst.TrailingWhitespace(newline=space.first_line.newline)
    return space.with_changes(
        first_line=first if comment is None else comment, empty_lines=list(own_lines)
    )


def rewrite_line(
    line: cst.SimpleStatementLine, edits: dict[int, ImportEdit]
) -> list[cst.SimpleStatementLine]:
    """Return the lines that *line* becomes; *edits* by position of the statement in the line."""
    body = rewrite_small(line.body, edits)
    alone = len(line.body) == 1 and isinstance(line.body[0].semicolon, cst.MaybeSentinel)
    if not alone or len(body) == 1:
        return [line.with_changes(body=body)]
    comment = line.trailing_whitespace.comment
    follows = comment if comment is not None and PRAGMA.search(comment.value) else None
    lines = []
    for position, statement in enumerate(body):
        trailing = line.trailing_whitespace
        if position and comment is not None and follows is None:
            trailing = cst.TrailingWhitespace(newline=trailing.newline)
        lines.append(
            cst.SimpleStatementLine(
                [statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)],
                leading_lines=line.leading_lines if position == 0 else (),
                trailing_whitespace=trailing,
            )
        )
    return lines


def rewrite_small(
    body: Sequence[cst.BaseSmallStatement], edits: dict[int, ImportEdit]
) -> list[cst.BaseSmallStatement]:
    """Return the small statements of one line with their imports rewritten, in one line still."""
    result: list[cst.BaseSmallStatement] = []
    for position, statement in enumerate(body):
        edit = edits.get(position)
        if edit is None:
            result.append(statement)
            continue
        parts: Sequence[cst.BaseSmallStatement]
        if isinstance(statement, cst.Import):
            parts = rewrite_import(statement, edit)
        else:
            assert isinstance(statement, cst.ImportFrom)
            parts = rewrite_from(statement, edit)
        semicolon = cst.Semicolon(whitespace_after=cst.SimpleWhitespace(" "))
        result.extend(part.with_changes(semicolon=semicolon) for part in parts[:-1])
        result.append(parts[-1].with_changes(semicolon=statement.semicolon))
    return result
