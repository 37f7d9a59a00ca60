"""Imports that a module needs, put where its imports stand."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from rezone.transforms.edits.splice import is_alone
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import top
from rezone.transforms.references.imports import relative
from rezone.transforms.symbols.definitions import is_string
from rezone.transforms.symbols.import_text import joined, written
from rezone.transforms.symbols.module_text import ModuleText
from rezone.transforms.symbols.needs import Wanted

Names = list[tuple[str, str | None]]
Key = tuple[int, bool, str]


def with_imports(module: ModuleText, wanted: Iterable[Wanted], tops: Collection[str]) -> ModuleText:
    """Return *module* with what is *wanted* imported.

    *tops* are the top-level names of the workspace.  A ``from`` import joins a statement that
    reads the same module; any other goes where isort's default order would have it.
    """
    groups: dict[tuple[bool, str, bool], list[Wanted]] = {}
    for one in dict.fromkeys(wanted):
        name = f"{one.module} as {one.alias}" if not one.name and one.alias else one.module
        groups.setdefault((one.typing, name, bool(one.name)), []).append(one)
    if any(typing for typing, _, _ in groups) and not module.scope.binds("TYPE_CHECKING"):
        checking = Wanted("typing", "TYPE_CHECKING", None)
        groups.setdefault((False, "typing", True), []).append(checking)
    for (typing, name, is_from), group in sorted(groups.items()):
        names = [(one.name, one.alias) for one in group] if is_from else []
        near = any(one.relative for one in group)
        module = _with(module, typing, name, names, near, tops)
    return module


def _with(
    module: ModuleText, typing: bool, name: str, names: Names, near: bool, tops: Collection[str]
) -> ModuleText:
    blocks = [b for b in module.typing_blocks if b.body[0].lineno > b.lineno] if typing else []
    body = blocks[0].body if blocks else [] if typing else leading(module)
    block = _Block(module, body, tops)
    statement = block.reading(name) if names else None
    if statement is not None:
        start, _ = module.source.span(statement)
        end = module.line_end(statement)
        return module.rewritten([(start, end, joined(module.source.text[start:end], names))])
    newline = module.source.newline
    if names:
        said = (relative(name, module.here.package) if near else None) or name
        text = written(said, names, newline)
    else:
        said, text = name, f"import {name}{newline}"
    if typing and not blocks:
        return module.rewritten([_typing_block(module, text)])
    return module.rewritten([block.place((block.section(said), bool(names), said), text)])


def leading(module: ModuleText) -> list[ast.stmt]:
    """Return the statements at the head of a module: docstring, imports, and what goes with them.

    Where imports stand further down, new ones would come too late for what is above.
    """
    found: list[ast.stmt] = []
    for node in module.tree.body:
        plain = isinstance(node, ast.Import | ast.ImportFrom) or is_string(node)
        if not plain and node not in module.typing_blocks and not _goes_with_imports(node):
            break
        found.append(node)
    return found


def _goes_with_imports(node: ast.stmt) -> bool:
    """Say whether *node* is a ``try`` or ``if`` around imports, or sets a name like ``__all__``."""
    if isinstance(node, ast.Try | ast.If):
        inner = [n for n in ast.walk(node) if isinstance(n, ast.stmt) and n is not node]
        allowed = ast.Import | ast.ImportFrom | ast.Pass | ast.Assign
        return all(isinstance(n, allowed) for n in inner)
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id.startswith("__")
    )


def _typing_block(module: ModuleText, text: str) -> tuple[int, int, str]:
    """Return the insertion of a new ``TYPE_CHECKING`` block, below the other imports."""
    imports = [n for n in leading(module) if isinstance(n, ast.Import | ast.ImportFrom)]
    end = module.line_end(imports[-1])
    newline = module.source.newline
    return end, end, f"{newline}if TYPE_CHECKING:{newline}{_indented(text, '    ')}"


class _Block(Struct, frozen=True, dict=True):
    """The statements among which imports go: those of the module, or of a typing block."""

    module: ModuleText
    body: Sequence[ast.stmt]
    tops: Collection[str]

    def section(self, name: str) -> int:
        """Return the section of an import in isort's order; *name* as written."""
        if name == "__future__":
            return 0
        if name.startswith("."):
            return 4
        first = top(name.partition(" ")[0])
        return 1 if first in sys.stdlib_module_names else 3 if first in self.tops else 2

    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        return [
            node
            for node in self.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            and is_alone(self.module.source, *self.module.source.span(node))
        ]

    def reading(self, name: str) -> ast.ImportFrom | None:
        """Return the statement that takes names from the module *name*."""
        package = self.module.here.package
        for node in self.imports():
            if (
                isinstance(node, ast.ImportFrom)
                and node.names[0].name != "*"
                and absolute(node.module, node.level, package) == name
            ):
                return node
        return None

    def key(self, node: ast.Import | ast.ImportFrom) -> Key:
        if isinstance(node, ast.Import):
            return self.section(node.names[0].name), False, node.names[0].name
        name = "." * node.level + (node.module or "")
        return self.section(name), True, name

    def place(self, key: Key, text: str) -> tuple[int, int, str]:
        """Return the insertion of the new import *text*, with the blank lines it needs."""
        module, present = self.module, self.imports()
        newline = module.source.newline
        kin = [node for node in present if self.key(node)[0] == key[0] or node.col_offset]
        before = [node for node in kin or present if self.key(node) <= key]
        if before:
            near = max(before, key=lambda node: (self.key(node), node.lineno))
            gap = "" if kin else newline
            return _below(module, near, gap + _indented(text, " " * near.col_offset))
        if present:
            near = (kin or present)[0]
            start = module.source.line_starts[near.lineno - 1]
            gap = "" if kin else newline
            return start, start, _indented(text, " " * near.col_offset) + gap
        if self.body and self.body[-1].col_offset:
            last = self.body[-1]
            return _below(module, last, _indented(text, " " * last.col_offset))
        if self.body and is_string(self.body[0]):
            return _below(module, self.body[0], newline + text)
        return _at_the_top(module, text)


def _below(module: ModuleText, node: ast.stmt, text: str) -> tuple[int, int, str]:
    end = module.line_end(node)
    is_open = not module.source.text[:end].endswith(("\n", "\r"))
    return end, end, (module.source.newline if is_open else "") + text


def _indented(text: str, indent: str) -> str:
    return "".join(indent + line for line in text.splitlines(keepends=True))


def _at_the_top(module: ModuleText, text: str) -> tuple[int, int, str]:
    """Return the insertion of the first import of a module, below its head of comments."""
    source, newline = module.source, module.source.newline
    head = 0
    for line in source.text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        head += len(line)
    rest = source.text[head:]
    if not rest.strip():
        return head, head, text
    node = module.tree.body[0]
    gap = 2 if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else 1
    blank = len(rest) - len(rest.lstrip("\r\n"))
    opening = newline if head and not blank else ""
    return head, head, opening + text + newline * max(0, gap - blank)
