"""What a string literal is for, told by the code around it.

The same text is a module in ``patch("a.b")``, the name of a task in ``send_task("a.b.f")`` and a
metric in ``statsd.incr("a.b")``.  Only the first follows the module.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set

from msgspec import Struct

from rezone.transforms.references.import_functions import (
    gives_top,
    import_aliases,
    import_function,
)
from rezone.transforms.references.nearby import spans
from rezone.transforms.references.purposes import (
    A_FOLDER,
    A_GROUP,
    A_LOGGER,
    A_MODULE,
    A_NAME,
    A_QUEUE,
    A_TASK,
    AT_TOP,
    KEPT_CALLS,
    KEPT_KEYS,
    KEPT_METHODS,
    OPEN,
    PICKLED,
    SOME_PROSE,
    Stand,
)
from rezone.transforms.references.source import SourceText

_MODULE_CALLS = frozenset(
    {
        *("import_module", "__import__", "importorskip", "find_spec", "run_module"),
        *("reload_module", "loadTestsFromName", "loadTestsFromNames", "autodiscover_tasks"),
        "multiple",
    }
)
_NAME_CALLS = frozenset(
    {
        *("patch", "setattr", "delattr", "resolve_name", "import_string", "import_object"),
        *("import_from_string", "load_object", "locate", "from_object", "include", "run"),
        *("relationship", "enqueue", "add_job", "Extension", "object", "spy", "stub"),
        *("cast", "ForwardRef"),
    }
)
_NAME_KEYWORDS = {"patch": "target", "Extension": "name", "locate": "path", "run": "app"}
_NAME_KEYS = frozenset({"()", "class", "factory", "_target_", "BACKEND", "ENGINE", "KEY_FUNCTION"})
_SETUP_KEYWORDS = frozenset({"packages", "py_modules", "package_data", "package_dir"})
_MODULE_KEYWORDS = frozenset({"include", "imports"})
_WITH_MODULE_KEYWORDS = frozenset({"update", "find_packages", "find_namespace_packages"})
_MODULE_VARIABLES = frozenset(
    {
        "pytest_plugins",
        "__lazy_modules__",
        "ROOT_URLCONF",
        "SPIDER_MODULES",
        "NEWSPIDER_MODULE",
        "CELERY_IMPORTS",
        "CELERY_INCLUDE",
        "autodoc_mock_imports",
    }
)
_LOGGER_CALLS = frozenset({"getLogger", "get_logger", "assertLogs", "assertNoLogs"})
_TASK_CALLS = frozenset({"send_task", "signature", "Signature", "subtask"})
_TASK_DECORATORS = frozenset({"task", "shared_task", "periodic_task"})
_TASK_TABLES = re.compile(r"(?:celery_)?(?:task_)?(?:routes|annotations)", re.IGNORECASE)
_WRAPPING = (ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp, ast.BinOp, ast.JoinedStr)

Trail = tuple[tuple[ast.AST, ast.AST], ...]
"""(parent, child) from a literal outwards."""


class Literal(Struct, frozen=True):
    """A string literal, where it stands in the file, and the code around it.

    *function* is the name of the innermost function that holds it, *aliases* are other names that
    the file has for functions that import.
    """

    node: ast.Constant | ast.JoinedStr
    start: int
    end: int
    trail: Trail
    function: str
    aliases: Mapping[str, str]

    @property
    def stand(self) -> Stand:
        """What the literal is for."""
        stand = _stand(self.trail, self.aliases)
        is_asked = self.function == "find_class" and self.trail[0][0].__class__ is not ast.Call
        return PICKLED if is_asked else stand


class Positions:
    """The string literals of a file, those on the given *lines* (1-based) only."""

    def __init__(self, source: SourceText, tree: ast.Module, lines: Set[int]) -> None:
        self.literals = sorted(_literals(source, tree, lines), key=lambda each: each.start)
        self._starts = [each.start for each in self.literals]

    def literal(self, offset: int) -> Literal | None:
        """Return the literal that holds the character at *offset*."""
        at = bisect_right(self._starts, offset) - 1
        return self.literals[at] if at >= 0 and offset < self.literals[at].end else None

    def stand(self, offset: int) -> Stand:
        """Return what the literal is for that holds the character at *offset*."""
        literal = self.literal(offset)
        return OPEN if literal is None else literal.stand


def _literals(source: SourceText, tree: ast.Module, lines: Set[int]) -> Iterator[Literal]:
    ordered, aliases = sorted(lines), import_aliases(tree, source)
    stack: list[tuple[ast.AST, Trail, str]] = [(tree, (), "")]
    while stack:
        node, trail, function = stack.pop()
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        if is_text or isinstance(node, ast.JoinedStr):
            assert isinstance(node, ast.Constant | ast.JoinedStr)
            yield Literal(node, *source.span(node), trail, function, aliases)
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        stack.extend(
            (child, ((node, child), *trail[:5]), function)
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt) or spans(child, ordered)
        )


def _stand(trail: Trail, aliases: Mapping[str, str]) -> Stand:
    """Climb from a literal through lists and dicts to what takes it."""
    keys: list[str] = []  # of the dicts that the literal is a value in, innermost first
    is_key = False
    keyword = ""
    for place, (parent, child) in enumerate(trail):
        if isinstance(parent, ast.Tuple) and place == 0:  # a table as pairs
            listed = any(isinstance(above, ast.List) for above, _ in trail)
            is_key = listed and len(parent.elts) > 1 and parent.elts[0] is child
        if isinstance(parent, ast.Dict):
            at_key = any(child is key for key in parent.keys)
            is_key = is_key or (at_key and place == 0)
            if not at_key:
                keys.append(_key_of(parent, child))
        elif isinstance(parent, ast.keyword):
            keyword = parent.arg or ""
        elif isinstance(parent, ast.Call):
            around = trail[place + 1][0] if place + 1 < len(trail) else None
            if gives_top(parent, aliases) and not isinstance(around, ast.Expr):
                return AT_TOP
            name = import_function(parent, aliases)
            return _in_dict(keys, is_key) or _in_call(parent, name, child, keyword, is_key)
        elif isinstance(parent, ast.Subscript):
            return _in_subscript(parent)
        elif isinstance(parent, ast.Compare):
            sides = (parent.left, *parent.comparators)
            return A_MODULE if any(map(_is_name_of_module, sides)) else OPEN
        elif isinstance(parent, ast.AnnAssign) and child is parent.annotation:
            return A_NAME
        elif isinstance(parent, ast.Assign | ast.AnnAssign | ast.AugAssign):
            around = trail[place + 1][0] if place + 1 < len(trail) else None
            return _in_dict(keys, is_key) or _in_assignment(parent, around, is_key)
        elif isinstance(parent, ast.Expr):
            return SOME_PROSE if place == 0 else OPEN
        elif isinstance(parent, ast.arg) or getattr(parent, "returns", None) is child:
            return A_NAME
        elif not isinstance(parent, _WRAPPING):
            break
    return _in_dict(keys, is_key) or OPEN


def _key_of(table: ast.Dict, value: ast.AST) -> str:
    for key, each in zip(table.keys, table.values, strict=True):
        if each is value and isinstance(key, ast.Constant):
            return str(key.value)
    return ""


def _in_dict(keys: list[str], is_key: bool) -> Stand | None:
    if keys[:1] == ["task"] and not is_key:
        return A_TASK
    if keys and not is_key and keys[0] in KEPT_KEYS:
        return KEPT_KEYS[keys[0]]
    if is_key and keys[:1] == ["loggers"]:
        return A_LOGGER
    return A_NAME if keys and not is_key and keys[0] in _NAME_KEYS else None


def _in_call(call: ast.Call, name: str, child: ast.AST, keyword: str, is_key: bool) -> Stand:
    is_method = isinstance(call.func, ast.Attribute)
    first = bool(call.args) and call.args[0] is child
    if keyword == "task" or (name in _TASK_CALLS and (first or keyword == "name")):
        return A_TASK
    if keyword == "name" and name in _TASK_DECORATORS:
        return A_TASK
    if is_key and _TASK_TABLES.fullmatch(keyword):
        return A_TASK
    if (keyword == "group" and name in ("entry_points", "EntryPoint")) or (
        name == "iter_entry_points" and (first or keyword == "group")
    ):
        return A_GROUP
    if is_key and keyword == "entry_points":
        return A_GROUP
    if name == "setup" and keyword == "package_dir" and not is_key:
        return A_FOLDER
    if keyword in KEPT_KEYS:
        return KEPT_KEYS[keyword]
    if first and name in KEPT_CALLS:
        return A_QUEUE
    if first and is_method and name in KEPT_METHODS:
        return KEPT_METHODS[name]
    if name in _LOGGER_CALLS or (keyword == "logger" and name in ("at_level", "set_level")):
        return A_LOGGER
    if name in ("walk_packages", "iter_modules"):  # where to look, and what the names begin with
        return A_MODULE if keyword == "prefix" or call.args[1:2] == [child] else A_FOLDER
    if name == "setdefault" and call.args[1:2] == [child] and _is_setting(call.args[0]):
        return A_MODULE
    return _taken_by(call, name, first, keyword)


def _taken_by(call: ast.Call, name: str, first: bool, keyword: str) -> Stand:
    if isinstance(call.func, ast.Attribute) and _is_name_of_module(call.func.value):
        return A_MODULE  # x.__module__.startswith("a.b"), sys.modules.get("a.b")
    if name in _MODULE_CALLS or (name == "setup" and keyword in (*_SETUP_KEYWORDS, "entry_points")):
        return A_MODULE
    has_keywords = name.endswith("Celery") or name in _WITH_MODULE_KEYWORDS
    if has_keywords and keyword in _MODULE_KEYWORDS:
        return A_MODULE
    if keyword == "module" and name.endswith("warnings"):
        return A_MODULE
    takes = first or (keyword and keyword == _NAME_KEYWORDS.get(name))
    return A_NAME if takes and name in _NAME_CALLS else OPEN


def _in_subscript(node: ast.Subscript) -> Stand:
    if _is_sys_modules(node.value):
        return A_MODULE
    return A_TASK if last_segment(node.value) == "tasks" else OPEN


def _in_assignment(
    node: ast.Assign | ast.AnnAssign | ast.AugAssign, around: ast.AST | None, is_key: bool
) -> Stand:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {last_segment(target) for target in targets}
    if is_key and any(_TASK_TABLES.fullmatch(name) for name in names):
        return A_TASK
    if names == {"name"} and isinstance(around, ast.ClassDef):
        bases = [last_segment(base) for base in around.bases]
        if any(base.endswith("AppConfig") for base in bases):
            return A_MODULE
        return A_TASK if any(base.endswith("Task") for base in bases) else OPEN
    if is_key and names == {"entry_points"}:
        return A_GROUP
    for name in names & KEPT_KEYS.keys():
        return KEPT_KEYS[name]
    if names & {"__module__", *_MODULE_VARIABLES}:
        return A_MODULE
    if names & _MODULE_KEYWORDS and isinstance(around, ast.Module):  # settings of Celery
        return A_MODULE
    if any(name.endswith("_APPS") for name in names):  # Django's INSTALLED_APPS, or a part of it
        return A_MODULE
    return OPEN


def _is_setting(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).endswith("_SETTINGS_MODULE")


def last_segment(node: ast.AST) -> str:
    """Return the last segment of a dotted name, ``""`` for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_sys_modules(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "modules"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    )


def _is_name_of_module(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "__name__"  # an attribute of that name may be a function's
    return last_segment(node) == "__module__" or _is_sys_modules(node)
