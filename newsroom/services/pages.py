"""Where each service serves `/metrics`, `/healthz` and `/readyz`."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from newsroom.errors import Failure
from newsroom.services.watching import Vitals
from newsroom.settings import Settings
from telemetry.endpoints import CannotServe, serving
from telemetry.stacks import telling_standstills

PORTS = {"ingest": 6065, "work": 6066, "sink": 6067, "notify": 6068, "desk": 6069}
"""Unless NEWSROOM_HEALTH_PORT or --metrics-port names another."""

logger = logging.getLogger(__name__)


def pages_port(service: str, settings: Settings) -> int:
    """The port of the service's pages; 0 is any free one."""
    return PORTS[service] if settings.health_port is None else settings.health_port


@contextlib.contextmanager
def serving_pages(vitals: Vitals, settings: Settings, port: int) -> Iterator[str]:
    """Serve the pages while the block runs, at the host:port that it gives, and tell where everything stands when it
    no longer gets on. Raises Failure when the port cannot be had."""
    with contextlib.ExitStack() as stack:
        try:
            served = stack.enter_context(serving(
                vitals.metrics.registry, vitals.health, settings.health_host, port
            ))
            stack.enter_context(telling_standstills(vitals.health, logger))
        except CannotServe as error:
            raise Failure(f"{error} (--metrics-port or NEWSROOM_HEALTH_PORT, NEWSROOM_HEALTH_HOST)") from error
        logger.info("pages served", extra={"host": settings.health_host, "port": served})
        yield f"{settings.health_host}:{served}"
