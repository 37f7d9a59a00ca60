"""Paths joined from literals that lead to what moves: the literals change that must, no other.

``os.path.join("app", "db.py")`` means the file as ``"app/db.py"`` does.  It follows where all its
pieces are in sight and make the path of a file or folder that moves, from the root of the
repository or an import root.
"""

from __future__ import annotations

import ast

from msgspec import Struct

from rezone.transforms.edits.actions import JoinEdit
from rezone.transforms.edits.splice import splice
from rezone.transforms.references.path_literals import PathLiteral, path_literals, path_of
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText


def rewrite_join(node: ast.expr, source: SourceText, resolver: Resolver) -> JoinEdit | None:
    """Return the edit of *node*, None where it joins no such path or must be written by hand."""
    literals = path_literals(node)
    if literals is None or len(literals) < 2:
        return None
    new = path_afterwards(path_of(literals), resolver)
    goes_on = isinstance(node, ast.Call) and len(node.args) > len(literals)
    if new is None or not ("/" in new or goes_on):  # nothing would be left to join
        return None
    start, end = source.span(node)
    changed = _changed(literals, new, source)
    if changed is None:
        return None
    moved = [(begin - start, finish - start, text) for begin, finish, text in changed]
    return JoinEdit(start, end, splice(source.text[start:end], moved), path_of(literals), new)


def path_afterwards(said: str, resolver: Resolver) -> str | None:
    """Return what the path *said* is afterwards, None where it does not lead to what moves."""
    plain = said.rstrip("/")
    if "/" not in plain or not {"", ".", ".."}.isdisjoint(plain.split("/")):
        return None
    index = resolver.index
    for root in ("", *(root for root in index.roots if root not in ("", "."))):
        path = f"{root}/{plain}" if root else plain
        if path not in index.files and path not in index.folders:
            continue
        place = resolver.place(path)
        if not isinstance(place, str) or place == path:
            return None
        if root and not place.startswith(f"{root}/"):
            return None
        return place[len(root) + 1 if root else 0 :] + said[len(plain) :]
    return None


class _Change(Struct, frozen=True):
    """The *literals* of a path that become *segments*; they stand side by side."""

    literals: list[PathLiteral]
    segments: list[str]

    @property
    def said(self) -> list[list[str]]:
        """The segments of each literal."""
        return [each.text.removeprefix("./").split("/") for each in self.literals]

    @property
    def between(self) -> str | None:
        """What may stand between more or fewer literals than there are, None: there is no way."""
        first = self.literals[0]
        if any(each.holder is not first.holder for each in self.literals):
            return None
        if isinstance(first.holder, ast.Call):
            return ", "
        return " / " if first.is_behind else None

    @property
    def lengths(self) -> list[int] | None:
        """How many segments each literal gets, None where there must be other literals."""
        said = [len(each) for each in self.said]
        more = len(self.segments) - sum(said)
        if more and len(said) == 1 and said[0] > 1:
            return [len(self.segments)]
        if more and (more < 0 or self.between is not None):
            return None
        return [said[0] + more, *said[1:]]

    def text(self, number: int) -> str:
        """Return what the literal of that *number* says afterwards, by `lengths`."""
        lengths = self.lengths or []
        start = sum(lengths[:number])
        text = "/".join(self.segments[start : start + lengths[number]])
        return f"./{text}" if self.literals[number].text.startswith("./") else text


def _changed(
    literals: list[PathLiteral], new: str, source: SourceText
) -> list[tuple[int, int, str]] | None:
    """Return (start, end, text) of the literals to change, None where that cannot be written."""
    while literals[0].text == ".":
        literals = literals[1:]
    change = _least(literals, new.split("/"))
    quotes = [_quoted(each, source) for each in change.literals]
    known = [quote for quote in quotes if quote is not None]
    if len(known) < len(quotes) or not change.segments:
        return None
    spans = [source.span(each.node) for each in change.literals]
    between, lengths = change.between, change.lengths
    if lengths is not None:
        texts = [change.text(n) for n in range(len(lengths))]
        quoted = [f"{q[0]}{text}{q[1]}" for q, text in zip(known, texts, strict=True)]
        return [(*span, text) for span, text in zip(spans, quoted, strict=True)]
    if between is None or "#" in source.text[spans[0][1] : spans[-1][0]]:
        return None
    quoted = [f"{known[0][0]}{segment}{known[0][1]}" for segment in change.segments]
    return [(spans[0][0], spans[-1][1], between.join(quoted))]


def _least(literals: list[PathLiteral], segments: list[str]) -> _Change:
    """Return the literals that are other ones afterwards, and at least one of them."""
    said = [each.text.removeprefix("./").split("/") for each in literals]
    first, last, start, end = 0, len(said), 0, len(segments)
    while first < last and segments[start : start + len(said[first])] == said[first]:
        start += len(said[first])
        first += 1
    while last > first and end - len(said[last - 1]) >= start:
        if segments[end - len(said[last - 1]) : end] != said[last - 1]:
            break
        end -= len(said[last - 1])
        last -= 1
    if first == last or start == end:  # only more, or only less: one that stays stands for it
        if last < len(said):
            end += len(said[last])
            last += 1
        elif first:
            first -= 1
            start -= len(said[first])
    return _Change(literals[first:last], segments[start:end])


def _quoted(literal: PathLiteral, source: SourceText) -> tuple[str, str] | None:
    """Return what stands around the text of a literal, None where it is written otherwise."""
    start, end = source.span(literal.node)
    before, said, after = source.text[start:end].partition(literal.text or '"')
    if not literal.text:
        return (said, said) if after == said and not before else None
    plain = before in ("'", '"', "r'", 'r"') and after == before[-1]
    return (before, after) if said and plain else None
