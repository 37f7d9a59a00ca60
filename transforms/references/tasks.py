"""Tasks that are named after their module, so that a move would rename them.

Celery names a task ``module.function`` where its decorator says no ``name``
(https://docs.celeryq.dev/en/stable/userguide/tasks.html#names), and so does procrastinate.  Jobs
that are queued, beat schedules and other services know the task by that name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute

MAY_HOLD = re.compile(rb"@[\w.\s]*\b(?:task|shared_task|periodic_task)\b")
"""What the bytes of a file hold that decorates a task."""

_DECORATORS = frozenset({"task", "shared_task", "periodic_task"})
_APPS = frozenset({"Celery", "App", "Blueprint"})
_LIBRARIES = frozenset({"celery", "procrastinate"})
_OTHER_APPS = re.compile(r"\w*(?:Huey|Broker|App|Celery|Tasks)")

IsTaskApp = Callable[[str], bool | None]
"""Says whether a qualified name is an application of tasks; None for one of another repository."""


class Task(Struct, frozen=True):
    """A function that is a task without a name of its own.

    *name* is ``module.function``, *line* (1-based) that of its decorator.  *sure*: it is known to
    have that name, and the name can be written into the decorator.
    """

    name: str
    line: int
    sure: bool


def tasks_in(tree: ast.Module, here: ModulePath, is_app: IsTaskApp) -> Iterator[Task]:
    """Yield the tasks that are named after the module *here*, parsed as *tree*."""
    names = _bindings(tree, here)
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            if call is not None and any(each.arg == "name" for each in call.keywords):
                continue
            sure = _is_task(call.func if call else decorator, names, is_app)
            if sure is not None:
                yield Task(
                    f"{here.name}.{node.name}", decorator.lineno, sure and _can_be_named(call)
                )


def made_otherwise(tree: ast.Module, here: ModulePath) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield what makes tasks without decorating a function, and the name that they have.

    ``app.task(send)`` names a task after its function, a class of tasks is one itself, and what is
    handed on (``partial(shared_task)``) makes some that are not known here: ``module.*``.
    """
    names = _bindings(tree, here)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    decorating = {id(each) for node in ast.walk(tree) for each in _decorating(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and _is_task_class(node, names):
            yield node, f"{here.name}.{node.name}"
        for taken in _taken(node):
            if id(taken) not in decorating and _is_task(taken, names, _looks_like_app):
                first = node.args[0] if isinstance(node, ast.Call) and node.func is taken else None
                function = first.id if isinstance(first, ast.Name) else ""
                yield taken, f"{here.name}.{function if function in functions else '*'}"


def _decorating(node: ast.AST) -> Iterator[ast.expr]:
    for decorator in getattr(node, "decorator_list", ()):
        yield decorator.func if isinstance(decorator, ast.Call) else decorator


def _taken(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what *node* calls with something, hands on, returns or gives a name."""
    if isinstance(node, ast.Call):
        named = any(each.arg == "name" for each in node.keywords)
        yield from (node.func, *node.args) if node.args and not named else node.args
    elif isinstance(node, ast.Assign | ast.Return) and node.value is not None:
        yield node.value


def _is_task_class(node: ast.ClassDef, names: dict[str, str]) -> bool:
    said = {
        target.id
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    if said & {"name", "abstract"}:
        return False
    for base in node.bases:
        owner, _, last = _qualified(base, names).rpartition(".")
        top = owner.partition(".")[0]
        if last == "Task" and (top in _LIBRARIES or owner == _APP or _looks_like_app(owner)):
            return True
    return False


def _looks_like_app(name: str) -> bool | None:
    return name.rpartition(".")[2] in ("app", "celery", "celery_app", "current_app") or None


def is_app_in(tree: ast.Module, here: ModulePath, name: str) -> bool | str:
    """Say whether the module *here* makes *name* an application; else where it imports it from."""
    found = _bindings(tree, here).get(name, "")
    return True if found == _APP else False if found == _MAYBE else found


_APP = "<application>"
_MAYBE = "<maybe an application>"


def _bindings(tree: ast.Module, here: ModulePath) -> dict[str, str]:
    """Return what the module's names stand for: what is imported, or an application."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = absolute(node.module, node.level, here.package)
            for alias in node.names:
                found[alias.asname or alias.name] = f"{module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = _made_by(node.value, found)
            for target in node.targets:
                if isinstance(target, ast.Name) and made:
                    found[target.id] = made
    return found


def _made_by(call: ast.Call, names: dict[str, str]) -> str:
    qualified = _qualified(call.func, names)
    top, _, last = qualified.rpartition(".")
    if last in _APPS and top.partition(".")[0] in _LIBRARIES:
        return _APP
    return _MAYBE if _OTHER_APPS.fullmatch(last) else ""


def _qualified(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_qualified(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _is_task(node: ast.expr, names: dict[str, str], is_app: IsTaskApp) -> bool | None:
    """Say whether *node* surely names a task after its module; None: it decorates no task."""
    qualified = _qualified(node, names)
    owner, _, last = qualified.rpartition(".")
    if last not in _DECORATORS or not owner:
        return None
    if owner.partition(".")[0] in _LIBRARIES:
        return True
    if owner in (_APP, _MAYBE):
        return owner == _APP
    known = is_app(owner)
    return known if known or known is None else False


def _can_be_named(call: ast.Call | None) -> bool:
    """Say whether a keyword can be put behind the arguments of *call*."""
    return call is None or (not call.args and all(each.arg for each in call.keywords))
