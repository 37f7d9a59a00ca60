"""Sources that hypothesmith makes of Python's grammar, with names in them that move."""

from __future__ import annotations

import ast
import keyword
import unicodedata

import hypothesmith
import pytest
from extent import EXAMPLES, IS_THOROUGH
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from sources import context_of, examined, in_libcst, in_memory, parses

from rezone.phases.engine.context import PhaseContext
from rezone.transforms.errors import PlanErrors

FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not IS_THOROUGH,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
SOURCES = {
    "grammar": hypothesmith.from_grammar(),
    "nodes": hypothesmith.from_node(),
}
HEADERS = (
    "import {name}\n",
    "import {name} as {bound}\n",
    "import pkg.{name}, {name}\n",
    "from pkg import {name}\n",
    "from pkg import other as o, {name} as {bound}\n",
    "from pkg.{name} import value as {bound}\n",
)


def words(tree: ast.AST) -> list[str]:
    """Return the names that the code uses and that a module may have."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {part for alias in node.names for part in alias.name.split(".")}
    return sorted(
        word
        for word in found
        if word.isidentifier()
        and not keyword.iskeyword(word)
        and unicodedata.normalize("NFKC", word) == word
        and not word.startswith("__")
        and len(word.encode()) < 200
    )


def phase(names: list[str], target: str) -> PhaseContext:
    """Return a phase that moves the modules *names*, at the top and in ``pkg``, to *target*."""
    files = {"use.py": b"", "pkg/__init__.py": b"", "pkg/other.py": b""}
    files |= {f"{name}.py": b"value = 1\n" for name in names}
    files |= {f"pkg/{name}.py": b"value = 1\n" for name in names}
    moves = {name: f"{target}.{name}" for name in names}
    moves |= {f"pkg.{name}": f"{target}.inner.{name}_new" for name in names}
    return context_of(in_memory(files), moves)


@pytest.mark.parametrize("kind", SOURCES)
def test_generated_code_follows_and_stays_python(kind: str) -> None:
    @FUZZ
    @given(code=SOURCES[kind], data=st.data())
    def holds(code: str, data: st.DataObject) -> None:
        content = code.encode("utf-8", "surrogatepass")
        assume(parses(content))
        names = words(ast.parse(content))
        name = data.draw(st.sampled_from([*names, "plain"]), label="module")
        bound = data.draw(st.sampled_from([*names, "plain"]), label="bound")
        header = data.draw(st.sampled_from(HEADERS), label="header")
        whole = header.format(name=name, bound=bound).encode() + content
        assume(parses(whole))
        try:
            context = phase(sorted({name}), data.draw(st.sampled_from(["zz", "zz.y"])))
        except PlanErrors:
            assume(False)
            raise
        unmoved = examined(phase(["unheard_of"], "zz"), "use.py", whole)
        assert unmoved.content is None
        outcome = examined(context, "use.py", whole)
        assert outcome.content is not None
        event("compared" if in_libcst(whole, outcome) else "LibCST cannot tell")

    holds()
