"""Write the pages of the reference that are made from the code: `python docs/generators`.

With ``--check`` nothing is written; the pages that are not as the code says are listed, and the
exit code is 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import checks_page
import cli_page
import errors_page
import plan_keys_page
import reports_page

from rezone.codemods.linting import table

REFERENCE = Path(__file__).parents[1] / "reference"
PAGES = {
    "checks.md": checks_page.page,
    "cli.md": cli_page.page,
    "errors.md": errors_page.page,
    "plan-keys.md": plan_keys_page.page,
    "reports.md": reports_page.page,
    "rules.md": table.table,
}


def main() -> int:
    """Write or check every page; return the exit code."""
    is_check = sys.argv[1:] == ["--check"]
    stale = []
    for name, page in PAGES.items():
        path = REFERENCE / name
        text = page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not is_check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} {'is stale: make reference' if is_check else 'written'}")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
