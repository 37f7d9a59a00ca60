"""Names of what moves in the strings and comments of a Python file: some follow, some stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from rezone.transforms.edits.actions import JoinEdit, TextEdit
from rezone.transforms.edits.joined_paths import rewrite_join
from rezone.transforms.edits.places import strings_of_places
from rezone.transforms.edits.split_names import rewrite_split
from rezone.transforms.records import replace
from rezone.transforms.references.built_names import BuiltName, built_names
from rezone.transforms.references.folders import several_places
from rezone.transforms.references.groups import may_be_group
from rezone.transforms.references.literals import LiteralRegions
from rezone.transforms.references.mention import (
    A_LOGGER,
    GONE,
    MAYBE_GONE,
    MAYBE_GROUP,
    STORED_FILES,
    TOP,
    Mention,
)
from rezone.transforms.references.mentions import Matters
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.places import FILE
from rezone.transforms.references.positions import Literal, Positions
from rezone.transforms.references.purposes import OPEN, Purpose, Stand
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText
from rezone.transforms.references.top_names import may_be_package


class FindMentions(Protocol):
    """Finds names of what moves in text."""

    def __call__(self, text: str, *, matters: Matters | None = None) -> Sequence[Mention]:
        """Return what *text* mentions; what does not matter may be left out."""


Found = tuple[TextEdit | JoinEdit | None, Reference]
Spans = Sequence[tuple[int, int]]

_TEXT = (Purpose.OPEN, Purpose.PROSE)
_STAYING = (Purpose.TASK, Purpose.KEPT)
# A module of one segment as a whole literal, with what an entry point puts around it.
_ENTRY = re.compile(r"(?:[\w.-]+\s*=\s*)?(?P<name>[^\W\d]\w*)(?::[\w.]+|(?P<dot>\.))?")


class PythonText:
    """The text in one Python file."""

    def __init__(self, source: SourceText, tree: ast.Module, resolver: Resolver) -> None:
        self._source = source
        self._tree = tree
        self._resolver = resolver

    def rewrite(
        self, mentions: Sequence[Mention], taken: Spans, annotations: Spans
    ) -> Iterator[Found]:
        """Yield what becomes of each of *mentions*, with its edit if it is rewritten.

        Those in *taken* spans are left out, and those in code; *annotations* are string literals
        whose names the file's imports explain.
        """
        if mentions and self._source.path and FILE in self._source.text:
            taken = [*taken, *strings_of_places(self._source, self._tree)]
        free = [each for each in mentions if not _overlaps(each.start, each.end, taken)]
        lines = {self._source.position(each.start)[0] for each in free}
        bare = bare_names(self._source, self._resolver)
        if not free and not bare:
            return
        positions = Positions(self._source, self._tree, lines | bare)
        regions = LiteralRegions(self._source, self._tree)
        for mention in free:
            kind = regions.kind_at(mention.start, mention.end)
            if kind is None or (
                kind is Kind.STRING
                and any(s <= mention.start and mention.end <= e for s, e in annotations)
                and regions.is_plain_literal(mention.start)
            ):
                continue
            stand = positions.stand(mention.start) if kind is Kind.STRING else OPEN
            yield self.told(mention, kind, stand)
        spans = [*taken, *((each.start, each.end) for each in free)]
        for literal in positions.literals if bare else ():
            yield from self._bare(literal, spans)
        yield from self._maybe(positions.literals if bare else (), spans)

    def told(self, mention: Mention, kind: Kind, stand: Stand) -> Found:
        """Return what becomes of *mention* in text of this *kind* that is there for *stand*."""
        if stand.purpose in _TEXT and may_be_group(
            mention, self._source.text, self._resolver.groups
        ):
            mention = mention.left(MAYBE_GROUP)
        if kind is Kind.STRING and mention.new is not None:
            mention = self._judged(mention, stand)
        line, column = self._source.position(mention.start)
        if mention.new is None:
            status = Status.BLOCKED if mention.reason == TOP else Status.KEPT
            left = (status, Tier.NEVER, mention.reason)
            return None, Reference(kind, line, column, mention.old, "", *left)
        tier = Tier.LIKELY if mention.doubt else Tier.SURE
        rewritten = (Status.REWRITTEN, tier, mention.doubt)
        edit = TextEdit(mention.start, mention.end, mention.new)
        return edit, Reference(kind, line, column, mention.old, mention.new, *rewritten)

    def _judged(self, mention: Mention, stand: Stand) -> Mention:
        """Return *mention* as what its literal is for makes of it."""
        if mention.kind == "path" and stand.reason == STORED_FILES:
            return mention.left(stand.reason)
        if mention.kind in ("path", "import", "code"):
            return mention
        if stand.purpose in _STAYING:
            return mention.left(stand.reason)
        if stand.purpose is Purpose.LOGGER:
            return replace(mention, doubt=stand.reason)
        if stand.purpose is Purpose.OPEN and mention.old in self._resolver.tasks:
            return mention.left("the name of a task, maybe: jobs that are queued have it")
        if stand.purpose is Purpose.OPEN and mention.doubt:
            return mention.left(f"{mention.doubt}: it may name something else")
        return mention

    def joined(self, taken: Spans) -> Iterator[tuple[JoinEdit, Reference]]:
        """Yield the edits of paths and names that are joined from literals."""
        for built in self._built:
            edit = self._whole(built)
            if edit and not _overlaps(edit.start, edit.end, taken):
                line, column = self._source.position(edit.start)
                kind = Kind.PATH if "/" in edit.old else Kind.STRING
                yield edit, Reference(kind, line, column, edit.old, edit.goes)

    def _whole(self, built: BuiltName) -> JoinEdit | None:
        whole = built.whole
        if isinstance(whole, ast.Constant):
            return rewrite_split(whole, self._source, self._resolver) if built.sure else None
        return None if whole is None else rewrite_join(whole, self._source, self._resolver)

    def built(self, taken: Spans) -> Iterator[Found]:
        """Yield what becomes of the names that the file puts together."""
        whole = [b for b in self._built if isinstance(b.whole, ast.Constant)]
        told = [*taken, *((each.start, each.end) for each in whole)]
        for built in self._built:
            line, column = self._source.position(built.start)
            if _overlaps(built.start, built.end, taken if built in whole else told):
                continue
            if built.new and built.new != built.old:
                edit = TextEdit(built.start, built.end, built.new)
                yield edit, Reference(Kind.STRING, line, column, built.old, built.new)
            elif not built.new:
                status = Status.BLOCKED if built.sure else Status.KEPT
                left = (status, Tier.NEVER, built.reason)
                yield None, Reference(Kind.STRING, line, column, built.old, "", *left)

    @cached_property
    def _built(self) -> Sequence[BuiltName]:
        return tuple(map(self._weighed, built_names(self._source, self._tree, self._resolver)))

    def _weighed(self, built: BuiltName) -> BuiltName:
        """Return *built* as what the literals are for makes of it."""
        if not isinstance(built.whole, ast.Constant):
            return built
        line, _ = self._source.position(built.start)
        stand = Positions(self._source, self._tree, {line}).stand(built.start)
        stays = stand.purpose in _STAYING
        return replace(built, reason=stand.reason, sure=False) if stays else built

    def _bare(self, literal: Literal, taken: Spans) -> Iterator[Found]:
        """Yield the edit of a literal that is such a module, where only a module can stand."""
        said = literal.node.value if isinstance(literal.node, ast.Constant) else None
        match = _ENTRY.fullmatch(said) if isinstance(said, str) else None
        if match is None or not isinstance(said, str):
            return
        name, stand = match["name"], literal.stand
        new = self._resolver.destination(name)
        if new == name and name in self._resolver.gone and stand.purpose is Purpose.MODULE:
            new = self._resolver.heir(name) or name
        if stand.purpose is Purpose.FOLDER:
            place = self._resolver.place(name)
            new = place if isinstance(place, str) else name
        written = self._source.text[literal.start : literal.end]
        start = literal.start + written.find(said) + match.start("name")
        if said not in written or _overlaps(start, start + len(name), taken):
            return
        line, column = self._source.position(start)
        left = self._left(literal, name, new)
        if match["dot"] and (left or new == name or not self._resolver.moves_whole(name)):
            return  # a name that is put together: those are told elsewhere
        if left is not None:
            yield None, Reference(Kind.STRING, line, column, name, "", *left)
        elif new != name and stand.purpose in (Purpose.MODULE, Purpose.FOLDER):
            edit = TextEdit(start, start + len(name), new)
            yield edit, Reference(Kind.STRING, line, column, name, new)

    def _left(self, literal: Literal, name: str, new: str) -> tuple[Status, Tier, str] | None:
        """Return why the module *name* of one segment stays, None where it follows or is none."""
        stand = literal.stand
        if stand.purpose in (Purpose.MODULE, Purpose.FOLDER):
            if new != name or name not in self._resolver.gone:
                return None
            heirs = self._resolver.heirs(name)
            reason = several_places(heirs) if len(heirs) > 1 else GONE
            return Status.BLOCKED, Tier.NEVER, reason
        if new != name and stand.reason == TOP:
            return Status.BLOCKED, Tier.NEVER, TOP
        if new != name and stand.purpose is Purpose.LOGGER:
            return Status.KEPT, Tier.NEVER, f"{A_LOGGER}: they are below {new} now"
        return None

    def _maybe(self, literals: Sequence[Literal], taken: Spans) -> Iterator[Found]:
        """Yield the top-level names that are gone afterwards, one of each with all its lines."""
        lines: dict[str, list[int]] = {}
        columns: dict[str, int] = {}
        for literal in literals:
            name = literal.node.value if isinstance(literal.node, ast.Constant) else None
            if (
                isinstance(name, str)
                and name in self._resolver.gone
                and literal.stand.purpose is Purpose.OPEN
                and not _overlaps(literal.start, literal.end, taken)
                and may_be_package(literal, self._source.path)
            ):
                line, column = self._source.position(literal.start + 1)
                lines.setdefault(name, []).append(line)
                columns.setdefault(name, column)
        for name, found in lines.items():
            new = self._resolver.destination(name)
            others = sorted({*found} - {found[0]})
            said = f"line{'s' * (len(others) > 1)} {', '.join(map(str, others))}"
            more = f" ({said} as well)" if others else ""
            reason = f"{MAYBE_GONE}: {f'it is {new} afterwards' if new != name else GONE}{more}"
            left = (Status.KEPT, Tier.NEVER, reason)
            yield None, Reference(Kind.STRING, found[0], columns[name], name, "", *left)


def bare_names(source: SourceText, resolver: Resolver) -> set[int]:
    """Return the lines with a literal that can be a moved module of one segment."""
    names = {*resolver.gone, *(name for name in resolver.names.sources if "." not in name)}
    if not names:
        return set()
    quoted = re.compile(
        rf"[\"'=\s](?:{'|'.join(map(re.escape, sorted(names)))})(?:[\"']|:\w|\.[\"'])"
    )
    return {source.position(match.start() + 1)[0] for match in quoted.finditer(source.text)}


def _overlaps(start: int, end: int, spans: Spans) -> bool:
    return any(begin < end and start < finish for begin, finish in spans)
