"""The settings in the documents: Neovim's in the real editor, VS Code's task as a command."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases import api

ROOT = Path(__file__).parents[2]
NVIM = shutil.which("nvim")
PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
[[phases.moves]]
source = "app.db"
target = "data.db"
"""
SCRIPT = """
vim.cmd.edit("src/tool.py")
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local said = vim.tbl_map(function(d) return d.code .. ": " .. d.message end, vim.diagnostic.get(0))
vim.lsp.buf.format({ name = "fixit", timeout_ms = 30000 })
local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n")
vim.fn.writefile({ vim.json.encode({ said = said, text = text }) }, "found.json")
vim.cmd("qall!")
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository as `rezone init` sets it up, with a stale import after phase 1."""
    files = {"rezone.toml": PLAN, "src/app/__init__.py": "", "src/app/db.py": "NAME = 'db'\n"}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    api.init(tmp_path)
    api.migrate(tmp_path, api.load(tmp_path), 1)
    (tmp_path / "src/tool.py").write_text("from app.db import NAME\n")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    return tmp_path


def blocks(language: str) -> list[str]:
    document = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.skipif(NVIM is None, reason="needs Neovim 0.11 on PATH")
def test_findings_and_fixes_appear_in_neovim(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings,) = blocks("lua")
    (shop / "init.lua").write_text(settings)
    (shop / "script.lua").write_text(SCRIPT)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(shop / ".home"))
    done = run(shop, str(NVIM), "--headless", "-u", "init.lua", "-n", "-l", "script.lua")
    assert done.returncode == 0, done.stderr
    assert json.loads((shop / "found.json").read_text()) == {
        "said": ["StaleImport: app.db.NAME is now data.db.NAME"],
        "text": "from data.db import NAME",
    }


def test_the_task_for_vs_code_finds_its_problems(shop: Path) -> None:
    settings, tasks = (json.loads(block) for block in blocks("jsonc"))
    server = [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]]
    assert server == ["fixit", "lsp"]
    (task,) = tasks["tasks"]
    done = run(shop, *task["command"].split())
    pattern = task["problemMatcher"]["pattern"]
    found = [m for line in done.stdout.splitlines() if (m := re.match(pattern["regexp"], line))]
    assert [(m[pattern["file"]], m[pattern["line"]], m[pattern["code"]]) for m in found] == [
        ("src/tool.py", "1", "StaleImport")
    ]
