"""The proof that an edited file is its original under the name map, and nothing else.

Both files are parsed and walked side by side.  A statement whose text is the same is equal; where
it differs, only three things may: import statements (compared as the bindings they make), names
that resolve through imports, and the recorded pieces of strings.  Names that meant something
before must still mean something.  It trusts the resolver, not the editor.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property

from msgspec import Struct

from rezone.transforms.edits.actions import JoinEdit, KeywordEdit, TableEdit, TextEdit
from rezone.transforms.edits.anchors import AnchorComparison
from rezone.transforms.edits.exchanges import explained
from rezone.transforms.edits.file_names import FileNames, dotted_name, through
from rezone.transforms.edits.proof_of_decorators import without_keyword
from rezone.transforms.edits.proof_of_imports import ImportComparison, gaps, others
from rezone.transforms.edits.proof_of_labels import take_labels
from rezone.transforms.edits.proof_of_skims import prove_imports
from rezone.transforms.edits.proof_of_uses import UseComparison
from rezone.transforms.edits.proof_of_wholes import unlike
from rezone.transforms.edits.python_outcome import PythonOutcome
from rezone.transforms.edits.reparse import keeps_lines, reparse
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.dynamic_imports import dynamic_imports, may_import
from rezone.transforms.references.model import Kind, Status
from rezone.transforms.references.places import FILE, trace, values
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_GAPS = re.compile(r"\s+|^|$")


class _Side(Struct, dict=True):
    """One of the two files."""

    source: SourceText
    tree: ast.Module
    here: ModulePath | None
    kept: frozenset[int] = frozenset()
    """The ids of statements that are those of the other file; they stand elsewhere in this one."""

    @cached_property
    def places(self) -> dict[str, str]:
        """What the variables of the file that hold its places denote."""
        return values(self.tree, self.source, self.source.path)

    @cached_property
    def names(self) -> FileNames:
        """What the names of the file mean."""
        return FileNames(self.tree, self.here)

    def text(self, node: ast.stmt | ast.expr) -> str:
        start, end = self.source.span(node)
        return self.source.text[start:end]


class _Comparison:
    def __init__(self, resolver: Resolver, old: _Side, new: _Side, outcome: PythonOutcome) -> None:
        self.resolver = resolver
        self.old = old
        self.new = new
        take_labels(old.source, old.tree, new.tree, outcome.edits)
        dotted = (Kind.DOTTED, Kind.ANNOTATION)
        used = {r.new for r in outcome.references if r.kind in dotted}
        self.imports = ImportComparison(old.names, new.names, resolver, used)
        self.renamed = False
        self.pending: list[tuple[ast.AST, ast.AST, bool]] = []
        self.in_text = False
        left = [r for r in outcome.references if r.status is Status.BLOCKED]
        self.blocked = {r.line for r in left if r.kind is Kind.DOTTED}
        self.has_places = FILE in old.source.text
        self.is_blocked = any(r.kind is Kind.PATH for r in left)
        self.anchors = AnchorComparison(old.tree, old.source, resolver, old.here, new.here)
        self.keywords = {
            (edit.start, edit.end): edit for edit in outcome.edits if isinstance(edit, KeywordEdit)
        }
        wholes = [each for each in outcome.edits if isinstance(each, TableEdit | JoinEdit)]
        self.wholes = {(edit.start, edit.end): edit for edit in wholes}
        self.pieces = {
            (old.source.text[edit.start : edit.end], edit.new)
            for edit in outcome.edits
            if isinstance(edit, TextEdit)
        }

    def fail(self, node: ast.AST, why: str) -> Unproven:
        return Unproven(
            f"cannot be proven equal: {why}",
            self.old.source.path,
            getattr(node, "lineno", 0),
            "report this file; nothing was changed",
        )

    def run(self) -> None:
        """Compare all; with a stack, so that an expression nested a thousand deep is no problem."""
        self.blocks(self.old.tree.body, self.new.tree.body)
        while self.pending:
            old, new, self.in_text = self.pending.pop()
            self.nodes(old, new)

    def later(self, old: ast.AST, new: ast.AST) -> None:
        self.pending.append((old, new, self.in_text))

    def blocks(self, old: list[ast.stmt], new: list[ast.stmt]) -> None:
        """Compare two statement lists; the imports between the same neighbours as bindings."""
        if len(others(old)) != len(others(new)):
            raise self.fail((old or [ast.Pass()])[0], "statements were added or lost")
        for before, after in zip(gaps(old), gaps(new), strict=True):
            if not self.same(before, after):
                problem = self.imports.problem(before, after)
                if problem:
                    raise self.fail((before or after)[0], problem)
        for one, other in zip(others(old), others(new), strict=True):
            if not self.same([one], [other]):
                self.later(one, other)

    def same(self, old: list[ast.stmt], new: list[ast.stmt]) -> bool:
        """Say whether two lists read the same, hold no import that must change, and stay."""
        if (self.has_places and self.old.here != self.new.here) or len(old) != len(new):
            return False
        if not all(map(self.same_text, old, new)):
            return False
        due = [*self.imports.due, *self.anchors.due]
        due += [node.lineno for node, _ in self.dynamic.values()]
        return not any(
            node.lineno <= line <= (node.end_lineno or line) for node in old for line in due
        )

    def same_text(self, old: ast.stmt, new: ast.stmt) -> bool:
        return old is new or (
            id(new) not in self.new.kept and self.old.text(old) == self.new.text(new)
        )

    @cached_property
    def dynamic(self) -> dict[int, tuple[ast.Constant, str]]:
        """The strings that name a module to import at run time, and what they must say."""
        source = self.old.source
        if not may_import(source.text):
            return {}
        found = dynamic_imports(self.old.tree, source, self.resolver, self.old.here, self.new.here)
        return {
            id(one.node): (one.node, str(one.node.value).replace(one.says, one.written, 1))
            for one in found
            if self.old.text(one.node).count(one.says) == 1
        }

    def places(self, old: ast.AST, new: ast.AST) -> bool:
        """Say whether both find the same file, each from where it stands; False: look closer."""
        if not isinstance(old, ast.expr) or not isinstance(new, ast.expr):
            return False
        before, after = trace(old, self.old.places), trace(new, self.new.places)
        if before is None or after is None or len(before.rest) != len(after.rest):
            return False
        wanted = self.resolver.place(before.end(self.old.places))
        if after.end(self.new.places) != wanted:
            if self.is_blocked:
                return False
            raise self.fail(old, f"it finds {after.end(self.new.places)} instead of {wanted}")
        for one, other in zip(before.rest, after.rest, strict=True):
            self.later(one, other)
        return True

    def nodes(self, old: ast.AST, new: ast.AST) -> None:
        if self.keywords and isinstance(old, ast.expr):
            keyword = self.keywords.get(self.old.source.span(old))
            new = new if keyword is None else without_keyword(old, new, keyword)
        if self.wholes and isinstance(old, ast.expr) and self.old.source.span(old) in self.wholes:
            whole = self.wholes[self.old.source.span(old)]
            problem = unlike(old, new, whole, self.resolver)
            if problem:
                raise self.fail(old, problem)
            return
        if self.anchors.concerns(old):
            problem = self.anchors.problem(old, new)
            if problem:
                raise self.fail(old, problem)
            return
        if self.has_places and self.places(old, new):
            return
        if isinstance(old, ast.Name | ast.Attribute) and self.names(old, new):
            return
        if type(old) is not type(new):
            raise self.fail(old, f"{type(old).__name__} became {type(new).__name__}")
        if isinstance(old, ast.Constant) and isinstance(new, ast.Constant):
            self.constants(old, new)
            return
        for field in old._fields:
            self.fields(old, getattr(old, field, None), getattr(new, field, None))

    def fields(self, owner: ast.AST, old: object, new: object) -> None:
        if isinstance(old, list) and isinstance(new, list):
            if (old or new) and all(isinstance(n, ast.stmt) for n in [*old, *new]):
                self.blocks(old, new)
                return
            if len(old) != len(new):
                raise self.fail(owner, "parts were added or lost")
            for one, other in zip(old, new, strict=True):
                self.fields(owner, one, other)
        elif isinstance(old, ast.AST) and isinstance(new, ast.AST):
            self.later(old, new)
        elif old != new or type(old) is not type(new):
            raise self.fail(owner, f"{old!r} became {new!r}")

    def names(self, old: ast.expr, new: ast.AST) -> bool:
        """Say whether two chains are the same name before and after; False: look closer."""
        one, other = dotted_name(old), dotted_name(new)
        if one is None or other is None:
            return False
        if one == other:
            return True
        if not self.in_text:
            self.renamed = True  # judged with all other uses, where scopes are known
            return True
        before = through(one, self.old.names.locals)
        after = through(other, self.new.names.locals)
        if {self.resolver.follow(name) for name in before} & after:
            return True
        raise self.fail(old, f"{one} became {other}")

    def constants(self, old: ast.Constant, new: ast.Constant) -> None:
        if id(old) in self.dynamic:
            wanted = self.dynamic[id(old)][1]
            if new.value != wanted:
                raise self.fail(old, f"{old.value!r} became {new.value!r} instead of {wanted!r}")
            return
        if old.value == new.value and type(old.value) is type(new.value):
            return
        if isinstance(old.value, str) and isinstance(new.value, str):
            if explained(old.value, new.value, self.pieces) or self.written(old, new):
                return
            if _GAPS.findall(old.value) != _GAPS.findall(new.value):
                raise self.fail(old, "a literal changed")
            try:
                before = ast.parse(old.value.strip(), mode="eval").body
                after = ast.parse(new.value.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
            else:
                self.pending.append((before, after, True))
                return
        if type(old.value) is type(new.value) and self.written(old, new):
            return
        raise self.fail(old, "a literal changed")

    def written(self, old: ast.Constant, new: ast.Constant) -> bool:
        """Compare literals as written: an escape is one piece there, and another in the value."""
        return not self.in_text and explained(self.old.text(old), self.new.text(new), self.pieces)

    def uses(self) -> None:
        """Check that every name means what it meant."""
        comparison = UseComparison(self.old.names, self.new.names, self.resolver)
        if not comparison.is_possible:
            lost = self.new.names.unbound - self.old.names.unbound
            if lost or not self.has_places:
                raise self.fail(self.old.tree, f"names were added or lost: {', '.join(lost)}")
            return
        for line, problem in comparison.problems():
            if line not in self.blocked:
                raise self.fail(ast.Pass(lineno=line), problem)


def prove(path: str, before: bytes, outcome: PythonOutcome, resolver: Resolver) -> None:
    """Check that *outcome* is *before* under the name map.

    Raises:
        Unproven: it is not, or does not parse; with path and line in the original.
    """
    if outcome.content is None:
        return
    old_text = outcome.parsed[0] if outcome.parsed else SourceText.decode(before, path)
    old_tree = outcome.parsed[1] if outcome.parsed else old_text.parse()
    new_text = SourceText.decode(outcome.content, resolver.paths.get(path, path))
    here = resolver.index.here(path)
    now = resolver.after(here)
    if outcome.is_skimmed:
        prove_imports(FileNames(old_tree, here), now, old_text, new_text, outcome, resolver)
        return
    old = _Side(old_text, old_tree, here)
    named = any(r.kind in (Kind.IMPORT, Kind.DOTTED, Kind.ANNOTATION) for r in outcome.references)
    in_place = keeps_lines(old_text, outcome.replaced)
    may_reuse = in_place or not (named or FILE in old_text.text)
    tree = reparse(old_text, old_tree, new_text, outcome.replaced) if may_reuse else None
    if tree is not None:
        kept = frozenset(map(id, old_tree.body))
        comparison = _Comparison(resolver, old, _Side(new_text, tree, now, kept), outcome)
        comparison.run()
        if in_place and (named or comparison.renamed):
            comparison.uses()
        if in_place or not comparison.renamed:
            return
    comparison = _Comparison(resolver, old, _Side(new_text, new_text.parse(), now), outcome)
    comparison.run()
    if named or comparison.renamed:
        comparison.uses()
