"""What `rewrite` cannot settle is told, and stays told."""

import json
from pathlib import Path

from rezone.phases import api

MOVES = {"shop.db": "store.db", "shop.db.core": "store.kernel"}
PATTERN = '[[tool.mypy.overrides]]\nmodule = "shop.db.*"\n'


def test_a_name_with_several_answers_is_told_each_time(tmp_path: Path) -> None:
    (tmp_path / "moves.json").write_text(json.dumps({"moves": MOVES}))
    (tmp_path / "pyproject.toml").write_text(PATTERN)
    (tmp_path / "till.py").write_text("from shop.db.core import price\n")
    plan = api.load(tmp_path, tmp_path / "moves.json")
    told = (
        "pyproject.toml:2: shop.db.*: content goes to several places: store.db, store.kernel; "
        "left untouched"
    )
    first = api.rewrite(tmp_path, plan, [tmp_path])
    assert (first.changed, first.problems) == (("till.py",), (told,))
    again = api.rewrite(tmp_path, plan, [tmp_path])
    assert (again.changed, again.problems) == ((), (told,))
    assert (tmp_path / "pyproject.toml").read_text() == PATTERN
