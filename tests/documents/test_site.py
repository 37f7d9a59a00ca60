"""The documents build as a site, without a warning and without anything from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from shell_blocks import ROOT

LOADED = re.compile(
    r"<(?:script|img|iframe|link(?![^>]*canonical))\b[^>]*?(?:src|href)=\"?(https?:[^\" >]+)"
)


def build(folder: Path, *, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_builds_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    done = build(tmp_path / "site")
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > len(
        list((ROOT / "docs").rglob("*.md"))
    )  # and the page for what is not there
    fetched = {
        address
        for page in [*pages, *(tmp_path / "site").rglob("*.css")]
        for text in [page.read_text(encoding="utf-8")]
        for address in [
            *LOADED.findall(text),
            *re.findall(r"(?:@import|url\()\s*[\"']?(https?:[^\"')]+)", text),
        ]
    }
    assert fetched == set()


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n\nSee [b](b.md).\n", encoding="utf-8")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:\n  - Home")[0]
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    done = build(tmp_path / "site", root=tmp_path)
    assert done.returncode == 1
    assert "b.md" in done.stderr
