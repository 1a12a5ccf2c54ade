"""Killed at any moment, `notify` loses no change and tells none under two ids; what was acknowledged and not marked is
told again under its own."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.notify.signing import new_secret
from tests.builders import NOON, received
from tests.forms import forms
from tests.notify.house import FiguresLog, Notify
from tests.notify.receiving import Receiver, until
from tests.servers.process import free_ports

RULES = """
[receivers.desk]
kind = "webhook"
url = "{url}"
secret_file = "secret"
allow_private = true
tries = 1000
first_wait_seconds = 0.02
longest_wait_seconds = 0.1

[receivers.folded]
kind = "webhook"
url = "{folded}"
secret_file = "secret"
allow_private = true
tries = 1000
first_wait_seconds = 0.02
longest_wait_seconds = 0.1
fold_seconds = 0.5

[receivers.away]
kind = "webhook"
url = "http://127.0.0.1:{nobody}/"
secret_file = "secret"
allow_private = true
tries = 1000
first_wait_seconds = 0.1
longest_wait_seconds = 0.5

[[rules]]
name = "everything"
when = ["new_incident", "first", "best_changed", "disputed", "settled", "bounds", "wording", "ruled"]
to = ["desk", "folded", "away"]
"""


def failing_every_third(call: int) -> int:
    return 503 if call % 3 == 0 else 204


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    secret = new_secret()
    with Receiver(secret, failing_every_third).serving() as desk, Receiver(secret, failing_every_third).serving() as folded:
        yield desk, folded


@pytest.mark.parametrize("kills", forms(6, 30))
@pytest.mark.timeout(1800)
def test_each_change_is_told_and_none_lost_or_doubled(
    kills: int, receivers: tuple[Receiver, Receiver], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, folded = receivers
    data, rng = tmp_path / "data", random.Random(kills)
    log = FiguresLog(data)
    log.take(received("killed 1 by Mayor", NOON))
    before = {change.id for change in log.changes()}
    (data / "secret").write_text(desk.secret)
    (data / "notify.toml").write_text(RULES.format(url=desk.url, folded=folded.url, nobody=free_ports(1)[0]))
    Notify(data).ready().kill()  # from now on
    number, moment = 0, None
    for _ in range(kills):
        service, calls = Notify(data), desk.calls
        at_work = rng.random() < 0.7  # else somewhere on the way there
        moment = None if at_work else time.monotonic() + rng.uniform(0.1, 4.0)
        while moment is None or time.monotonic() < moment:
            assert service.lives()
            if moment is None and desk.calls > calls:
                moment = time.monotonic() + rng.uniform(0.0, 1.5)
            number += 1
            log.take(received(f"killed {1 + number} by {rng.choice(['Mayor', 'Police', 'Agency'])}",
                              NOON + dt.timedelta(minutes=number)))
            time.sleep(rng.uniform(0.0, 0.1))
        service.kill()
    wanted = {change.id for change in log.changes()} - before
    service = Notify(data).ready()
    until(lambda: service.lives() and told(desk) >= wanted and told(folded) >= wanted, "all changes are told", 300)
    until(lambda: service.lives() and waiting(service) == {"desk": 0, "folded": 0}, "nothing waits", 60)
    assert service.stop() == 0

    assert desk.faults == folded.faults == [], "signatures verify and events are read"
    assert told(desk) == told(folded) == wanted
    for receiver, name in ((desk, "desk"), (folded, "folded")):
        times = Counter(each.id for each in receiver.acknowledged())
        repeats = sum(count - 1 for count in times.values())
        bodies = {(each.id, each.body) for each in receiver.got}
        assert len(bodies) == len({each.id for each in receiver.got}), "a repeat has the very bytes"
        assert repeats <= kills, "only what was under way when it was killed"
        inside = Counter(change["id"] for _, body in bodies for change in changes_in(body))
        assert set(inside.values()) == {1}, "no change stands in two messages"
        with capsys.disabled():
            print(f"\n{name}: {len(wanted)} changes in {len(times)} messages, {receiver.calls} calls, {kills} kills, "
                  f"{repeats} repeats under their ids")
    assert len(folded.acknowledged()) < len(desk.acknowledged())


def told(receiver: Receiver) -> set[str]:
    return {change["id"] for each in receiver.acknowledged() for change in changes_in(each.body)}


def changes_in(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(body)["data"]["changes"]
    return found


def waiting(service: Notify) -> dict[str, int]:
    """Of the receivers that answer, as its metrics say."""
    _, page = service.ask("metrics")
    lines = [line.split(" ") for line in page.splitlines() if line.startswith("newsroom_notify_waiting{")]
    return {name.split('"')[1]: int(float(value)) for name, value in lines if '"away"' not in name}
