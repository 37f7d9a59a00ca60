"""Wrong edits: what a careless rewriter could make of a file that was edited rightly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t].*$", re.M)
CHAIN = re.compile(r"\b[^\W\d]\w*(?:\.[^\W\d]\w*)+")
NUMBER = re.compile(r"\b\d+\b")


def mutants(before: str, after: str, modules: tuple[str, ...]) -> Iterator[str]:
    """Yield texts near *after*, the right edit of *before*, that parse and differ from it.

    An import is lost, or reads another of *modules*; an alias is lost; a literal or the chain of
    a use changes; a line that was edited stays as it was.
    """
    found = {after}
    for mutant in _near(before, after, modules):
        if mutant not in found and _parses(mutant):
            found.add(mutant)
            yield mutant


def _near(before: str, after: str, modules: tuple[str, ...]) -> Iterator[str]:
    for match in IMPORT.finditer(after):
        line, (start, end) = match[0], match.span()
        indent = line[: len(line) - len(line.lstrip())]
        yield f"{after[:start]}{indent}pass{after[end:]}"
        yield after[:start] + re.sub(r" as \w+", "", line) + after[end:]
        for named in re.finditer(r"(?<=import |. from )[\w.]+|(?<=from )[\w.]+", line):
            for module in modules[:3]:
                other = line[: named.start()] + module + line[named.end() :]
                yield after[:start] + other + after[end:]
    for pattern, new in ((NUMBER, "77"), (CHAIN, "alpha.other")):
        for match in pattern.finditer(after):
            yield after[: match.start()] + new + after[match.end() :]
    old, new_lines = before.split("\n"), after.split("\n")
    if len(old) == len(new_lines):
        for number, line in enumerate(old):
            yield "\n".join([*new_lines[:number], line, *new_lines[number + 1 :]])


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
