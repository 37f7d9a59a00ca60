"""Wheels and sdists that nobody vouches for: read in memory, bounded, and nothing is unpacked."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hostile_repository import MODULES, Repository

from rezone.phases import api
from rezone.transforms.errors import Refused, UsageError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits memory")

OUT = ["../evil.py", "/etc/evil.py", "a/../../evil.py", "a//b.py"]
ODD = ["C:\\evil.py", "n\new.py", "é" * 120]
BOMB = 256 << 20


def packed(kind: str, folder: Path, names: list[str]) -> Path:
    """Return an archive of files with these names."""
    if kind == "wheel":
        return wheel(folder / "odd-1-py3-none-any.whl", names)
    return sdist(folder / "odd-1.tar.gz", [member(f"odd-1/{name}") for name in names])


def wheel(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"import a.b\n")
    return path


def sdist(path: Path, members: list[tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"import a.b\n" * (member.size > 0)))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, link
    found.size = 11 if kind == tarfile.REGTYPE else 0
    return found


@pytest.mark.parametrize("name", OUT)
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_name_that_leads_out(
    kind: str, name: str, repository: Repository, tmp_path: Path
) -> None:
    plan = api.load(repository.root, repository.plan)
    archive = packed(kind, tmp_path, [*MODULES, name])
    with pytest.raises(UsageError, match="leads out of it"):
        api.compare_distributions(archive, archive, plan, [1])
    archive.unlink()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_names_of_all_kinds(kind: str, repository: Repository, tmp_path: Path) -> None:
    archive = packed(kind, tmp_path, [*MODULES, *ODD])
    plan = api.load(repository.root, repository.plan)
    found = api.compare_distributions(archive, archive, plan, [1])
    assert {difference.path for difference in found} >= {"a/b.py", "x/b.py"}
    archive.unlink()


def test_members_that_are_no_files(repository: Repository, tmp_path: Path) -> None:
    """Links, devices and pipes are passed over, wherever they lead."""
    kinds = {
        "link": (tarfile.SYMTYPE, "/etc/passwd"),
        "hard": (tarfile.LNKTYPE, "../../outside/secret.py"),
        "zero": (tarfile.CHRTYPE, ""),
        "pipe": (tarfile.FIFOTYPE, ""),
    }
    odd = [member(f"x/{name}.py", *what) for name, what in kinds.items()]
    plain = [member("x/a/b.py"), member("x/a/__init__.py")]
    archive = sdist(tmp_path / "odd-1.tar.gz", [*plain, *odd])
    found = api.compare_distributions(
        archive, archive, api.load(repository.root, repository.plan), [1]
    )
    assert not {d.path for d in found} & {f"{name}.py" for name in kinds}
    archive.unlink()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\0", b"\1" * 1000])
@pytest.mark.parametrize("name", ["x-1-py3-none-any.whl", "x-1.tar.gz"])
def test_archives_that_are_none(
    name: str, content: bytes, repository: Repository, tmp_path: Path
) -> None:
    archive = tmp_path / name
    archive.write_bytes(content)
    with pytest.raises((UsageError, Refused)) as caught:
        api.compare_distributions(archive, archive, api.load(repository.root, repository.plan), [1])
    assert name in str(caught.value)
    archive.unlink()


@pytest.mark.parametrize("name", ["bomb-1-py3-none-any.whl", "bomb-1.tar.gz"])
def test_a_bomb_is_refused_before_it_fills_the_memory(
    name: str, repository: Repository, tmp_path: Path
) -> None:
    """Zeros without end in a few kilobytes; the process may have less than they would fill."""
    archive = tmp_path / name
    if name.endswith(".whl"):
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as stream:
            stream.writestr("a/b.py", b"v = 1\n")
            for number in range(16):
                stream.writestr(f"a/z{number}.py", b"\0" * (BOMB >> 4))
    else:
        with tarfile.open(archive, "w:gz", compresslevel=1) as stream:
            for number in range(16):
                info = tarfile.TarInfo(f"x/a/z{number}.py")
                info.size = BOMB >> 4
                stream.addfile(info, io.BytesIO(b"\0" * (BOMB >> 4)))
    code = (
        "import sys; from pathlib import Path\n"
        "from rezone.phases.distribution import archive\n"
        "from rezone.transforms.errors import Refused\n"
        "archive.LARGEST >>= 5\n"
        "try: archive.read_archive(Path(sys.argv[1]))\n"
        "except Refused as error: print(error)\n"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))

    done = subprocess.run(
        [sys.executable, "-c", code, str(archive)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=limit,
    )
    archive.unlink()
    assert done.returncode == 0, done.stderr
    assert "unpacks to more than" in done.stdout
