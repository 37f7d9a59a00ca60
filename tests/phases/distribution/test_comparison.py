"""Builds before and after a phase: equal up to names, and a seeded difference is told."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.plan.model import Plan
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.bridges.text import bridge_text
from rezone.transforms.errors import UsageError

BEFORE = {
    "shop/__init__.py": "",
    "shop/text.py": "def title(s): return s.title()\n",
    "shop/main.py": "from shop.text import title\n",
    "shop/data.json": "{}\n",
    "shop-1.0.dist-info/METADATA": "Name: shop\nVersion: 1.0\n"
    "Description-Content-Type: text/markdown\n\nUse `shop.text`.\n",
    "shop-1.0.dist-info/entry_points.txt": "[console_scripts]\nshop = shop.text:title\n",
    "shop-1.0.dist-info/RECORD": "shop/text.py,sha256=abc,33\n",
    "shop-1.0.dist-info/top_level.txt": "shop\n",
}
AFTER = BEFORE | {
    "shared/__init__.py": "",
    "shared/text.py": BEFORE["shop/text.py"],
    "shop/main.py": "from shared.text import title\n",
    "shop-1.0.dist-info/METADATA": BEFORE["shop-1.0.dist-info/METADATA"].replace(
        "shop.text", "shared.text"
    ),
    "shop-1.0.dist-info/entry_points.txt": "[console_scripts]\nshop = shared.text:title\n",
    "shop-1.0.dist-info/RECORD": "shared/text.py,sha256=abc,33\n",
    "shop-1.0.dist-info/top_level.txt": "shared\nshop\n",
}
del AFTER["shop/text.py"]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "moves.json"
    path.write_text(json.dumps({"roots": ["src"], "moves": {"shop.text": "shared.text"}}))
    return api.load(tmp_path, path)


def wheel(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def sdist(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"shop-1.0/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def told(tmp_path: Path, plan: Plan, after: dict[str, str]) -> list[str]:
    one = wheel(tmp_path / "one.whl", BEFORE)
    other = wheel(tmp_path / "other.whl", after)
    return [str(found) for found in api.compare_distributions(one, other, plan, [1])]


def test_a_wheel_is_equal_up_to_the_names(tmp_path: Path, plan: Plan) -> None:
    assert told(tmp_path, plan, AFTER) == []


def test_without_the_phase_it_is_not(tmp_path: Path, plan: Plan) -> None:
    assert told(tmp_path, plan, BEFORE) == [
        ".dist-info/METADATA-description.md: line 1 is b'Use `shop.text`.\\n', "
        "and should be b'Use `shared.text`.\\n'",
        ".dist-info/entry_points.txt: line 2 is b'shop = shop.text:title\\n', "
        "and should be b'shop = shared.text:title\\n'",
        "shared/__init__.py: is missing",
        "shared/text.py: is missing",
        "shop/main.py: line 1 is b'from shop.text import title\\n', "
        "and should be b'from shared.text import title\\n'",
        "shop/text.py: should not be there",
    ]


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("shop/data.json", None, "is missing"),
        ("shop/extra.py", "", "should not be there"),
        ("shared/text.py", "def title(s): return s\n", "line 1 is"),
        ("shop/main.py", AFTER["shop/main.py"] + "\n", "has 2 lines, and should have 1"),
        ("shop-1.0.dist-info/entry_points.txt", BEFORE["shop/main.py"], "line 1 is"),
    ],
)
def test_a_seeded_difference_is_told(
    tmp_path: Path, plan: Plan, path: str, text: str | None, problem: str
) -> None:
    changed = {name: found for name, found in AFTER.items() if name != path}
    (found,) = told(tmp_path, plan, changed if text is None else changed | {path: text})
    assert found.startswith(path.replace("shop-1.0.", "."))
    assert problem in found


def test_an_sdist_is_compared_by_the_paths_of_the_repository(tmp_path: Path, plan: Plan) -> None:
    before = {f"src/{name}": text for name, text in BEFORE.items() if "dist-info" not in name}
    after = {f"src/{name}": text for name, text in AFTER.items() if "dist-info" not in name}
    one = sdist(tmp_path / "one.tar.gz", before | {"README.md": "See src/shop/text.py.\n"})
    good = sdist(tmp_path / "good.tar.gz", after | {"README.md": "See src/shared/text.py.\n"})
    bad = sdist(tmp_path / "bad.tar.gz", after | {"README.md": "See src/shop/text.py.\n"})
    assert api.compare_distributions(one, good, plan, [1]) == ()
    (found,) = api.compare_distributions(one, bad, plan, [1])
    assert found.path == "README.md"
    with pytest.raises(UsageError, match="cannot be compared"):
        api.compare_distributions(one, wheel(tmp_path / "w.whl", AFTER), plan, [1])


def test_what_is_no_archive_is_said(tmp_path: Path, plan: Plan) -> None:
    good = wheel(tmp_path / "good.whl", BEFORE)
    for name, problem in (("x.whl", "broken"), ("x.tar.gz", "broken"), ("x.txt", "neither")):
        (tmp_path / name).write_bytes(b"no archive")
        with pytest.raises(UsageError, match=problem):
            api.compare_distributions(good, tmp_path / name, plan, [1])


def test_places_in_a_catalogue_of_messages_are_passed_over(tmp_path: Path, plan: Plan) -> None:
    text = '#: {}:12\n#: tests/test_{}.py:2\nmsgid "a"\nmsgstr "{}"\n'
    one = wheel(tmp_path / "a.whl", BEFORE | {"shop/de.po": text.format("shop/text.py", "a", "b")})
    after = AFTER | {"shop/de.po": text.format("shared/text.py", "moved", "b")}
    good = wheel(tmp_path / "b.whl", after)
    assert api.compare_distributions(one, good, plan, [1]) == ()
    other = after | {"shop/de.po": text.format("shared/text.py", "moved", "c")}
    bad = wheel(tmp_path / "c.whl", other)
    (found,) = api.compare_distributions(one, bad, plan, [1])
    assert found.path == "shop/de.po"
    assert found.problem.startswith('line 2 is b\'msgstr "c"')


def bridge(old: str, new: str) -> str:
    path = f"{old.replace('.', '/')}.py"
    return bridge_text(Bridge(path, old, new, 1))


def test_bridges_are_no_surplus(tmp_path: Path, plan: Plan) -> None:
    leads = bridge("shop.text", "shared.text")
    assert told(tmp_path, plan, AFTER | {"shop/text.py": leads}) == []
    nowhere = bridge("shop.text", "shared.words")
    assert told(tmp_path, plan, AFTER | {"shop/text.py": nowhere}) == [
        "shop/text.py: is a bridge to shared.words, which is not there"
    ]


def test_a_bridge_in_the_place_of_a_module_is_told(tmp_path: Path, plan: Plan) -> None:
    (found,) = told(tmp_path, plan, AFTER | {"shop/main.py": bridge("shop.main", "shared.text")})
    assert found.startswith("shop/main.py: line 1 is b'# rezone: bridge")


def test_an_init_that_stays_for_bridges_alone_is_no_surplus(tmp_path: Path) -> None:
    files = {"shop/__init__.py": '"""The shop."""\n', "shop/text.py": ""}
    moved = {"shared/__init__.py": "", "shared/text.py": ""}
    moved["shop/__init__.py"] = files["shop/__init__.py"]
    (tmp_path / "moves.json").write_text(json.dumps({"moves": {"shop.text": "shared.text"}}))
    plan = api.load(tmp_path, tmp_path / "moves.json")
    one = wheel(tmp_path / "one.whl", files)
    leads = bridge("shop.text", "shared.text")
    bridged = wheel(tmp_path / "two.whl", moved | {"shop/text.py": leads})
    assert api.compare_distributions(one, bridged, plan, [1]) == ()
    bare = wheel(tmp_path / "three.whl", moved)
    (found,) = api.compare_distributions(one, bare, plan, [1])
    assert str(found) == "shop/__init__.py: should not be there"
