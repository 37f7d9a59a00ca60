"""The phases as LibCST commands: `python -m libcst.tool codemod phases.phase1 PATH…`.

Phase N is that of the repository's own plan; without one, of the plan that ships with rezone.
"""

from __future__ import annotations

import re

from rezone.codemods import relocate


def _command(number: int) -> type[relocate.RelocateModules]:
    name = f"phase{number}"
    fields = {
        "PHASE": number,
        "DESCRIPTION": f"Move the modules of phase {number} and make every reference follow.",
        "add_args": staticmethod(relocate.add_common_arguments),
        "__module__": __name__,
        "__qualname__": name,
        "__doc__": f"Phase {number} of the plan.",
    }
    return type(name, (relocate.RelocateModules,), fields)


def __getattr__(name: str) -> type[relocate.RelocateModules]:
    """Return ``phaseN`` for any N (PEP 562)."""
    match = re.fullmatch(r"phase([1-9][0-9]*)", name)
    if match is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    command = _command(int(match[1]))
    globals()[name] = command  # the class that a worker unpickles must be the same object
    return command


phase1 = _command(1)
phase2 = _command(2)
phase3 = _command(3)
phase4 = _command(4)
phase5 = _command(5)
phase6 = _command(6)
phase7 = _command(7)
