"""A repository of any size, made anew: packages of modules that import each other, and a plan."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

DOMAINS = ("billing", "catalog", "delivery", "identity", "payments", "reports")
PER_PACKAGE = 12

_TABLES = """\
[workspace]
roots = ["src"]
"""

_DOMAIN = """
[[domains]]
name = "{name}"
packages = ["{name}"]
may_import = {allowed}
"""

_PHASE = """
[[phases]]
number = {number}
title = "Move {name}"
risk = "{risk}"
complexity = "{risk}"
weeks = "{number}"
depends_on = {before}
"""

_MOVE = """\
[[phases.moves]]
source = "mono.{old}"
target = "{domain}.{old}"
"""


def make(root: Path, modules: int, phases: int = len(DOMAINS)) -> Path:
    """Make the repository at *root*, committed in git; the domains are shared out to *phases*."""
    packages = [f"part{number:03}" for number in range(max(modules // (PER_PACKAGE + 1), 6))]
    chance = random.Random(0)
    names = [f"{p}.mod{number:02}" for p in packages for number in range(PER_PACKAGE)]
    write(root, "src/mono/__init__.py", "")
    for package in packages:
        write(root, f"src/mono/{package}/__init__.py", f'"""The part {package}."""\n')
    for place, name in enumerate(names):
        # Modules import earlier ones: no cycle, however many there are.
        used = chance.sample(names[:place], min(place, 4))
        write(root, f"src/mono/{name.replace('.', '/')}.py", module(name, used))
    write(root, "rezone.toml", plan(packages, phases))
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "start")):
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(root), *identity, *command], check=True)
    return root


def module(name: str, used: list[str]) -> str:
    """Return the source of a module that imports *used* in three forms."""
    lines = [f'"""What {name} does."""', "", "import os", ""]
    calls = []
    for place, other in enumerate(used):
        package, _, last = other.partition(".")
        if place % 3 == 0:
            lines.append(f"from mono.{package} import {last} as used{place}")
        elif place % 3 == 1:
            lines.append(f"from mono.{package}.{last} import work as work{place}")
        else:
            lines.append(f"import mono.{package}.{last}")
        calls.append(
            (f"used{place}.work(n)", f"work{place}(n)", f"mono.{package}.{last}.work(n)")[place % 3]
        )
    body = " + ".join([*calls, "len(os.sep)", "1"])
    lines += ["", "", "def work(n: int) -> int:", '    """Add up."""']
    lines += [f"    step{number} = n * {number}" for number in range(12)]
    lines += ["    if n <= 0:", "        return step3", "    n -= 1", f"    return {body}", ""]
    return "\n".join(lines)


def plan(packages: list[str], phases: int) -> str:
    """Return a plan that takes every package to one of the domains, in that many phases."""
    text = [_TABLES]
    for place, name in enumerate(DOMAINS):
        text.append(_DOMAIN.format(name=name, allowed=list(DOMAINS[:place])))
    share = len(packages) / len(DOMAINS)
    number = 0
    for place, name in enumerate(DOMAINS):
        if number <= place * phases // len(DOMAINS):
            number += 1
            risk = ("low", "medium", "high")[number % 3]
            before = list(range(1, number))
            text.append(_PHASE.format(number=number, name=name, risk=risk, before=before))
        moved = packages[round(place * share) : round((place + 1) * share)]
        text += [_MOVE.format(old=package, domain=name) for package in moved]
    return "".join(text)


def write(root: Path, path: str, text: str) -> None:
    """Write a file below *root*, folders above it included."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
