"""A page with the stories of the mudslide on it, and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.builders import NOON, minutes
from tests.page.desk_house import DeskHouse
from tests.page.looked_at import LookedAt
from tests.page.scenes import PATIENCE_MS
from tests.servers.plugin import unavailable
from tests.servers.process import ServerUnavailable

CHROMIUM = "/usr/bin/chromium"


def tell_mudslide(house: LookedAt) -> None:
    """A toll that rises, is disputed and is corrected, told by three carriers, each word on the board before the next."""
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says. The agency said 64 people "
               "were injured.", NOON)
    house.until("/", lambda page: ">21</b>" in page)
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says. The agency said 64 people "
               "were injured.", NOON + minutes(5), carrier="RMN")
    house.take("A residents' association says the mudslide in Trujillo killed at least 45 people. The association lists "
               "27 missing people.", NOON + minutes(60), carrier="CPN")
    house.until("/", lambda page: "mark disputed" in page)
    house.take("The death toll from the mudslide in Trujillo has risen to 41, civil defense director Rosa Quillay said.",
               NOON + minutes(120))
    house.until("/", lambda page: ">41</b>" in page)
    house.take("Civil defense director Rosa Quillay has lowered the death toll from the mudslide in Trujillo to 38 from "
               "41, saying three bodies had been entered at two hospitals.", NOON + minutes(180))
    house.until("/", lambda page: "mark corrected" in page)


@pytest.fixture(scope="module")
def mudslide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """Only looked at: tests that change something have a house of their own."""
    with DeskHouse(tmp_path_factory.mktemp("mudslide")) as house:
        tell_mudslide(house)
        incident = house.incident()
        house.until(f"/incident/{incident}", lambda page: "revised down" in page or "corrected" in page)
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[DeskHouse]:
    """A page with nothing on it yet."""
    with DeskHouse(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; tests without it are skipped, or fail where servers are required."""
    if shutil.which(CHROMIUM) is None:
        unavailable(ServerUnavailable(f"needs a browser: {CHROMIUM} is not there (apt-get install chromium)"))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


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
