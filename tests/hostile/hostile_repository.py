"""A repository that nobody vouches for, in a folder where nothing else may change."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rezone.phases import api

MODULES = {"a/__init__.py": b"", "a/b.py": b"v = 1\n", "a/c.py": b""}


@dataclass
class Repository:
    """The folder *root* with a package ``a``, and a plan beside it that moves ``a.b``."""

    root: Path

    @property
    def plan(self) -> Path:
        return self.root.parent / "plan.json"

    def write(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(content)

    def plan_says(self, moves: object, **more: object) -> None:
        self.plan.write_text(json.dumps({"roots": ["."], "moves": moves} | more))

    def migrate(self) -> api.Receipt:
        return api.migrate(self.root, api.load(self.root, self.plan), 1)

    def rollback(self) -> api.Receipt:
        return api.rollback(self.root, api.load(self.root, self.plan), 1)

    def command(self, megabytes: int = 1500) -> subprocess.CompletedProcess[str]:
        """Run the phase as a person does, with memory and time limited."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

        options = ["--root", str(self.root), "--config", str(self.plan), "--phase", "1"]
        return subprocess.run(
            [sys.executable, "-m", "rezone.codemods.cli.main", "migrate", "--execute", *options],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
            preexec_fn=limit,
        )


def beside(root: Path) -> dict[str, bytes | None]:
    """Return what stands beside *root*, the plan aside, which the tests write."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in root.parent.rglob("*")
        if not path.is_relative_to(root) and path.suffix not in (".json", ".toml")
    }
