"""What runs leave in the root, where a build in the same work tree would take it along.

It is in no commit: git leaves it alone (`rezone.phases.reports.ignored`).  Most builders ask git,
or take in only what they are told.  Two do not: hatchling reads the ``.gitignore`` of the root and
no other ignore rule, and setuptools takes folders without an ``__init__.py`` for packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rezone.phases.engine.build_lists import (
    BY_SEARCH,
    NO_PACKAGES,
    BuildList,
    backend,
    build_list,
    parsed,
)
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.toml_lines import toml_lines

_LEFT = {
    "migration_backups/": (
        "migration_backups/conftest.py",
        "migration_backups/phase1/journal",
        "migration_backups/phase1/manifest.json",
        "migration_backups/phase1/files/app/module.py",
    ),
    "migration_reports/": ("migration_reports/phase1.json", "migration_reports/phase1.md"),
    "migration_phase*.log": ("migration_phase1.log",),
}
"""What a phase leaves in the root, with files that show whether it would be packed."""
_BACKUPS = _LEFT["migration_backups/"]

_Read = Callable[[str], bytes | None]


def packed_runs(workspace: Workspace) -> Iterator[str]:
    """Yield a warning where a build in *workspace* would pack what runs leave, or stop at it."""

    def read(name: str) -> bytes | None:
        return workspace.content(name) if name in workspace.files else None

    project = parsed(read("pyproject.toml"))
    try:
        if backend(project) == "hatchling":
            yield from _by_hatchling(project, read, _ignored(workspace))
        elif backend(project) == "setuptools":
            yield from _by_setuptools(workspace.files, read)
    except (AttributeError, TypeError, ValueError):  # values of other types than the tool wants
        return


# -- hatchling -----------------------------------------------------------------------------------


def _by_hatchling(project: Mapping[str, Any], read: _Read, ignored: Iterable[str]) -> Iterator[str]:
    # https://hatch.pypa.io/latest/config/build/: a target's key takes the place of the common one.
    hatch = {**project.get("tool", {}).get("hatch", {}), **parsed(read("hatch.toml"))}
    common = hatch.get("build", {})
    targets = ({**common, **common.get("targets", {}).get(t, {})} for t in ("sdist", "wheel"))
    sdist, wheel = targets
    packed = set(_packed(sdist, ignored))
    if any(wheel.get(key) for key in ("include", "packages", "only-include")):
        packed.update(_packed(wheel, ignored))
    if packed:
        named = [left for left in _LEFT if left in packed]
        lines = ", ".join(f"/{left}" for left in named)
        yield (
            f"pyproject.toml:{_line(read, 'build-system')}: hatchling would pack {_and(named)} "
            "where it builds in this folder: of all ignore rules it reads the root's .gitignore "
            f"alone; put {lines} there, or into exclude of tool.hatch.build"
        )


def _packed(said: Mapping[str, Any], ignored: Iterable[str]) -> Iterator[str]:
    from pathspec import GitIgnoreSpec

    packages = said.get("packages", [])
    only = [path.strip("./") for path in said.get("only-include", []) or packages]
    wanted = [*said.get("include", []), *(f"/{package}/" for package in packages)]
    rules = [] if said.get("ignore-vcs", False) else ignored
    include = GitIgnoreSpec.from_lines(wanted)
    exclude = GitIgnoreSpec.from_lines([*rules, *said.get("exclude", [])])
    for left, paths in _LEFT.items():
        for path in paths:
            if only:
                is_in = any(not o or f"{path}/".startswith(f"{o}/") for o in only)
            else:
                is_in = not wanted or include.match_file(path)
            if is_in and not exclude.match_file(path):
                yield left


def _ignored(workspace: Workspace) -> list[str]:
    """Return the lines of the one ``.gitignore`` that hatchling reads: the nearest of a clone."""
    is_here = ".gitignore" in workspace.files
    content = workspace.read(".gitignore") if is_here else workspace.above(".gitignore")
    return (content or b"").decode("utf-8", errors="replace").splitlines()


# -- setuptools ----------------------------------------------------------------------------------


def _by_setuptools(files: frozenset[str], read: _Read) -> Iterator[str]:
    said = build_list(frozenset(path for path in files if path.endswith(".py")), read)
    if said is not None and said.key == BY_SEARCH:
        if _finds_one_package(files, read):
            line = _line(read, "build-system")
            yield (
                f"pyproject.toml:{line}: setuptools stops where it builds in this folder: it "
                "takes migration_backups and migration_reports for packages too; list packages "
                "under tool.setuptools, or build in a clean copy"
            )
    elif said is not None and said.is_open and any(map(said.holds, _BACKUPS)):
        yield (
            f"{said.path}:{_line_of_search(said, read)}: the search for packages finds "
            "migration_backups where it builds in this folder; exclude migration_*"
        )
    line, named = _manifest(read("MANIFEST.in") or b"")
    if named:
        yield (
            f"MANIFEST.in:{line}: an sdist built in this folder would hold {_and(named)}; "
            "end with prune migration_backups, prune migration_reports, exclude migration_*"
        )


def _manifest(content: bytes) -> tuple[int, list[str]]:
    """Return what ``MANIFEST.in`` packs of a run, and the line (1-based) that first does.

    Its commands are patterns of which the last one that fits decides, as in ``.gitignore``.
    """
    from pathspec import GitIgnoreSpec

    first, rules, named = 0, list[str](), list[str]()
    for number, text in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
        command, *words = text.partition("#")[0].split() or [""]
        folder = words[0].strip("./") if words else ""
        patterns = {
            "global": words,
            "recursive": [f"/{folder}/**/{word}".replace("//", "/") for word in words[1:]],
            "graft": [f"/{folder}/**".replace("//", "/")],
            "prune": [f"/{folder}/**"],
            "include": [f"/{word}" for word in words],
            "exclude": [f"/{word}" for word in words],
        }.get(command.partition("-")[0], [])
        takes = command == "graft" or command.endswith("include")
        rules += patterns if takes else [f"!{pattern}" for pattern in patterns]
        spec = GitIgnoreSpec.from_lines(rules)
        files = ((left, path) for left, paths in _LEFT.items() for path in paths)
        named = list(dict.fromkeys(left for left, p in files if spec.match_file(p)))
        first = (first or number) if named else 0
    return first, named


def _finds_one_package(files: frozenset[str], read: _Read) -> bool:
    """Say whether setuptools finds what it ships by itself, until another folder is there.

    Of a flat project it takes the only package, or the only module, and refuses to choose.
    """
    texts = (read(name) or b"" for name in ("pyproject.toml", "setup.cfg", "setup.py"))
    if any(re.search(rb"^[^#\n]*\bpackage[-_]dir\b", text, re.M) for text in texts):
        return False
    folders = {path.partition("/")[0] for path in files if "/" in path}
    packages = (n.isidentifier() and n[0] != "_" and n not in NO_PACKAGES for n in folders)
    return "src" not in folders and sum(packages) <= 1


def _line_of_search(said: BuildList, read: _Read) -> int:
    if said.path == "pyproject.toml":
        return _line(read, "tool", "setuptools", "packages", "find")
    text = (read(said.path) or b"").decode("utf-8", errors="replace")
    found = re.search(r"\bpackages\s*=", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _line(read: _Read, *place: str) -> int:
    text = (read("pyproject.toml") or b"").decode("utf-8", errors="replace")
    lines = toml_lines(text)
    return min((line for key, line in lines.items() if key[: len(place)] == place), default=1)


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
