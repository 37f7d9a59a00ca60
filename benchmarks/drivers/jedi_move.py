"""jedi's rename of a module, once a move: `python jedi_move.py TREE OLD=NEW...`.

jedi renames the last segment of a module's name and cannot move it to another package, so what it
renames it to is one segment.  A rename is asked for at a name in a source: here at an import.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jedi


def main() -> None:
    tree, *moves = sys.argv[1:]
    project = jedi.Project(tree, smart_sys_path=False, added_sys_path=[tree])
    for move in moves:
        old, new = move.split("=")
        asking = Path(tree) / "asking.py"
        asking.write_text(f"import {old}\n")
        script = jedi.Script(path=asking, project=project)
        script.rename(1, len("import ") + len(old) - 1, new_name=new.rpartition(".")[2]).apply()
        asking.unlink()


if __name__ == "__main__":
    main()
