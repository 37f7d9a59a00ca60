"""Files are read to their end, whatever the system said of their size."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rezone.phases.engine.store import Disk, folder_entries
from rezone.transforms.errors import Refused


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 3_000_000])
def test_all_of_a_file_or_its_head(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert Disk(tmp_path).content("file") == content
    assert Disk(tmp_path).head("file") == content[:2048]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_file_that_says_it_is_empty_is_read() -> None:
    assert Disk(Path("/proc/self")).content("stat")


def test_what_somebody_takes_away_meanwhile_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"gone/a.py.*is gone since the files were listed.*run again"):
        Disk(tmp_path).content("gone/a.py")
    with pytest.raises(Refused, match=r"gone.*is gone since the files were listed.*run again"):
        folder_entries(tmp_path / "gone", "gone")


def test_a_small_file_is_not_read_twice_for_its_head_and_its_content(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"a\n" * 2000)
    (tmp_path / "large").write_bytes(b"a\n" * 20000)
    disk = Disk(tmp_path)
    assert disk.head("small") == disk.head("large") == b"a\n" * 1024
    (tmp_path / "small").write_bytes(b"later")
    (tmp_path / "large").write_bytes(b"later")
    assert disk.content("small") == b"a\n" * 2000
    assert disk.content("large") == b"later"
    assert disk.content("small") == b"later"  # once: nobody is told for ever what was


def test_what_is_kept_for_content_has_an_end(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for number in range(2001):
        (tmp_path / str(number)).write_bytes(b"before")
        disk.head(str(number))
        (tmp_path / str(number)).write_bytes(b"after")
    assert disk.content("1999") == b"before"
    assert disk.content("2000") == b"after"


def test_where_the_system_cannot_tell_a_link_nobody_says_that_there_is_none(tmp_path: Path) -> None:
    assert Disk(tmp_path).link("gone") is None
    (tmp_path / "link").symlink_to("nowhere")
    assert Disk(tmp_path).link("link") == "nowhere"
    with pytest.raises(OSError, match="too long"):
        Disk(tmp_path).link("x" * 300)
