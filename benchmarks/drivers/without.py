"""rezone with one part of what keeps it safe left out: `python without.py PARTS ARGUMENT...`.

PARTS are names of `PARTS`, joined by commas, or "nothing".  For measuring what a part costs; no
option of rezone leaves these out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

PARTS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "proof": ("rezone.transforms.edits.proof", "prove", lambda *_: None),
    "imports": ("rezone.phases.engine.preview", "refuse_broken_imports", lambda *_: None),
    "look": ("rezone.phases.engine.preview", "last_look", lambda _c, _ch, outcomes: outcomes),
    "sync": ("os", "fsync", lambda _: None),
}
"""The module that a function is looked up in, the function, and what takes its place."""


def main() -> None:
    names = sys.argv.pop(1)
    for name in names.split(","):
        if name != "nothing":
            module, function, instead = PARTS[name]
            home = import_module(module)
            if not callable(getattr(home, function, None)):
                raise SystemExit(f"there is no {module}.{function} any more")
            setattr(home, function, instead)
    from rezone.codemods.cli.main import main as rezone

    rezone()


if __name__ == "__main__":
    main()
