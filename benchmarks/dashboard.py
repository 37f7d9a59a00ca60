"""What the dashboard of a migration of 3,000 files costs to make and to open.

Run as `python benchmarks/dashboard.py [files] [rounds]`.  Making: CPU seconds beside `ast.parse` of
the same tree.  Opening: seconds on the wall in Chromium until the page is ready, beside an empty
page; the median of rounds, interleaved.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measuring import PARSE, REZONE, run

ROUNDS = 7
HERE = Path(__file__).resolve().parent
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
EMPTY = "<!doctype html><html data-ready><title>empty</title>"


def opened(pages: dict[str, Path], rounds: int) -> dict[str, float]:
    """Return the median of seconds until each page is ready, in a new tab each time."""
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        for _ in range(rounds):
            for name, path in pages.items():
                page = browser.new_page()
                started = time.perf_counter()
                page.goto(path.as_uri())
                page.wait_for_selector("html[data-ready]", state="attached")
                times[name].append(time.perf_counter() - started)
                page.close()
        browser.close()
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Make the repository, migrate it, make the page and open it."""
    sys.path.insert(0, str(HERE.parent / "tests" / "dashboard"))
    from generated_monolith import make

    files = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        root = make(Path(scratch) / "mono", files)
        run([*REZONE, "migrate", "--all", "--execute", "--checks", "none"], root)
        parse = run(PARSE, root)
        made = run([*REZONE, "dashboard"], root)
        page = root / "migration_reports" / "dashboard.html"
        empty = Path(scratch) / "empty.html"
        empty.write_text(EMPTY, encoding="utf-8")
        seconds = opened({"empty": empty, "dashboard": page}, rounds)
        print(f"{files} files in 6 phases, page of {page.stat().st_size / 1e6:.2f} MB")
        print(f"ast.parse of every file  {parse.cpu:6.2f} CPU s")
        print(f"rezone dashboard         {made.cpu:6.2f} CPU s, {made.cpu / parse.cpu:.2f} of it")
        print(f"an empty page            {seconds['empty']:6.3f} s until ready")
        print(f"the dashboard            {seconds['dashboard']:6.3f} s until ready")


if __name__ == "__main__":
    main()
