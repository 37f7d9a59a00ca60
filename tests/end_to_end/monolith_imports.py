"""Which imported names exist: a static resolver for a whole repository.

Written apart from rezone's own on purpose: what judges must not share code with what is judged.
Names are found as the import system finds them (Python language reference, "The import system";
PEP 420 for packages without ``__init__``), but nothing is imported.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

# Every module has these; a package has ``__path__`` besides.
IMPLICIT = frozenset(
    {
        *("__name__", "__doc__", "__file__", "__package__", "__spec__", "__loader__"),
        *("__path__", "__dict__", "__builtins__"),
    }
)
OWN_SCOPE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


class Verdict(StrEnum):
    """Whether an imported name exists; *unknown* where only running the code would tell."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that an import statement asks for.

    *file* is posix and relative to the repository.  *name* is qualified from the innermost import
    root; ``pkg.mod.*`` for a star, ``./folder.name`` where a relative import lies below no root.
    """

    file: str
    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """A module on disk: its *file* (none for a namespace package) and where submodules lie."""

    file: Path | None
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Bindings:
    """What the top level of a module binds; *stars* are the modules it imports ``*`` from.

    *public* is a literal ``__all__``, none where there is none.  *is_open*: names may exist that
    no statement shows (a module ``__getattr__``, or a file that does not parse).
    """

    names: frozenset[str] = frozenset()
    stars: tuple[ast.ImportFrom, ...] = ()
    public: frozenset[str] | None = None
    is_open: bool = False


def look(folders: tuple[Path, ...], segment: str) -> Found | None:
    """Return what *segment* names in *folders*, which are searched like ``sys.path``."""
    portions = []
    for folder in folders:
        inside = folder / segment
        if (inside / "__init__.py").is_file():
            return Found(inside / "__init__.py", (inside,))
        if inside.with_name(f"{segment}.py").is_file():
            return Found(inside.with_name(f"{segment}.py"))
        if inside.is_dir():
            portions.append(inside)
    return Found(None, tuple(portions)) if portions else None


def descend(folders: tuple[Path, ...], name: str) -> Found | None:
    """Return the module *name*, looked for from *folders*; the folders themselves for ``""``."""
    if not name:
        own = [f / "__init__.py" for f in folders if (f / "__init__.py").is_file()]
        return Found(own[0] if own else None, folders)
    found: Found | None = Found(None, folders)
    for segment in name.split("."):
        found = look(found.folders, segment) if found and found.folders else None
    return found


@cache
def parse(file: Path) -> ast.Module | None:
    """Return the syntax tree of *file*, none where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return None


@cache
def bindings(file: Path) -> Bindings:
    """Return what the module in *file* binds."""
    tree = parse(file)
    if tree is None:
        return Bindings(is_open=True)
    names: set[str] = set()
    stars: list[ast.ImportFrom] = []
    public: frozenset[str] | None = None
    for node in at_top_level(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
            stars += [node] if node.names[0].name == "*" else []
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Assign) and names_all(node):
            public = literal(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    return Bindings(frozenset(names - {"*"}), tuple(stars), public, "__getattr__" in names)


def at_top_level(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all below *node* that runs in the module's own scope."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, OWN_SCOPE):
            yield from at_top_level(child)


def names_all(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)


def literal(value: ast.expr) -> frozenset[str] | None:
    """Return the strings of a literal ``__all__``, none where it is computed."""
    try:
        return frozenset(ast.literal_eval(value))
    except ValueError:
        return None


class Repository:
    """The files of one repository and its import *roots* (relative to *folder*, in order).

    *alias* is a dotted prefix under which files of one folder also name what a root provides
    (``src.``, where they run from the folder above ``src``), and that folder.
    """

    def __init__(
        self, folder: Path, roots: tuple[str, ...], alias: tuple[str, str] = ("", "")
    ) -> None:
        self.folder = folder
        self.alias, self.alias_folder = alias
        self.roots = tuple(folder / root for root in roots)
        self.unparsed: list[str] = []
        parse.cache_clear()
        bindings.cache_clear()

    def top_level(self) -> frozenset[str]:
        """Return the first segments of all names that the roots provide."""
        found = {entry for root in self.roots if root.is_dir() for entry in root.iterdir()}
        return frozenset(e.stem for e in found if e.is_dir() or e.suffix == ".py")

    def imported(self, files: list[str]) -> Iterator[Imported]:
        """Yield every name that *files* (posix, relative) import, in whatever scope."""
        for file in files:
            tree = parse(self.folder / file)
            if tree is None:
                self.unparsed.append(file)
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        name = self.plain(file, alias.name)
                        yield Imported(file, name, self.exists(self.absolute(name)))
                elif isinstance(node, ast.ImportFrom):
                    yield from self.imported_from(file, node)

    def imported_from(self, file: str, node: ast.ImportFrom) -> Iterator[Imported]:
        """Yield the names of one ``from`` import of *file*."""
        if not node.level:
            node = ast.ImportFrom(self.plain(file, node.module or ""), node.names, 0)
        module = self.module_of(self.folder / file, node)
        base = self.name_of(self.folder / file, node)
        for alias in node.names:
            verdict = self.exists(module) if alias.name == "*" else self.holds(module, alias.name)
            yield Imported(file, f"{base}.{alias.name}", verdict)

    def plain(self, file: str, name: str) -> str:
        """Return *name*, written in *file*, without the alias prefix."""
        rest = name.removeprefix(self.alias)
        if file.startswith(f"{self.alias_folder}/") and self.absolute(rest.partition(".")[0]):
            return rest
        return name

    def absolute(self, name: str) -> Found | None:
        return descend(self.roots, name)

    def module_of(self, file: Path, node: ast.ImportFrom) -> Found | None:
        """Return the module that the ``from`` import *node* in *file* imports from."""
        if not node.level:
            return self.absolute(node.module or "")
        # The package of ``pkg/__init__.py`` is ``pkg`` itself, so the folder is right for both.
        return descend((file.parents[node.level - 1],), node.module or "")

    def name_of(self, file: Path, node: ast.ImportFrom) -> str:
        """Return the qualified name of the module that *node* imports from."""
        if not node.level:
            return node.module or ""
        folder = file.parents[node.level - 1]
        inner = [root for root in self.roots if folder.is_relative_to(root)]
        if inner:
            package = ".".join(folder.relative_to(max(inner, key=lambda r: len(r.parts))).parts)
        else:
            package = f"./{folder.relative_to(self.folder).as_posix()}"
        return ".".join(filter(None, [package, node.module]))

    def exists(self, module: Found | None) -> Verdict:
        return Verdict.UNRESOLVED if module is None else Verdict.RESOLVED

    def holds(self, module: Found | None, name: str) -> Verdict:
        """Say whether *module* has the attribute or submodule *name*."""
        if module is None:
            return Verdict.UNRESOLVED
        if look(module.folders, name) is not None:
            return Verdict.RESOLVED
        if module.file is None:
            return Verdict.UNRESOLVED
        return self.binds(module.file, name, frozenset())

    def binds(self, file: Path, name: str, seen: frozenset[Path]) -> Verdict:
        """Say whether the module in *file* binds *name*, by itself or through star imports.

        *seen* are the modules whose star imports led here.
        """
        bound = bindings(file)
        if name in bound.names or name in IMPLICIT:
            return Verdict.RESOLVED
        is_open = bound.is_open
        for star in bound.stars:
            source = self.module_of(file, star)
            if source is None or source.file is None:
                is_open = True  # a foreign module may bind anything
            elif source.file not in seen and is_public(name, source):
                verdict = self.binds(source.file, name, seen | {file})
                if verdict is Verdict.RESOLVED:
                    return verdict
                is_open = is_open or verdict is Verdict.UNKNOWN
        return Verdict.UNKNOWN if is_open else Verdict.UNRESOLVED


def is_public(name: str, module: Found) -> bool:
    """Say whether ``from module import *`` may bind *name*."""
    public = bindings(module.file).public if module.file else None
    return not name.startswith("_") if public is None else name in public
