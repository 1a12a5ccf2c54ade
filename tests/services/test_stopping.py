"""Told to stop, every service is gone within ten seconds, also while a server takes connections and says nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.kafka_broker import KafkaBroker
from tests.services.conftest import House
from tests.services.running import Service, wait_until, work

ROOT = Path(__file__).parents[2]
SECONDS = 10.0
STORY = ROOT / "examples" / "mudslide" / "cpn-the-latest.txt"
IN_VAIN = "newsroom: stopped before the log took everything"
GIVEN_UP = "newsroom: stopped while log or store did not answer"


def ingest(log_url: str, stories: Path, logs: Path) -> Service:
    return Service("ingest", [str(stories), "--date", "2026-03-14", "--every", "0.2", "--log", log_url], logs)


def end_of(service: Service) -> tuple[int, str]:
    """Exit code and last line, once it has ended. It was told to stop before."""
    code, took = service.stop()
    assert took < SECONDS, f"{service.name} took {took:.1f} s to stop"
    return code, service.logged().splitlines()[-1]


ASKING = """
import time
from newsroom.services.stopping import stopped_by_signals
ends = time.monotonic() + 1  # well before the first that was told has to be gone
while time.monotonic() < ends:
    with stopped_by_signals("late", code=1) as stop:
        print("asks", flush=True)
        while not stop.wait(1e-9):
            pass
"""


def test_at_whatever_moment_it_is_told() -> None:
    # told while it held the lock of the event that the handler set, it stood still for ever: once in some 90 times here
    moments = random.Random(1)
    times = 0
    while times < 500:
        with subprocess.Popen([sys.executable, "-c", ASKING], cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            while process.stdout.readline():
                time.sleep(moments.uniform(0, 0.002))
                process.send_signal(signal.SIGTERM)
                times += 1
        assert process.returncode == 0, f"stood still, told {times} times"


@pytest.fixture
def silent_address() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with contextlib.ExitStack() as connections, socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            with contextlib.suppress(OSError):  # it is closed in the end
                while True:
                    connections.enter_context(listening.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.timeout(120)
def test_at_its_start_on_a_log_that_never_answers(silent_address: str, tmp_path: Path) -> None:
    url = f"kafka://{silent_address}"
    store = ["--store", f"chdb://{tmp_path / 'store'}"]
    services = [
        ingest(url, STORY, tmp_path / "ingest.log"), work(url, tmp_path / "work.log"),
        Service("sink", ["--log", url, *store], tmp_path / "sink.log"),
    ]
    for service in services:
        wait_until(lambda service=service: reached(service, silent_address), 60, f"{service.name} waits")  # type: ignore[misc]
        service.process.send_signal(signal.SIGTERM)
    codes, last_lines = zip(*map(end_of, services), strict=True)
    assert codes == (1, 0, 0)
    assert last_lines[0].startswith(IN_VAIN)
    assert all(line.startswith(GIVEN_UP) for line in last_lines[1:])


def reached(service: Service, address: str) -> bool:
    """Whether the process has a connection to the address."""
    port = f"{int(address.rpartition(':')[2]):04X}"
    inodes = {
        fields[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if (fields := line.split())[2].endswith(f":{port}")
    }
    with contextlib.suppress(OSError):  # files are opened and closed meanwhile
        files = {os.readlink(each) for each in Path(f"/proc/{service.process.pid}/fd").iterdir()}
        return any(f"socket:[{inode}]" in files for inode in inodes)
    return False


@pytest.mark.timeout(300)
def test_at_work_on_a_broker_that_hangs(house: House, kafka_broker: KafkaBroker, tmp_path: Path) -> None:
    stories = tmp_path / "stories"
    stories.mkdir()
    producer = ingest(house.log_url, stories, tmp_path / "ingest.log")
    (stories / "one.txt").write_bytes(STORY.read_bytes())
    wait_until(lambda: '"written"' in house.sink.logged(), 120, "one story is through")
    os.kill(kafka_broker.pid, signal.SIGSTOP)
    try:
        (stories / "two.txt").write_text("this is no story")  # it says so, and goes to keep it as a dead letter
        wait_until(lambda: "two.txt" in producer.logged(), 60, "the producer has read the second file")
        for service in (producer, house.worker, house.sink):
            service.process.send_signal(signal.SIGTERM)
        codes, last_lines = zip(*map(end_of, (producer, house.worker, house.sink)), strict=True)
    finally:
        kafka_broker.kill()
    assert codes == (1, 0, 0)
    assert last_lines[0].startswith(IN_VAIN)
