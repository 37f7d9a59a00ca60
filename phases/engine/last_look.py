"""Search the tree, as it will be, for what still names the old places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.names import last, parent, top
from rezone.transforms.records import replace
from rezone.transforms.references.leftovers import OldNames, leftovers
from rezone.transforms.references.literals import LiteralRegions
from rezone.transforms.references.mention import GONE, MAYBE_GONE
from rezone.transforms.references.source import SourceText, Unreadable


def old_names(context: PhaseContext, changes: ChangeSet) -> OldNames:
    """Return what no file should say after *changes*, unless it is there afterwards as well.

    A package that imports what leaves it still has it, as an attribute of that name.
    """
    left = {c.old for c in changes.files if c.old and c.old != c.new}
    arrived = {c.new for c in changes.files if c.new}
    index = context.index.after(left, arrived)
    names = index.names
    spaces = context.resolver.namespaces

    def is_attribute(name: str) -> bool:
        package, attribute = parent(name), last(name)
        return spaces.binds_own(package, attribute) or spaces.binds_value(package, attribute)

    old = context.text_map.old_names
    stems = [name for name in old if name not in names and not is_attribute(name)]
    tails = {name.replace(".", "/") for name in stems}
    known = names | index.files | index.folders
    roots = [root + "/" for root in index.roots if root]

    def exists(word: str) -> bool:
        plain = word.removeprefix("./").strip("/")
        if plain in known or plain.removesuffix(".py") in tails:
            return plain in known
        return "/" in plain and any(root + plain in known for root in roots)

    tops = context.text_map.destinations
    attributes = frozenset(name for name in stems if top(name) in tops)
    return OldNames(tuple(stems), tuple(sorted(tails)), exists, attributes)


def with_leftovers(names: OldNames, outcome: FileOutcome, content: bytes) -> FileOutcome:
    """Return *outcome* with a reference for each old name that *content* still holds."""
    if not names.may_be_in(content):
        return outcome
    path = outcome.old
    try:
        source = SourceText.decode(content, path)
        is_code = _Code(source) if path.endswith(SOURCE_SUFFIXES) else None
        found = leftovers(source.text, names, outcome.references, source.position, is_code)
    except Unreadable:
        return outcome
    return replace(outcome, references=(*outcome.references, *found)) if found else outcome


class _Code:
    """Says whether a character of a Python file is code; the file is parsed when it is asked."""

    def __init__(self, source: SourceText) -> None:
        self._source = source

    @cached_property
    def _regions(self) -> LiteralRegions:
        return LiteralRegions(self._source, self._source.parse())

    def __call__(self, offset: int) -> bool:
        return self._regions.kind_at(offset, offset + 1) is None


def _without_current(names: OldNames, outcome: FileOutcome) -> FileOutcome:
    """Return *outcome* without the names that are told to be gone and are there afterwards.

    An empty ``__init__`` stays where an import needs it.
    """
    told = tuple(
        r
        for r in outcome.references
        if not (r.reason.startswith((GONE, MAYBE_GONE)) and names.exists(r.old))
    )
    return outcome if len(told) == len(outcome.references) else replace(outcome, references=told)


def last_look(
    context: PhaseContext, changes: ChangeSet, outcomes: list[FileOutcome]
) -> Iterator[FileOutcome]:
    """Yield *outcomes*, with what is still left in each of their files."""
    names = old_names(context, changes)
    gone = {c.old for c in changes.files if c.new is None}
    for outcome in map(partial(_without_current, names), outcomes):
        if outcome.old in gone or outcome.problem:
            yield outcome
            continue
        content = outcome.content
        if content is None:
            content = context.workspace.content(outcome.old)
        if content is None:
            yield outcome
            continue
        yield with_leftovers(names, outcome, content)
