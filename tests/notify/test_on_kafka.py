"""The same on a real broker: watched and told as on SQLite, and waited for while it is away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from eventlog.kafka.log import KafkaLog
from newsroom.notify.signing import new_secret
from newsroom.own_files import NOTIFY_RULES
from tests.builders import NOON, minutes, received
from tests.notify.house import ROOT, FiguresLog, Notify
from tests.notify.receiving import Receiver, until
from tests.notify.test_service import RULE, WEBHOOK
from tests.servers.kafka_broker import KafkaBroker


@pytest.mark.timeout(600)
def test_it_is_told_and_watched_and_waited_for(kafka_url: str, kafka_broker: KafkaBroker, tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = FiguresLog(data, KafkaLog(kafka_url))
    with Receiver(new_secret()).serving() as receiver:
        (data / "secret").write_text(receiver.secret)
        (data / NOTIFY_RULES).write_text(WEBHOOK.format(url=receiver.url) + RULE)
        log.take(received("killed 3 by Mayor", NOON))
        service = Notify(data, "--log", kafka_url).ready()
        watch = subprocess.Popen(
            [sys.executable, "-m", "newsroom", "watch", "--log", kafka_url, "--json"], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(os.environ))
        try:
            assert watch.stdout is not None
            assert json.loads(watch.stdout.readline())["after"]["best"] == 3
            log.take(received("killed 5 by Mayor", NOON + minutes(1)))
            until(lambda: service.lives() and len(receiver.acknowledged()) == 1, "it is told")
            assert json.loads(watch.stdout.readline())["after"]["best"] == 5
            service.kill()
            log.take(received("killed 8 by Mayor", NOON + minutes(2)))
            service = Notify(data, "--log", kafka_url).ready()
            until(lambda: service.lives() and len(receiver.acknowledged()) == 2, "it goes on where it was")
            kafka_broker.restart()
            log.take(received("killed 9 by Mayor", NOON + minutes(3)))
            until(lambda: service.lives() and len(receiver.acknowledged()) == 3, "it goes on once the broker is back")
            assert [json.loads(watch.stdout.readline())["after"]["best"] for _ in range(2)] == [8, 9]
            told = [change["after"]["best"] for each in receiver.got for change in json.loads(each.body)["data"]["changes"]]
            assert told == [5, 8, 9]
            assert 'group="notify",partition=' in service.ask("metrics")[1]
            assert service.stop() == 0
            watch.send_signal(signal.SIGINT)
            assert watch.wait(60) == 0
        finally:
            service.kill()
            watch.kill()
            watch.communicate()
    assert receiver.faults == []
