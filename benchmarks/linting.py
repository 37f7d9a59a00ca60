"""What rezone's rules add to Fixit's own start, for one file of a repository of 10,000.

Run as `python benchmarks/linting.py [files [rounds]]`.  CPU seconds of processes, interleaved:
`fixit lint` without any rule, which does not even parse the file, and with rezone's rules.  One
round before does not count: in it Python stores compiled files, as pip does for a package.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 9
PACKAGES = 100
NONE = '[tool.fixit]\nroot = true\ndisable = ["fixit.rules"]\n'
OURS = NONE + 'enable = ["rezone.codemods.rules"]\n'


def generate(root: Path, files: int) -> Path:
    """Write a repository in which 20 of 100 packages have moved; return the file to lint."""
    each = files // PACKAGES
    plan = ['[workspace]\nroots = ["src"]\n']
    for number in range(1, 6):
        plan.append(f"[[phases]]\nnumber = {number}\n")
        plan += [
            f'[[phases.moves]]\nsource = "app.p{package}"\ntarget = "d{number}.p{package}"\n'
            for package in range((number - 1) * 20, number * 20)
        ]
    (root / "rezone.toml").write_text("".join(plan))
    for package in range(PACKAGES):
        folder = root / "src" / ("d1" if package < 20 else "app") / f"p{package}"
        folder.mkdir(parents=True)
        for module in range(each):
            (folder / f"m{module}.py").write_text(_module(package, module, each))
        (folder / "__init__.py").touch()
    return root / "src/app/p50/m7.py"


def _module(package: int, module: int, each: int) -> str:
    """Return a module of 100 lines; two of its imports are stale, the others name other modules."""
    others = (20 + (package * 7 + n) % 80 for n in range(15))
    imports = [f"from app.p{p}.m{(module + p) % each} import f{n}" for n, p in enumerate(others)]
    imports += [f"from app.p{package % 20}.m1 import f1", "import app.p3.m2"]
    bodies = [f"\n\ndef f{n}(x: int) -> int:\n    y = x + {n}\n    return y" for n in range(16)]
    return "\n".join(imports) + "".join(bodies) + "\n"


def cpu_seconds(config: Path, path: Path) -> float:
    """Lint *path* as *config* says in a process of its own, and return its CPU time."""
    command = (sys.executable, "-m", "fixit", "--config-file", str(config), "lint", str(path))
    compiled = {
        "PYTHONPYCACHEPREFIX": str(config.parent / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False, env=os.environ | compiled)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        path = generate(Path(folder), files)
        seconds: dict[Path, list[float]] = {}
        for name, text in {"none.toml": NONE, "ours.toml": OURS}.items():
            config = Path(folder, name)
            config.write_text(text)
            seconds[config] = []
        for number in range(rounds + 1):
            for config, found in seconds.items():
                found += [cpu_seconds(config, path)] * bool(number)
        none, ours = (statistics.median(found) for found in seconds.values())
    print(f"{files} files; CPU seconds, medians of {rounds}")
    print(f"fixit without rules {none:.3f}, with rezone's {ours:.3f}: {ours - none:.3f} more")


if __name__ == "__main__":
    main()
