"""The dashboard as one HTML file that needs nothing else: no network, no second file.

Whatever a repository is called, and whatever its files are, is text: the template escapes it, and
the data lies in blocks that are no scripts.  The page's own policy (Content Security Policy) lets
only its one script and its one style sheet run, by their hashes.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rezone.phases.reports.dashboard.model import Dashboard, Measured, Metric
from rezone.phases.reports.dashboard.overview import burndown, figures, headline, left, to_measure
from rezone.phases.reports.timestamp import for_people

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES = ("base.css", "tables.css", "pictures.css", "print.css")
SCRIPTS = (
    "page.js",
    "lists.js",
    "slider.js",
    "burndown.js",
    "layout.js",
    "graph.js",
    "graph_draw.js",
    "graph_focus.js",
    "graph_tables.js",
    "matrix.js",
    "diff.js",
    "files.js",
    "references.js",
    "tests.js",
    "performance.js",
    "main.js",
)
"""In the order in which they run; each is an idea, all share one scope."""

VIEWS = (
    ("overview", "Overview"),
    ("graph", "Graph"),
    ("matrix", "Domains"),
    ("files", "Files"),
    ("references", "References"),
    ("tests", "Tests"),
    ("performance", "Performance"),
    ("checks", "Checks"),
    ("bridges", "Bridges"),
)

_LAZY = ("files", "left_alone", "to_review")


def page(dashboard: Dashboard) -> bytes:
    """Return the page, UTF-8."""
    from markupsafe import Markup

    style = "\n".join(_asset("assets", name) for name in STYLES)
    script = _script()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    summary, chunks = _data(dashboard)
    html = (
        _environment()
        .get_template("dashboard.html.j2")
        .render(
            d=dashboard,
            views=VIEWS,
            policy=policy,
            style=Markup(style),
            script=Markup(script),
            summary=Markup(_for_script(summary)),
            chunks=[(name, Markup(_packed(value))) for name, value in chunks],
            headline=headline(dashboard),
            figures=figures(dashboard),
            to_measure=to_measure(dashboard),
            burndown=burndown(dashboard),
        )
    )
    # A file name that is no UTF-8 holds lone surrogates (PEP 383).
    return html.encode("utf-8", "backslashreplace")


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(lambda name: _asset("templates", name)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count=_count, moment=for_people, percent=_percent, worst=_worst, found=_found, left=left
    )
    return environment


def _asset(folder: str, name: str) -> str:
    return (files(__package__) / folder / name).read_text(encoding="utf-8")


def _script() -> str:
    parts = [_asset("assets", name) for name in SCRIPTS]
    own = '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"
    licence = f"/*\n{_asset('vendor', 'LICENSE')}*/\n"  # it asks to stand in every copy
    return licence + _asset("vendor", "d3.min.js") + "\n" + own


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _data(dashboard: Dashboard) -> tuple[dict[str, Any], Iterator[tuple[str, object]]]:
    """Return what the page needs at once, and by name what it unpacks when it is looked at."""
    summary: dict[str, Any] = dashboard.as_dict()
    steps, suites = summary.pop("steps"), summary.pop("suites")
    details = {
        f"phase-{phase['number']}": {key: phase.pop(key) for key in _LAZY}
        for phase in summary["phases"]
    }
    summary["burndown"] = burndown(dashboard)
    for key in ("checks", "events", "bridges", "notes"):  # the template has written them out
        del summary[key]
    return summary, iter({"steps": steps, "suites": suites, **details}.items())


def _for_script(value: object) -> str:
    r"""Return *value* as JSON that ends no script block: ``<`` is ``\u003c`` in a JSON string."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _packed(value: object) -> str:
    """Return *value* as JSON, deflated (RFC 1950), in base64."""
    text = json.dumps(value, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), 9)).decode()


def _count(value: object) -> object:
    """Return a whole number with a comma at each thousand; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) else value


def _percent(value: float) -> str:
    """Return a fraction as per cent, one digit where it is not whole; 99.96 % is no 100 %."""
    percent = value * 100
    if abs(percent - round(percent)) < 1e-9:
        return f"{round(percent)} %"
    shown = f"{percent:.1f}"
    return f"{percent:.2f} %" if shown in ("100.0", "0.0", "-0.0") else f"{shown} %"


def _worst(metric: Metric) -> Measured | None:
    """Return the least good of the phases; one that fails before any that holds."""
    sign = -1 if metric.at_most else 1
    found: Sequence[Measured] = metric.phases
    return min(found, key=lambda m: (m.holds, sign * m.value), default=None)


def _found(references: Mapping[str, int] | None) -> int | None:
    return None if references is None else sum(references.values())
