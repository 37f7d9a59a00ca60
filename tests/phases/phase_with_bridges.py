"""A small repository whose phases leave bridges."""

from __future__ import annotations

import json
from pathlib import Path

from rezone.phases import api
from rezone.transforms.bridges.bridge import read_bridge

TREE = {
    "app/__init__.py": "",
    "app/wire/__init__.py": "",
    "app/wire/tcp.py": "class Socket:\n    pass\n_state = {}\n",
    "app/db/__init__.py": "from app.db.core import Base\n",
    "app/db/core.py": "class Base:\n    pass\n",
    "app/db/conftest.py": "",
    "app/db/orm/__init__.py": "",
    "app/db/orm/query.py": "from app.db.core import Base\nclass Query(Base):\n    pass\n",
    "app/db/orm/schema.sql": "select 1;\n",
    "use.py": "from app.db.orm.query import Query\nfrom app.wire import tcp\nprint(Query, tcp)\n",
}
MOVES = {"app.db": "data.store", "app.wire.tcp": "net.tcp"}


def plant(root: Path, *phases: dict[str, object], **files: str) -> Path:
    tree = {**TREE, **{name.replace("__", "/") + ".py": text for name, text in files.items()}}
    for name, text in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    listed = [
        {"number": number, "shims": True, **phase, "moves": as_moves(phase["moves"])}
        for number, phase in enumerate(phases or ({"moves": MOVES},), 1)
    ]
    plan = {"workspace": {"roots": ["."]}, "phases": listed}
    (root / "plan.json").write_text(json.dumps(plan))
    return root


def as_moves(moves: object) -> list[object]:
    if isinstance(moves, list):
        return moves
    assert isinstance(moves, dict)
    return [{"source": source, "target": target} for source, target in moves.items()]


def apply(root: Path, number: int = 1) -> api.Receipt:
    receipt = api.migrate(root, api.load(root, root / "plan.json"), number)
    assert receipt.unknown == 0
    return receipt


def files(root: Path) -> dict[str, bytes]:
    return {
        name: path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(root).as_posix()).startswith(("migration_", ".git"))
        and "__pycache__" not in name
    }


def bridges(root: Path) -> dict[str, str]:
    found = (read_bridge(name, content) for name, content in files(root).items())
    return {bridge.old: bridge.new for bridge in found if bridge is not None}
