"""Every shell block of README and docs is run, and prints what is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scenes import Scene, play, prepare
from shell_blocks import PAGES, ROOT, Block, blocks, matches

# What pip writes when it has no way to the index, as opposed to an answer from it.
NO_CONNECTION = ("connection broken", "NewConnectionError", "ConnectTimeoutError", "ProxyError")
WITH_BLOCKS = [page for page in PAGES if any(block.is_shell for block in blocks(page))]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_blocks_of_a_page_do_what_they_show(page: Path, tmp_path: Path) -> None:
    wrong = []
    scene: Scene | None = None
    for number, block in enumerate(blocks(page)):
        if block.scene:
            scene = prepare(block.scene, tmp_path / str(number))
        assert scene is not None, f"{block.place}: say `scene:` above the first block of a page"
        for command, shown, printed in played(block, scene):
            if shown is not None and not matches(shown, printed):
                wrong.append(f"{block.place}: $ {command}\n{printed}")
    assert wrong == [], "\n".join(wrong)


def played(block: Block, scene: Scene) -> list[tuple[str, str | None, str]]:
    """Play *block*; where it installs and PyPI cannot be reached skip the test, but not in CI."""
    try:
        return play(block, scene)
    except AssertionError as wrong:
        if os.environ.get("CI") or not any(sign in str(wrong) for sign in NO_CONNECTION):
            raise
        pytest.skip(f"{block.place}: PyPI cannot be reached")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- not run: it takes long -->\n```sh\nmake\n```\n",
        "```\nmake\n```\n",
        "```text\n$ make\n```\n",
        "```zsh\nmake\n```\n",
        '```sh title="how"\nmake\n```\n',
        "~~~sh\nmake\n~~~\n",
        "Type this:\n\n    $ make\n",
    ],
)
def test_no_block_of_commands_can_be_left_out(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{text}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md"):
        list(blocks(page))


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
