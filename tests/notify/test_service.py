"""`newsroom notify` as a real process: from when on it tells, whom it holds up, how it ends, what it keeps."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsroom.notify.signing import new_secret
from newsroom.own_files import NOTIFY_FILE, NOTIFY_RULES
from tests.builders import NOON, received
from tests.e2e.newsroom_command import command
from tests.notify.house import FiguresLog, Notify
from tests.notify.receiving import Receiver, until
from tests.streams.test_editors import ruling

WEBHOOK = """
[receivers.desk]
kind = "webhook"
url = "{url}"
secret_file = "secret"
allow_private = true
first_wait_seconds = 0.05
longest_wait_seconds = 0.2
"""
RULE = """
[[rules]]
name = "killed"
when = ["new_incident", "best_changed", "ruling_expired"]
categories = ["killed"]
to = ["desk"]
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(new_secret()).serving() as served:
        yield served


class House:
    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.data = folder / "data"
        self.log = FiguresLog(self.data)
        self.receiver = receiver
        self.number = 0
        (self.data / "secret").write_text(receiver.secret)
        self.rules()

    def rules(self, more: str = "", receiver: str = "", rules: str = RULE) -> None:
        text = WEBHOOK.format(url=self.receiver.url) + receiver + more + rules
        (self.data / NOTIFY_RULES).write_text(text)

    def says(self, count: int) -> None:
        self.number += 1
        self.log.take(received(f"killed {count} by Mayor", NOON + dt.timedelta(minutes=self.number)))

    def heard(self) -> list[dict[str, Any]]:
        """What the receiver acknowledged, in the order in which it came, each once: a service that is killed before it
        has noted that comes again with the same message, which a receiver knows by its id."""
        found: dict[str, dict[str, Any]] = {}
        for each in self.receiver.acknowledged():
            message = json.loads(each.body)
            found.setdefault(message["id"], message)
        return list(found.values())

    def bests(self) -> list[int]:
        return [change["after"]["best"] for message in self.heard() for change in message["data"]["changes"]]

    def told(self, *bests: int) -> None:
        until(lambda: len(self.bests()) >= len(bests), f"{bests} are told")
        assert self.bests() == list(bests)


@pytest.fixture
def house(tmp_path: Path, receiver: Receiver) -> House:
    return House(tmp_path, receiver)


@contextlib.contextmanager
def running(house: House, *arguments: str) -> Iterator[Notify]:
    service = Notify(house.data, *arguments)
    try:
        yield service.ready()
    finally:
        service.kill()


def test_it_tells_from_its_first_start_on_and_then_what_came_while_it_was_away(house: House) -> None:
    house.says(3)
    with running(house) as service:
        house.says(5)
        house.told(5)
        assert service.stop() == 0
    house.says(8)
    with running(house):
        house.told(5, 8)
        house.says(9)
        house.told(5, 8, 9)
    event = house.receiver.got[0].event
    assert event.get_type() == "newsroom.toll.changed"
    assert event.get_source() == "urn:newsroom"
    data = event.get_data()
    assert data["changes"][0]["rules"] == ["killed"]
    assert data["changes"][0]["before"]["best"] == 3
    assert "Trujillo, PE: landslide" in data["text"][0]
    assert "3 → 5" in data["text"][1]
    assert house.receiver.faults == []
    assert event.get_id() == data["changes"][0]["id"] == f"{data['changes'][0]['event_id']}-house"


def test_a_ruling_that_ends_is_told_once_also_when_nobody_was_there(house: House) -> None:
    house.says(3)
    with running(house):
        house.says(5)
        house.told(5)
    (incident,) = {figure.incident_id for figure in house.log.desk.figures()}
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    made = ruling(incident, best=4, until=ends)
    house.log.take(made)
    until(lambda: dt.datetime.now(dt.UTC) > ends, "it ends")
    with running(house):
        house.told(5, 4, 5)
    with running(house) as service:
        house.says(7)
        house.told(5, 4, 5, 7)
        assert service.stop() == 0
    kinds = [message["data"]["changes"][0]["kinds"][0] for message in house.heard()]
    assert kinds == ["raised", "ruled", "ruling_expired", "raised"]


def test_its_files_are_its_users_alone(house: House) -> None:
    with running(house) as service:
        house.says(5)
        house.told(5)
        for path in house.data.glob(f"{NOTIFY_FILE}*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert house.receiver.secret not in service.logged()


def test_a_second_one_on_the_same_folder_is_refused(house: House) -> None:
    with running(house):
        done = command("notify", "--data", house.data)
        assert done.returncode == 1
        assert b"another `newsroom notify` is telling" in done.stderr


def test_quiet_hours_hold_back_and_the_urgent_goes_through(house: House) -> None:
    now = dt.datetime.now(dt.UTC)
    begin, end = (now - dt.timedelta(hours=1)).strftime("%H:%M"), (now + dt.timedelta(hours=2)).strftime("%H:%M")
    quiet = f'quiet = {{ from = "{begin}", until = "{end}", timezone = "UTC" }}\nfold_seconds = 1\n'
    urgent = RULE.replace('name = "killed"', 'name = "big"\nurgent = true\nby = 50').replace('"new_incident", ', "")
    house.rules(quiet, rules=RULE + urgent)
    with running(house) as service:
        for best in (3, 5, 8):
            house.says(best)
        until(lambda: service.lives() and 'newsroom_notify_waiting{receiver="desk"} 3.0' in service.ask("metrics")[1],
              "three are held back")
        assert house.bests() == []
        house.says(90)
        house.told(90)
        assert service.stop() == 0
    house.rules("fold_seconds = 1\n")  # what is held back stays due at the end of those hours
    with running(house) as service:
        house.says(91)
        house.told(90, 91)


def test_a_burst_is_one_message(house: House) -> None:
    house.rules("fold_seconds = 3600\n")
    with running(house):
        house.says(3)
        house.told(3)
    for best in (5, 8, 9):
        house.says(best)
    house.rules("fold_seconds = 0.5\n")
    with running(house):
        house.told(3, 5, 8, 9)
    assert len(house.receiver.got) == 2
    folded = json.loads(house.receiver.got[1].body)
    assert len({change["id"] for change in folded["data"]["changes"]}) == 3
    assert folded["id"] not in {change["id"] for change in folded["data"]["changes"]}


def test_what_was_tried_in_vain_is_shown_and_sent_again(house: House) -> None:
    house.rules("tries = 2\n")
    house.receiver.answer = lambda _: 500
    with running(house) as service:
        house.says(5)
        until(lambda: bool(service.told("a message is a dead letter")), "it is given up")
        shown = command("notify", "dead", "--data", house.data, "--json")
        [dead] = json.loads(shown.stdout)
        assert (dead["receiver"], dead["tries"], dead["error"]) == ("desk", 2, "it answered 500")
        assert json.loads(dead["content"])["id"] == dead["id"]
        assert b"2 tries, it answered 500" in command("notify", "dead", "--data", house.data).stdout
        until(lambda: 'newsroom_notify_dead_letters{receiver="desk"} 1.0' in service.ask("metrics")[1], "it is counted")
        assert 'newsroom_notify_failed_total{receiver="desk"} 2.0' in service.ask("metrics")[1]
        house.receiver.answer = lambda _: 200
        assert command("notify", "resend", "--receiver", "other", "--data", house.data).returncode == 1
        again = command("notify", "resend", "--receiver", "desk", "--data", house.data)
        assert again.stdout == b"1 message to be tried again\n"
        house.told(5)
        assert {each.id for each in house.receiver.got} == {dead["id"]}
    assert b"no dead messages" in command("notify", "dead", "--data", house.data).stdout


def test_a_receiver_that_hangs_holds_nobody_up(house: House) -> None:
    release = threading.Event()
    with Receiver(house.receiver.secret, lambda _: 200 if release.wait(120) else 500).serving() as hanging:
        slow = WEBHOOK.format(url=hanging.url).replace("receivers.desk", "receivers.slow")
        house.rules(receiver=slow, rules=RULE.replace('["desk"]', '["desk", "slow"]'))
        with running(house) as service:
            for best in (3, 5, 8):
                house.says(best)
            house.told(3, 5, 8)
            until(lambda: 'newsroom_notify_waiting{receiver="slow"} 3.0' in service.ask("metrics")[1], "the others wait")
            release.set()
            until(lambda: len(hanging.acknowledged()) == 3, "they are told, too")
            assert service.stop() == 0


def test_a_log_put_back_from_an_older_copy_is_told_of_from_then_on(house: House, tmp_path: Path) -> None:
    with running(house) as service:
        house.says(3)
        house.told(3)
        assert service.stop() == 0
    for path in house.data.glob("log.sqlite*"):
        path.unlink()
    house.log = FiguresLog(house.data)
    house.says(4)
    with running(house) as service:
        house.says(6)
        house.told(3, 6)
        assert "knows another log than this" in service.logged()


def test_a_receiver_that_is_taken_out_leaves_its_messages_as_dead_letters(house: House) -> None:
    house.receiver.answer = lambda _: 500
    with running(house) as service:
        house.says(3)
        until(lambda: bool(service.told("not taken")), "it was tried")
    house.rules()
    text = (house.data / NOTIFY_RULES).read_text().replace("receivers.desk", "receivers.other").replace('"desk"', '"other"')
    (house.data / NOTIFY_RULES).write_text(text)
    with running(house):
        [dead] = json.loads(command("notify", "dead", "--data", house.data, "--json").stdout)
    assert (dead["receiver"], dead["error"]) == ("desk", "notify.toml has no such receiver any more")


def test_a_dry_run_prints_and_keeps_nothing(house: House) -> None:
    house.says(3)
    with running(house, "--dry-run") as service:
        house.says(5)
        until(lambda: "would tell desk: Trujillo, PE: killed 3 → 5, raised" in service.logged(), "it is printed")
        assert service.stop() == 0
    assert not (house.data / NOTIFY_FILE).exists()
    assert house.receiver.calls == 0


def test_a_check_says_what_the_last_day_would_have_sent(house: House) -> None:
    for best in (3, 5, 8):
        house.says(best)
    done = command("notify", "--check", "--data", house.data)
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.decode().splitlines()
    assert [line.partition("UTC  ")[2] for line in lines] == [
        "desk  Trujillo, PE: killed 3, new incident  (killed)", "desk  Trujillo, PE: killed 3 → 5, raised  (killed)",
        "desk  Trujillo, PE: killed 5 → 8, raised  (killed)"]
    assert "1 rule and 1 receiver" in last
    assert "3 messages" in last
    assert not (house.data / NOTIFY_FILE).exists()


def test_people_are_told_through_apprise_each_address_on_its_own(house: House) -> None:
    """Its `json` service posts to an address, as mail and chat services do in their ways."""
    got: list[tuple[str, dict[str, str]]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            fails = self.path == "/first" and not any(path == "/first" for path, _ in got)
            got.append((self.path, body))
            self.send_response(500 if fails else 200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"json://user:hunter2@127.0.0.1:{server.server_address[1]}"
        (house.data / "night").write_text(f"{address}/first\n{address}/second\n")
        people = ('[receivers.night]\nkind = "people"\naddresses_file = "night"\nfold_seconds = 0\n'
                  "first_wait_seconds = 0.05\n")
        house.rules(receiver=people, rules=RULE.replace('["desk"]', '["night"]'))
        with running(house) as service:
            house.says(3)
            until(lambda: len(got) == 3, "both are told, one at the second try")
            assert service.stop() == 0
            assert "hunter2" not in service.logged()
        server.shutdown()
    assert sorted(path for path, _ in got) == ["/first", "/first", "/second"]
    [text] = {body["message"] for _, body in got}
    assert {body["title"] for _, body in got} == {"Trujillo, PE: killed 3, new incident"}
    assert "killed: 3 (3), new incident: 3 by Mayor, in PNA" in text
    assert text.splitlines()[-1].startswith("message ")


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("--check", "--dry-run"), 2, "name one of them"),
    (("--check", "dead"), 2, "write options behind `newsroom notify dead`"),
    (("dead",), 1, "`newsroom notify` makes it"),
])
def test_what_makes_no_sense_is_said_in_one_line(
    arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = command("notify", *arguments, environment={"NEWSROOM_DATA": str(tmp_path / "none")})
    assert (done.returncode, len(done.stderr.decode().splitlines())) == (code, 1)
    assert words in done.stderr.decode()
