"""Sdists from PyPI: downloaded once, verified by digest, unpacked fresh for every trial."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from packages import Package

# What pip writes when it has no way to the index, as opposed to an answer from it.
NO_CONNECTION = ("connection broken", "NewConnectionError", "ConnectTimeoutError", "ProxyError")


class PyPIUnreachable(Exception):
    """The package index does not answer, so there is nothing to try rezone on."""


def cache_folder() -> Path:
    """Return where sdists, environments and baseline outcomes are kept between runs.

    ``REZONE_CACHE`` names it; otherwise it is ``rezone`` in the user's cache folder
    (XDG Base Directory Specification).
    """
    chosen = os.environ.get("REZONE_CACHE")
    if chosen:
        return Path(chosen).resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rezone"


def pip(arguments: list[str], python: Path | None = None) -> None:
    """Run pip, of *python* or of this interpreter.

    Raises:
        PyPIUnreachable: the index could not be reached.
        RuntimeError: pip failed for another reason; the message is what it wrote.
    """
    command = [str(python or sys.executable), "-m", "pip", *arguments, "--retries", "1", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    for line in done.stderr.splitlines():
        if any(sign in line for sign in NO_CONNECTION):
            raise PyPIUnreachable(line)
    raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")


def fetch(package: Package) -> Path:
    """Return the path of the verified sdist of *package*, from the cache or from PyPI.

    Raises:
        PyPIUnreachable: it is not in the cache and the index could not be reached.
        ValueError: what PyPI sent is not the file that the table pins.
    """
    kept = cache_folder() / "sdists" / f"{package.release}.tar.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            wanted = f"{package.name}=={package.version}"
            pip(["download", wanted, "--no-binary", ":all:", "--no-deps", "--dest", folder])
            downloaded = next(Path(folder).glob("*.tar.gz"))
            verify(downloaded, package)
            downloaded.replace(kept)
    verify(kept, package)
    return kept


def verify(sdist: Path, package: Package) -> None:
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise ValueError(f"{sdist} has sha256 {digest}, the table says {package.sha256}")


def unpack(package: Package, folder: Path) -> Path:
    """Unpack the sdist of *package* in *folder* and return its tree.

    ``*.egg-info`` is left out: it is build output that no repository tracks, and it would
    describe the package as it was before the move.
    """
    with tarfile.open(fetch(package)) as archive:
        archive.extractall(folder, filter="data")
    tree = folder / package.release
    for built in sorted(tree.rglob("*.egg-info")):
        shutil.rmtree(built)
    return tree


def fingerprint(tree: Path, ignored: tuple[str, ...] = ()) -> dict[str, str]:
    """Return every path below *tree* with its kind, permission bits and sha256.

    *ignored* are patterns of names directly below *tree* (`Path.match`).
    """
    found: dict[str, str] = {}
    for path in sorted(tree.rglob("*")):
        relative = path.relative_to(tree)
        if any(Path(relative.parts[0]).match(pattern) for pattern in ignored):
            continue
        found[relative.as_posix()] = describe(path)
    return found


def describe(path: Path) -> str:
    mode = f"{path.lstat().st_mode:o}"
    if path.is_symlink():
        return f"{mode} -> {os.readlink(path)}"
    if path.is_dir():
        return mode
    return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
