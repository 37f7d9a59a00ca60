"""Which modules can be imported, each tried in an interpreter of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from monolith_site import variables

IMPORTS_AT_ONCE = 2
IMPORT_SECONDS = 120
IMPORTED = "imported"
# What a module prints while it is imported comes first; the last line is the answer.
PROBE = f"""
import importlib, sys
try:
    importlib.import_module(sys.argv[1])
except BaseException as error:
    answer = f"{{type(error).__name__}}: {{error}}"
else:
    answer = "{IMPORTED}"
sys.stdout.write("\\n" + " ".join(answer.split()) + "\\n")
"""


def import_each(names: Iterable[str], python: Path, tree: Path, folder: Path) -> dict[str, str]:
    """Return for each module ``imported``, or the class and the message of its error.

    Paths of *tree* are cut out of the messages, so that two trees can be compared.  *folder* is
    where what the modules write goes.
    """
    chosen = sorted(names)
    attempt = partial(import_one, python=python, tree=tree, folder=folder)
    with ThreadPoolExecutor(IMPORTS_AT_ONCE) as pool:
        return dict(zip(chosen, pool.map(attempt, chosen), strict=True))


def import_one(name: str, python: Path, tree: Path, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [str(python), "-c", PROBE, name],
            cwd=folder,
            env=variables(tree, folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=IMPORT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"TimeoutExpired: no end after {IMPORT_SECONDS} s"
    lines = done.stdout.splitlines() or [f"exit code {done.returncode}"]
    return lines[-1].replace(str(tree), "")
