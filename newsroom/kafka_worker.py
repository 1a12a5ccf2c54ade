"""The desk's work on Kafka: Faust's worker with the house's desks."""

from __future__ import annotations

import functools
import logging

from datelines.places import load
from newsroom.kafka import address, framing, open_kafka, security
from newsroom.settings import Settings
from newsroom.wiring import new_desk
from streams.faust_app import WorkerSettings, run_worker
from streams.faust_partition import Batch

logger = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Raises LogError."""
    framed = framing(settings)
    run_worker(
        new_desk=new_desk(load()), brokers=address(settings), open_log=functools.partial(open_kafka, settings, framed),
        security=security(settings), framing=framed, observe=_tell,
        settings=WorkerSettings(
            session_seconds=settings.kafka_session_seconds,
            heartbeat_seconds=settings.kafka_session_seconds / 3,
            web_host=settings.health_host,
            web_port=settings.health_port,
        ),
    )


def _tell(batch: Batch) -> None:
    logger.info("decided", extra={
        "partition": batch.partition, "inputs": len(batch.inputs), "outputs": len(batch.outputs),
        "deciding_seconds": round(batch.deciding_seconds, 4), "sending_seconds": round(batch.sending_seconds, 4),
    })
