"""How the repository's own tests are run, as far as its files tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from configparser import ConfigParser, Error
from typing import Any

from msgspec import Struct

from rezone.phases.engine.build_lists import parsed

Read = Callable[[str], bytes | None]

_SETTINGS = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
"""Where pytest looks for its options, in this order
(https://docs.pytest.org/en/stable/reference/customize.html#finding-the-rootdir)."""
_REQUIREMENTS = re.compile(r"(setup\.py|noxfile\.py|([\w-]+/)?[\w-]*requirements[\w-]*\.(txt|in))")
_TEST_FILE = re.compile(r"(.*/)?(test_[^/]*|[^/]*_test|tests)\.py")
_HAS_TESTS = re.compile(rb"\bdef test|\bTestCase\b")
_PYTEST = re.compile(rb"\bpytest\b")
_TESTS = frozenset({"test", "tests"})
_NOT_OURS = frozenset({"docs", "doc", "examples", "example", "benchmarks", "build"})


class Suite(Struct, frozen=True):
    """The keys ``runner`` and ``tests`` of ``[checks]``; without a runner it is pytest."""

    runner: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command as one types it."""
        return " ".join(("python", *(self.runner or ("-m", "pytest")), *self.tests))


def guess_suite(files: frozenset[str], read: Read) -> Suite | None:
    """Return how the tests among *files* are run, None where there are none.

    pytest, if anything says so: its settings, a ``conftest.py``, a requirement, an import in a
    test.  Else Django's ``manage.py test``, a ``runtests.py``, or unittest's discovery.

    Args:
        files: posix paths relative to the root.
        read: the content of one of them, None where it cannot be read.
    """
    tests = sorted(_tests(files, read))
    places = _outermost({_place(path) for path in tests})
    if _says_pytest(files, tests, read):
        return Suite((), _testpaths(files, read) or places)
    runner = _runner_of_django(files, read)
    if runner:
        return Suite(runner, ())
    if not tests:
        return None
    if len(places) == 1 and not places[0].endswith(".py"):
        above = ("-t", ".") if f"{places[0]}/__init__.py" in files else ()
        return Suite(("-m", "unittest", "discover", "-s", places[0], *above), ())
    return Suite((), places)


def _tests(files: frozenset[str], read: Read) -> Iterator[str]:
    named = (path for path in files if _TEST_FILE.fullmatch(path))
    ours = (path for path in named if not _NOT_OURS.intersection(path.split("/")[:-1]))
    yield from (path for path in ours if _HAS_TESTS.search(read(path) or b""))


def _place(path: str) -> str:
    """Return the folder of tests that the file at *path* is in, the file itself if in none."""
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders, 1):
        if folder in _TESTS:
            return "/".join(folders[:depth])
    return path


def _outermost(places: set[str]) -> tuple[str, ...]:
    return tuple(
        sorted(p for p in places if not any(p.startswith(f"{other}/") for other in places))
    )


def _says_pytest(files: frozenset[str], tests: list[str], read: Read) -> bool:
    if any(path.rpartition("/")[2] == "conftest.py" for path in files):
        return True
    telling = (path for path in sorted(files) if path in _SETTINGS or _REQUIREMENTS.fullmatch(path))
    return any(_PYTEST.search(read(path) or b"") for path in (*telling, *tests))


def _runner_of_django(files: frozenset[str], read: Read) -> tuple[str, ...]:
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        name = path.rpartition("/")[2]
        if name == "manage.py" and b"DJANGO_SETTINGS_MODULE" in (read(path) or b""):
            return (path, "test")
        if name == "runtests.py" and b"django" in (read(path) or b""):
            return (path,)
    return ()


def _testpaths(files: frozenset[str], read: Read) -> tuple[str, ...]:
    """Return what pytest's own settings call the places of tests, () if they use patterns."""
    for path in _SETTINGS:
        options = _options(path, read(path)) if path in files else None
        if options is not None:
            paths = options.get("testpaths")
            listed = [str(path) for path in paths] if isinstance(paths, list) else []
            words = paths.split() if isinstance(paths, str) else listed
            return () if any("*" in word for word in words) else tuple(words)
    return ()


def _options(path: str, content: bytes | None) -> dict[str, Any] | None:
    """Return pytest's options in one of its files, None if that holds none or is broken."""
    if path.endswith(".toml"):
        found: object = parsed(content)
        for table in ("tool", "pytest"):
            found = found.get(table) if isinstance(found, dict) else None
        options = found.get("ini_options", found) if isinstance(found, dict) else None
        return options if isinstance(options, dict) else None
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string((content or b"").decode())
    except (ValueError, Error):
        return None
    section = "tool:pytest" if path == "setup.cfg" else "pytest"
    return dict(parser[section]) if section in parser else None
