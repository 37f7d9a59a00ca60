"""Every error: codes from the classes, messages and hints from the places that raise them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from markdown import code, head, table

from rezone.transforms import errors
from rezone.transforms.errors import RezoneError
from rezone.transforms.references.source import Unreadable

ROOT = Path(__file__).parents[2]
CLASSES = (
    *(found for found in vars(errors).values() if inspect.isclass(found) and found is not object),
    Unreadable,
)
_INTRODUCTION = """
An error is one line on standard error: `path:line: CODE problem (hint: …)`. The exit code is 1 \
where something was refused and 2 where command, configuration or plan are wrong. Nothing is \
written in either case. Trouble that comes up often, with its way out: \
[troubleshooting](../how-to/troubleshooting.md).

In the messages below `…` stands for what differs from case to case.
"""
WAYS_OUT = {
    "RZ000": "A file or folder could not be read or written, or the run found what it cannot "
    "handle. The message names it. Mend that and run the command again.",
    "RZ100": "Read the hint: it has the option, the file or the command that fits.",
    "RZ101": "Correct the line of the plan that is named. `rezone plan check` lists all errors.",
    "RZ102": "Not printed itself: it carries all the RZ101 of a plan.",
    "RZ200": "The tree is as it was. The message says what would break, the hint what to change: "
    "in the plan, in the program, or in the order of commands.",
    "RZ201": "The edit of the named file could not be proven, so nothing was written. Mend what "
    "the message shows, or let the file keep its names (`workspace.exclude`); and report it, with "
    "the lines around, for this is what rezone should not do.",
    "RZ202": "Somebody or something changed the file meanwhile. Run the command again; for a "
    "rollback choose `--keep-edits` or `--force`.",
    "RZ300": "The file is no text that Python could read. Mend it, or name it under "
    "`workspace.keep` if it may keep old names.",
}


def page() -> str:
    """Return the page.

    Raises:
        KeyError: a code has no way out.
    """
    text = head("Errors", "the classes and the places that raise them") + _INTRODUCTION
    found = _messages()
    by_code = sorted({(kind.code, kind.exit_code): kind for kind in CLASSES}.items())
    rows = (
        (code(name), str(number), _about(kind), WAYS_OUT[name]) for (name, number), kind in by_code
    )
    text += "\n" + table(("code", "exit code", "meaning", "way out"), rows)
    for (name, _), _kind in by_code:
        messages = [tuple(map(code, said)) for said in sorted(found.get(name, ()))]
        if messages:
            text += f"\n## {name}\n\n" + table(("message", "hint"), messages)
    return text


def _about(kind: type[RezoneError]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n\n")[0]


def _messages() -> dict[str, set[tuple[str, str]]]:
    """Return the messages and hints in the code, by error code."""
    codes = {kind.__name__: kind.code for kind in CLASSES} | {"wrong": "RZ101"}
    found: dict[str, set[tuple[str, str]]] = {}
    for layer in ("codemods", "phases", "transforms"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name in codes:
                    found.setdefault(codes[name], set()).update(_said(call, name == "wrong"))
    return found


def _said(call: ast.Call, is_of_a_key: bool) -> Iterator[tuple[str, str]]:
    """Yield the message and the hint of an error, if the message is written out."""
    at, hint_at = (1, 2) if is_of_a_key else (0, 3)
    message = _text(call.args[at]) if len(call.args) > at else ""
    hint = next((_text(k.value) for k in call.keywords if k.arg == "hint"), "")
    if not hint and len(call.args) > hint_at:
        hint = _text(call.args[hint_at])
    if message.strip("… "):
        yield message, "" if hint.strip("… ") == "" else hint


def _text(node: ast.expr) -> str:
    """Return a text as it is written, with ``…`` for what is put into it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    return "…"
