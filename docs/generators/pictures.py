"""Make the pictures of the dashboard anew, from the example monolith.

Run as `make pictures`.  Three phases are applied, the last one measured and validated; the rest is
planned.  `python docs/generators/pictures.py PAGE` takes the pictures of a page that is there.
Needs Chromium, and Pillow to make the pictures small.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
APPLIED = ("1", "2", "3")
CHECKS = ("tests", "target-structure", "import-resolution", "domain-contracts")
COLOURS = 256
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def run(tree: Path, *command: str) -> None:
    """Run a command in *tree*; a failure ends the script with what it said."""
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"failed: {' '.join(command)}\n{done.stdout}{done.stderr}")


def rezone(tree: Path, *arguments: str) -> None:
    """Run `rezone` on *tree*."""
    run(tree, sys.executable, "-m", "rezone.codemods.cli.main", *arguments)


def migrated(scratch: Path) -> Path:
    """Return the example with some phases applied and validated, its dashboard written."""
    tree = scratch / "anomaly_monolith"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache")
    shutil.copytree(ROOT / "examples" / "anomaly_monolith", tree, symlinks=True, ignore=ignored)
    identity = ("-c", "user.name=demo", "-c", "user.email=demo@example.invalid")
    run(tree, "git", "init", "--quiet")
    run(tree, "git", "add", "--all")
    run(tree, "git", *identity, "commit", "--quiet", "-m", "The monolith")
    only = [word for check in CHECKS for word in ("--only", check)]
    for phase in APPLIED:
        if phase == APPLIED[-1]:
            rezone(tree, "validate", "--pre-migration", "--phase", phase, *only)
        rezone(tree, "migrate", "--phase", phase, "--execute", "--shims", "--checks", "none")
    rezone(tree, "validate", "--post-migration", "--phase", APPLIED[-1], *only)
    rezone(tree, "validate", "--performance-test", "--phase", APPLIED[-1])
    rezone(tree, "dashboard")
    return tree / "migration_reports" / "dashboard.html"


def take(browser: Any, page_path: Path, scheme: str) -> None:
    """Take the pictures of one colour scheme."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 860}, color_scheme=scheme, device_scale_factor=1.5
    )
    page.goto(page_path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    keep(page.screenshot(), f"dashboard-overview-{scheme}.png")
    page.click("#tab-graph")
    page.locator("#graph input[type=range]").fill("6")
    page.wait_for_timeout(800)  # the circles have moved
    page.locator(".frame").scroll_into_view_if_needed()
    page.locator('.node[aria-label^="shared.infrastructure.logging,"]').hover()
    page.wait_for_timeout(400)
    keep(page.screenshot(), f"dashboard-graph-{scheme}.png")
    page.click("#tab-files")
    page.get_by_role("button", name="moved", exact=True).click()
    page.wait_for_timeout(300)
    page.locator(".file-list li", has=page.locator(".proven")).first.locator("summary").click()
    page.locator(".diff").wait_for()
    page.evaluate("scrollTo(0, 0)")
    keep(page.screenshot(), f"dashboard-files-{scheme}.png")
    page.close()


def keep(png: bytes, name: str) -> None:
    """Write a picture with few colours, which makes it small."""
    from PIL import Image

    IMAGES.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(IMAGES / name, optimize=True)
    print(f"{name}: {(IMAGES / name).stat().st_size // 1024} KB")


def main() -> None:
    """Migrate, look, keep."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="rezone-pictures-") as scratch:
        page = Path(sys.argv[1]).resolve() if sys.argv[1:] else migrated(Path(scratch))
        with sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=found, args=list(SWITCHES))
            for scheme in ("light", "dark"):
                take(browser, page, scheme)
            browser.close()


if __name__ == "__main__":
    main()
