"""The page in a real browser: each view is drawn from the data, and can be used by anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dashboard_sites import VIEWS, Open, Site, make_shop, written
from playwright.sync_api import expect

from rezone.phases import api


def phase(data: dict[str, Any], number: int) -> dict[str, Any]:
    return next(p for p in data["phases"] if p["number"] == number)


def step(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(s for s in data["steps"] if s["id"] == name)


def test_the_overview_tells_every_phase(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page)
    shown = site.texts(".phases tbody tr:not(.warnings)")
    rows = [[" ".join(cell.split()) for cell in row.split("\t")] for row in shown]
    assert [(row[0], row[1], row[2], row[6]) for row in rows] == [
        (
            f"{p['number']} {p['title']}",
            p["status"],
            p["risk"],
            f"moved {p['files_moved'] or 0} / {p['files_planned']}",
        )
        for p in halfway_data["phases"]
    ]
    assert site.page.inner_text(".headline") == (
        "3 of 7 phases applied. Next is phase 4: Observability & Monitoring."
    )
    assert site.texts(".tile .value") == ["not measured"] * 4
    assert site.page.locator("#burndown-picture path.line").count() == 4  # done and ahead, twice


def test_the_graph_shows_every_package_and_the_bad_imports_in_red(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page)
    site.show("graph")
    now = step(halfway_data, "phase-3")
    bad = [link for link in now["links"] if link["violations"]]
    assert site.page.locator(".node").count() == len(now["packages"])
    assert site.page.locator(".link.violation").count() == len(bad) > 0
    assert site.page.locator(".link.cyclic").count() > 0
    colour = "e => getComputedStyle(e).stroke"
    red = site.page.locator(".link.violation").first.evaluate(colour)
    assert red != site.page.locator(".link.plain").first.evaluate(colour)
    red_parts = [float(n) for n in re.findall(r"[\d.]+", red)[:3]]
    assert red_parts[0] > red_parts[1] + 60


def test_the_slider_goes_over_the_phases_and_says_so(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "graph")
    slider = site.page.locator("#graph input[type=range]")
    told = site.page.locator("#graph [aria-live=polite]").first
    assert slider.input_value() == "3"
    for place, point in enumerate(halfway_data["steps"]):
        slider.fill(str(place))
        assert site.page.locator(".node").count() == len(point["packages"])
        assert f"{len(point['violations'])} violation" in told.inner_text()
        assert slider.get_attribute("aria-valuetext").startswith(point["label"])
    slider.press("Home")
    assert told.inner_text().startswith("Before all phases")
    site.show("matrix")
    assert site.page.locator("#matrix input[type=range]").input_value() == "0"
    groups = {package["group"] for package in halfway_data["steps"][0]["packages"]}
    assert set(site.texts(".matrix tbody th")) == groups


def test_the_matrix_counts_imports_between_domains(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "matrix")
    site.page.locator("#matrix input[type=range]").fill("7")
    last = halfway_data["steps"][-1]
    group = [package["group"] for package in last["packages"]]
    wanted = sum(
        link["imports"]
        for link in last["links"]
        if (group[link["source"]], group[link["target"]]) == ("ai.mlops", "core")
    )
    heads = site.page.locator(".matrix thead th").all_text_contents()
    row = site.page.locator(".matrix tbody tr", has_text=re.compile("^ai.mlops"))
    cell = row.locator("td").nth(heads.index("core"))
    assert cell.inner_text().split()[0] == str(wanted)
    red = site.page.locator(".matrix td.violation")
    violations = sum(int(text.split()[1]) for text in red.all_inner_texts())
    assert violations == len(last["violations"])


def test_filters_of_the_graph(open_page: Open, halfway_page: Path) -> None:
    site = open_page(halfway_page, "graph")
    page = site.page
    every = page.locator(".node").count()
    box = page.get_by_role("checkbox", name=re.compile("^shared.infrastructure"))
    box.uncheck()
    hidden = every - page.locator(".node").count()
    assert hidden > 0
    assert page.locator('.node[aria-label*="in shared.infrastructure"]').count() == 0
    box.check()
    page.get_by_role("checkbox", name="violations and cycles only").check()
    assert page.locator(".link.plain").count() == 0
    assert page.locator(".link.violation").count() > 0
    page.get_by_role("checkbox", name="violations and cycles only").uncheck()
    crossing = page.locator(".link").count()
    page.get_by_role("checkbox", name="inside a domain, too").check()
    assert page.locator(".link").count() > crossing


def test_a_package_is_told_on_hover_and_kept_on_click(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "graph")
    now = step(halfway_data, "phase-3")
    place = [p["name"] for p in now["packages"]].index("core.anomaly_detection.domain.entities")
    importers = [link for link in now["links"] if link["target"] == place != link["source"]]
    node = site.page.locator('.node[aria-label^="core.anomaly_detection.domain.entities,"]')
    node.hover()
    details = site.page.locator(".details")
    assert f"Imported by {len(importers)} packages" in details.inner_text()
    assert site.page.locator(".link.come").count() == len(importers)
    site.page.mouse.move(2, 2)
    assert "No package chosen" in details.inner_text()
    node.click()
    site.page.mouse.move(2, 2)
    assert "Imported by" in details.inner_text()
    assert node.get_attribute("aria-pressed") == "true"


def test_zoom_shows_more_names_and_reset_shows_all(open_page: Open, halfway_page: Path) -> None:
    site = open_page(halfway_page, "graph", reduced_motion="reduce")
    waiting = site.page.locator(".package-name.waits")
    before = waiting.count()
    site.page.get_by_role("button", name="Zoom in").click()
    site.page.get_by_role("button", name="Zoom in").click()
    assert waiting.count() < before
    transform = site.page.locator(".graph > g").get_attribute("transform")
    assert transform is not None
    assert "scale(2.25)" in transform
    site.page.get_by_role("button", name="Show all").click()
    assert waiting.count() == before


def test_everything_can_be_reached_by_keyboard(open_page: Open, halfway_page: Path) -> None:
    site = open_page(halfway_page)
    page = site.page
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    while page.locator(":focus").get_attribute("role") != "tab":
        page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text() == "Graph"
    page.wait_for_selector("#graph [data-drawn=yes]", state="attached")
    assert page.locator("#overview").is_hidden()
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("type") == "range"
    page.keyboard.press("ArrowLeft")
    assert "After phase 2" in page.inner_text("#graph .told")
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.locator(":focus").get_attribute("aria-pressed")
            and page.locator(".node:focus").count()
        ):
            break
    first = page.locator(".node:focus").get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    second = page.locator(".node:focus").get_attribute("aria-label")
    assert first != second
    page.keyboard.press("Enter")
    assert page.locator(".node:focus").get_attribute("aria-pressed") == "true"
    assert page.inner_text(".details h3") == (second or "").partition(",")[0]
    page.keyboard.press("Escape")
    assert page.locator(".node[aria-pressed=true]").count() == 0
    page.keyboard.press("Shift+Tab")
    assert page.locator(".node:focus").count() == 0, "one stop in the order of Tab, not one each"


def test_files_are_filtered_and_their_diffs_shown(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "files")
    page = site.page
    page.locator("#files").get_by_role("button", name="Phase 1").click()
    files = phase(halfway_data, 1)["files"]
    page.get_by_role("button", name="moved", exact=True).click()
    moved = [f for f in files if f["old"] and f["new"] and f["old"] != f["new"]]
    expect(page.locator(".file-list li")).to_have_count(len(moved))
    page.get_by_label("Path contains").fill("error_handler")
    chosen = next(f for f in moved if "error_handler" in f["new"])
    row = page.locator(".file-list li", has_text=chosen["new"])
    wanted_rows = [f for f in moved if "error_handler" in f"{f['old']} {f['new']}"]
    expect(page.locator(".file-list li")).to_have_count(len(wanted_rows))
    assert chosen["old"] in row.inner_text()
    for kind, count in chosen["edits"].items():
        assert f"{kind} {count}" in row.inner_text()
    row.locator("summary").click()
    row.locator(".diff").wait_for()
    shown = [text.removeprefix("removed: ").removeprefix("added: ")
             for text in row.locator(".diff td.text").all_text_contents()]  # fmt: skip
    wanted = [line for line in chosen["diff"].splitlines() if not line.startswith("@@")]
    assert shown == wanted
    assert wanted


def test_references_left_alone_have_their_reasons(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "references")
    page = site.page
    page.locator("#references").get_by_role("button", name="Phase 4").click()
    left = phase(halfway_data, 4)["left_alone"]
    expect(page.locator("#references tbody tr")).to_have_count(len(left))
    assert len(left) > 1
    told = page.locator("#references tbody tr").all_text_contents()
    assert all(r["reason"] in text for r, text in zip(left, told, strict=True))


def test_bridges_that_are_there_are_listed(
    open_page: Open, halfway_page: Path, halfway_data: dict[str, Any]
) -> None:
    site = open_page(halfway_page, "bridges")
    assert len(halfway_data["bridges"]) > 0
    assert sorted(site.texts("#bridges tbody th")) == sorted(
        bridge["old"] for bridge in halfway_data["bridges"]
    )


def test_tests_are_told_by_id(open_page: Open, measured_page: Path) -> None:
    site = open_page(measured_page, "tests")
    rows = [text.split("\t") for text in site.texts("#tests tbody tr")]
    assert rows == [
        ["tests/test_till.py::test_shout", "passed", "failed"],
        ["tests/test_till.py::test_total", "passed", "passed"],
    ]
    site.page.get_by_role("button", name="changed").click()
    assert len(site.texts("#tests tbody tr")) == 1


def test_performance_is_drawn_with_its_spread(open_page: Open, measured: Path) -> None:
    data = api.collect_dashboard(measured, api.load(measured))
    site = open_page(written(measured), "performance")
    assert site.texts("#performance tbody th") == [q.name for q in data.performance]
    for place, quantity in enumerate(data.performance):
        strip = site.page.locator("#performance .strip").nth(place)
        assert strip.locator("circle.before").count() == len(quantity.before)
        assert strip.locator("circle.after").count() == len(quantity.after)
        assert strip.locator(".median").count() == 2


def test_measures_say_whether_they_hold(open_page: Open, measured_page: Path) -> None:
    site = open_page(measured_page)
    tiles = [" ".join(text.split()) for text in site.texts(".tile")]
    assert "100 % holds wanted: ≥ 95 %" in tiles[0]
    assert "50 % fails wanted: ≥ 90 %" in tiles[1]
    assert "100 % holds" in tiles[2]
    assert "wanted: ≤ 10 %" in tiles[3]
    site.show("checks")
    failed = site.page.locator("#checks tr", has=site.page.locator(".status.failed"))
    assert "newly failing" in failed.first.inner_text()


def luminance(site: Site) -> float:
    colour = site.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3


def test_colours_follow_the_system_and_the_choice(open_page: Open, measured_page: Path) -> None:
    site = open_page(measured_page, color_scheme="dark")
    assert luminance(site) < 60
    site.page.get_by_role("button", name="Light").click()
    assert luminance(site) > 200
    site.page.get_by_role("button", name="Auto").click()
    assert luminance(site) < 60
    site.page.emulate_media(color_scheme="light")
    assert luminance(site) > 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    open_page: Open, halfway_page: Path, measured_page: Path, scheme: str
) -> None:
    found: list[str] = []
    for path, views in (
        (halfway_page, VIEWS),
        (measured_page, ("overview", "tests", "performance")),
    ):
        site = open_page(path, color_scheme=scheme, reduced_motion="reduce")
        for view in views:
            site.show(view)
            if view == "files":
                site.page.locator(".file-list summary").nth(30).click()
            found += [f"{view}: {problem}" for problem in serious(site)]
    assert found == []


def serious(site: Site) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    problems = Axe().run(site.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{problem['id']}: {[node['html'][:160] for node in problem['nodes'][:3]]}"
        for problem in problems
        if problem["impact"] in ("serious", "critical")
    ]


def test_axe_would_find_something_serious(open_page: Open, measured_page: Path) -> None:
    site = open_page(measured_page)
    site.page.evaluate("document.querySelector('.headline').style.color = '#eee'")
    site.page.evaluate("document.querySelector('#tab-graph').textContent = ''")
    assert {problem.partition(":")[0] for problem in serious(site)} == {
        "button-name",
        "color-contrast",
    }


def test_groups_without_imports_are_named_beside_the_matrix(
    open_page: Open, tmp_path: Path
) -> None:
    root = make_shop(tmp_path / "shop", **{"src/lonely/__init__.py": ""})
    site = open_page(written(root), "matrix")
    site.show("matrix")
    assert "lonely" not in site.page.inner_text("#matrix table")
    assert site.texts("#matrix-view .about") == ["No imports at all: lonely, shared."]


def test_a_command_to_measure_names_the_phase_and_breaks_at_blanks(
    open_page: Open, shop: Path
) -> None:
    api.migrate(shop, api.load(shop), 1)
    site = open_page(written(shop))
    shown = site.texts(".unmeasured .command")
    assert shown[0] == "rezone validate --post-migration --phase 1"
    assert len(shown) == 4
    heights = site.page.locator(".unmeasured .command span").evaluate_all(
        "words => words.map(word => word.getClientRects().length)"
    )
    assert set(heights) == {1}


def test_names_and_texts_of_the_repository_are_no_markup(open_page: Open, shop: Path) -> None:
    path = written(shop)
    assert b"alert(1)</script>" not in path.read_bytes()
    site = open_page(path, "files")
    hostile = site.page.locator(".file-list li", has_text="docs/<img src=x onerror=alert(1)>.md")
    hostile.locator("summary").click()
    assert "</script><script>alert(1)</script>" in hostile.locator(".diff").inner_text()
    assert site.page.locator("img").count() == 0
    assert site.page.locator("script:not([type])").count() == 1
    assert "Tools & <b>more</b>" in site.page.locator(".phases").text_content()


def test_the_policy_of_the_page_lets_no_other_script_run(open_page: Open, shop: Path) -> None:
    path = written(shop)
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("</body>", "<script>document.title = 'owned'</script></body>"))
    site = open_page(path)
    assert site.page.title() == "shop: migration"
    assert any("Content Security Policy" in complaint for complaint in site.complaints)
    site.complaints.clear()


def applied(*numbers: int, back: int = 0) -> Callable[[Path], None]:
    def run(root: Path) -> None:
        plan = api.load(root)
        for number in numbers:
            api.migrate(root, plan, number)
        if back:
            api.rollback(root, plan, back)

    return run


@pytest.mark.parametrize(
    ("prepare", "headline"),
    [
        (applied(), "No phase is applied yet."),
        (applied(1), "1 of 2 phases applied."),
        (applied(1, 2), "All 2 phases are applied."),
        (applied(1, back=1), "No phase is applied yet."),
    ],
    ids=["planned", "half-way", "done", "rolled-back"],
)
def test_every_state_draws_every_view(
    open_page: Open, shop: Path, prepare: Callable[[Path], None], headline: str
) -> None:
    prepare(shop)
    site = open_page(written(shop))
    assert site.page.inner_text(".headline").startswith(headline)
    for view in VIEWS:
        site.show(view)
        assert site.page.locator(f"#{view}").inner_text().strip()
    assert site.texts("#tests .empty")[0].startswith("The tests have not been run")
    assert site.texts("#performance .empty")[0].startswith("Nothing is measured yet")
    assert site.texts("#checks .empty")[0].startswith("No check has run yet")
    assert site.texts("#bridges .empty")[0].startswith("There is no bridge")


@pytest.mark.parametrize("files", [{}, {"src/shop/note.py": "x = 1\n"}], ids=["none", "one"])
def test_a_repository_with_nothing_to_move_draws_every_view(
    open_page: Open, tmp_path: Path, files: dict[str, str]
) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    (root / "rezone.toml").write_text('[workspace]\nroots = ["src"]\n')
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    site = open_page(written(root))
    for view in VIEWS:
        site.show(view)
        assert site.page.locator(f"#{view}").inner_text().strip()


def test_a_page_of_one_phase_says_so(open_page: Open, tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    site = open_page(written(root, 2), "files")
    assert "phase 2 only" in site.page.inner_text(".meta")
    site.page.wait_for_selector(".file-list li")
    site.page.locator("#files").get_by_role("button", name="Phase 1").click()
    site.page.wait_for_selector("#files .empty")
    assert "phase 2 only" in site.page.inner_text("#files .empty")
