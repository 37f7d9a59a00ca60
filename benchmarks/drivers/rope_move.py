"""rope's MoveModule, once a move: `python rope_move.py TREE OLD=NEW...`.

The package that a module moves to must exist; its last segment stays.
"""

from __future__ import annotations

import sys

from rope.base.project import Project
from rope.refactor.move import MoveModule


def main() -> None:
    tree, *moves = sys.argv[1:]
    for move in moves:
        old, new = move.split("=")
        project = Project(tree, ropefolder=None, ignore_syntax_errors=True)
        package = project.get_resource(new.rpartition(".")[0].replace(".", "/"))
        mover = MoveModule(project, project.find_module(old))
        project.do(mover.get_changes(package))
        project.close()


if __name__ == "__main__":
    main()
