"""The rules as a table of Markdown: `python -m rezone.codemods.linting.table`."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc

from fixit import LintRule
from fixit.config import find_rules
from fixit.ftypes import QualifiedRule

PACKAGE = "rezone.codemods.rules"
_HEAD = """\
# Lint rules

Made by `python -m rezone.codemods.linting.table` from the rules themselves. How to use them: \
[lint](../lint.md).

| rule | what it finds | fix |
|---|---|---|
"""


def rules() -> list[type[LintRule]]:
    """Return the rules as Fixit finds them, by name."""
    return sorted(find_rules(QualifiedRule(PACKAGE)), key=lambda rule: rule.__name__)


def _rows() -> Iterator[str]:
    for rule in rules():
        what = " ".join((getdoc(rule) or "").split())
        yield f"| `{rule.__name__}` | {what} | {'yes' if rule.AUTOFIX else 'no'} |\n"


def table() -> str:
    """Return the page."""
    return _HEAD + "".join(_rows())


if __name__ == "__main__":
    print(table(), end="")
