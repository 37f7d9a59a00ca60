"""What a file names: absolute dotted names, and paths, each with the kind of place it stands in.

The judge reads files on its own and shares no code with rezone.  It need not be complete: what it
does not see in a file it does not see in any of the three trees.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

# A name in one kind of place: (kind, dotted name) or (kind, path).
Names = Counter[tuple[str, str]]

IMPORT, USE, TARGET, STRING, DOCSTRING, COMMENT = (
    *("import", "dotted use", "patch target", "string", "docstring", "comment"),
)
CONFIG, DOCS, OTHER = "config", "docs", "other file"
DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
PATH = re.compile(r"(?<![\w/])(?:\.{1,2}/)*[\w.-]+(?:/[\w.*-]+)+/?")
FROM_IMPORT = re.compile(
    r"\bfrom[ \t]+(\.*[A-Za-z_][\w.]*)[ \t]+import[ \t]*(\([^()]*\)|[\w.]+(?:[ \t]*,[ \t]*\w+)*)"
)
PATCHING = {
    *("patch", "setattr", "delattr", "multiple", "import_module", "importorskip", "__import__"),
    *("object", "spy", "stub", "getLogger", "resolve_name", "find_spec"),
}
DOC_SUFFIXES = {".md", ".rst", ".txt", ".ipynb", ".adoc", ".html"}
CONFIG_SUFFIXES = {
    *(".toml", ".cfg", ".ini", ".yml", ".yaml", ".json", ".in", ".sh", ".bat", ".conf", ".env"),
    *(".mk", ".lock", ".spec", ".ps1"),
}
CONFIG_NAMES = {"Makefile", "Dockerfile", "Procfile", "CODEOWNERS", "Justfile", "Jenkinsfile"}


def names_in(path: str, content: bytes, module: str | None) -> Names:
    """Return the names in the file *path*, which is the module *module*, if it is one."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Counter()
    if not path.endswith(".py"):
        return Counter((kind_of(path), name) for name in names_in_text(text))
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return Counter((OTHER, name) for name in names_in_text(text))
    package = module or ""
    if not path.endswith("__init__.py"):
        package = package.rpartition(".")[0]
    found = Counter(names_in_tree(tree, package))
    found.update((COMMENT, name) for name in names_in_comments(text))
    return found


def kind_of(path: str) -> str:
    file = PurePosixPath(path)
    if file.suffix in DOC_SUFFIXES:
        return DOCS
    if file.suffix in CONFIG_SUFFIXES or file.name in CONFIG_NAMES or file.name.startswith("."):
        return CONFIG
    return OTHER


def names_in_text(text: str) -> Iterator[str]:
    for statement in FROM_IMPORT.finditer(text):
        for name in re.findall(r"\w+", re.sub(r"\bas[ \t]+\w+|#.*", "", statement[2])):
            yield f"{statement[1]}.{name}"
    rest = FROM_IMPORT.sub(" ", text)
    yield from DOTTED.findall(rest)
    for path in PATH.findall(rest):
        yield path.rstrip("/.")


def names_in_comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from names_in_text(token.string)


def names_in_tree(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    """Yield what *tree* names; relative imports start from *package*."""
    docstrings = {id(value) for value in docstrings_of(tree)}
    targets = {id(value) for value in patch_targets(tree)}
    inner: set[int] = set()
    tops = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            tops |= {alias.name.partition(".")[0] for alias in node.names if not alias.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((IMPORT, name) for name in imported(node, package))
        elif isinstance(node, ast.Attribute) and id(node) not in inner:
            inner |= {id(below) for below in ast.walk(node) if isinstance(below, ast.Attribute)}
            name = dotted(node)
            if name and name.partition(".")[0] in tops:
                yield USE, name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            value = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            kind = DOCSTRING if id(node) in docstrings else STRING
            kind = TARGET if id(node) in targets else kind
            yield from ((kind, name) for name in names_in_text(value))


def docstrings_of(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def patch_targets(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = (dotted(node.func) or "").rpartition(".")[2]
            if called in PATCHING:
                yield node.args[0]


def imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, base] if base else above)
    for alias in node.names:
        yield base if alias.name == "*" else f"{base}.{alias.name}"


def dotted(node: ast.expr) -> str | None:
    """Return ``a.b.c`` for such an expression, or None."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
