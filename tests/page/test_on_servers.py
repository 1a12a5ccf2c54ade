"""The page as one more service on Kafka and a ClickHouse server: it asks the store that the sink writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.page import scenes
from tests.page.conftest import tell_mudslide
from tests.page.served_house import ServedHouse
from tests.services.conftest import House
from tests.services.conftest import house as services

__all__ = ["services"]


@pytest.fixture
def house(services: House, tmp_path: Path) -> Iterator[ServedHouse]:
    tokens = tmp_path / "tokens"
    tokens.write_text(f"{scenes.TOKEN} Night editor\n")
    with ServedHouse(services.log_url, services.store_url, tmp_path, {"NEWSROOM_DESK_TOKENS_FILE": str(tokens)}) as made:
        yield made


def test_the_demo_comes_in(house: ServedHouse, page: Page) -> None:
    assert "Nothing yet" in house.page("/").text
    shown = scenes.the_demo_comes_in(house, page)
    assert shown.board
    assert shown.incident
    house.until(f"/incident/{house.incident()}", lambda text: "regional health office" in text)
    assert house.desk.ask("readyz")[0] == 200


def test_an_editor_looks_and_speaks(house: ServedHouse, page: Page, browser: Browser) -> None:
    tell_mudslide(house)
    house.until(f"/incident/{house.incident()}", lambda text: "revised down" in text or "corrected" in text)
    scenes.sliders_go_through_the_two_times(house, page)
    scenes.policies_stand_side_by_side(house, page)
    scenes.the_board_is_narrowed(house, page)
    with browser.new_context(bypass_csp=True) as context:
        speaking = context.new_page()
        speaking.set_default_timeout(scenes.PATIENCE_MS)
        scenes.an_editor_rules_and_takes_it_back(house, speaking)
