"""The shell blocks of a document, and the comments above them that say how they are run.

Comments of HTML, which no reader sees, stand above a block:

``<!-- scene: NAME -->``     from here on in a fresh scratch repository (see `scenes.py`)
``<!-- before … -->``        commands that are run first and are not shown
``<!-- file: PATH -->``      the block is no command but a file of the scratch repository
``<!-- exit N -->``          the last command of the block ends with N; ``1 0``: of each

Nothing keeps a block of a shell from being run: any other comment is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
SHELL = frozenset({"sh", "console", "bash", "shell"})
# Files, and what is printed: there is nothing in them to be typed.
OTHER = frozenset({"toml", "json", "jsonc", "yaml", "ini", "python", "lua", "text"})
COMMENTS = frozenset({"scene", "before", "file", "exit"})

_PIECE = re.compile(
    r"^(?P<dent> *)```(?P<language>\w*)\n(?P<body>.*?)^ *```$|^ *<!-- (?P<comment>.*?) ?-->$",
    re.MULTILINE | re.DOTALL,
)

# A block that is not written as they are here, or a line with a prompt outside of all.
_HIDDEN = re.compile(r"^ *(?:~~~|```|\$ ).*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block and what is said above it.  *line* is 1-based; *exits* are those of its commands."""

    page: Path
    line: int
    language: str
    body: str
    scene: str = ""
    before: str = ""
    file: str = ""
    exits: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"

    @property
    def is_shell(self) -> bool:
        return self.language in SHELL

    def steps(self) -> Iterator[tuple[str, str | None]]:
        """Yield each command and what it prints, ``None`` where that is not shown."""
        if self.language == "console":
            for step in re.split(r"^\$ ", self.body, flags=re.MULTILINE)[1:]:
                command, _, output = step.partition("\n")
                while command.endswith("\\"):
                    more, _, output = output.partition("\n")
                    command = f"{command}\n{more.removeprefix('> ')}"
                yield command, output
        else:
            yield self.body, None


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of *page* that are commands, or files of the scratch repository.

    Raises:
        ValueError: a comment is none of the above, or a block may hold commands and be no shell's.
    """
    text = page.read_text(encoding="utf-8")
    said: dict[str, str] = {}
    end = 0
    rest = _HIDDEN.search(_PIECE.sub("", text))
    if rest is not None:
        raise ValueError(f"{page}: these commands are in no block: {rest[0]}")
    for piece in _PIECE.finditer(text):
        if text[end : piece.start()].strip():
            said = {key: said[key] for key in ("scene", "before") if key in said}
        end = piece.end()
        comment = piece["comment"]
        if comment is not None:
            key, _, value = comment.partition("\n" if comment.startswith("before") else " ")
            key = key.rstrip(":")
            if key not in COMMENTS:
                raise ValueError(f"{page}: there is no comment `{key}`")
            said[key] = value
            continue
        block = _block(page, text, piece, said)
        if block.language not in SHELL | OTHER or (not block.is_shell and "$ " in block.body):
            raise ValueError(f"{page}:{block.line}: is this no shell?")
        if block.is_shell or block.file:
            yield block
            said = {}


def _block(page: Path, text: str, piece: re.Match[str], said: dict[str, str]) -> Block:
    dent = len(piece["dent"])
    body = "".join(line[min(dent, len(line) - 1) :] for line in piece["body"].splitlines(True))
    return Block(
        page,
        text.count("\n", 0, piece.start()) + 1,
        piece["language"],
        body,
        said.get("scene", ""),
        said.get("before", ""),
        said.get("file", ""),
        tuple(map(int, said.get("exit", "").split())),
    )


def matches(shown: str, printed: str) -> bool:
    """Say whether *printed* is what a document shows.

    A line ``…`` stands for any lines, ``…`` within a line for any text; blanks at the end of a
    line do not count.
    """
    pattern = "".join(
        r"(?:.*\n)*?"
        if line.strip() == "…"
        else ".*?".join(re.escape(part) for part in line.rstrip().split("…")) + r" *\n"
        for line in shown.splitlines()
    )
    ended = printed if printed.endswith("\n") or not printed else printed + "\n"
    return re.fullmatch(pattern, ended) is not None
