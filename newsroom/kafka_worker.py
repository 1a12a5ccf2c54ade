"""The desk's work on Kafka: Faust's worker with the house's desks."""

from __future__ import annotations

import functools
import logging
import socket
import threading

from datelines.places import load
from newsroom.errors import Failure
from newsroom.kafka import address, framing, open_kafka, security
from newsroom.settings import Settings
from newsroom.wiring import new_desk
from streams.faust_app import WorkerSettings, run_worker
from streams.faust_partition import Batch

logger = logging.getLogger(__name__)


def run(settings: Settings, stop: threading.Event) -> None:
    """Work until SIGTERM or SIGINT, which set `stop`. Raises LogError, and Failure without a port for its page."""
    _check_port(settings)
    framed = framing(settings)
    run_worker(
        new_desk=new_desk(load(), settings), brokers=address(settings),
        open_log=functools.partial(open_kafka, settings, framed),
        security=security(settings), framing=framed, observe=_tell, stop=stop,
        settings=WorkerSettings(
            session_seconds=settings.kafka_session_seconds,
            heartbeat_seconds=settings.kafka_session_seconds / 3,
            web_host=settings.health_host,
            web_port=settings.health_port,
        ),
    )


def _check_port(settings: Settings) -> None:
    """Faust would come down with a traceback, and after it had reached the log."""
    host, port = settings.health_host, settings.health_port
    try:
        for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(where)
    except OSError as error:
        raise Failure(f"the health page cannot be served at {host}:{port} ({error.strerror}): set "
                      "NEWSROOM_HEALTH_PORT to a free port, or NEWSROOM_HEALTH_HOST to an address of this machine"
                      ) from error


def _tell(batch: Batch) -> None:
    logger.info("decided", extra={
        "partition": batch.partition, "inputs": len(batch.inputs), "outputs": len(batch.outputs),
        "deciding_seconds": round(batch.deciding_seconds, 4), "sending_seconds": round(batch.sending_seconds, 4),
    })
