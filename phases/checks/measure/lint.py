"""What linters find in the files of a phase: ``[[path, line, rule, text], …]``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from rezone.phases.checks.model import Finding, Unmeasured, Unrunnable, When
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree

_AT_ONCE = 400
"""Paths on one command line."""

_LINE = re.compile(r"^(?P<path>[^\t]+)\t(?P<line>\d+)\t(?P<rule>\S+)\t(?P<text>.*)$")
_FIXIT_ERROR = re.compile(r"^(?P<path>\S.*?): EXCEPTION: (?P<text>.*)$")


def _flake8(tree: Tree, files: frozenset[str]) -> Any:
    template = "%(path)s\t%(row)d\t%(code)s\t%(text)s"
    return _lint(tree, files, "flake8", ("--exit-zero", "--format", template))


def _fixit(tree: Tree, files: frozenset[str]) -> Any:
    template = "{path}\t{start_line}\t{rule_name}\t{message}"
    arguments = ("--output-format", "custom", "--output-template", template, "lint")
    return _lint(tree, files, "fixit", arguments)


FLAKE8 = Measure("flake8", _flake8)
FIXIT = Measure("fixit", _fixit)


def _lint(tree: Tree, files: frozenset[str], tool: str, arguments: tuple[str, ...]) -> Any:
    if find_spec(tool) is None:
        raise Unmeasured(f"{tool} is not installed: pip install 'rezone[checks]'")
    paths = sorted(path for path in files if path.endswith(".py"))
    if not paths:
        raise Unmeasured("the phase touches no Python file")
    found: list[list[object]] = []
    for start in range(0, len(paths), _AT_ONCE):
        done = tree.run_tool("-m", tool, *arguments, *paths[start : start + _AT_ONCE])
        # fixit ends with 1 where it finds something; what ends with more did not run.
        if done.code > 1 or (done.code and not done.out.strip()):
            raise Unrunnable(f"{tool} failed: {done.last_words}")
        found += _findings(done.out)
    return sorted(found, key=lambda finding: [str(part) for part in finding])


def _findings(output: str) -> Iterator[list[object]]:
    for line in output.splitlines():
        found = _LINE.match(line)
        if found is not None:
            path = found["path"].removeprefix("./")
            yield [path, int(found["line"]), found["rule"], found["text"]]
        elif (error := _FIXIT_ERROR.match(line)) is not None:
            yield [error["path"], 0, "EXCEPTION", error["text"]]


def compared(scene: Scene, measure: Measure, aside: Iterable[str] = ()) -> Finding:
    """Judge the findings now by those of before: for each file and rule there may be no more.

    Rules that begin with one of *aside* are told and not judged.
    """
    now = scene.take(measure)
    shown = f"{len(now)} findings in {len({path for path, *_ in now})} files"
    if scene.when is When.PRE:
        details = tuple(f"{path}:{line}: {rule} {text}" for path, line, rule, text in now)
        return Finding(True, shown, "0 new findings", {"findings": len(now)}, details)
    earlier = scene.earlier(measure)
    before = Counter((earlier.rename_path(path), rule) for path, _, rule, _ in earlier.value)
    counted = Counter((path, rule) for path, _, rule, _ in now)
    more = {key: count - before[key] for key, count in counted.items() if count > before[key]}
    judged = {key: n for key, n in more.items() if not key[1].startswith(tuple(aside))}
    new, layout = sum(judged.values()), sum(more.values()) - sum(judged.values())
    return Finding(
        not new,
        f"{shown}, {new} new" + (f", {layout} of length and order" if layout else ""),
        "0 new findings",
        {"findings": len(now), "new": new, "layout": layout},
        (
            *(f"{p}:{line}: {rule} {text}" for p, line, rule, text in now if (p, rule) in judged),
            *(
                f"{p}: {n} more {rule}"
                for (p, rule), n in sorted(more.items())
                if (p, rule) not in judged
            ),
        ),
    )
