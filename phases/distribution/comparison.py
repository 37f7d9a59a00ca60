"""Two builds compared: the later one is the earlier one with the phases applied to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.distribution.bridges import Bridges
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import UsageError
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.distribution.archive import Members

_BESIDE = re.compile(r"\.dist-info/|[^/]+\.data/")
"""What a wheel holds beside the packages."""

_PLACES = re.compile(rb"^#:[^\n]*\n?", re.MULTILINE)

_OPAQUE = (".so", ".pyd", ".dll", ".dylib")
"""Compiled code is another after each build: that it is there has to do."""


class Difference(Struct, frozen=True):
    """One file of a build that is not as it should be; *problem* says what, in words.

    *path* is where it is, or should be, after the phases.
    """

    path: str
    problem: str

    def __str__(self) -> str:
        """Return path and problem."""
        return f"{self.path}: {self.problem}"


def compare_distributions(
    before: Path, after: Path, plan: Plan, phases: Iterable[int]
) -> tuple[Difference, ...]:
    """Return what distinguishes the build *after* from *before* beyond what *phases* do to names.

    The phases are applied to what *before* holds, in memory, and every file must then be in
    *after*, byte for byte.  Moves of what is not part of the build are passed over.  Bridges may
    be there whether the plan asks for them or not, as long as they lead somewhere.

    Args:
        before: a wheel or an sdist, built before the phases.
        after: the same kind, built after them.
        plan: the plan; its roots are those of the sdist.
        phases: numbers of the phases that lie between.

    Raises:
        UsageError: no archive, two kinds, or no such phase.
        Refused: a phase cannot be applied to what *before* holds.
    """
    from rezone.phases.distribution.archive import read_archive

    first, second = read_archive(before), read_archive(after)
    if first.is_wheel != second.is_wheel:
        raise UsageError("a wheel and an sdist cannot be compared", after.as_posix())
    chosen = {plan.phase(number).number for number in phases}
    ordered = [phase for phase in plan.in_dependency_order() if phase.number in chosen]
    expected, found = _migrated(first, plan, ordered), dict(second.contents)
    bridges = Bridges.among(found, () if second.is_wheel else _roots(plan))
    return tuple(_differences(expected, found, first.contents, bridges))


def _migrated(members: Members, plan: Plan, phases: list[Phase]) -> dict[str, bytes]:
    """Return the files of an archive as they should be after *phases*."""
    from rezone.phases.engine.applied import within_reach
    from rezone.phases.engine.pool import Processes
    from rezone.phases.engine.preview import preview
    from rezone.phases.engine.workspace import Workspace

    roots = _roots(plan) if members.is_wheel else ()
    members = _placed(members, roots[0]) if roots else members
    where = plan.workspace
    where = replace(where, exclude=(), roots=where.roots or (("",) if roots else ()))
    plan = replace(plan, workspace=where)
    workspace = Workspace.stored(Path(), members.contents, members)
    for phase in phases:
        reached = within_reach(workspace, plan, phase)
        others = tuple(reached if p.number == phase.number else p for p in plan.phases)
        found = preview(
            workspace,
            replace(plan, phases=others),
            reached,
            executor=Processes(1),
            keep_imports=False,
        )
        workspace = workspace.after(found.changes)
    return {_below(path, roots): workspace.read(path) for path in workspace.files}


def _roots(plan: Plan) -> tuple[str, ...]:
    """Return the import roots as prefixes of paths, ``""`` for the repository itself."""
    folders = (*(plan.workspace.roots or ("",)), plan.workspace.target_root)
    plain = ("" if folder in (".", "./") else folder.strip("/") for folder in folders)
    return tuple(f"{folder}/" if folder else "" for folder in plain)


def _placed(members: Members, root: str) -> Members:
    """Return the files of a wheel where the repository has them: its texts name them so."""
    contents = {
        path if _BESIDE.match(path) else root + path: content
        for path, content in members.contents.items()
    }
    return replace(members, contents=contents)


def _below(path: str, roots: tuple[str, ...]) -> str:
    """Return *path* relative to the innermost of *roots* that holds it."""
    holding = [root for root in roots if path.startswith(root)]
    return path[len(max(holding, key=len, default="")) :]


def _differences(
    expected: Mapping[str, bytes],
    found: Mapping[str, bytes],
    before: Mapping[str, bytes],
    bridges: Bridges,
) -> Iterator[Difference]:
    for path in sorted(expected.keys() | found.keys()):
        if path not in found:
            yield Difference(path, "is missing")
        elif bridges.may_be(path, expected.get(path)):
            yield from (Difference(path, lost) for lost in bridges.leads_nowhere(path))
        elif path not in expected:
            stays = before.get(path) == found[path] and bridges.need(path)
            yield from () if stays else [Difference(path, "should not be there")]
        elif expected[path] != found[path] and not path.endswith(_OPAQUE):
            one, other = _said(path, expected[path]), _said(path, found[path])
            if one != other:
                yield Difference(path, _first_difference(one, other))


def _said(path: str, content: bytes) -> bytes:
    """Return what a file says: of a catalogue of messages no place that one was found at.

    The places (``#: shop/text.py:12``) are written by whoever collects the messages, and are also
    of files that are in no build, so that nothing here says what becomes of them.
    """
    return _PLACES.sub(b"", content) if path.endswith((".po", ".pot")) else content


def _first_difference(expected: bytes, found: bytes) -> str:
    ours, theirs = expected.splitlines(keepends=True), found.splitlines(keepends=True)
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number} is {other!r}, and should be {one!r}"
    return f"has {len(theirs)} lines, and should have {len(ours)}"
