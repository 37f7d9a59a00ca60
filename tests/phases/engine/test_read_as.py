"""Files with names of their own are read as what the plan says they are."""

from __future__ import annotations

import json
from pathlib import Path

from rezone.phases import api

IMAGE = "COPY src/app/db.py /srv/src/app/db.py\n"
FILES = {
    "src/app/__init__.py": "",
    "src/app/db.py": "",
    "deploy/web.image": IMAGE,
    "deploy/notes.txt": IMAGE,
}
PLAN = {
    "workspace": {"roots": ["src"], "read_as": {"deploy/*.image": "Dockerfile"}},
    "phases": [{"number": 1, "moves": [{"source": "app.db", "target": "data.db"}]}],
}


def test_a_pattern_says_which_known_file_one_is_like(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    api.migrate(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    image = (tmp_path / "deploy/web.image").read_text()
    assert image == "COPY src/data/db.py /srv/src/data/db.py\n"
    notes = (tmp_path / "deploy/notes.txt").read_text()  # an absolute path may lie anywhere
    assert notes == "COPY src/data/db.py /srv/src/app/db.py\n"
