"""Every check, from its file in `phases/checks/catalog`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from markdown import head, table

from rezone.phases.checks.model import Check, When
from rezone.phases.checks.registry import ORDER
from rezone.phases.plan.model import Thresholds

_INTRODUCTION = """
`rezone validate` runs them, in this order; `--only ID` and `--skip ID` choose. A *quick* one runs \
around `rezone migrate --execute` as well. What each measures and when it fails: \
[validation](../validation.md).

"""


def page() -> str:
    """Return the page."""
    found = [import_module(f"rezone.phases.checks.catalog.{name}") for name in ORDER]
    text = head("Every check", "the checks themselves") + _INTRODUCTION
    headings = ("id", "title", "before a phase", "after it", "with performance", "threshold")
    text += table(headings, (_row(module) for module in found))
    for module in found:
        check: Check = module.CHECK
        text += f"\n## {check.id}\n\n{_about(module)}\n"
        reasons = list(_reasons(module))
        if reasons:
            text += "\nSkipped where:\n\n" + "".join(f"- {reason}\n" for reason in reasons)
    return text


def _row(module: ModuleType) -> tuple[str, ...]:
    check: Check = module.CHECK
    sides = (
        "" if when not in check.runs else "quick" if when in check.quick else "yes"
        for when in (When.PRE, When.POST, When.PERFORMANCE)
    )
    return (f"[`{check.id}`](#{check.id})", check.title, *sides, ", ".join(_thresholds(module)))


def _about(module: ModuleType) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (module.__doc__ or "").split("\n\n"))


def _thresholds(module: ModuleType) -> Iterator[str]:
    """Yield the thresholds of the plan that the check asks for, with their defaults."""
    defaults = Thresholds()
    names = {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "thresholds"
    }
    for name in sorted(names):
        yield f"`thresholds.{name}` ({getattr(defaults, name)})"


def _reasons(module: ModuleType) -> Iterator[str]:
    """Yield why the check says that it cannot measure, where the text is fixed."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unmeasured":
            (said,) = node.args
            if isinstance(said, ast.Constant):
                yield str(said.value)
