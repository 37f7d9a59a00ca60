"""Source in other languages: ``app.models`` there is an attribute, unless it stands in a string."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mention import GENERATED
from rezone.transforms.references.mentions import Mention

# Nobody writes a line as long: a bundler does.  Its routes look like paths.
_LONGEST_LINE = 2_000


@rewrites(
    "*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.vue", "*.svelte", "*.go", "*.java",
    "*.kt", "*.scala", "*.rs", "*.c", "*.h", "*.cc", "*.cpp", "*.hpp", "*.cs", "*.swift",
    "*.rb", "*.php", "*.css", "*.scss", "*.less", "*.sql", "*.proto", "*.lua", "*.r", "*.jl",
)  # fmt: skip
def foreign(document: Document) -> Iterable[Mention]:
    """Return the paths of the text, and the names in its strings; other names are left."""
    mentions = document.mentions(certain=True)
    lines = document.text.split("\n") if mentions else []
    bundled = any(len(line) > _LONGEST_LINE for line in lines)
    for mention in mentions:
        if bundled:
            yield mention.left(GENERATED)
        elif mention.kind in ("path", "escaped") or _in_string(document.text, mention.start):
            yield mention
        else:
            yield mention.left("an attribute in another language, for all that text can tell")


def _in_string(text: str, start: int) -> bool:
    """Say whether an odd number of one kind of quote stands before *start* on its line."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return any(line.count(quote) % 2 for quote in "\"'`")


@rewrites(
    "*.html", "*.htm", "*.jinja", "*.jinja2", "*.j2", "*.mako", "*.tmpl",
)  # fmt: skip
def template(document: Document) -> Iterable[Mention]:
    """Return the mentions of a template, where ``{{ app.db }}`` is an attribute of a variable."""
    for mention in document.mentions(certain=True):
        variable = mention.kind == "dotted" and _in_braces(document.text, mention.start)
        if variable and not _in_string(document.text, mention.start):
            yield mention.left("an attribute in a template, for all that text can tell")
        else:
            yield mention


def _in_braces(text: str, start: int) -> bool:
    """Say whether the last brace before *start* opens an expression."""
    near = text[max(0, start - 300) : start]
    opened = max(near.rfind("{{"), near.rfind("{%"), near.rfind("${"))
    return opened >= 0 and "}" not in near[opened:]
