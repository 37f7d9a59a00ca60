"""Whatever strikes `rezone rewrite`: each file is as before or as after, and none is added."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest
from shop import build, snapshot

from rezone.phases import api
from rezone.transforms.errors import Refused


@pytest.mark.parametrize("name", ["chmod", "replace"])
def test_each_file_is_as_before_or_as_after(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = {}, {}
    for folder, found in (("whole", after), ("struck", before)):
        build(tmp_path / folder)
        before.update(snapshot(tmp_path / folder))
        if found is after:
            api.rewrite(
                tmp_path / folder,
                api.load(tmp_path / folder),
                [tmp_path / folder],
                from_before=True,
            )
            after.update(snapshot(tmp_path / folder))
    root = tmp_path / "struck"

    def strike(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    plan = api.load(root)
    with monkeypatch.context() as patched:
        patched.setattr(os, name, strike)
        with pytest.raises(Refused, match="cannot be written"):
            api.rewrite(root, plan, [root], from_before=True)
    found = snapshot(root)
    assert found.keys() == before.keys()
    assert all(found[path] in (before[path], after[path]) for path in found)


def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    """SIGKILL as the first file is to take its place: the next run finishes, and leaves nothing."""
    build(tmp_path / "whole")
    build(tmp_path / "killed")
    before = snapshot(tmp_path / "killed")
    _rewrite(tmp_path / "whole")
    after = snapshot(tmp_path / "whole")
    child = os.fork()
    if not child:
        os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        _rewrite(tmp_path / "killed")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    found = snapshot(tmp_path / "killed")
    assert {path: found[path] for path in before} == before
    assert len(found) == len(before) + 1
    _rewrite(tmp_path / "killed")
    assert snapshot(tmp_path / "killed") == after


def _rewrite(root: Path) -> None:
    api.rewrite(root, api.load(root), [root], from_before=True)
