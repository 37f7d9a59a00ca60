"""The file a rule looks at: found once, for all rules that look at it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import libcst as cst
from fixit import LintRule
from libcst.metadata import CodePosition, CodeRange, FilePathProvider

from rezone.codemods.linting.example import example_path
from rezone.phases.linting.linted_file import LintedFile, linted_file

FIRST_LINE = CodeRange(CodePosition(1, 0), CodePosition(1, 0))
"""Where a finding stands that is about the file as a whole."""


def subject(rule: LintRule, module: cst.Module) -> LintedFile | None:
    """Return the file whose tree *module* is, None where no plan applies to it.

    *rule* needs `FilePathProvider` among its metadata.
    """
    path = rule.get_metadata(FilePathProvider, module)
    assert isinstance(path, Path)
    return _subject(path, module)


# A tree is equal to itself only, so that the entry is good for as long as Fixit looks at one file.
@lru_cache(maxsize=1)
def _subject(path: Path, module: cst.Module) -> LintedFile | None:
    content = module.bytes
    if not path.exists():
        path = example_path(content) or path
    return linted_file(path, content)
