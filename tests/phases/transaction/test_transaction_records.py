"""The two files a phase leaves: its manifest and its journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transaction_trees import medium

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.journal import Journal, Step
from rezone.phases.transaction.manifest import (
    FileRecord,
    FolderRecord,
    Manifest,
    Status,
    read,
    states,
    write,
)
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.errors import Refused

paths = st.text(st.characters(), min_size=1)  # surrogates included: names need not be UTF-8
modes = st.integers(0, 0o7777)
records = st.builds(
    FileRecord,
    st.none() | paths,
    st.none() | paths,
    st.text("0123456789abcdef"),
    st.text("0123456789abcdef"),
    st.none() | modes,
    st.none() | paths,
    st.none() | paths,
)
manifests = st.builds(
    Manifest,
    st.integers(0, 99),
    st.sampled_from(Status),
    st.lists(records, max_size=3).map(tuple),
    st.lists(paths, max_size=2).map(tuple),
    st.lists(st.builds(FolderRecord, paths, modes), max_size=2).map(tuple),
    st.text(),
    st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple),
    st.text(),
    st.text(),
    st.dictionaries(st.text(), st.integers() | st.text() | st.booleans(), max_size=2),
)


@given(manifests)
def test_a_manifest_survives_the_disk(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest):
    path = tmp_path_factory.getbasetemp() / "manifest.json"
    write(path, manifest)
    assert read(path) == manifest


def test_modes_are_octal_for_people(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write(path, Manifest(1, Status.APPLIED, (FileRecord("a", "b", "", "", 0o640),)))
    assert json.loads(path.read_text())["files"][0]["mode"] == "0640"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "status": "?"}'])
def test_what_is_no_manifest_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "phase4" / "manifest.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(Refused, match="no manifest") as caught:
        states(tmp_path)
    assert caught.value.path == path.as_posix()


def test_a_manifest_of_another_format(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text('{"format": 2}')
    with pytest.raises(Refused, match="has format 2, this version knows 1"):
        read(path)


def test_only_folders_of_phases_have_states(tmp_path: Path) -> None:
    for name in ("phase2", "phase10", "phase1", "phases", "phase03", "phase1.old", "phase7"):
        (tmp_path / name).mkdir()
        if name != "phase7":
            write(tmp_path / name / "manifest.json", Manifest(0, Status.APPLIED))
    assert list(states(tmp_path)) == [1, 2, 10]
    assert states(tmp_path / "nowhere") == {}


def test_the_journal_tells_the_steps_and_the_files(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    backups = tmp_path / "migration_backups"
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    rollback(tmp_path, phase=1, backups=backups)
    journal = Journal(backups / "phase1/journal")
    steps = journal.steps()
    middle = steps.index("rollback")
    assert (steps[0], steps[middle - 1], steps[-1]) == ("apply", "committed", "committed")
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    swaps = [line for line in lines[:middle] if line["step"] == "swap"]
    assert swaps[0]["files"] == ["one.py", "three.py", "two.py"]
    assert (swaps[1]["folder"], swaps[1]["files"]) == ("src/app", ["src/app/core.py"])


def test_a_torn_last_line_was_never_acted_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert (journal.steps(), journal.is_committed) == ((), False)
    journal.append(Step("apply"))
    journal.append(Step("committed"))
    assert journal.is_committed
    with journal.path.open("ab") as stream:
        stream.write(b'{"time": "2030-01-01T00:00:00", "st')
    assert journal.steps() == ("apply", "committed")
    journal.append(Step("stow"), Step("swap"))  # the first of them continues the torn line
    assert journal.steps() == ("apply", "committed", "swap")
