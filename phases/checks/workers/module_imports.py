"""Imports each module in a process of its own, forked from one that has imported none of them.

Run as a program: standard input holds ``{"modules": {name: path}, "libraries": […], "limit":
seconds, "jobs": n, "within": seconds}``; the argument names the file that gets the answer: module →
``""``, or why its import failed, or null where there was no time left for it.  *libraries* are what
the modules import from elsewhere: a first server imports those once for all, and compiles the
modules.  What fails there has a second try in a process that has imported nothing at all.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from typing import Any

_ALONE = "import importlib, sys; importlib.import_module(sys.argv[1])"


def attempt(module: str) -> str:
    """Import *module*; return ``""``, or the error and the innermost place of the repository."""
    try:
        importlib.import_module(module)
    except KeyboardInterrupt:
        return "its time was up"
    except BaseException as error:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""


def fork(module: str, limit: float) -> "tuple[int, int]":
    """Start a child that imports *module*; return its process id and where it will answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, limit)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    answer = attempt(module)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.write(writing, answer.encode("utf-8", "backslashreplace")[:4000] or b"\0")
    os._exit(0)  # no atexit, no threads to wait for: the import is all that was asked


def compile_all(paths: "list[str]") -> None:
    """Compile the files *paths* once, for all processes forked from this one; nothing is run."""
    known: dict[str, Any] = {}
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> Any:
        found = known.get(self.path)
        return original(self, fullname) if found is None else found

    for path in paths:
        # Where one does not compile, the process that imports it tells why.
        with contextlib.suppress(SyntaxError, ValueError, OSError):
            known[path] = SourceFileLoader("", path).get_code("")
    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


def forked(
    modules: "list[str]", limit: float, jobs: int, end_of_all: float
) -> "dict[str, str | None]":
    """Import every module, *jobs* at a time; what is not begun by *end_of_all* is None."""
    found: dict[str, str | None] = {}
    pending = list(reversed(modules))
    running: dict[int, tuple[str, int, float]] = {}
    while pending or running:
        if pending and time.monotonic() > end_of_all:
            found.update(dict.fromkeys(pending))
            pending.clear()
            continue
        while pending and len(running) < jobs:
            module = pending.pop()
            child, reading = fork(module, limit)
            running[child] = (module, reading, time.monotonic() + limit + 2)
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            for process, (_, _, end) in running.items():
                if time.monotonic() > end:  # it does not listen to the alarm
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.002)
            continue
        if child in running:
            module, reading, _ = running.pop(child)
            with os.fdopen(reading, "rb") as stream:
                answer = stream.read()
            found[module] = _said(answer, status)
    return found


def _said(answer: bytes, status: int) -> str:
    if answer == b"\0":
        return ""
    ending = "killed" if os.WIFSIGNALED(status) else "ended the interpreter"
    return answer.decode() or f"the import {ending}"


def served(
    modules: "list[str]", libraries: "list[str]", limit: float, jobs: int, end_of_all: float
) -> "list[str]":
    """Return those of *modules* that could be imported after *libraries*, asked of a server."""
    reading, writing = os.pipe()
    server = os.fork()
    if server:
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            answer = stream.read()
        os.waitpid(server, 0)
        found = json.loads(answer or b"[]")
        return [str(name) for name in found]
    os.close(reading)
    good = []
    if preloaded(libraries, {name.partition(".")[0] for name in modules}, limit):
        good = [name for name, why in forked(modules, limit, jobs, end_of_all).items() if why == ""]
    with os.fdopen(writing, "wb") as stream:
        stream.write(json.dumps(good).encode())
    os._exit(0)


def preloaded(libraries: "list[str]", own: "set[str]", limit: float) -> bool:
    """Import *libraries*; say whether that was in time and touched nothing of the repository."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, limit)
    for library in libraries:
        if attempt(library) == "its time was up":
            return False
    signal.setitimer(signal.ITIMER_REAL, 0)
    return own.isdisjoint(name.partition(".")[0] for name in sys.modules)


def spawned(modules: "list[str]", limit: float, end_of_all: float) -> "dict[str, str | None]":
    """Import every module, each in a new interpreter: where there is no fork."""
    found: dict[str, str | None] = {}
    for module in modules:
        if time.monotonic() > end_of_all:
            found[module] = None
            continue
        command = [sys.executable, "-c", _ALONE, module]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            found[module] = "its time was up"
            continue
        lines = done.stderr.strip().splitlines()
        found[module] = (lines or ["the import failed"])[-1] if done.returncode else ""
    return found


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this program is none of the repository's
    asked = json.load(sys.stdin)
    names = list(asked["modules"])
    last = time.monotonic() + asked["within"]
    result: dict[str, str | None]
    if hasattr(os, "fork"):
        compile_all(list(asked["modules"].values()))
        limits = (asked["limit"], asked["jobs"], last)
        good = set(served(names, asked["libraries"], *limits))
        result = dict.fromkeys(good, "")
        result |= forked([name for name in names if name not in good], *limits)
    else:
        result = spawned(names, asked["limit"], last)
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(result, stream)
