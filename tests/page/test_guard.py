"""Who may speak on the page: what is believed, and what is refused, over HTTP by a real process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from newsroom.errors import Failure, UsageFailure
from newsroom.page.guard import speakers
from schemas.events import RulingMade
from schemas.records import event_in
from schemas.topics import INTAKE
from tests.builders import NOON
from tests.e2e.newsroom_process import newsroom
from tests.page.desk_house import DeskHouse

TOKEN = "a-token-of-the-night-desk"  # noqa: S105 - of this test alone


@pytest.fixture(scope="module")
def editors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A page on which editors speak, by token or by way of a proxy on this machine."""
    folder = tmp_path_factory.mktemp("editors")
    tokens = folder / "tokens"
    tokens.write_text(f"# of the desk\n{TOKEN} Night editor\n\nanother-token-of-16 Day editor\n")
    with DeskHouse(folder, {
        "NEWSROOM_DESK_TOKENS_FILE": str(tokens), "NEWSROOM_DESK_USER_HEADER": "X-Remote-User",
        "NEWSROOM_DESK_PROXIES": "127.0.0.1",
    }) as house:
        house.take("At least 12 people were killed in the mudslide in Trujillo, the mayor said.", NOON)
        incident = house.incident()
        house.until(f"/incident/{incident}", lambda page: ">at least 12</b>" in page)
        yield house


@pytest.fixture
def speaking(editors: DeskHouse) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=editors.address, timeout=60) as client:
        assert client.post("/speak", data={"token": TOKEN}).status_code == 303
        yield client


def _rulings(house: DeskHouse) -> list[RulingMade]:
    events = [event_in(record) for n in range(house.log.partitions(INTAKE))
              for record in house.log.read(INTAKE, n, 0, 1_000)]
    return [event for event in events if isinstance(event, RulingMade)]


def _form(client: httpx.Client, house: DeskHouse, **fields: str) -> dict[str, str]:
    page = client.get(f"/edit/rule?incident={house.incident()}&category=killed").text
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark is not None
    return {"incident": house.incident(), "category": "killed", "best": "13", "reason": "called the morgue",
            "mark": mark[1], "confirmed": "1", **fields}


def test_a_ruling_is_the_event_of_the_command(editors: DeskHouse, speaking: httpx.Client) -> None:
    before = len(_rulings(editors))
    shown = speaking.post("/edit/rule", data=_form(speaking, editors, confirmed=""))
    assert (shown.status_code, len(_rulings(editors))) == (200, before)
    assert "13 (" in shown.text
    said = speaking.post("/edit/rule", data=_form(speaking, editors))
    assert said.status_code == 303
    [*_, ruling] = _rulings(editors)
    assert len(_rulings(editors)) == before + 1
    assert (ruling.best, ruling.by, ruling.reason, ruling.category) == (13, "Night editor", "called the morgue", "killed")


@pytest.mark.parametrize(("change", "headers", "status"), [
    ({"mark": "0" * 64}, {}, 403), ({"mark": ""}, {}, 403), ({"mark": "\u00e9"}, {}, 403),
    ({}, {"origin": "http://elsewhere.example"}, 403), ({}, {"origin": "null"}, 403),
    ({}, {"sec-fetch-site": "cross-site"}, 403), ({}, {"sec-fetch-site": "same-site"}, 403),
    ({"reason": " "}, {}, 400), ({"best": "many"}, {}, 400), ({"best": "-1"}, {}, 400), ({"best": "9" * 40}, {}, 400),
    ({"category": "dead"}, {}, 400), ({"category": "detained"}, {}, 400), ({"best": "1,2"}, {}, 400),
    ({"reason": "x" * 2_001}, {}, 400), ({"until": "yesterday"}, {}, 400), ({"until": "2020-01-01"}, {}, 400),
    ({"incident": "000000"}, {}, 404), ({"reason": "x" * 70_000}, {}, 413),
    ({}, {"content-type": "text/plain"}, 400),
])
def test_what_is_forged_or_wrong_is_refused(
    editors: DeskHouse, speaking: httpx.Client, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    before = len(_rulings(editors))
    answer = speaking.post("/edit/rule", data=_form(speaking, editors, **change), headers=headers)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert len(_rulings(editors)) == before


@pytest.mark.parametrize(("path", "status"), [
    ("/edit/rule", 400), ("/edit/rule?incident=ffffff", 404), ("/edit/split", 400), ("/edit/nothing?incident=ffffff", 404),
])
def test_a_form_is_of_an_incident(editors: DeskHouse, speaking: httpx.Client, path: str, status: int) -> None:
    answer = speaking.get(path)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)


def test_an_incident_is_not_split_off_itself(editors: DeskHouse, speaking: httpx.Client) -> None:
    updates = re.findall(r'name="update" value="([0-9a-f]{32})"', speaking.get(f"/edit/split?incident={editors.incident()}").text)
    assert updates
    for chosen, told in ((updates, "all updates of the incident"), (["0" * 32], "no update")):
        form = {**_form(speaking, editors, confirmed=""), "update": chosen}
        answer = speaking.post("/edit/split", data=form)
        assert answer.status_code in (400, 404)
        assert told in answer.text


def test_a_mark_is_of_its_speaker(editors: DeskHouse, speaking: httpx.Client) -> None:
    stolen = _form(speaking, editors)
    other = httpx.post(f"{editors.address}/edit/rule", data=stolen, headers={"x-remote-user": "Day editor"}, timeout=60)
    assert other.status_code == 403


@pytest.mark.parametrize("headers", [
    {}, {"cookie": "newsroom-desk=x"}, {"cookie": "newsroom-desk=a.99999999999.b"}, {"x-remote-user": ""},
    {"x-remote-user": "x" * 200}, {"authorization": f"Bearer {TOKEN}"},
])
def test_nobody_known_may_not_speak(editors: DeskHouse, headers: dict[str, str]) -> None:
    assert httpx.get(f"{editors.address}/edit/rule", headers=headers, timeout=60).status_code == 403


def test_the_proxys_word_counts_only_once_and_only_from_there(editors: DeskHouse) -> None:
    asked = f"{editors.address}/speak"
    assert "You speak as <b>Ana &lt;b&gt;" in httpx.get(asked, headers={"x-remote-user": "Ana <b>"}, timeout=60).text
    twice = httpx.get(asked, headers=[("x-remote-user", "Ana"), ("x-remote-user", "Eva")], timeout=60)
    assert "You speak as" not in twice.text


def test_the_header_is_nothing_from_elsewhere(tmp_path: Path) -> None:
    with DeskHouse(tmp_path, {"NEWSROOM_DESK_USER_HEADER": "X-Remote-User", "NEWSROOM_DESK_PROXIES": "10.0.0.0/8"}) as house:
        forged = httpx.get(f"{house.address}/edit/rule", headers={"x-remote-user": "Ana"}, timeout=60)
        assert forged.status_code == 403


def test_wrong_tokens_are_refused_and_then_not_tried_any_more(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text(f"{TOKEN} Night editor\n")
    with DeskHouse(tmp_path, {"NEWSROOM_DESK_TOKENS_FILE": str(tokens)}) as house:
        tried = [house.client.post("/speak", data={"token": f"wrong-{n}"}).status_code for n in range(12)]
        assert tried == [403] * 10 + [429] * 2
        assert "wrong-1" not in house.desk.logged()


def test_a_token_is_kept_from_scripts_and_other_sites(editors: DeskHouse) -> None:
    cookie = httpx.post(f"{editors.address}/speak", data={"token": TOKEN}, timeout=60).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie


@pytest.mark.parametrize(("header", "proxies", "told"), [
    ("X-User", None, "go together"), (None, "10.0.0.1", "go together"), ("X-User", "10.0.0.300", "write addresses"),
])
def test_settings_that_make_no_sense(header: str | None, proxies: str | None, told: str) -> None:
    with pytest.raises(UsageFailure, match=told):
        speakers(header, proxies, None)


@pytest.mark.parametrize(("text", "told"), [
    ("", "holds no token"), ("short name\n", ":1: write a token"), (f"{TOKEN}\n", ":1: write a token"),
    ("# nothing\n\n", "holds no token"), ("\udcff\n", "cannot be read"),
])
def test_a_file_of_tokens_that_makes_no_sense(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "tokens"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Failure, match=told):
        speakers(None, None, file)


@pytest.mark.parametrize(("arguments", "told", "code"), [
    (["--listen", "nowhere"], "is no address", 2), (["--listen", "127.0.0.1:99999"], "is no address", 2),
    (["--listen", "203.0.113.1:80"], "cannot be served", 1), (["--store", "chdb://x"], "keeps a store of its own", 2),
    (["--listen", "127.0.0.1:0"], "no newsroom data", 1),
])
def test_a_page_that_cannot_be_served_is_one_line(tmp_path: Path, arguments: list[str], told: str, code: int) -> None:
    done = newsroom("desk", "--data", tmp_path / "none", "--metrics-port", "0", *arguments)
    lines = [line for line in done.stderr.decode().splitlines() if not line.startswith("{") and "page is at" not in line]
    assert (done.returncode, len(lines)) == (code, 1), lines
    assert told in lines[0]
