"""The old names in a file as findings: what to say of each, where, and what to put instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from msgspec import Struct

from rezone.phases.linting.linted_file import LintedFile
from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.edits.tree import NodeEdit, node_edits
from rezone.transforms.references.model import Kind, Reference, Status
from rezone.transforms.references.source import SourceText

_IN_TEXT = (Kind.STRING, Kind.COMMENT, Kind.TEXT, Kind.PATH)


class Place(Enum):
    """Where an old name stands, which decides whose finding it is."""

    CODE = "code"
    BRIDGED = "code that a bridge keeps working"
    TEXT = "text"


class OldName(Struct, frozen=True, dict=True):
    """One node that names what has moved.

    *replacement* is ``None`` where a person has to decide; the *message* then says why.
    """

    place: Place
    node: cst.CSTNode
    message: str
    replacement: cst.CSTNode | cst.FlattenSentinel[cst.CSTNode] | None = None


@lru_cache(maxsize=1)
def old_names(file: LintedFile, module: cst.Module) -> tuple[OldName, ...]:
    """Return what names moved modules in *file*, whose tree *module* is.

    Raises:
        RezoneError: the edits could not be proven.
    """
    outcome = file.outcome
    if outcome is None:
        return ()
    source = SourceText.decode(file.content, file.path)
    changed = [
        _finding(file, found, tuple(_within(outcome.references, found, source)))
        for found in node_edits(module, source, outcome.edits)
    ]
    left = (r for r in outcome.references if r.status is Status.BLOCKED)
    return (*changed, *(_left(reference, _line_in(module, reference.line)) for reference in left))


def _within(
    references: Iterable[Reference], found: NodeEdit, source: SourceText
) -> Iterator[Reference]:
    """Yield the references that the edits of one node are about."""
    for reference in references:
        offset = source.line_starts[reference.line - 1] + reference.column
        if reference.new and any(e.start <= offset < e.end for e in found.edits):
            yield reference


def _finding(file: LintedFile, found: NodeEdit, references: tuple[Reference, ...]) -> OldName:
    names = dict.fromkeys((r.old, r.new) for r in references)
    said = "; ".join(f"{old} is now {new}" for old, new in names)
    message = said or "what has moved needs another import here"
    place = Place.CODE
    if all(isinstance(edit, TextEdit) for edit in found.edits):
        place = Place.TEXT
    else:
        bridges = [file.disk.bridge_to(old) for old, _ in names]
        if bridges and None not in bridges:
            place = Place.BRIDGED
            ends = sorted({f" until {b.until}" for b in bridges if b is not None and b.until})
            message += f"; a bridge leads there{','.join(ends)}"
    return OldName(place, found.node, message, found.replacement)


def _left(reference: Reference, node: cst.CSTNode) -> OldName:
    place = Place.TEXT if reference.kind in _IN_TEXT else Place.CODE
    return OldName(place, node, f"{reference.old} has moved: {reference.reason}")


def _line_in(module: cst.Module, line: int) -> cst.CSTNode:
    """Return the innermost statement that holds *line*, for a person to be pointed to."""
    places = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    held = [
        (place.end.line - place.start.line, at, node)
        for at, (node, place) in enumerate(places.items())
        if isinstance(node, cst.BaseStatement) and place.start.line <= line <= place.end.line
    ]
    return min(held)[2] if held else module
