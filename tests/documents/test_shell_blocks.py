"""Every shell block of README and docs is run, and prints what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import Scene, play, prepare
from shell_blocks import PAGES, ROOT, Block, blocks, matches

WITH_BLOCKS = [page for page in PAGES if any(block.is_shell for block in blocks(page))]
NOT_RUN = [
    ("README.md", "these are the tests themselves, and the demo takes minutes; CI runs both"),
    ("lint.md", "it installs from a checkout; the blocks are run where rezone is installed"),
    ("real-monolith.md", "it clones a public repository and takes ten minutes"),
    ("real-moves.md", "it fetches commits of public repositories"),
    ("first-phase.md", "it installs from a checkout; the blocks are run where rezone is installed"),
]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_blocks_of_a_page_do_what_they_show(page: Path, tmp_path: Path) -> None:
    wrong = []
    scene: Scene | None = None
    for number, block in enumerate(blocks(page)):
        if block.not_run:
            continue
        if block.scene:
            scene = prepare(block.scene, tmp_path / str(number))
        assert scene is not None, f"{block.place}: say `scene:` above the first block of a page"
        for command, shown, printed in play(block, scene):
            if shown is not None and not matches(shown, printed):
                wrong.append(f"{block.place}: $ {command}\n{printed}")
    assert wrong == [], "\n".join(wrong)


def test_the_blocks_that_are_not_run_are_few_and_say_why() -> None:
    every = [block for page in PAGES for block in blocks(page)]
    left = [(block.page.name, block.not_run) for block in every if block.not_run]
    assert left == NOT_RUN
    assert len(left) * 10 <= len([block for block in every if block.is_shell])


def test_a_comment_belongs_to_the_block_below_it(tmp_path: Path) -> None:
    page = ROOT / "page.md"
    text = """\
<!-- scene: empty -->
<!-- exit 3 -->
```console
$ echo one && exit 3
one
```

<!-- file: a.toml -->
```toml
key = 1
```
"""
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    first, second = blocks(tmp_path / "page.md")
    assert (first.scene, first.exits, second.scene, second.exits) == ("empty", (3,), "", ())
    assert (second.file, second.body) == ("a.toml", "key = 1\n")
    assert list(first.steps()) == [("echo one && exit 3", "one\n")]
    scene = prepare("empty", tmp_path / "scene")
    assert play(first, scene) == [("echo one && exit 3", "one\n", "one\n")]
    wrong = Block(page, 1, "console", "$ exit 3\n")
    with pytest.raises(AssertionError, match="exit 3, not 0"):
        play(wrong, scene)


def test_what_is_shown_is_compared() -> None:
    assert matches("one\ntwo\n", "one  \ntwo\n")
    assert matches("one\n…\nfour … six\n", "one\ntwo\nthree\nfour five six\n")
    assert matches("…\n", "")
    assert not matches("one\n", "one\ntwo\n")
    assert not matches("one … two\n", "one\nand two\n")
