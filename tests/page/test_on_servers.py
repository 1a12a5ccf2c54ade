"""The page as one more service on Kafka and a ClickHouse server: it asks the store that the sink writes."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.e2e.newsroom_command import command
from tests.services.conftest import House, house
from tests.services.running import Service, wait_until

__all__ = ["house"]
EXAMPLES = Path(__file__).parents[2] / "examples" / "mudslide"


def test_the_demo_comes_up_on_the_page_while_it_is_open(house: House, tmp_path: Path) -> None:
    desk = Service("desk", ["--log", house.log_url, "--store", house.store_url, "--listen", "127.0.0.1:0"],
                   tmp_path / "desk.log")
    try:
        wait_until(lambda: "page is at" in desk.logged(), 120, desk.logged())
        found = re.search(r"page is at (http://\S+)/", desk.logged())
        assert found is not None
        with httpx.Client(base_url=found[1], timeout=120, headers={"accept": "text/html"}) as client:
            assert "Nothing yet" in client.get("/").text
            done = command("ingest", EXAMPLES, "--date", "2026-03-14", "--log", house.log_url)
            assert done.returncode == 0, done.stderr.decode()
            wait_until(lambda: ">38</b>" in client.get("/").text, 240, "the board shows the toll")
            incident = re.search(r"/incident/([0-9a-f]+)", client.get("/").text)
            assert incident is not None
            wait_until(lambda: "regional health office" in client.get(f"/incident/{incident[1]}").text, 120,
                       "the store has what the page of the incident shows")
        assert desk.ask("readyz")[0] == 200
    finally:
        code, _ = desk.stop()
    assert code == 0, desk.logged()
    assert "Traceback" not in desk.logged()
