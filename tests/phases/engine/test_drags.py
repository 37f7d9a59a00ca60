"""What `rezone plan check` says of symbols before they move."""

from __future__ import annotations

import json
from pathlib import Path

from rezone.codemods.cli.main import main
from rezone.phases import api

MOD = """\
import json
from os import path


def helper():
    return path.sep


class S:
    def go(self):
        return json.dumps(helper())


def user():
    return S()
"""


def tree(folder: Path, moves: dict[str, str]) -> Path:
    (folder / "m.py").write_text(MOD)
    (folder / "plan.json").write_text(json.dumps({"roots": ["."], "moves": moves}))
    return folder / "plan.json"


def test_what_a_symbol_drags_along(tmp_path: Path) -> None:
    plan = api.load(tmp_path, tree(tmp_path, {"m:helper": "n:helper"}))
    (phase,) = api.symbols(tmp_path, plan)
    (drag,) = phase.drags
    assert (drag.symbol, drag.target, drag.lines) == ("m:helper", "n:helper", 2)
    assert (drag.imports, drag.helpers, drag.back) == (("os.path",), (), True)
    assert phase.refusal == ""


def test_a_symbol_that_cannot_go_alone(tmp_path: Path) -> None:
    plan = api.load(tmp_path, tree(tmp_path, {"m:S": "n:S"}))
    (phase,) = api.symbols(tmp_path, plan)
    assert phase.drags[0].helpers == ("m.helper",)
    assert phase.drags[0].imports == ("json",)
    assert "m (m.py:3) → n (n.py:3): m.helper is not bound yet" in phase.refusal
    together = api.load(tmp_path, tree(tmp_path, {"m:S": "n:S", "m:helper": "n:helper"}))
    assert api.symbols(tmp_path, together)[0].refusal == ""
    api.migrate(tmp_path, together, 1)
    assert api.symbols(tmp_path, together) == ()


def test_the_command_says_it(tmp_path: Path) -> None:
    from click.testing import CliRunner

    config = tree(tmp_path, {"m:S": "n:S"})
    said = ["plan", "check", "--root", str(tmp_path), "--config", str(config)]
    done = CliRunner().invoke(main, said)
    assert done.exit_code == 1
    assert "phase 1: m:S → n:S (lines: 3)\n  imports: json\n" in done.stdout
    assert "stays in m and is imported from there: m.helper" in done.stdout
    assert "phase 1 would be refused: RZ200 the program would no longer import" in done.stdout
    found = json.loads(CliRunner().invoke(main, [*said, "--format", "json"]).stdout)
    assert found["symbols"][0]["drags"][0]["helpers"] == ["m.helper"]
