"""The dashboard as it is printed."""

from __future__ import annotations

from pathlib import Path

from dashboard_sites import VIEWS, Open


def test_on_paper_every_view_stands_below_the_other(open_page: Open, measured_page: Path) -> None:
    site = open_page(measured_page)
    site.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    site.page.emulate_media(media="print")
    site.page.wait_for_selector("#files [data-drawn=yes]", state="attached")
    for view in VIEWS:
        assert site.page.locator(f"#{view} h2").bounding_box() is not None
        assert site.page.locator(f"#{view}").is_visible()
    assert site.page.locator("nav").is_hidden()
    assert site.page.locator(".controls").first.is_hidden()


def test_a_page_that_is_printed_at_once_has_every_view(open_page: Open, halfway_page: Path) -> None:
    """The browser prints as soon as it has told the page, and waits for nothing."""
    site = open_page(halfway_page)
    site.page.wait_for_timeout(500)  # as long as it takes to find the menu
    site.page.evaluate(
        """matchMedia("print").addEventListener("change", (media) => {
            if (!media.matches) return;
            window.printed = [...document.querySelectorAll("[data-drawn]")].map(
                (place) => [place.id, place.dataset.drawn, place.childElementCount > 0]);
            window.opened = document.querySelectorAll("#graph details.alternative[open]").length;
        })"""
    )
    site.page.pdf(format="A4")
    printed = site.page.evaluate("window.printed")
    assert len(printed) == 7
    assert [place for place, drawn, is_full in printed if drawn != "yes" or not is_full] == []
    assert site.page.evaluate("window.opened") == 3
    assert site.page.locator("details.alternative[open]").count() == 0


def test_on_paper_nothing_is_wider_than_the_page(open_page: Open, halfway_page: Path) -> None:
    a4 = round((210 - 2 * 14) / 25.4 * 96)
    site = open_page(halfway_page, viewport={"width": a4, "height": 1000})
    for view in VIEWS:
        site.show(view)
    site.page.emulate_media(media="print")
    wide = f"""[...document.querySelectorAll("body *")].filter(place => !place.closest("svg")
        && !place.closest(".hidden") && place.getBoundingClientRect().right > {a4 + 1})
        .map(place => place.closest(".panel").id + " " + place.tagName)"""
    assert site.page.evaluate(wide) == []
