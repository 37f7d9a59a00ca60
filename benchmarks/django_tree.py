"""Django 5.2's sdist, downloaded once and verified, and the three moves that are measured in it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from measuring import cache

SDIST = "Django-5.2.tar.gz"
SHA256 = "1a47f7a7a3d43ce64570d350e008d2949abe8c7e21737b351b6a1611277c6d89"
MOVES = {
    "django.utils.text": "django.newutils.text",
    "django.utils.functional": "django.core.functional",
    "django.forms": "django.ui.forms",
}


def sdist() -> Path:
    """Return the verified sdist."""
    path = cache() / SDIST
    if not path.exists():
        command = ["pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "Django==5.2"]
        subprocess.run([sys.executable, "-m", *command, "-d", str(cache())], check=True)
        found = next(p for p in cache().iterdir() if p.name.lower() == SDIST.lower())
        found.rename(path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not Django 5.2 as published")
    return path


def unpacked(scratch: Path, only: Path | None) -> Path:
    """Return a tree below *scratch* to move in: Django's sdist, or a copy of *only*."""
    base = scratch / "base"
    if only is not None:
        shutil.copytree(only, base)
        return base
    with tarfile.open(sdist()) as archive:
        archive.extractall(scratch / "sdist", filter="data")
    next((scratch / "sdist").iterdir()).rename(base)
    return base
