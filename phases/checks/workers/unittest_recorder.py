"""Runs tests by what is made of unittest, Django's runner too, and tells how each test ends.

Run as a program: the arguments are what follows the name of the interpreter, ``-m unittest …`` or
``manage.py test …``.  The file that REZONE_SUITE names gets lines as `suite_recorder` writes them.
"""

import json
import os
import runpy
import sys
import unittest
from typing import Any

_OUTCOMES = {
    "addSuccess": "passed",
    "addFailure": "failed",
    "addError": "error",
    "addSkip": "skipped",
    "addExpectedFailure": "xfailed",
    "addUnexpectedSuccess": "failed",
}

_bad: "set[str]" = set()


def _tell(*line: object) -> None:
    path = os.environ.get("REZONE_SUITE")
    if path:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def _ended(test: Any, outcome: str) -> None:
    name = test.id()
    if name not in _bad:
        _tell("ended", name, outcome)
    if outcome in ("failed", "error"):
        _bad.add(name)


def _telling(method: str, outcome: str) -> None:
    original = getattr(unittest.TestResult, method)

    def tell(self: unittest.TestResult, test: Any, *rest: Any) -> Any:
        _ended(test, outcome)
        return original(self, test, *rest)

    setattr(unittest.TestResult, method, tell)


def record() -> None:
    """Let every result of a test be told, by whatever class keeps it."""
    for method, outcome in _OUTCOMES.items():
        _telling(method, outcome)
    original = unittest.TestResult.addSubTest

    def tell(self: unittest.TestResult, test: Any, subtest: Any, err: Any) -> Any:
        if err is not None:
            _ended(test, "failed")
        return original(self, test, subtest, err)

    unittest.TestResult.addSubTest = tell  # type: ignore[method-assign]


def run(arguments: "list[str]") -> None:
    """Run the program as the interpreter would."""
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path[0] = os.getcwd()
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    record()
    try:
        run(sys.argv[1:])
    except SystemExit:
        _tell("finished")
        raise
    _tell("finished")
