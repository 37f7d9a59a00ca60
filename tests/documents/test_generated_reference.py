"""The reference that is made from the code is what the code says now."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from shell_blocks import ROOT


def check(root: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-B", root / "docs" / "generators", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_page_is_as_the_code_says() -> None:
    assert check(ROOT) == (0, "")


def test_a_page_that_somebody_edited_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for layer in ("codemods", "phases", "transforms"):
        (tmp_path / layer).symlink_to(ROOT / layer)
    for name in ("cli", "plan-keys", "checks", "rules", "reports", "errors"):
        page = tmp_path / "docs" / "reference" / f"{name}.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nBy hand.\n", encoding="utf-8")
    code, said = check(tmp_path)
    stale = sorted(line.split()[0] for line in said.splitlines())
    pages = ("checks", "cli", "errors", "plan-keys", "reports", "rules")
    assert (code, stale) == (1, [f"docs/reference/{name}.md" for name in pages])
