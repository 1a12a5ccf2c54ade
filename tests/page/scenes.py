"""What an editor sees and does in a browser, whatever stands behind the page."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from datelines.places import load_gazetteer
from producers.formats.common.format import Reading
from producers.intake.taking import read_stories
from schemas.events import UpdateReceived
from telemetry.stages import Stages
from tests.builders import NOON, minutes
from tests.page.looked_at import LookedAt

PATIENCE_MS = 60_000
TOKEN = "a-token-of-the-night-desk"  # noqa: S105 - of tests alone
EXAMPLES = Path(__file__).parents[2] / "examples" / "mudslide"
expect.set_options(timeout=PATIENCE_MS)

# of each element's change on the screen: what it says then, and the seconds since the log took that
_WATCH = """selector => {
    window.notReloaded = true;
    window.shown = [];
    const look = () => {
        const killed = document.querySelector(selector), of = killed && killed.closest("tr, li");
        const last = window.shown.at(-1), told = of && of.querySelector(".ago time");
        if (!told || (last && last.text === killed.textContent && last.at === told.dateTime)) return;
        window.shown.push({text: killed.textContent, at: told.dateTime, seconds: (Date.now() - Date.parse(told.dateTime)) / 1000});
    };
    new MutationObserver(look).observe(document.querySelector("main"), {subtree: true, childList: true, characterData: true,
                                                                        attributes: true, attributeFilter: ["datetime"]});
}"""


def axe_findings(page: Page) -> list[str]:
    """What axe finds, in a line each. Its own script is run past our policy, which lets no other run."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    return [f"{each['id']}: {node['html'][:150]} {node['failureSummary']}"
            for each in found.response["violations"] for node in each["nodes"]]


class Screens(NamedTuple):
    """The seconds from the log's taking a change to its being on the screen, change by change."""

    board: list[float]
    incident: list[float]


def board_and_incident_change_without_a_reload(house: LookedAt, page: Page) -> None:
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


def demo_updates() -> list[UpdateReceived]:
    """The updates of the example stories in the order in which they were published."""
    batches = read_stories([str(EXAMPLES)], Reading(day=dt.date(2026, 3, 14)), load_gazetteer(), Stages(), 100)
    found = [update for batch in batches for update in batch.updates]
    return sorted(found, key=lambda update: (update.published_at, update.update_id))


def the_demo_comes_in(house: LookedAt, page: Page) -> Screens:
    """Update by update, each once the page shows what the one before it changed; neither page is loaded again."""
    page.goto(f"{house.address}/")
    expect(page.locator("body")).to_have_attribute("data-state", "live")
    page.evaluate(_WATCH, "#rows td.killed b")
    incident, tolls = page.context.new_page(), []
    for update in demo_updates():
        house.take_in(update)
        toll = next((toll for words, toll in _DEMO_TOLLS.items() if words in update.text), None)
        if toll is None:
            continue
        if toll not in tolls:
            tolls.append(toll)
        expect(page.locator("#rows td.killed b")).to_have_text(toll)
        if len(tolls) == 1:
            incident.goto(house.address + str(page.locator("#rows a").get_attribute("href")))
            expect(incident.locator("body")).to_have_attribute("data-state", "live")
            incident.evaluate(_WATCH, "#now .killed b")
        expect(incident.locator("#now .killed b")).to_have_text(toll)
    assert tolls == list(_DEMO_TOLLS.values())
    expect(incident.locator("#updates mark.killed").first).to_be_visible()
    shown = []
    for each in (page, incident):
        assert each.evaluate("window.notReloaded") is True
        shown.append([change["seconds"] for change in each.evaluate("window.shown")])
    return Screens(*shown)


_DEMO_TOLLS = {  # words of an update: what can be printed of the dead once it is in
    "A wall of mud": "several (3)", "have found 21 bodies": "21", "more than officials have con": "33",
    "bringing the total to 35": "35", "has received 37 bodies": "37", "has risen to 41": "41",
    "to 38 from 41": "38",
}


def sliders_go_through_the_two_times(house: LookedAt, page: Page) -> None:
    page.goto(f"{house.address}/incident/{house.incident()}")
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


def policies_stand_side_by_side(house: LookedAt, page: Page) -> None:
    page.goto(f"{house.address}/incident/{house.incident()}")
    row = page.locator("#figures tr.killed")
    expect(row.locator("td.policy")).to_have_count(4)
    expect(row.locator("td.policy").first).to_contain_text("38")
    expect(page.locator("#updates mark.killed", has_text="38").first).to_have_attribute("title", re.compile("Rosa Quillay"))


def the_board_is_narrowed(house: LookedAt, page: Page) -> None:
    page.goto(f"{house.address}/")
    for label, choice, rows in (("Country", "PE", 1), ("Category", "killed", 1), ("Category", "displaced", 0)):
        page.get_by_label(label).select_option(choice)
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#rows tr")).to_have_count(rows)
        page.goto(f"{house.address}/")
    page.get_by_label("Find").fill("quillay")
    page.get_by_label("disputed").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    assert "disputed=1" in page.url


def an_editor_rules_and_takes_it_back(house: LookedAt, page: Page) -> None:
    incident = house.incident()
    page.goto(f"{house.address}/speak")
    assert axe_findings(page) == []
    page.get_by_label("Your token").fill(TOKEN)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("You speak as Night editor")
    page.goto(f"{house.address}/incident/{incident}")
    page.get_by_role("link", name="Rule killed").click()
    page.get_by_label("The number to print").fill("39")
    page.get_by_label("Why").fill("called the morgue")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator("table.will")).to_contain_text("39")
    assert axe_findings(page) == []
    assert "<b>39<" not in house.page(f"/box/{incident}").text  # shown, not said yet
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#now .killed b")).to_have_text("39")
    expect(page.locator("#figures .ruling")).to_contain_text("called the morgue")
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("Why").fill("the morgue called back")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator("table.will")).to_contain_text("38")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#now .killed b")).to_have_text("38")
