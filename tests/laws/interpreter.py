"""Programs run for their values: each module alone, in a fresh process forked from a warm one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SERVER = r"""
import importlib, json, os, sys, typing
sys.dont_write_bytecode = True

def values(folder, name):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    got = getattr(module, "_got", None)
    return [got, [function() for function in getattr(module, "_later", ())]]

for line in sys.stdin:
    folder, names = json.loads(line)
    found = {}
    for name in names:
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                told = ["values", values(folder, name)]
            except BaseException as error:
                told = ["failed", f"{type(error).__name__}: {error}"]
            with os.fdopen(writer, "w") as stream:
                json.dump([told, sorted(sys.modules)], stream, default=repr)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as stream:
            found[name] = json.load(stream)
        os.waitpid(child, 0)
    print(json.dumps(found), flush=True)
"""


class Interpreter:
    """A process that imports modules below a folder and tells their values."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-W", "ignore", "-c", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def values(self, folder: Path, names: list[str]) -> dict[str, list[object]]:
        """Return name → ``["values", …]`` or ``["failed", reason]`` for each of *names*."""
        return {name: told for name, (told, _) in self.runs(folder, names).items()}

    def runs(self, folder: Path, names: list[str]) -> dict[str, tuple[list[object], list[str]]]:
        """Return name → (what `values` tells of it, the modules that it has loaded then)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), names]) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        return {name: (told, loaded) for name, (told, loaded) in found.items()}

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
