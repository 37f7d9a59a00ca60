"""Doctests: the lines after ``>>>`` and ``...`` are Python, those below them are its output."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from rezone.transforms.documents.python_blocks import Block, Line

_LINE = re.compile(r"[^\n]*(?:\n|$)")
_PROMPT = re.compile(r"(?P<prompt>[ \t]*(?:>>>|\.\.\.)(?: |$))(?P<code>.*)")


def doctest_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield the doctests in ``text[start:end]``, each up to the blank line that ends it."""
    lines: list[Line] = []
    prompts: dict[int, str] = {}
    for match in _LINE.finditer(text, start, end):
        content = match[0].rstrip("\r\n")
        prompt = _PROMPT.fullmatch(content)
        if prompt and (lines or prompt["prompt"].strip() == ">>>"):
            at = match.start() + len(prompt["prompt"])
            prompts[at] = prompt["prompt"]
            lines.append(Line(prompt["code"], at, match.start() + len(content)))
        elif lines and content.strip():
            at = match.start()
            lines.append(Line("", at, at + len(content), held=True))
        elif lines:
            yield _block(lines, prompts)
            lines = []
    if lines:
        yield _block(lines, prompts)


def _block(lines: Sequence[Line], prompts: dict[int, str]) -> Block:
    def render(old: Sequence[Line], new: Sequence[str]) -> str:
        first = prompts[old[0].start]
        more = first.replace(">>>", "...")
        starts = _statements(new) if ">>>" in first else set[int]()
        written = [
            (first if number in starts else more) + code if number else code
            for number, code in enumerate(new)
        ]
        return "\n".join(line.rstrip() if not line.strip(" .>") else line for line in written)

    return Block(tuple(lines), render)


def _statements(lines: Sequence[str]) -> set[int]:
    """Return the 0-based numbers of the lines that begin a statement of their own."""
    try:
        return {node.lineno - 1 for node in ast.parse("\n".join(lines)).body}
    except SyntaxError:
        return set()
