"""The page in Chromium: it changes by itself, works without scripts, and axe finds nothing on it.

With NEWSROOM_TEST_PICTURES=1 the pictures of docs/pictures/ are taken anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import NOON, minutes
from tests.page import scenes
from tests.page.conftest import tell_mudslide
from tests.page.desk_house import DeskHouse
from tests.page.scenes import PATIENCE_MS

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def test_board_and_incident_change_without_a_reload(house: DeskHouse, page: Page) -> None:
    scenes.board_and_incident_change_without_a_reload(house, page)


def test_the_demo_comes_in(house: DeskHouse, page: Page) -> None:
    shown = scenes.the_demo_comes_in(house, page)
    assert shown.board
    assert shown.incident


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
    scenes.sliders_go_through_the_two_times(mudslide, page)


def test_policies_stand_side_by_side(mudslide: DeskHouse, page: Page) -> None:
    scenes.policies_stand_side_by_side(mudslide, page)


def test_the_board_is_narrowed(mudslide: DeskHouse, page: Page) -> None:
    scenes.the_board_is_narrowed(mudslide, page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(mudslide: DeskHouse, browser: Browser, scheme: Literal["light", "dark"], width: int) -> None:
    incident = mudslide.incident()
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        for path in ("/", "/?q=nothing+of+that", f"/incident/{incident}", "/rulings", "/nowhere",
                     f"/box/{incident}", f"/box/{incident}?theme={scheme}"):
            page.goto(mudslide.address + path)
            assert scenes.axe_findings(page) == [], path
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
    tokens.write_text(f"{scenes.TOKEN} Night editor\n")
    with (
        DeskHouse(tmp_path, {"NEWSROOM_DESK_TOKENS_FILE": str(tokens)}) as house,
        browser.new_context(bypass_csp=True) as context,
    ):
        tell_mudslide(house)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        scenes.an_editor_rules_and_takes_it_back(house, page)


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
