"""What a dry run worked out, kept for the run after it.

What a phase does follows from rezone, the Python, the plan and what the tree says
(`rezone.phases.engine.observed`).  Where all of that is what it was, down to the sha256 of every
file, the run after a dry run does what the dry run has shown, and does not work it out again.
"""

from __future__ import annotations

import io
import os
import pickle
from enum import Enum
from hashlib import sha256
from typing import Any

from rezone.phases.engine import user_cache
from rezone.phases.engine.observed import Answers, Observed, essential, says_again
from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.engine.store import Disk
from rezone.phases.engine.user_cache import cache_folder, edition
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Plan
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.edits import actions
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.records import replace
from rezone.transforms.references.model import Kind, Reference, Status, Tier

ENOUGH = 500
"""With fewer files a phase is worked out as quickly as it is looked up."""

_KIND = "phase"
_LARGEST = 64 << 20  # bytes of one phase
_SIZE = 32  # bytes of a sha256

# What the documentation of pickle says that damaged data may raise.
_BROKEN = (pickle.UnpicklingError, AttributeError, EOFError, IndexError, TypeError, ValueError)

_Kept = tuple[bytes, Answers, Preview]
"""The sha256 of the list of files, what the tree said, and what follows from it."""

_VALUES = (
    *(Preview, FileOutcome, ChangeSet, FileChange, Bridge, Reference, Kind, Status, Tier),
    *(actions.Clause, actions.ImportEdit, actions.NameEdit, actions.StringEdit, actions.TextEdit),
    *(actions.PlaceEdit, actions.JoinEdit, actions.KeywordEdit, actions.LabelEdit),
    actions.TableEdit,
)
_BY_NAME: dict[tuple[str, str], type] = {(t.__module__, t.__qualname__): t for t in _VALUES}


class _Pickler(pickle.Pickler):
    """Writes members of enumerations by value: CPython 3.11.0 to 3.11.3 ask `getattr` for them."""

    def reducer_override(self, value: object) -> Any:
        """Return how *value* is made again."""
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes nothing but values: what lies in a cache must not be able to call anything."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _BY_NAME[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of a phase") from None


def observed(workspace: Workspace) -> Workspace:
    """Return *workspace* such that `keep` can say later what it was asked."""
    return (
        replace(workspace, store=Observed(workspace.root)) if _is_worth_it(workspace) else workspace
    )


def _is_worth_it(workspace: Workspace) -> bool:
    """Say whether *workspace* is on disk as it is, large enough, and there is a cache."""
    is_on_disk = workspace.store is None or isinstance(workspace.store, Disk)
    is_large = len(workspace.files) >= ENOUGH
    return is_on_disk and is_large and not workspace.pending and cache_folder() is not None


def keep(workspace: Workspace, plan: Plan, number: int, found: Preview) -> None:
    """Keep *found* for phase *number* of *plan* if *workspace* was observed."""
    if not isinstance(workspace.store, Observed) or workspace.pending:
        return
    bare = replace(found, present=frozenset())
    kept: _Kept = (_listing(workspace), essential(workspace.store.answers), bare)
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(kept)
    content = stream.getvalue()
    if len(content) <= _LARGEST:
        user_cache.write(_KIND, _key(workspace, plan, number), sha256(content).digest(), content)


def recalled(workspace: Workspace, plan: Plan, number: int) -> Preview | None:
    """Return what phase *number* of *plan* does to *workspace*, None where nobody knows."""
    if not _is_worth_it(workspace):
        return None
    kept = user_cache.read(_KIND, _key(workspace, plan, number))
    if sha256(kept[_SIZE:]).digest() != kept[:_SIZE]:
        return None
    try:
        values: _Kept = _Unpickler(io.BytesIO(kept[_SIZE:])).load()
        listing, answers, found = values
    except _BROKEN:
        return None
    if listing != _listing(workspace) or not says_again(Disk(workspace.root), answers):
        return None
    return replace(found, present=workspace.files)


def _listing(workspace: Workspace) -> bytes:
    return sha256(os.fsencode("\0".join(sorted(workspace.files)))).digest()


def _key(workspace: Workspace, plan: Plan, number: int) -> str:
    said = repr((edition(), os.fspath(workspace.root.resolve()), number, plan))
    return sha256(os.fsencode(said)).hexdigest()
