"""Reading the full form of a plan: what is accepted, and every error with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rezone.phases.plan.model import ChecksConfig, Level, Phase, Plan
from rezone.phases.plan.read import examine, load
from rezone.transforms.errors import PlanErrors, UsageError
from rezone.transforms.moves.move import Move


def moves(phase: Phase) -> list[Move]:
    return [planned.move for planned in phase.moves]


def read(tmp_path: Path, text: str, name: str = "rezone.toml") -> Plan:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return load(tmp_path)


def errors(tmp_path: Path, content: str | bytes, name: str = "rezone.toml") -> list[str]:
    """Return every error of a plan, as a person sees them."""
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PlanErrors) as caught:
        load(tmp_path, tmp_path / name)
    return str(caught.value).split("\n")


FULL = """\
[workspace]
roots = ["src", "./src/packages/"]
target_root = "src/packages"
exclude = ["vendor/**"]
keep = ["src/app"]

[thresholds]
files_migrated = 1
slowdown = 0.05

[[domains]]
name = "shared"
packages = ["shared.*"]

[[domains]]
name = "app"
packages = ["app"]
may_import = ["shared"]

[[phases]]
number = 1
title = "Foundation"
complexity = "LOW"
risk = "high"
weeks = 1
skip = ["src/app/temp.py"]
lazy = ["app", "app.web"]
[[phases.moves]]
source = "app.config"
target = "shared.config"
[[phases.moves]]
source = "app.web.__init__"
target = "shared.web.__init__"
[[phases.moves]]
source = "app.models:User"
target = "shared.people:Person"
[phases.renames]
"app.gone" = "shared.gone"

[[phases]]
number = 2
depends_on = [1]
moves = [{ source = "app.cli", target = "shared.cli", alone = true }]
"""


def test_the_full_form(tmp_path: Path) -> None:
    plan = read(tmp_path, FULL)
    first, second = plan.phases
    assert plan.source == "rezone.toml"
    assert plan.workspace.roots == ("src", "src/packages")
    assert plan.workspace.exclude == ("vendor/**",)
    assert plan.thresholds.files_migrated == 1.0
    assert plan.thresholds.tests_passing == 0.90
    assert [(d.name, d.packages, d.may_import) for d in plan.domains] == [
        ("shared", ("shared.*",), ()),
        ("app", ("app",), ("shared",)),
    ]
    assert (first.title, first.complexity, first.risk, first.weeks) == (
        "Foundation",
        Level.LOW,
        Level.HIGH,
        "1",
    )
    assert moves(first) == [
        Move("app.config", "shared.config"),
        Move("app.web", "shared.web", alone=True),
        Move("app.models:User", "shared.people:Person"),
    ]
    assert first.skip == ("src/app/temp.py",)
    assert first.renames == (("app.gone", "shared.gone"),)
    assert (first.lazy, second.lazy) == (("app", "app.web"), ())
    assert second.depends_on == (1,)
    assert moves(second) == [Move("app.cli", "shared.cli", alone=True)]


def test_each_part_knows_its_line_and_key(tmp_path: Path) -> None:
    plan = read(tmp_path, FULL)
    origin = plan.phases[0].moves[1].origin
    assert (origin.path, origin.line, origin.key) == ("rezone.toml", 32, "phases[0].moves[1]")
    assert plan.phases[1].origin.line == 40
    lazy = plan.phases[0].lazy_origin
    assert (lazy.path, lazy.line, lazy.key) == ("rezone.toml", 27, "phases[0].lazy")
    assert plan.domains[1].origin.line == 15


def test_pyproject_holds_the_same_below_its_table(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        '[project]\nname = "x"\n[[tool.rezone.phases]]\nnumber = 1\n'
        '[[tool.rezone.phases.moves]]\nsource = "a"\ntarget = "b"\n',
        "pyproject.toml",
    )
    (planned,) = plan.phases[0].moves
    assert (plan.source, planned.origin.line) == ("pyproject.toml", 6)
    assert planned.origin.key == "tool.rezone.phases[0].moves[0]"


def test_rezone_toml_comes_before_pyproject_and_config_before_both(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.rezone.moves]\na = 'from_pyproject'\n")
    assert load(tmp_path).phases[0].moves[0].move.target == "from_pyproject"
    (tmp_path / "rezone.toml").write_text("moves.a = 'from_rezone'\n")
    assert load(tmp_path).phases[0].moves[0].move.target == "from_rezone"
    config = tmp_path / "other.json"
    config.write_text('{"moves": {"a": "from_config"}}')
    assert load(tmp_path, config).phases[0].moves[0].move.target == "from_config"


def test_no_plan_points_to_init(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "rezone-user"\n')
    with pytest.raises(UsageError, match=r"no plan.*rezone init"):
        load(tmp_path)


def test_a_config_that_is_nowhere_or_a_folder(tmp_path: Path) -> None:
    for config in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UsageError, match="no such file"):
            load(tmp_path, config)


def test_a_pyproject_as_config_needs_its_table(tmp_path: Path) -> None:
    config = tmp_path / "pyproject.toml"
    config.write_text('[project]\nname = "x"\n')
    with pytest.raises(UsageError, match=r"no \[tool.rezone\]"):
        load(tmp_path, config)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all files")
def test_an_unreadable_plan(tmp_path: Path) -> None:
    plan = tmp_path / "rezone.toml"
    plan.write_text("")
    plan.chmod(0)
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path)


def test_extends_takes_the_shipped_phases_and_domains(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """\
extends = "anomaly_detection"
[workspace]
roots = ["lib"]
[[domains]]
name = "core"
packages = ["core"]
[[phases]]
number = 3
title = "Mine"
depends_on = [1]
[[phases]]
number = 8
depends_on = [7]
""",
    )
    assert [phase.number for phase in plan.phases] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert plan.phase(3).title == "Mine"
    assert plan.phase(3).moves == ()
    assert len(plan.phase(1).moves) == 8
    assert plan.workspace.roots == ("lib",)
    assert [d.may_import for d in plan.domains if d.name == "core"] == [()]
    assert len(plan.domains) == 9


def test_all_errors_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = errors(
        tmp_path,
        """\
extend = "anomaly_detection"
[workspace]
roots = ["/abs", "../up", "ok", 3]
[[domains]]
name = "a"
packages = ["a-b"]
may_import = ["b"]
[[phases]]
number = 1
tilte = "x"
complexity = "huge"
depends_on = [1, 9]
[[phases.moves]]
source = "a/b.py"
target = "class.x"
[[phases.moves]]
source = "m:X"
target = "n"
[[phases.moves]]
source = "m"
[[phases]]
number = 1
[[phases]]
title = 5
[thresholds]
files_migrated = 95
tests_passing = "all"
""",
    )
    assert found == [
        "rezone.toml:1: RZ101 extend: this key is unknown (hint: did you mean 'extends'?)",
        "rezone.toml:3: RZ101 workspace.roots[3]: expected text, found a whole number",
        "rezone.toml:3: RZ101 workspace.roots[0]: '/abs' is absolute"
        " (hint: name a folder below the root, as in 'src')",
        "rezone.toml:3: RZ101 workspace.roots[1]: '../up' climbs with '..'"
        " (hint: name a folder below the root, as in 'src')",
        "rezone.toml:6: RZ101 domains[0].packages[0]: 'a-b' is no dotted name, nor one with '.*'",
        "rezone.toml:7: RZ101 domains[0].may_import: there is no domain 'b' (hint: known: a)",
        "rezone.toml:10: RZ101 phases[0].tilte: this key is unknown (hint: did you mean 'title'?)",
        "rezone.toml:11: RZ101 phases[0].complexity: 'huge' is no level"
        " (hint: one of: low, medium, high)",
        "rezone.toml:12: RZ101 phases[0].depends_on: there is no phase 9 (hint: known: 1)",
        "rezone.toml:12: RZ101 phases[0].depends_on: the phases wait for each other: 1 → 1"
        " (hint: break the cycle)",
        "rezone.toml:14: RZ101 phases[0].moves[0].source:"
        " 'a/b.py' is no dotted name of Python identifiers (hint: names, not paths: 'a.b')",
        "rezone.toml:15: RZ101 phases[0].moves[0].target:"
        " 'class.x' is no dotted name of Python identifiers",
        "rezone.toml:18: RZ101 phases[0].moves[1].target: 'm:X' is a symbol, 'n' a module"
        " (hint: write 'n:X')",
        "rezone.toml:19: RZ101 phases[0].moves[2]: the key 'target' is missing",
        "rezone.toml:22: RZ101 phases[1].number: there are two phases 1 (hint: see line 8)",
        "rezone.toml:23: RZ101 phases[2]: the key 'number' is missing",
        "rezone.toml:24: RZ101 phases[2].title: expected text, found a whole number",
        "rezone.toml:26: RZ101 thresholds.files_migrated: expected a fraction from 0 to 1"
        " (hint: 95 % is 0.95)",
        "rezone.toml:27: RZ101 thresholds.tests_passing: expected a number, found text",
    ]


def test_what_can_be_read_of_a_wrong_plan_is_read(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text(
        "[[phases]]\nnumber = 1\nnope = 1\n"
        'moves = [{source = "a", target = "b"}, {source = "1", target = "c"}]\n'
    )
    plan, problems = examine(tmp_path)
    assert moves(plan.phase(1)) == [Move("a", "b")]
    assert len(problems) == 2


def test_a_cycle_is_told_once_with_its_way(tmp_path: Path) -> None:
    found = errors(
        tmp_path,
        "[[phases]]\nnumber = 1\ndepends_on = [3]\n"
        "[[phases]]\nnumber = 2\ndepends_on = [1]\n"
        "[[phases]]\nnumber = 3\ndepends_on = [2]\n"
        "[[phases]]\nnumber = 4\ndepends_on = [3]\n",
    )
    assert found == [
        "rezone.toml:3: RZ101 phases[0].depends_on: the phases wait for each other: 1 → 3 → 2 → 1"
        " (hint: break the cycle)"
    ]


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ("a", "b:X", "'a' is a module, 'b:X' a symbol"),
        ("a:X:Y", "b:X", "names no top-level symbol"),
        ("a:class", "b:X", "names no top-level symbol"),
        ("a..b", "c", "no dotted name"),
        (".a", "c", "no dotted name"),
        ("a", "b.__init__", "names a package's own module"),
        ("__init__", "a", "where its package is meant"),
        ("a.__init__.b", "a", "where its package is meant"),
        ("a.__init__:X", "b:X", "where its package is meant"),
        ("a", "a", "moved onto itself"),
    ],
)
def test_names_that_make_no_move(tmp_path: Path, source: str, target: str, problem: str) -> None:
    (found,) = errors(tmp_path, f'moves."{source}" = "{target}"')
    assert problem in found


def test_a_symbol_cannot_be_alone(tmp_path: Path) -> None:
    (found,) = errors(
        tmp_path,
        '[[phases]]\nnumber=1\nmoves = [{source = "a:X", target = "b:X", alone = true}]',
    )
    assert "nothing lies below it" in found


def test_a_source_that_is_moved_twice_names_both_lines(tmp_path: Path) -> None:
    move = '[[phases.moves]]\nsource = "a"\ntarget = "b"\n'
    (found,) = errors(tmp_path, f"[[phases]]\nnumber = 1\n{move}{move}")
    assert found.endswith("moves[1]: 'a' is moved twice (hint: keep one of lines 4 and 7)")
    assert found.startswith("rezone.toml:7: ")


def test_two_symbols_cannot_become_one_but_packages_may_merge(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, 'moves."a:X" = "c:Z"\nmoves."b:Y" = "c:Z"')
    assert "both 'a:X' and 'b:Y' become 'c:Z'" in found
    assert len(read(tmp_path, 'moves.a = "c"\nmoves.b = "c"').phases[0].moves) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb = \n", "bad.toml:2: RZ101 this is no valid TOML: Invalid value"),
        (b"a = [1,\n2", "bad.toml:2: RZ101 this is no valid TOML"),
        (b"a = 1\na = 2\n", "bad.toml:2: RZ101 this is no valid TOML: Cannot overwrite"),
        (b"# \xe9\n", "bad.toml:1: RZ101 the file is not UTF-8 (hint: save it as UTF-8)"),
        (b"a = " + b"9" * 5000, "bad.toml: RZ101 this is no valid TOML"),
        (b"a = " + b"[" * 9999, "bad.toml: RZ101 the values are nested too deeply"),
    ],
)
def test_broken_toml(tmp_path: Path, content: bytes, expected: str) -> None:
    (found,) = errors(tmp_path, content, "bad.toml")
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"moves":\n{,}}', "bad.json:2: RZ101 this is no valid JSON: Expecting property name"),
        (b"[]", "bad.json:1: RZ101 a plan is an object"),
        (b"", "bad.json:1: RZ101 this is no valid JSON: Expecting value"),
        (b'{"moves": {\n"a": "b",\n"a": "c"}}', "bad.json:3: RZ101 moves.a: this key stands twice"),
        (b'{"a": ' + b"[" * 99999, "bad.json: RZ101 the values are nested too deeply"),
        (b'{"moves": {"a": null}}', "bad.json:1: RZ101 moves.a: expected text, found nothing"),
        (b'{"moves": {"a": ""}}', "bad.json:1: RZ101 moves.a: the text is empty"),
        (b'{"moves": {}, "exclude": ["\\ud800"]}', "bad.json:1: RZ101 exclude[0]: the text holds"),
        (b'{"thresholds": {"slowdown": NaN}}', "bad.json:1: RZ101 thresholds.slowdown: expected"),
    ],
)
def test_broken_json(tmp_path: Path, content: bytes, expected: str) -> None:
    (found,) = errors(tmp_path, content, "bad.json")
    assert found.startswith(expected)


def test_a_byte_order_mark_and_carriage_returns_are_fine(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_bytes(b'\xef\xbb\xbf[moves]\r\na = "b"\r\nc = "d"\r\n')
    assert [planned.origin.line for planned in load(tmp_path).phases[0].moves] == [2, 3]


def test_a_root_that_leaves_through_a_link(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    (found,) = errors(root, '[workspace]\nroots = ["out"]')
    assert "'out' leads out of the repository" in found


def test_a_plan_that_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nrezone = 3\n")
    with pytest.raises(PlanErrors, match=r"pyproject.toml:2: RZ101 tool.rezone: a plan is a table"):
        load(tmp_path)


def test_a_broken_pyproject_that_mentions_rezone_is_no_missing_plan(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.rezone]\nx =\n")
    with pytest.raises(PlanErrors, match=r"pyproject.toml:2: RZ101 this is no valid TOML"):
        load(tmp_path)


def test_an_unknown_shipped_plan(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, 'extends = "anomaly-detection"')
    assert "did you mean 'anomaly_detection'?" in found


def test_how_the_checks_run_the_code(tmp_path: Path) -> None:
    plan = read(tmp_path, '[checks]\ntests = ["-q"]\napps = ["shop.web:app"]\ntimeout = 5\n')
    assert plan.checks == ChecksConfig("", ("-q",), ("shop.web:app",), 5)
    wrong = '[checks]\napps = ["shop.web"]\ntimeout = 0\npyton = ""\n'
    assert [error.partition("RZ101 ")[2] for error in errors(tmp_path, wrong)] == [
        "checks.apps[0]: 'shop.web' names no object (hint: as in 'shop.server:app')",
        "checks.timeout: expected a number of seconds, 1 or more",
        "checks.pyton: this key is unknown (hint: did you mean 'python'?)",
    ]
