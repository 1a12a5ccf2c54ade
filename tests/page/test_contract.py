"""What the page answers to a browser and to programs, told over HTTP by a real process."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import httpx
import pytest

from schemas.topics import DEAD_LETTERS, DERIVED_TOPICS, SINK_GROUP
from tests.builders import NOON, minutes
from tests.page.desk_house import DeskHouse
from tests.services.running import wait_until

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_board_says_what_changed_and_by_whom(mudslide: DeskHouse) -> None:
    page = mudslide.page("/").text
    row = page[page.index("<tbody"):page.index("</tbody>")]
    words = " ".join(re.sub("<[^>]+>", " ", row).split())
    assert "Trujillo, PE landslide" in words
    assert "disputed corrected" in words
    assert "killed was" in words
    assert "now 38" in words
    assert "Rosa Quillay" in words


@pytest.mark.parametrize(("query", "shown"), [
    ("country=PE", True), ("country=de", False), ("category=killed", True), ("category=rescued", False),
    ("disputed=1", True), ("q=trujillo+quillay", True), ("q=lima", False), ("since=1h", True),
    ("since=2099-01-01T00:00Z", False), ("page=900", True),
])
def test_the_board_is_narrowed(mudslide: DeskHouse, query: str, shown: bool) -> None:
    answer = mudslide.page(f"/?{query}")
    assert answer.status_code == 200
    assert ("/incident/" in answer.text) == shown


@pytest.mark.parametrize(("path", "status", "told"), [
    ("/?country=Peru", 400, "two letters"), ("/?category=dead", 400, "is none of"), ("/?since=soon", 400, "is no time"),
    ("/?page=-1", 400, "is no number of a page"), ("/incident/zz", 400, "is no id of an incident"),
    ("/incident/000000", 404, "there is no incident"), ("/box/000000", 404, "there is no incident"),
    ("/incident/{}?at=soon", 400, "is no time"), ("/incident/{}?as_of=2099-01-01T00:00Z", 400, "still to come"),
    ("/incident/{}?as_of=2026-01-01&at=2026-01-01", 400, "ask for one of them"), ("/incident/{}.exe", 404, ".csv"),
    ("/box/{}?theme=pink", 400, "light, dark"), ("/box/{}.exe", 404, ".atom"), ("/nowhere", 404, "Not Found"),
    ("/oembed?url=http://elsewhere/box/1", 400, "no toll box"), ("/live/board?country=Peru", 400, "two letters"),
    ("/live/nothing", 404, "live are"), ("/edit/rule", 404, "Not Found"), ("/speak", 404, "Not Found"),
])
def test_what_cannot_be_asked_is_told_in_one_line(mudslide: DeskHouse, path: str, status: int, told: str) -> None:
    asked = path.format(mudslide.incident())
    page = mudslide.page(asked)
    assert page.status_code == status
    assert told in page.text
    assert "<main" in page.text
    line = mudslide.client.get(asked)  # not by a browser
    assert (line.status_code, line.text.count("\n")) == (status, 1)
    assert told in line.text


def test_nothing_is_asked_of_anybody_else_and_nothing_inline_runs(mudslide: DeskHouse) -> None:
    incident = mudslide.incident()
    for path in ("/", f"/incident/{incident}", "/rulings", f"/box/{incident}", "/nowhere"):
        answer = mudslide.page(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert ("frame-ancestors *" in policy) == path.startswith("/box/")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", answer.text), path
        for address in re.findall(r'(?:src|href|action)="([^"]+)"', answer.text):
            assert address.startswith(("/", "#", mudslide.address)), address
    for script in re.findall(r'src="([^"]+)"', mudslide.page("/").text):
        assert mudslide.client.get(script).status_code == 200


def test_an_incident_shows_who_said_what_in_which_words(mudslide: DeskHouse) -> None:
    page = mudslide.page(f"/incident/{mudslide.incident()}").text
    assert page.count('<figure class="drawn">') >= 3  # killed, injured, missing
    assert page.count('<svg class="chart"') >= 1  # where there is more than one step to draw
    assert re.search(r'<mark class="killed[^"]*"[^>]*>[^<]*38', page)
    assert "also in RMN" in page  # the copy, folded into what it copies
    assert "counts no more" in page
    assert "Disputed" in page
    for policy in ("house", "ucdp", "acled", "gtd"):
        assert f">{policy}</th>" in page


def test_two_times_are_answered_apart(mudslide: DeskHouse) -> None:
    incident = mudslide.incident()
    at = (NOON + minutes(130)).isoformat().replace("+", "%2B")
    then = mudslide.page(f"/incident/{incident}?at={at}").text
    assert "From what had been published by" in then
    assert "Printed" not in then
    assert re.search(r'class="print"><b>(at least 45|41)</b>', then)
    moments = re.findall(r'name="as_of">(.*?)</select>', then, re.S)[0]
    earliest = re.findall(r'value="([^"]+)"', moments)[-1]
    said = mudslide.page(f"/incident/{incident}", params={"as_of": earliest}).text
    assert "As we said it at" in said
    assert re.search(r'class="print"><b>21</b>', said)


def test_what_is_shown_can_be_taken_along(mudslide: DeskHouse) -> None:
    incident = mudslide.incident()
    told = mudslide.client.get(f"/incident/{incident}.json").json()
    killed = next(f for f in told["figures"] if (f["category"], f["policy"]) == ("killed", "house"))
    assert (killed["best"], killed["disputed"]) == (38, True)
    rows = list(csv.DictReader(io.StringIO(mudslide.client.get(f"/incident/{incident}.csv").text)))
    assert {row["claimant"] for row in rows} >= {"Rosa Quillay", "residents' association"}
    assert all(row["evidence"] for row in rows)
    assert f"incident_id = '{told['incident_id']}'" in mudslide.client.get(f"/incident/{incident}.sql").text


def test_the_box_for_others(mudslide: DeskHouse) -> None:
    incident = mudslide.incident()
    box = mudslide.client.get(f"/box/{incident}.json")
    killed = next(figure for figure in box.json()["figures"] if figure["category"] == "killed")
    assert (killed["printed"], killed["corrected_at"]) == ("38", "2026-03-14T15:00:00Z")
    assert box.headers["access-control-allow-origin"] == "*"
    feed = ElementTree.fromstring(mudslide.client.get(f"/box/{incident}.atom").content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")} >= {"Killed: 38", "Injured: 64"}
    assert all(entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry"))
    found = mudslide.client.get("/oembed", params={"url": f"{mudslide.address}/box/{incident}", "maxwidth": "300"}).json()
    assert (found["type"], found["version"], found["width"]) == ("rich", "1.0", 300)
    assert f'src="{mudslide.address}/box/' in found["html"]
    assert "corrected at" in mudslide.page(f"/box/{incident}?theme=dark").text


def test_markup_in_words_and_names_is_text(house: DeskHouse) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(2)> "\' &'
    house.take(f"At least 12 people were killed in the mudslide in Trujillo, {evil} the mayor said.", NOON, carrier=evil,
               headline=evil, source=f"{evil}.txt")
    incident = house.incident()
    for path in (f"/incident/{incident}", "/", f"/box/{incident}", "/?q=<script>alert(1)</script>",
                 "/incident/<script>alert(1)</script>"):
        page = house.page(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in house.page(f"/incident/{incident}").text
    feed = ElementTree.fromstring(house.client.get(f"/box/{incident}.atom").content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"


def test_a_long_claim_is_shown_whole(house: DeskHouse) -> None:
    long = " ".join(f"Street {n} was cleared by volunteers from the port." for n in range(250))
    house.take(f"At least 12 people were killed in the mudslide in Trujillo, the mayor said. {long}", NOON)
    page = house.page(f"/incident/{house.incident()}").text
    assert "Street 249 was cleared" in page


def test_health_and_metrics_are_served_beside(mudslide: DeskHouse) -> None:
    wait_until(lambda: mudslide.desk.ask("readyz")[0] == 200, 60, "ready")
    assert mudslide.desk.ask("readyz")[1]["problems"] == []
    with urllib.request.urlopen(f"http://127.0.0.1:{mudslide.desk.port()}/metrics", timeout=10) as answer:
        metrics = answer.read().decode()
    assert "newsroom_desk_incidents 1.0" in metrics
    assert "newsroom_desk_behind_records 0.0" in metrics
    assert 'newsroom_build_info{' in metrics


def test_the_store_of_the_page_is_built_anew_when_it_is_lost(house: DeskHouse) -> None:
    house.take("At least 12 people were killed in the mudslide in Trujillo, the mayor said.", NOON)
    incident = house.incident()
    house.desk.kill()
    shutil.rmtree(house.data / "desk-store")
    house.restart()
    house.until(f"/incident/{incident}", lambda page: ">at least 12</b>" in page)
    assert json.loads(house.client.get(f"/incident/{incident}.json").text)["figures"]


def test_another_log_in_its_place_is_followed(house: DeskHouse) -> None:
    house.take("At least 12 people were killed in the mudslide in Trujillo, the mayor said.", NOON)
    house.incident()
    house.another_log()
    house.take("At least 7 people were killed in the flood in Cusco, the mayor said.", NOON)
    board = house.until("/", lambda page: "Cusco" in page)
    assert "Trujillo" not in board
    house.until(f"/incident/{house.incident()}", lambda page: ">at least 7</b>" in page)


def test_the_page_writes_nothing_to_the_log(mudslide: DeskHouse) -> None:
    for topic in DERIVED_TOPICS:
        for partition in range(mudslide.log.partitions(topic)):
            assert mudslide.log.committed(SINK_GROUP, topic, partition) == 0
    assert mudslide.log.latest(DEAD_LETTERS, 0) == 0


def test_a_log_that_is_deleted_is_told_and_waited_for(house: DeskHouse) -> None:
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says.", NOON)
    house.until("/", lambda text: ">21</b>" in text)
    away = house.data / "log.away"
    (house.data / "log.sqlite").rename(away)
    page = house.until("/", lambda text: "is gone (No such file" in text)
    assert ">21</b>" in page, "the board stays as it was"
    assert house.desk.ask("readyz")[0] == 503
    away.rename(house.data / "log.sqlite")
    house.until("/", lambda text: "is gone" not in text)


def test_who_waits_when_the_page_is_stopped_does_not_stop_it_badly(house: DeskHouse) -> None:
    house.take("Rescuers in Trujillo have found 21 bodies, Peru's civil defense agency says.", NOON)
    incident = house.incident()
    house.until(f"/incident/{incident}", lambda text: "21" in text)

    def ask(path: str) -> None:
        with contextlib.suppress(httpx.HTTPError):
            house.page(path)

    with ThreadPoolExecutor(6) as pool:
        for n in range(6):
            pool.submit(ask, f"/incident/{incident}?at=2026-03-14T1{n}:00Z")
        time.sleep(0.2)
        code, _ = house.desk.stop()
    assert code == 0, house.desk.logged()
    assert "unexpected" not in house.desk.logged()
    house.restart()
