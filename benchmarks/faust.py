"""Updates per second through one and two Faust workers, beside Faust's own ceiling, on a real Kafka broker.

Usage: python -m benchmarks.faust [--updates N] [--seconds N]

Needs what the tests' broker needs (Java, Maven). Broker, workers and this program share the machine. Latency is
from the broker's time of the input to the broker's time of its last output, at 50 updates/s for `--seconds`,
the first three left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import logging
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

import faust
from faust.types import StreamT

from benchmarks.generated import pages
from datelines.places import load_gazetteer
from eventlog.kafka.log import KafkaLog
from eventlog.reading import lag, read_all
from newsroom.pipeline import new_desk
from producers.intake.taking import Reading, read_stories
from schemas.codec import decode, encode
from schemas.records import NewRecord
from schemas.topics import DERIVED_TOPICS, INTAKE, TIMELINE, WORK_GROUP
from streams.faust.app import run_worker
from streams.faust.partition import DecidedBatch
from streams.faust.settings import WorkerSettings
from streams.faust.worker import WorkerWatcher
from telemetry.stages import Stages
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import free_ports
from tests.servers.topics import empty_topics

LIBRARIES = ("faust-streaming", "aiokafka", "kafka-python", "fastavro", "msgspec")
UPDATES_PER_SECOND = 50
COLD_SECONDS = 3  # in which tables are loaded at their first use


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=4_000)
    parser.add_argument("--seconds", type=int, default=20, help="of the run that measures latency")
    parser.add_argument("--child", nargs=4, metavar=("ROLE", "URL", "PORT", "COUNT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        _child(*asked.child)
        return
    records = _records(asked.updates)
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        broker = KafkaBroker(Path(folder))
        broker.start()
        try:
            _measure(f"kafka://{broker.address}", records, asked.seconds)
        finally:
            broker.stop()


def _measure(url: str, records: list[NewRecord], seconds: int) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {libraries}; {len(records)} updates, "
          f"load average at the start {os.getloadavg()[0]:.1f}")
    for role in ("empty", "forward"):
        result = _ceiling(role, url, records)
        print(f"Faust alone, an agent that {'does nothing' if role == 'empty' else 'forwards'}: "
              f"{len(records) / result['seconds']:,.0f} updates/s, {_per_update(result, records)}")
    for workers in (1, 2):
        results = _workers(workers, url, records)
        took = max(r["last"] for r in results) - min(r["first"] for r in results)
        print(f"{workers} worker{'s' * (workers > 1)}: {len(records) / took:,.0f} updates/s; inputs by worker: "
              f"{', '.join(str(r['inputs']) for r in results)}")
        for result in results:
            print(f"   {_per_update(result, records[: result['inputs']])}; deciding "
                  f"{result['deciding'] / result['inputs'] * 1e6:,.0f} µs, {result['inputs'] / result['batches']:.0f} "
                  f"inputs and {result['outputs'] / result['batches']:.0f} outputs a batch, sending "
                  f"{result['sending'] / result['batches'] * 1e3:.1f} ms a batch")
    waits = _latencies(url, records, seconds)
    centiles = statistics.quantiles(waits, n=100)
    print(f"input to last output at {UPDATES_PER_SECOND} updates/s: p50 {centiles[49] * 1e3:.0f} ms, "
          f"p99 {centiles[98] * 1e3:.0f} ms, longest {max(waits) * 1e3:.0f} ms ({len(waits)} updates)")


def _per_update(result: dict[str, Any], records: list[NewRecord]) -> str:
    return f"{result['cpu'] / len(records) * 1e6:,.0f} µs of processor time an update"


def _records(updates: int) -> list[NewRecord]:
    reading = Reading(day=None, timezone=None, carrier=None, default_timezone="America/New_York")
    with tempfile.TemporaryDirectory() as folder:
        for page in pages(updates):
            Path(folder, page.name).write_text(page.text, encoding="utf-8")
        return [
            NewRecord(INTAKE, update.desk, update.event_id, "UpdateReceived", encode(update))
            for batch in read_stories([folder], reading, load_gazetteer(), Stages(), 500) for update in batch.updates
        ]


def _start(role: str, url: str, port: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.faust", "--child", role, url, str(port), str(count)],
        stdout=subprocess.PIPE, text=True,
    )


def _result(process: subprocess.Popen[str]) -> dict[str, Any]:
    told, _ = process.communicate(timeout=900)
    found: dict[str, Any] = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    return found


def _ceiling(role: str, url: str, records: list[NewRecord]) -> dict[str, Any]:
    empty_topics(url)
    _append(url, records)
    return _result(_start(role, url, free_ports(1)[0], len(records)))


def _workers(count: int, url: str, records: list[NewRecord]) -> list[dict[str, Any]]:
    empty_topics(url)
    ports = free_ports(count)
    processes = [_start("worker", url, port, len(records)) for port in ports]
    _until(lambda: _held(ports) == 12)
    _append(url, records)
    log = KafkaLog(url)
    _until(lambda: sum(lag(log, WORK_GROUP, INTAKE).values()) == 0)
    log.close()
    for process in processes:
        process.send_signal(signal.SIGTERM)
    return [_result(process) for process in processes]


def _latencies(url: str, records: list[NewRecord], seconds: int) -> list[float]:
    empty_topics(url)
    (port,) = free_ports(1)
    process = _start("worker", url, port, len(records))
    _until(lambda: _held([port]) == 12)
    log = KafkaLog(url)
    started = time.monotonic()
    for number, record in enumerate(records[: UPDATES_PER_SECOND * seconds]):
        time.sleep(max(0.0, started + number / UPDATES_PER_SECOND - time.monotonic()))
        log.append([record])
    _until(lambda: sum(lag(log, WORK_GROUP, INTAKE).values()) == 0)
    process.send_signal(signal.SIGTERM)
    _result(process)
    answered: dict[tuple[int, int], Any] = {}
    for topic in DERIVED_TOPICS:
        for partition in range(log.partitions(topic)):
            for found in read_all(log, topic, partition):
                cause: Any = decode(found.type, found.value).caused_by  # type: ignore[union-attr]
                place = (cause.partition, cause.offset)
                answered[place] = max(answered.get(place, found.recorded_at), found.recorded_at)
    given = [record for partition in range(12) for record in read_all(log, INTAKE, partition)]
    warm = min(record.recorded_at for record in given) + dt.timedelta(seconds=COLD_SECONDS)
    return [
        (answered[record.partition, record.offset] - record.recorded_at).total_seconds()
        for record in given if record.recorded_at > warm
    ]


def _append(url: str, records: list[NewRecord]) -> None:
    log = KafkaLog(url)
    log.append(records)
    log.close()


def _held(ports: list[int]) -> int:
    """How many partitions the workers hold and are ready for, if all hold some."""
    held = []
    for port in ports:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                held.append(len(json.load(answer)["partitions"]))
        except (urllib.error.HTTPError, OSError):
            return 0
    return sum(held) if all(held) else 0


def _until(holds: Any, seconds: float = 900.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _child(role: str, url: str, port: str, count: str) -> None:
    logging.basicConfig(level="ERROR")
    if role == "worker":
        _work(url, int(port))
    else:
        _run_ceiling(role, url, int(count))


def _work(url: str, port: int) -> None:
    sums: dict[str, float] = dict.fromkeys(("inputs", "outputs", "batches", "deciding", "sending", "last"), 0)
    began: list[tuple[float, float]] = []

    class Summing(WorkerWatcher):
        def decided(self, batch: DecidedBatch) -> None:
            if not began:
                spent = batch.deciding_seconds + batch.sending_seconds
                began.append((time.time() - spent, time.process_time() - batch.deciding_seconds))
            for name, value in (("inputs", len(batch.inputs)), ("outputs", len(batch.outputs)), ("batches", 1),
                                ("deciding", batch.deciding_seconds), ("sending", batch.sending_seconds)):
                sums[name] += value
            sums["last"], sums["cpu"] = time.time(), time.process_time() - began[0][1]

    run_worker(new_desk=new_desk(load_gazetteer()), brokers=url, open_log=functools.partial(KafkaLog, url),
               settings=WorkerSettings(web_port=port), watcher=Summing())
    print(json.dumps({**sums, "inputs": int(sums["inputs"]), "first": began[0][0]}))


def _run_ceiling(role: str, url: str, count: int) -> None:
    app = faust.App(
        role, broker=url, store="memory://", key_serializer="raw", value_serializer="raw", web_enabled=False,
        topic_allow_declare=False, topic_disable_leader=True, datadir=tempfile.mkdtemp(prefix="newsroom-bench-"),
    )
    intake = app.topic(INTAKE, key_type=bytes, value_type=bytes)
    timeline = app.topic(TIMELINE, key_type=bytes, value_type=bytes)
    seen, began = 0, (0.0, 0.0)

    @app.agent(intake)
    async def agent(stream: StreamT[bytes]) -> None:
        nonlocal seen, began
        async for event in stream.events():
            if seen == 0:
                began = (time.perf_counter(), time.process_time())
            seen += 1
            message = event.message
            if role == "forward":
                await timeline.send(key=message.key, value=message.value, partition=message.partition)
            if seen == count:
                if role == "forward":
                    await app.producer.flush()
                took, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
                print(json.dumps({"seconds": took, "cpu": cpu}), flush=True)
                os.kill(os.getpid(), signal.SIGTERM)

    process = faust.Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    process.spinner = None
    process.execute_from_commandline()


if __name__ == "__main__":
    main()
