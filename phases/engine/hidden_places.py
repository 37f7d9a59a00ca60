"""New places that an ignore rule hides: git would not add what arrives there.

The rules are those of the tree afterwards, for a phase may change them as well (gitignore(5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_FILE = ".gitignore"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a ``.gitignore`` that hides *hidden*, a file or a folder above it."""

    path: str
    line: int
    text: str
    hidden: str

    @property
    def exception(self) -> str:
        """The line that, below the rule, makes an exception of it."""
        folder = self.path.removesuffix(_FILE)
        return f"!/{self.hidden.removeprefix(folder)}"


class IgnoreRules:
    """The ``.gitignore`` files of *workspace*, without those at the paths *gone*.

    A folder that is hidden hides what is in it.
    """

    def __init__(self, workspace: Workspace, gone: frozenset[str] = frozenset()) -> None:
        self._workspace = workspace
        self._gone = gone
        self._specs: dict[str, tuple[GitIgnoreSpec | None, list[tuple[int, str]]]] = {}

    def hiding(self, path: str) -> Rule | None:
        """Return the rule that hides the file *path*, None where none does."""
        parts = path.split("/")
        for count in range(1, len(parts)):
            rule = self._verdict("/".join(parts[:count]) + "/")
            if rule is not None:
                return rule
        return self._verdict(path)

    def _verdict(self, path: str) -> Rule | None:
        folders = path.removesuffix("/").split("/")[:-1]
        for count in range(len(folders), -1, -1):
            folder = "".join(f"{name}/" for name in folders[:count])
            spec, rules = self._spec(folder)
            if spec is None:
                continue
            found = spec.check_file(path[len(folder) :])
            if found.include is not None and found.index is not None:
                rule = Rule(f"{folder}{_FILE}", *rules[found.index], path)
                return rule if found.include else None
        return None

    def _spec(self, folder: str) -> tuple[GitIgnoreSpec | None, list[tuple[int, str]]]:
        if folder not in self._specs:
            lines = self._content(f"{folder}{_FILE}").decode("utf-8", "surrogateescape")
            rules = [
                (number, line)
                for number, line in enumerate(lines.splitlines(), 1)
                if line.strip() and not line.startswith("#")
            ]
            self._specs[folder] = _spec([line for _, line in rules]), rules
        return self._specs[folder]

    def _content(self, path: str) -> bytes:
        """Return what *path* says; it may hide itself, and so be no file of the workspace."""
        if path in self._gone:
            return b""
        try:
            return self._workspace.content(path) or b""
        except (Refused, KeyError):
            return b""


def _spec(lines: Sequence[str]) -> GitIgnoreSpec | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _refuse_excluded(exclude: tuple[str, ...], changes: ChangeSet) -> None:
    spec = _spec(exclude)
    if spec is None:
        return
    for change in changes.files:
        if change.new is not None and change.new != change.old and spec.match_file(change.new):
            raise Refused(
                f"exclude = {list(exclude)!r} under [workspace] hides what arrives: {change.new}",
                hint="narrow the pattern",
            )


def refuse_hidden_places(
    workspace: Workspace, exclude: tuple[str, ...], changes: ChangeSet
) -> tuple[str, ...]:
    """Stop if git or rezone sees a file now and would not where it goes.

    *exclude* are the patterns of the plan.

    Returns:
        Warnings about files that git tracks although a rule hides them, there as here.

    Raises:
        Refused: the rules, each with a file that it would hide.
    """
    _refuse_excluded(exclude, changes)
    after = workspace.after(changes)
    gone = frozenset(c.old for c in changes.files if c.old is not None) - after.files
    now, then = IgnoreRules(workspace), IgnoreRules(after, gone)
    refused: dict[Rule, list[str]] = {}
    told = []
    for change in changes.files:
        if change.new is None or change.new == change.old:
            continue
        if change.old is not None and change.old not in workspace.files:
            continue  # git does not see it now
        rule = then.hiding(change.new)
        if rule is None:
            continue
        if change.old is not None and now.hiding(change.old) is not None:
            told.append(
                f"{rule.path}:{rule.line}: {rule.text} hides {change.new}, as it hid {change.old}, "
                f"which is tracked all the same: git add -f {change.new}"
            )
        else:
            refused.setdefault(rule, []).append(change.new)
    if refused:
        raise Refused(
            "\n  ".join(["git would not add what arrives:", *_lines(refused)]),
            hint="narrow the rule, or put an exception below it: "
            + ", ".join(dict.fromkeys(rule.exception for rule in refused)),
        )
    return tuple(told)


def _lines(refused: dict[Rule, list[str]]) -> Iterator[str]:
    for rule, paths in refused.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield f"{rule.path}:{rule.line}: {rule.text} hides {paths[0]}{more}"
