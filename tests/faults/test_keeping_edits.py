"""Whatever strikes a rollback that keeps edits: people find their tree, or the one to be."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import Ended, rezone
from shop import Tree, build, snapshot
from strikes import ALSO_READS, STRIKES, Faults
from tally import Tally

from rezone.phases import api

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

KEEP = ("migrate", "--phase", "1", "--rollback", "--keep-edits", "--quiet")


@dataclass(frozen=True)
class Work:
    """A repository at *root*, a copy of *template*: the tree as *worked* on, and as *kept*."""

    root: Path
    template: Path
    worked: Tree
    kept: Tree

    def renew(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)

    def struck(self, faults: Faults) -> Ended:
        return rezone(self.root, *KEEP, inside=faults.installed)

    def operations(self, kind: str) -> int:
        """Return how many operations of the command *kind* may strike; they end in `kept`."""
        self.renew()
        faults = Faults(self.root, kind)
        with faults.installed():
            kept = api.rollback(self.root, api.load(self.root), 1, keep_edits=True).kept
        assert kept is not None
        assert kept.conflicts == {}
        return faults.count


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    folder = tmp_path_factory.mktemp("keeping")
    root = folder / "shop"
    build(root)
    plan = api.load(root)
    api.migrate(root, plan, 1)
    (root / "src/shared/db/late.py").write_text("from shared.db.orm import Row\n")
    (root / "src/shop/api.py").write_text("import shared.db.orm\nprint(shared.db.orm)\n")
    (root / "src/shop/first.py").write_bytes((root / "src/shop/first.py").read_bytes() + b"# 1\n")
    (root / "README.md").unlink()
    (root / "tests/test_late.py").write_text("import shared.db.late\n")
    worked = snapshot(root)
    shutil.copytree(root, folder / "worked", symlinks=True)
    api.rollback(root, plan, 1, keep_edits=True)
    return Work(root, folder / "worked", worked, snapshot(root))


def test_what_is_kept_is_what_people_did(work: Work) -> None:
    work.operations("killed")
    assert snapshot(work.root) == work.kept
    contents = {path: entry[1] for path, entry in work.kept.items()}
    assert contents["src/shop/db/late.py"] == b"from shop.db.orm import Row\n"
    assert contents["src/shop/api.py"].endswith(b"import shop.db.orm\nprint(shop.db.orm)\n")
    assert contents["src/shop/second.py"].endswith(b"# 1\n")
    assert contents["tests/test_late.py"] == b"import shop.db.late\n"
    assert "README.md" not in contents
    assert not any(path.startswith("src/shared") for path in contents)


@pytest.mark.parametrize("kind", [kind for kind in STRIKES if kind != "vanished file"])
def test_the_tree_is_as_people_left_it_or_as_it_is_to_be(
    kind: str, work: Work, tally: Tally
) -> None:
    every = 5 if kind in ALSO_READS else 1
    for number in tally.some_of(work.operations(kind), few=3, every=every):
        work.renew()
        ended = work.struck(Faults(work.root, kind, number))
        print(f"--- {kind} at {number}: {ended}")
        assert "Traceback" not in ended.said
        assert ended.code in (0, 1, 2) or ended.was_killed
        states = api.states(work.root)
        if any(record.status.is_interrupted for record in states.values()):
            assert ended.was_killed or "rezone recover" in ended.said
            assert rezone(work.root, "recover").code == 0
        is_applied = api.states(work.root)[1].status == "applied"
        assert snapshot(work.root) == (work.worked if is_applied else work.kept)
        if ended.code == 0:
            assert not is_applied
        if is_applied:
            assert rezone(work.root, *KEEP).code == 0
            assert snapshot(work.root) == work.kept
