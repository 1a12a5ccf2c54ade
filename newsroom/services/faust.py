"""The desk's work on Kafka: Faust's worker with the house's desks."""

from __future__ import annotations

import functools
import logging
import socket
import threading

from datelines.places import load_gazetteer
from eventlog.reading import LostRecords
from newsroom.errors import Failure
from newsroom.kafka import kafka_address, kafka_framing, kafka_security, open_kafka
from newsroom.pipeline import bad_input_limit, new_desk
from newsroom.services.pages import pages_port
from newsroom.services.positions import LOOK_SECONDS
from newsroom.services.watching import WindowMetrics, vitals
from newsroom.settings import Settings
from schemas.topics import INTAKE, WORK_GROUP
from streams.faust.app import run_worker
from streams.faust.health import PartitionStatus, WorkerStatus
from streams.faust.partition import DecidedBatch
from streams.faust.settings import WorkerSettings
from streams.faust.worker import WorkerWatcher
from telemetry.endpoints import metrics_page
from telemetry.metrics import Metrics

logger = logging.getLogger(__name__)


def work_on_kafka(settings: Settings, stop: threading.Event) -> None:
    """Work until SIGTERM or SIGINT, which set `stop`. Raises LogError, and Failure without a port for its pages."""
    port = _free_port(settings.health_host, pages_port("work", settings))
    framed = kafka_framing(settings)
    run_worker(
        new_desk=new_desk(load_gazetteer(), settings), brokers=kafka_address(settings),
        open_log=functools.partial(open_kafka, settings, framed),
        open_watched=functools.partial(open_kafka, settings, framed, LOOK_SECONDS),
        security=kafka_security(settings), framing=framed, watcher=_Telling(vitals("work").metrics), stop=stop,
        limit=bad_input_limit(settings),
        settings=WorkerSettings(
            session_seconds=settings.kafka_session_seconds,
            heartbeat_seconds=settings.kafka_session_seconds / 3,
            web_host=settings.health_host,
            web_port=port,
        ),
    )


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Faust would come down with a traceback, and after it had reached the log."""
    try:
        for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((where[0], port, *where[2:]))
                port = probe.getsockname()[1]
    except OSError as error:
        raise Failure(f"metrics and health cannot be served at {host}:{port} ({error.strerror}): set --metrics-port or "
                      "NEWSROOM_HEALTH_PORT to a free port, or NEWSROOM_HEALTH_HOST to an address of this machine"
                      ) from error
    logger.info("pages served", extra={"host": host, "port": port})
    return port


class _Telling(WorkerWatcher):
    """Counts what is decided; how far the partitions are is told when somebody asks for the page."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._windows = WindowMetrics(metrics)
        self._held: set[int] = set()

    def decided(self, batch: DecidedBatch) -> None:
        self._metrics.count(batch.events)
        self._metrics.stage("deciding", batch.deciding_seconds)
        self._metrics.stage("sending", batch.sending_seconds)
        self._windows.tell(batch.partition, batch.before, batch.after)
        logger.info("decided", extra={
            "partition": batch.partition, "inputs": len(batch.inputs), "outputs": len(batch.outputs),
            "deciding_seconds": round(batch.deciding_seconds, 4), "sending_seconds": round(batch.sending_seconds, 4),
        })

    def failed(self, attempt: int) -> None:
        self._metrics.failed("log", attempt)

    def rebuilt(self, seconds: float) -> None:
        self._metrics.stage("rebuilding", seconds)

    def missing(self, lost: LostRecords) -> None:
        self._metrics.gone(WORK_GROUP, lost.source.topic, lost.records)

    def metrics_page(self, status: WorkerStatus, accept: str | None) -> tuple[bytes, str]:
        held = {each.partition for each in status.partitions}
        for partition in self._held - held:
            self._metrics.gave_up(WORK_GROUP, INTAKE, partition)
        self._held = held
        self._windows.keep(held)
        for each in status.partitions:
            self._position(each)
        self._metrics.attempts.labels("log").set(status.failed_attempts)
        self._metrics.stopped.set(status.stopped)
        return metrics_page(self._metrics.registry, accept)

    def _position(self, status: PartitionStatus) -> None:
        if status.next_offset is not None and status.end_offset is not None:
            self._metrics.position(WORK_GROUP, INTAKE, status.partition, status.next_offset, status.end_offset)
        if status.processed_at is not None:
            self._metrics.processed(WORK_GROUP, INTAKE, status.partition, status.processed_at)
