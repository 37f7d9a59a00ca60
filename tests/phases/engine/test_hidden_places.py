"""No file goes where an ignore rule hides it; one that is tracked all the same stays seen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rezone.phases.guarded import migrate_checked
from rezone.phases.migration import Outcome, preview
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.phases.undoing import rollback
from rezone.transforms.errors import Refused
from rezone.transforms.moves.move import Move

PLAN = Plan(
    (Phase(1, moves=(PlannedMove(Move("app.ingest", "data.ingest")),)),),
    workspace=WorkspaceConfig(roots=(".",)),
)


@pytest.fixture(params=["git", "no git"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    for path, text in {
        "app/__init__.py": "KEPT = 1\n",
        "app/ingest/__init__.py": "rows = []\n",
        "app/ingest/read.py": "",
        "use.py": "from app.ingest import rows\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    if request.param == "git":
        _git(tmp_path, "init", "-q")
    return tmp_path


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize(
    ("path", "rules", "told"),
    [
        (".gitignore", "# built\n\n__pycache__/\ndata/\n", ".gitignore:4: data/ hides data/"),
        (".gitignore", "/data\n", ".gitignore:1: /data hides data/"),
        (".gitignore", "data/*/r*.py\n", "data/*/r*.py hides data/ingest/read.py"),
        ("data/.gitignore", "*\n", "data/.gitignore:1: * hides data/"),
    ],
)
def test_a_rule_that_hides_what_arrives_stops_the_phase(
    root: Path, path: str, rules: str, told: str
) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(rules)
    with pytest.raises(Refused) as refused:
        preview(root, PLAN, 1)
    assert told in refused.value.problem


@pytest.mark.parametrize("rules", ["", "data/\n!/data/\n", "/raw/data/\n", "*.csv\n"])
def test_rules_about_other_things_stop_nothing(root: Path, rules: str) -> None:
    (root / ".gitignore").write_text(rules)
    assert migrate_checked(root, PLAN, 1).outcome is Outcome.APPLIED


def test_the_exception_that_the_hint_proposes_is_enough(root: Path) -> None:
    (root / ".gitignore").write_text("data/\n")
    with pytest.raises(Refused) as refused:
        preview(root, PLAN, 1)
    assert refused.value.hint is not None
    exception = refused.value.hint.rpartition(" ")[2]
    (root / ".gitignore").write_text(f"data/\n{exception}\n")
    assert migrate_checked(root, PLAN, 1).outcome is Outcome.APPLIED


def test_a_rule_that_follows_the_move_hides_what_it_hid(root: Path) -> None:
    (root / ".gitignore").write_text("/app/ingest/*.csv\n")
    (root / "app/ingest/rows.csv").write_text("1\n")
    migrate_checked(root, PLAN, 1)
    assert (root / ".gitignore").read_text() == "/data/ingest/*.csv\n"
    assert (root / "data/ingest/rows.csv").read_text() == "1\n"


def test_a_rule_that_goes_away_hides_nothing(root: Path) -> None:
    (root / "app/ingest/.gitignore").write_text("*.py\n!/__init__.py\n!/read.py\n")
    moves = (
        PlannedMove(Move("app.ingest", "data.ingest")),
        PlannedMove(Move("use", "app.ingest.later")),
    )
    plan = Plan((Phase(1, moves=moves),), workspace=PLAN.workspace)
    assert migrate_checked(root, plan, 1).outcome is Outcome.APPLIED


def test_what_the_plan_excludes_is_no_place_to_go(root: Path) -> None:
    plan = Plan(PLAN.phases, workspace=WorkspaceConfig(roots=(".",), exclude=("data/",)))
    with pytest.raises(Refused, match="hides what arrives: data/"):
        preview(root, plan, 1)


def test_what_is_tracked_though_ignored_moves_is_seen_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "app/__init__.py").write_text("KEPT = 1\n")
    (tmp_path / "data/__init__.py").write_text("")
    (tmp_path / "app/ingest.py").write_text("rows = []\n")
    (tmp_path / "use.py").write_text("from app.ingest import rows\n")
    (tmp_path / ".gitignore").write_text("ingest.py\n")
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", "-A", "-f")
    receipt = migrate_checked(tmp_path, PLAN, 1)
    assert receipt.outcome is Outcome.APPLIED
    assert receipt.preview is not None
    (told,) = receipt.preview.warnings
    command = told.rpartition(": git ")[2].split()
    assert command == ["add", "-f", "data/ingest.py"]

    twice = Plan(
        (*PLAN.phases, Phase(2, moves=(PlannedMove(Move("data.ingest", "data.load")),))),
        workspace=PLAN.workspace,
    )
    assert migrate_checked(tmp_path, twice, 2).outcome is Outcome.APPLIED
    assert (tmp_path / "use.py").read_text() == "from data.load import rows\n"
    rollback(tmp_path, twice, 2)
    _git(tmp_path, *command)
    assert "data/ingest.py" in _git(tmp_path, "ls-files")
    rollback(tmp_path, PLAN, 1)
    assert (tmp_path / "app/ingest.py").read_text() == "rows = []\n"
