"""What stands in a repository beside the program: tests, documents, tools."""

from __future__ import annotations

_BESIDE = frozenset(
    {
        "bench",
        "benchmarks",
        "build",
        "ci",
        "demo",
        "demos",
        "dist",
        "doc",
        "docs",
        "example",
        "examples",
        "scripts",
        "test",
        "testing",
        "tests",
        "tools",
        "tutorial",
        "tutorials",
    }
)


def is_aside(path: str, roots: tuple[str, ...]) -> bool:
    """Say whether the file at *path* is no part of the program, by the folders above it.

    Below an import root only its first folder counts: ``src/shop/tools`` is a package of the
    program, ``tools`` at the top is not.  A folder ``tests`` is aside wherever it is.
    """
    folders = path.split("/")[:-1]
    if "tests" in folders:
        return True
    depths = [len(root.split("/")) for root in roots if root and path.startswith(f"{root}/")]
    above = max(depths, default=0)
    return bool(_BESIDE.intersection(folders[: above + 1]))
