"""The page in Chromium: it changes by itself, works without scripts, and axe finds nothing on it.

With NEWSROOM_TEST_PICTURES=1 the pictures of docs/pictures/ are taken anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.builders import NOON, minutes
from tests.page.conftest import tell_mudslide
from tests.page.desk_house import DeskHouse

PATIENCE_MS = 60_000
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
expect.set_options(timeout=PATIENCE_MS)

TOKEN = "a-token-of-the-night-desk"  # noqa: S105 - of this test alone


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        opened = context.new_page()
        opened.set_default_timeout(PATIENCE_MS)
        wrong: list[str] = []
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        yield opened
        assert not wrong


def _axe(page: Page) -> list[str]:
    """What axe finds, in a line each. Its own script is run past our policy, which lets no other run."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    return [f"{each['id']}: {node['html'][:150]} {node['failureSummary']}"
            for each in found.response["violations"] for node in each["nodes"]]


def test_board_and_incident_change_without_a_reload(house: DeskHouse, page: Page) -> None:
    page.goto(f"{house.address}/")
    expect(page.locator("body")).to_have_attribute("data-state", "live")
    page.evaluate("window.notReloaded = true")
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says.", NOON)
    row = page.locator("#rows tr")
    expect(row.locator("td.killed b")).to_have_text("21")
    expect(page.locator("#none")).to_have_count(0)

    incident = page.context.new_page()
    incident.goto(house.address + str(row.locator("a").get_attribute("href")))
    expect(incident.locator("body")).to_have_attribute("data-state", "live")
    incident.evaluate("window.notReloaded = true")
    incident.locator("summary").first.focus()
    house.take("The death toll from the mudslide in Trujillo has risen to 41, civil defense director Rosa Quillay said.",
               NOON + minutes(60))
    expect(row.locator("td.killed b")).to_have_text("41")
    expect(row).to_have_class(re.compile("changed"))
    expect(row.locator(".what")).to_contain_text("was 21, now 41")
    expect(page.locator("#said p").last).to_have_text("Trujillo, PE: killed was 21, now 41, Rosa Quillay")
    expect(incident.locator("#now .killed b")).to_have_text("41")
    expect(incident.locator("#figures tr.killed .print b")).to_have_text("41")
    expect(incident.locator("#updates mark").first).to_contain_text("41")
    assert incident.evaluate("document.activeElement.tagName") == "SUMMARY"  # whoever reads on keeps their place
    for each in (page, incident):
        assert each.evaluate("window.notReloaded") is True


def test_a_page_that_was_cut_off_catches_up(house: DeskHouse, page: Page) -> None:
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says.", NOON)
    house.incident()
    page.goto(f"{house.address}/")
    expect(page.locator("body")).to_have_attribute("data-state", "live")
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    house.take("The death toll from the mudslide in Trujillo has risen to 41, civil defense director Rosa Quillay said.",
               NOON + minutes(60))
    house.until("/", lambda text: "now <b>41</b>" in text)
    page.context.set_offline(False)
    expect(page.locator("#rows td.killed b")).to_have_text("41")


def test_sliders_go_through_the_two_times(mudslide: DeskHouse, page: Page) -> None:
    page.goto(f"{mudslide.address}/incident/{mudslide.incident()}")
    published = page.get_by_role("slider", name="Published by")
    expect(published).to_have_attribute("aria-valuetext", "now")
    published.focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#when")).to_contain_text("From what had been published by")
    expect(page.locator("#figures tr.killed .print b")).to_have_text("41")
    assert "at=" in page.url
    published.focus()
    page.keyboard.press("End")
    expect(page.locator("#when")).to_have_text("")
    expect(page.locator("#figures tr.killed .print b")).to_have_text("38")
    recorded = page.get_by_role("slider", name="As we said it at")
    recorded.focus()
    page.keyboard.press("Home")
    expect(page.locator("#when")).to_contain_text("As we said it at")
    expect(page.locator("#figures tr.killed .print b")).to_have_text("21")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(mudslide: DeskHouse, browser: Browser, scheme: Literal["light", "dark"], width: int) -> None:
    incident = mudslide.incident()
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        for path in ("/", "/?q=nothing+of+that", f"/incident/{incident}", "/rulings", "/nowhere",
                     f"/box/{incident}", f"/box/{incident}?theme={scheme}"):
            page.goto(mudslide.address + path)
            assert _axe(page) == [], path
            if not path.startswith("/box"):
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_everything_is_there_without_scripts(mudslide: DeskHouse, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{mudslide.address}/")
        page.get_by_label("Find").fill("trujillo")
        page.get_by_role("button", name="Show").click()
        page.locator("#rows a").click()
        expect(page.locator("#now .killed b")).to_have_text("38")
        form = page.locator("form[data-slider]").first
        form.locator("select").select_option(index=2)
        form.get_by_role("button", name="Show").click()
        expect(page.locator("#when")).to_contain_text("From what had been published by")
        expect(page.locator("svg.chart").first).to_be_visible()


def test_by_keyboard_alone(mudslide: DeskHouse, page: Page) -> None:
    page.goto(f"{mudslide.address}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#rows') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Trujillo")


def test_an_editor_rules_and_takes_it_back(tmp_path: Path, browser: Browser) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text(f"{TOKEN} Night editor\n")
    with (
        DeskHouse(tmp_path, {"NEWSROOM_DESK_TOKENS_FILE": str(tokens)}) as house,
        browser.new_context(bypass_csp=True) as context,
    ):
        tell_mudslide(house)
        house.until("/", lambda text: "corrected" in text)
        incident = house.incident()
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{house.address}/speak")
        assert _axe(page) == []
        page.get_by_label("Your token").fill(TOKEN)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("main")).to_contain_text("You speak as Night editor")
        page.goto(f"{house.address}/incident/{incident}")
        page.get_by_role("link", name="Rule killed").click()
        page.get_by_label("The number to print").fill("39")
        page.get_by_label("Why").fill("called the morgue")
        assert _axe(page) == []
        page.get_by_role("button", name="Show what changes").click()
        expect(page.locator("table.will")).to_contain_text("39")
        assert _axe(page) == []
        assert "<b>39<" not in house.page(f"/box/{incident}").text  # shown, not said yet
        page.get_by_role("button", name="Say it").click()
        house.decide()
        expect(page.locator("#now .killed b")).to_have_text("39")
        expect(page.locator("#figures .ruling")).to_contain_text("called the morgue")
        page.get_by_role("link", name="Take back").click()
        page.get_by_label("Why").fill("the morgue called back")
        page.get_by_role("button", name="Show what changes").click()
        expect(page.locator("table.will")).to_contain_text("38")
        page.get_by_role("button", name="Say it").click()
        house.decide()
        expect(page.locator("#now .killed b")).to_have_text("38")


@pytest.mark.skipif(os.environ.get("NEWSROOM_TEST_PICTURES") != "1", reason="takes pictures: NEWSROOM_TEST_PICTURES=1")
def test_pictures_for_the_documentation(mudslide: DeskHouse, browser: Browser) -> None:
    PICTURES.mkdir(exist_ok=True)
    incident = mudslide.incident()
    wanted: list[tuple[str, str, Literal["light", "dark"], tuple[int, int]]] = [
        ("desk-board", "/", "light", (1280, 420)), ("desk-incident", f"/incident/{incident}", "light", (1280, 1250)),
        ("desk-phone", "/", "dark", (390, 700)),
    ]
    for name, path, scheme, (width, height) in wanted:
        with browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(mudslide.address + path)
            expect(page.locator("body")).to_have_attribute("data-state", "live")
            page.screenshot(path=PICTURES / f"{name}.png")
