"""What may mean a symbol that moves and says too little for an edit: a person must look.

Code that is made by code names a module by its last segment (``"runtime.Namespace(%r)"``), and
some files take what a module defines from its ``__dict__``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rezone.phases.engine.outcome import FileOutcome
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.names import last
from rezone.transforms.records import replace
from rezone.transforms.references.literals import LiteralRegions
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.source import SourceText, Unreadable

Symbols = Mapping[tuple[str, str], tuple[str, str]]
"""(module, symbol) before → (module, symbol) after."""


def with_tails(outcome: FileOutcome, read: Callable[[str], bytes], symbols: Symbols) -> FileOutcome:
    """Return *outcome* with a reference for each such place in the file, as *read* before."""
    if outcome.problem or not outcome.old.endswith(SOURCE_SUFFIXES):
        return outcome
    content = read(outcome.old)
    if not any(last(module).encode() in content for module, _ in symbols):
        return outcome
    try:
        source = SourceText.decode(content, outcome.old)
        found = [*_in_strings(source, symbols), *_walks(source, symbols)]
    except Unreadable:
        return outcome
    told = {(r.line, r.old) for r in outcome.references}
    new = [r for r in found if not any(r.line == line and r.old in old for line, old in told)]
    return replace(outcome, references=(*outcome.references, *new)) if new else outcome


def _in_strings(source: SourceText, symbols: Symbols) -> Iterator[Reference]:
    regions: LiteralRegions | None = None
    for (module, symbol), (target, name) in symbols.items():
        said = f"{last(module)}.{symbol}"
        if "." not in module or said not in source.text:
            continue
        regions = regions or LiteralRegions(source, source.parse())
        for match in re.finditer(rf"(?<![\w.]){re.escape(said)}(?!\w)", source.text):
            if regions.kind_at(*match.span()) is Kind.STRING:
                reason = f"may be {module}.{symbol}, which becomes {target}.{name}"
                yield _left(source, match.start(), said, reason)


def _walks(source: SourceText, symbols: Symbols) -> Iterator[Reference]:
    for module in sorted({module for module, _ in symbols}):
        tail = re.escape(last(module))
        walks = rf"\b(?:vars|dir|getmembers)\(\s*(?:\w+\.)*{tail}\s*[,)]|(?<!\w){tail}\.__dict__\b"
        for match in re.finditer(walks, source.text):
            lost = ", ".join(sorted(symbol for home, symbol in symbols if home == module))
            reason = f"asks for all that {module} defines, which loses {lost}"
            yield _left(source, match.start(), match[0].rstrip(",)"), reason)


def _left(source: SourceText, offset: int, said: str, reason: str) -> Reference:
    line, column = source.position(offset)
    return Reference(Kind.STRING, line, column, said, "", Status.BLOCKED, Tier.NEVER, reason)
