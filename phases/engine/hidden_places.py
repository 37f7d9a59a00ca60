"""New places that an ignore rule hides: git would not add what arrives there.

The rules are those of the tree afterwards, for a phase may change them as well (gitignore(5)).
"""

from __future__ import annotations

from collections.abc import Iterator

from rezone.phases.engine.ignore_rules import NAME, IgnoreFile, Rule, deciding, spec_of
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused


class IgnoreRules:
    """The ``.gitignore`` files of *workspace*, without those at the paths *gone*.

    A folder that is hidden hides what is in it.
    """

    def __init__(self, workspace: Workspace, gone: frozenset[str] = frozenset()) -> None:
        self._workspace = workspace
        self._gone = gone
        self._files: dict[str, IgnoreFile | None] = {}

    def hiding(self, path: str) -> Rule | None:
        """Return the rule that hides the file *path*, None where none does."""
        parts = path.split("/")
        folders = ["".join(f"{part}/" for part in parts[:count]) for count in range(len(parts))]
        for place, about in enumerate([*folders[1:], path]):
            above = (self._file(folder) for folder in reversed(folders[: place + 1]))
            rule = deciding((file for file in above if file is not None), about)
            if rule is not None and rule.hides:
                return rule
        return None

    def _file(self, folder: str) -> IgnoreFile | None:
        if folder not in self._files:
            self._files[folder] = IgnoreFile.parse(folder, self._content(folder + NAME))
        return self._files[folder]

    def _content(self, path: str) -> bytes:
        """Return what *path* says; it may hide itself, and so be no file of the workspace."""
        if path in self._gone:
            return b""
        try:
            return self._workspace.content(path) or b""
        except (Refused, KeyError):
            return b""


def _refuse_excluded(exclude: tuple[str, ...], changes: ChangeSet) -> None:
    if not exclude:
        return
    spec = spec_of(exclude)
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
