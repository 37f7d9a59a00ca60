"""Plans that nobody vouches for: a clear error with its place, soon, and nothing is touched."""

from __future__ import annotations

import json

import pytest
from hostile_repository import Repository

from rezone.transforms.errors import Refused, UsageError

PATHS = ["../out", "/etc", "a/../../out", "~/out\0", ".."]


def refused(repository: Repository, match: str = "root|path|folder|absolute|climbs|plain") -> None:
    before = {path: path.stat() for path in repository.root.rglob("*")}
    with pytest.raises((UsageError, Refused), match=match) as caught:
        repository.migrate()
    assert caught.value.exit_code in (1, 2)
    assert {path: path.stat() for path in repository.root.rglob("*")} == before


@pytest.mark.parametrize(
    "name", ["../../evil", "/tmp/evil", "..evil", "x\ny", "x.class", "", "x\0"]
)
@pytest.mark.parametrize("side", ["source", "target"])
def test_a_name_that_is_no_name(side: str, name: str, repository: Repository) -> None:
    repository.plan_says({name: "x.b"} if side == "source" else {"a.b": name})
    refused(repository, "is no dotted name|is empty")


def test_half_of_a_surrogate_pair(repository: Repository) -> None:
    repository.plan.write_text('{"roots": ["."], "moves": {"a.b": "x.\\udcff"}}')
    refused(repository, "surrogate")


@pytest.mark.parametrize("path", PATHS)
def test_a_root_outside(path: str, repository: Repository) -> None:
    repository.plan_says({"a.b": "x.b"}, roots=[path])
    refused(repository)


@pytest.mark.parametrize("path", PATHS)
def test_a_target_root_outside(path: str, repository: Repository) -> None:
    phase = {"number": 1, "title": "t", "moves": [{"source": "a.b", "target": "x.b"}]}
    workspace = {"roots": ["."], "target_root": path}
    repository.plan.write_text(json.dumps({"workspace": workspace, "phases": [phase]}))
    refused(repository)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_mapped_path_outside(side: str, path: str, repository: Repository) -> None:
    mapping = {f"{path}/b.py": "a/x.py"} if side == "old" else {"a/b.py": f"{path}/b.py"}
    repository.plan.write_text(json.dumps({"phase": 1, "custom_mappings": mapping}))
    refused(repository)


@pytest.mark.parametrize("target", ["x." + "y" * 300, ".".join(["y" * 200] * 30)])
def test_a_name_too_long_for_the_file_system(target: str, repository: Repository) -> None:
    repository.plan_says({"a.b": target})
    with pytest.raises(Refused, match="File name too long; the tree is as it was"):
        repository.migrate()
    assert (repository.root / "a/b.py").read_bytes() == b"v = 1\n"
    assert not (repository.root / ("y" * 200)).exists()


@pytest.mark.parametrize("name", ["con", "aux", "nul", "com1"])
def test_a_name_that_windows_reserves_is_one_like_others(name: str, repository: Repository) -> None:
    repository.plan_says({"a.b": f"x.{name}"})
    repository.write({"use.py": b"import a.b\n"})
    repository.migrate()
    assert (repository.root / "use.py").read_text() == f"import x.{name}\n"
    repository.rollback()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.json", b'{"moves": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
        ("objects.json", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("arrays.toml", b"a = " + b"[" * 50_000 + b"]" * 50_000),
        ("key.toml", b"a" + b".a" * 50_000 + b" = 1"),
        ("quoted.toml", b'"a"' + b' . "a"' * 50_000 + b" = 1"),
        ("table.toml", b"[" + b"a." * 50_000 + b"a]\nx = 1"),
        ("number.json", b'{"moves": ' + b"9" * 1_000_000 + b"}"),
        ("number.toml", b"phases = " + b"9" * 1_000_000),
        ("trailing.json", b'{"moves": {"a.b": "x.b"}}\0'),
        ("utf16.json", b"\xff\xfe{\0}\0"),
        ("empty.json", b""),
        ("giant.json", b'{"moves": {' + b" " * 40_000_000 + b"}}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_plan_made_to_hurt(name: str, content: bytes, repository: Repository) -> None:
    from rezone.phases import api

    plan = repository.plan.with_name(name)
    plan.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        api.load(repository.root, plan)
    assert name in str(caught.value)


def test_a_plan_of_many_moves(repository: Repository) -> None:
    """Ten thousand wrong moves: all are named."""
    from rezone.transforms.errors import PlanErrors

    repository.plan_says({f"a.m{number}": f"x.m{number}" for number in range(10_000)})
    with pytest.raises(PlanErrors) as caught:
        repository.migrate()
    assert len(caught.value.problems) == 10_000
