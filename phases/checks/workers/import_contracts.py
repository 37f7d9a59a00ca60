"""The contracts of import-linter, with the top-level packages that a phase has made.

import-linter looks at nothing outside ``root_packages`` and refuses contracts that name anything
there.  Run as a program in the repository: standard input holds ``{"came": {package: [packages
that parts of it have moved to]}, "config": path}``; the argument names the file that gets the
packages that are missing.  Where there are any, *config* becomes a configuration that has them.
"""

import configparser
import json
import sys
from typing import Any

from importlinter.api import read_configuration


def completed(found: "dict[str, Any]", came: "dict[str, list[str]]") -> "list[str]":
    """Add to the root packages in *found* what came of them; return what was missing."""
    options = found["session_options"]
    named = options.pop("root_package", None) or options.get("root_packages", [])
    known = [named] if isinstance(named, str) else list(named)
    tops = [name.partition(".")[0] for name in known]
    missing = sorted({new for top in tops for new in came.get(top, ())} - set(tops))
    options["root_packages"] = known + missing
    return missing


def write(found: "dict[str, Any]", path: str) -> None:
    """Write the configuration as an INI file, whatever it was."""
    parser = configparser.RawConfigParser()
    parser["importlinter"] = _values(found["session_options"])
    for number, contract in enumerate(found["contracts_options"]):
        name = contract.pop("id", number)
        parser[f"importlinter:contract:{name}"] = _values(contract)
    with open(path, "w", encoding="utf-8") as stream:
        parser.write(stream)


def _values(options: "dict[str, Any]") -> "dict[str, str]":
    shown = {
        key: "\n" + "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in options.items()
    }
    return {key: text.replace("%", "%%") for key, text in shown.items()}


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this program is none of the repository's
    asked = json.load(sys.stdin)
    configuration = read_configuration()
    absent = completed(configuration, asked["came"])
    if absent:
        write(configuration, asked["config"])
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(absent, stream)
