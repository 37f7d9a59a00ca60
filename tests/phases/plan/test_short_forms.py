"""The two short forms: roots and moves, and the custom configuration with paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rezone.phases.plan.catalog import ANOMALY_DETECTION
from rezone.phases.plan.model import Plan
from rezone.phases.plan.read import load
from rezone.transforms.errors import PlanErrors
from rezone.transforms.moves.move import Move


def read(root: Path, data: object) -> Plan:
    config = root / "custom.json"
    config.write_text(json.dumps(data, indent=1))
    return load(root, config)


def custom(root: Path, data: dict[str, object], phase: int = 1) -> list[Move]:
    """Return the moves that *data* adds to the shipped phase."""
    found = read(root, {"phase": phase, **data}).phase(phase)
    shipped = ANOMALY_DETECTION.phase(phase).moves
    return [planned.move for planned in found.moves if planned not in shipped]


def error(root: Path, data: object) -> str:
    with pytest.raises(PlanErrors) as caught:
        read(root, data)
    (text,) = str(caught.value).split("\n")
    return text


def test_flat(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        {
            "roots": ["src"],
            "target_root": "src/packages",
            "moves": {"old.name": "new.name", "p.m:S": "q.m:S", "p.__init__": "r"},
        },
    )
    (phase,) = plan.phases
    assert phase.number == 1
    assert [planned.move for planned in phase.moves] == [
        Move("old.name", "new.name"),
        Move("p.m:S", "q.m:S"),
        Move("p", "r", alone=True),
    ]
    assert plan.workspace.roots == ("src",)
    assert [planned.origin.key for planned in phase.moves][1] == 'moves."p.m:S"'


def test_flat_and_full_do_not_mix(tmp_path: Path) -> None:
    assert "either 'moves' or 'phases'" in error(tmp_path, {"moves": {"a": "b"}, "phases": []})


REQUIREMENT = {
    "phase": 1,
    "custom_mappings": {
        "src/anomaly_detection/custom_service.py": "src/packages/shared/infrastructure/custom/"
    },
    "skip_files": ["src/anomaly_detection/temp_file.py"],
    "additional_import_mappings": {"old_import_path": "new_import_path"},
}


def test_the_custom_configuration_extends_the_shipped_phase(tmp_path: Path) -> None:
    plan = read(tmp_path, REQUIREMENT)
    phase = plan.phase(1)
    assert [planned.move for planned in phase.moves[8:]] == [
        Move("anomaly_detection.custom_service", "shared.infrastructure.custom.custom_service")
    ]
    assert phase.moves[:8] == ANOMALY_DETECTION.phase(1).moves
    assert phase.skip == ("src/anomaly_detection/temp_file.py",)
    assert phase.renames == (("old_import_path", "new_import_path"),)
    assert plan.phases[1:] == ANOMALY_DETECTION.phases[1:]
    assert plan.workspace.target_root == "src/packages"
    assert phase.moves[8].origin.line == 4


def test_it_extends_the_plan_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text(
        '[workspace]\nroots = ["lib", "lib/inner"]\n[[phases]]\nnumber = 4\n'
        'moves = [{source = "a", target = "b"}, {source = "c", target = "d"}]\n'
        'skip = ["lib/a/x.py"]\nrenames = {old = "new"}\n'
    )
    plan = read(
        tmp_path,
        {
            "phase": 4,
            "custom_mappings": {"lib/c.py": "lib/inner/e.py"},
            "skip_files": ["lib/a/y.py"],
            "additional_import_mappings": {"old": "newer"},
        },
    )
    phase = plan.phase(4)
    assert [planned.move for planned in phase.moves] == [Move("a", "b"), Move("c", "e")]
    assert phase.skip == ("lib/a/x.py", "lib/a/y.py")
    assert phase.renames == (("old", "newer"),)
    assert plan.workspace.roots == ("lib", "lib/inner")
    assert plan.source == "custom.json"


def test_it_may_be_written_in_toml_and_be_the_plan_itself(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text('phase = 2\nskip_files = ["src/x.py"]\n')
    plan = load(tmp_path)
    assert plan.phase(2).skip == ("src/x.py",)
    assert plan.phase(2).moves == ANOMALY_DETECTION.phase(2).moves


@pytest.mark.parametrize(
    ("source", "target", "move"),
    [
        ("src/a/m.py", "src/b/n.py", Move("a.m", "b.n")),
        ("src/a/m.py", "src/b/", Move("a.m", "b.m")),
        ("./src/a/m.pyi", "src/b/", Move("a.m", "b.m")),
        ("src\\a\\m.py", "src\\b\\", Move("a.m", "b.m")),
        ("src/a/p/", "src/packages/b/q/", Move("a.p", "b.q")),
        ("src/a/p", "src/b", Move("a.p", "b")),
        ("src/a/__init__.py", "src/b/__init__.py", Move("a", "b", alone=True)),
        ("src/a/__init__.py", "src/b/", Move("a", "b", alone=True)),
        ("a/m.py", "b/", Move("a.m", "b.m")),
        ("src/packages/data/x/src/x/m.py", "src/packages/y/", Move("x.m", "y.m")),
    ],
)
def test_paths_become_names(tmp_path: Path, source: str, target: str, move: Move) -> None:
    assert custom(tmp_path, {"custom_mappings": {source: target}}) == [move]


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ("/src/a.py", "src/b/", "is absolute"),
        ("src/a.py", "C:/b/", "is absolute"),
        ("src/../a.py", "src/b/", "climbs"),
        ("src/a.py", "src/b", "neither a folder nor a file"),
        ("src/a.txt", "src/b/", "no Python module"),
        ("src/a", "src/b.py", "a folder cannot become the file"),
        ("src/a.py", "src/b/__init__.py", "cannot become the __init__"),
        ("src/my-a.py", "src/b/", "cannot be imported"),
        ("src/a.py", "src/", "moved onto itself"),
    ],
)
def test_paths_that_make_no_move(tmp_path: Path, source: str, target: str, problem: str) -> None:
    text = error(tmp_path, {"phase": 1, "custom_mappings": {source: target}})
    assert text.startswith(f"custom.json:4: RZ101 custom_mappings.{json.dumps(source)}: ")
    assert problem in text


def test_a_path_below_no_named_root(tmp_path: Path) -> None:
    text = error(
        tmp_path, {"phase": 1, "roots": ["lib"], "custom_mappings": {"src/a.py": "lib/b/"}}
    )
    assert "'src/a.py' lies below no import root (hint: the roots are: lib)" in text


def test_targets_below_two_guessed_roots(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text("[[phases]]\nnumber = 1\n")
    mappings = {"src/a.py": "src/packages/b/", "src/c.py": "src/d/"}
    text = error(tmp_path, {"phase": 1, "custom_mappings": mappings})
    assert "several roots: src, src/packages (hint: name target_root)" in text
    named = {"phase": 1, "target_root": "src/packages", "custom_mappings": mappings}
    assert len(read(tmp_path, named).phase(1).moves) == 2


def test_a_phase_that_is_not_there(tmp_path: Path) -> None:
    text = error(tmp_path, {"phase": 9})
    assert "has no phase 9 (hint: its phases: 1, 2, 3, 4, 5, 6, 7)" in text
    assert "the key 'phase' is missing" in error(tmp_path, {"skip_files": []})


def test_skip_files_stay_below_the_root(tmp_path: Path) -> None:
    assert "skip_files[0]: '../x.py' climbs" in error(
        tmp_path, {"phase": 1, "skip_files": ["../x.py"]}
    )
