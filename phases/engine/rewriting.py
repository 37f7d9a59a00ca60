"""One file of the workspace under a phase: which rewriter it goes to, and what comes out.

`rewrite_file` is a pure function of bytes and context, so that it runs in any process.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.transforms.documents.registry import PythonRewriter
from rezone.transforms.edits.python_file import rewrite_python
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.references.imports import import_nodes, resolve_import
from rezone.transforms.references.mentions import Mention, Setting, find, find_in_python
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.source import SourceText, Unreadable

_IMPORT_LINE = re.compile(rb"^[ \t]*(?:from|import)[ \t][^\n]*", re.M)


def rewrite_file(context: PhaseContext, path: str, content: bytes) -> FileOutcome:
    """Return what becomes of the file *path* with these bytes."""
    digest = sha256(content).hexdigest()
    new = context.layout.paths.get(path, path)
    if path in context.workspace.bridges:
        return FileOutcome(path, path, digest)
    if path.endswith(SOURCE_SUFFIXES):
        return _python(context, path, new, content, digest)
    return _document(context, path, new, content, digest)


def _python(context: PhaseContext, path: str, new: str, content: bytes, digest: str) -> FileOutcome:
    setting = Setting(path=path, certain=True)
    try:
        outcome = rewrite_python(
            path,
            content,
            context.resolver,
            partial(find_in_python, text_map=context.text_map, setting=setting),
            is_known=digest in context.known,
        )
        if outcome.content is not None:
            from rezone.transforms.edits.proof import prove

            prove(path, content, outcome, context.resolver)
    except Unreadable as error:
        return FileOutcome(path, new, digest, problem=error.problem, line=error.line)
    return FileOutcome(
        path,
        new,
        digest,
        outcome.content,
        outcome.references,
        proven=outcome.content is not None,
        targets=_targets(context, path, content, outcome),
        edits=outcome.edits,
        is_skimmed=outcome.is_skimmed,
    )


def _targets(
    context: PhaseContext, path: str, content: bytes, outcome: PythonOutcome
) -> frozenset[str]:
    """Return the emptied packages that the file's imports still need afterwards."""
    emptied = set(context.emptied)
    if not emptied:
        return frozenset()
    written = content if outcome.content is None else outcome.content
    here = context.resolver.after(context.index.here(path))
    found: set[str] = set()
    for node in import_nodes(SourceText.decode(written, path).parse()):
        reference = resolve_import(node, context.resolver, here, here)
        if reference is None:
            continue
        for imported in reference.names:
            submodule = f"{imported.module}.{imported.name}" if imported.name else ""
            found.add(submodule if submodule in emptied else imported.module)
            if not imported.name:
                found.add(imported.module)
    return frozenset(found & emptied)


def _document(
    context: PhaseContext, path: str, new: str, content: bytes, digest: str
) -> FileOutcome:
    from rezone.transforms.documents import rewrite

    parts: list[bytes] = []
    references: list[Reference] = []
    lines = 0
    for is_plan, part in _around_the_plan(path, content):
        outcome = None
        if not is_plan:
            outcome = rewrite(path, part, context.text_map, python=_block_rewriter(context))
            references += [_reference(m, Status.REWRITTEN, lines) for m in outcome.edits]
            references += [_reference(m, m.status, lines) for m in outcome.left]
        parts.append(part if outcome is None or outcome.content is None else outcome.content)
        if len(part) < len(content):  # else nothing follows
            lines += part.count(b"\n")
    after = b"".join(parts)
    changed = None if after == content else after
    return FileOutcome(path, new, digest, changed, tuple(references))


_PLAN_TABLES = re.compile(
    rb"^[ \t]*\[\[?tool\.rezone\b[^\n]*\n"
    rb"(?:(?![ \t]*\[[^\n]*\][^\n]*$)[^\n]*\n?)*",
    re.MULTILINE,
)


def _around_the_plan(path: str, content: bytes) -> Iterator[tuple[bool, bytes]]:
    """Yield the pieces of a document, with whether each is the plan in a ``pyproject.toml``."""
    position = 0
    if path == "pyproject.toml":
        for match in _PLAN_TABLES.finditer(content):
            yield False, content[position : match.start()]
            yield True, match[0]
            position = match.end()
    yield False, content[position:]


def _reference(mention: Mention, status: Status, lines: int) -> Reference:
    kind = Kind.PATH if mention.kind == "path" else Kind.TEXT
    return Reference(
        kind,
        mention.line + lines,
        0,
        mention.old,
        mention.new or "",
        status,
        Tier.NEVER if mention.new is None else Tier.LIKELY if mention.doubt else Tier.SURE,
        mention.reason or mention.doubt,
    )


def _block_rewriter(context: PhaseContext) -> PythonRewriter:
    """Return the function that rewrites a block of Python inside a document."""

    def rewrite_block(text: str) -> str | None:
        try:
            outcome = rewrite_python(
                "",
                text.encode(),
                context.resolver,
                partial(find_in_python, text_map=context.text_map),
            )
        except Unreadable:
            return None
        return None if outcome.content is None else outcome.content.decode()

    return rewrite_block


def names_moved(context: PhaseContext, path: str, content: bytes) -> str:
    """Return the first piece of an unreadable file that names what moves, ``""`` if none does."""
    text = content.decode("utf-8", errors="replace")
    mentions = find(text, context.text_map, Setting(path=path))
    if mentions:
        return mentions[0].old
    segments = [re.escape(needle.segment.encode()) for needle in context.needles.each]
    word = re.compile(rb"\b(?:" + b"|".join(segments) + rb")\b")
    for line in _IMPORT_LINE.findall(content):
        if _imports_moved(context, path, line) and word.search(line):
            return str(line.decode("utf-8", errors="replace").strip())
    return ""


def _imports_moved(context: PhaseContext, path: str, line: bytes) -> bool:
    """Say whether one line of an unreadable file imports what moves; doubt counts as yes."""
    here = context.index.here(path)
    now = context.resolver.after(here)
    try:
        tree = ast.parse(line.strip().rstrip(b"(\\ ,") + b"\n")
    except (SyntaxError, ValueError):
        return True
    for node in import_nodes(tree):
        reference = resolve_import(node, context.resolver, here, now)
        if reference is not None and any(name.changes for name in reference.names):
            return True
    return False
