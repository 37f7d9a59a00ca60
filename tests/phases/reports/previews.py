"""Previews with one of everything, for what is made of previews."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.plan.model import Level, Phase, Plan, PlannedMove
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.moves.move import Move
from rezone.transforms.references.model import Kind, Reference, Status, Tier

STARTED = datetime(2031, 5, 6, 7, 8, 9, 123_456, tzinfo=UTC)

PHASE = Phase(
    2,
    "Data & storage",
    Level.HIGH,
    Level.MEDIUM,
    "3-4",
    moves=(
        PlannedMove(Move("app.db", "shared.db")),
        PlannedMove(Move("app.db.orm", "data.orm")),
        PlannedMove(Move("app.core:Thing", "shared.things:Thing")),
    ),
)
PLAN = Plan((PHASE,), source="rezone.toml")


def sha(content: bytes) -> str:
    return sha256(content).hexdigest()


def reference(kind: Kind = Kind.IMPORT, line: int = 1, **fields: object) -> Reference:
    return Reference(kind, line, 0, "app.db", "shared.db", **fields)  # type: ignore[arg-type]


UNSURE = reference(Kind.TEXT, 7, tier=Tier.LIKELY)
KEPT = reference(
    Kind.STRING, 3, status=Status.KEPT, tier=Tier.NEVER, reason="pickled data names it"
)
UNKNOWN = reference(Kind.DOTTED, 9, status=Status.UNKNOWN, reason="app is rebound at run time")

CORE = FileOutcome(
    "src/app/core.py",
    "src/app/core.py",
    sha(b"core"),
    b"new core",
    (reference(), reference(Kind.DOTTED, 2), reference(Kind.DOTTED, 2), KEPT),
    proven=True,
)
ORM = FileOutcome(
    "src/app/db/orm.py", "src/data/orm.py", sha(b"orm"), b"new orm", (reference(),), proven=True
)
DATA = FileOutcome("src/app/db/data.bin", "src/shared/db/data.bin", sha(b"\0"))
LINK = FileOutcome("src/app/db/link", "src/shared/db/link", sha(b"orm.py"))
NOTES = FileOutcome("notes.md", "notes.md", sha(b"notes"), b"new notes", (UNSURE,))
ONLY_NAMES = FileOutcome("odd\udcff\n.py", "odd\udcff\n.py", sha(b"odd"), None, (UNKNOWN,))

PREVIEW = Preview(
    2,
    ChangeSet(
        (
            *(FileChange(f.old, f.new, f.content, f.before) for f in (CORE, ORM, DATA, NOTES)),
            FileChange(LINK.old, LINK.new, None, LINK.before, "../../data/orm.py"),
            FileChange("src/app/db/__init__.py", None, None, sha(b"")),
            FileChange(None, "src/data/__init__.py", b""),
        ),
        ("src/app/db",),
    ),
    (CORE, ORM, DATA, LINK, NOTES, ONLY_NAMES),
    412,
    ("src/data/__init__.py",),
    ("src/app/db/__init__.py",),
    ("bad.py:3: no Python 3.11; left untouched",),
)
EMPTY = Preview(2, ChangeSet(), (), 3)
