"""Where top-level modules come from: names in, places out; nothing is imported.

Run as a program: standard input holds the names as a JSON list, the argument names the file that
gets the answer.
"""

import importlib.machinery
import json
import os
import sys


def places(names: "list[str]") -> "dict[str, str]":
    """Return where each module is found off the roots of the repository, ``""`` if nowhere."""
    own = [os.path.realpath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    path = [entry for entry in sys.path[1:] if os.path.realpath(entry) not in own]
    found = {}
    for name in names:
        spec = None if name in sys.builtin_module_names else _spec(name, path)
        found[name] = "built-in" if name in sys.builtin_module_names else _place(spec)
    return found


def _spec(name: str, path: "list[str]") -> "importlib.machinery.ModuleSpec | None":
    return importlib.machinery.PathFinder.find_spec(name, path)


def _place(spec: "importlib.machinery.ModuleSpec | None") -> str:
    if spec is None:
        return ""
    return spec.origin or next(iter(spec.submodule_search_locations or []), "")


if __name__ == "__main__":
    answer = places(json.load(sys.stdin))
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(answer, stream)
