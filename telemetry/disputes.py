"""How many figures are disputed now, and for how long the longest dispute has stood: what an editor should end."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from telemetry.metrics import Metrics

LIVE = dt.timedelta(days=3)
"""A dispute over an older word is history, not something to be settled tonight."""


class RecordedFigure(NamedTuple):
    """What was recorded of one figure."""

    incident_id: str
    category: str
    policy: str
    disputed: bool
    superseded_by: str | None
    updated_at: dt.datetime  # published
    recorded_at: dt.datetime


class Disputes:
    """Follows the figures as they are recorded and keeps the two gauges of `metrics` current.

    A figure is an incident, a category and a policy; its dispute stands from the record that first says so
    to the one that no longer does. Feed it from one place only: the sink, or the one process.
    """

    def __init__(self, metrics: Metrics, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()  # Prometheus asks from another thread
        self._since: dict[str, dict[tuple[str, str], tuple[float, float]]] = {}  # policy: figure: recorded, published
        self._metrics = metrics

    def saw(self, figure: RecordedFigure) -> None:
        """The next figure, in the order of the log."""
        where = (figure.incident_id, figure.category)
        with self._lock:
            if figure.policy not in self._since:
                self._since[figure.policy] = {}
                self._tell_of(figure.policy)
            standing = self._since[figure.policy]
            if figure.disputed and figure.superseded_by is None:
                began = standing[where][0] if where in standing else figure.recorded_at.timestamp()
                standing[where] = (began, figure.updated_at.timestamp())
            else:
                standing.pop(where, None)

    def _tell_of(self, policy: str) -> None:
        self._metrics.disputed.labels(policy).set_function(lambda: len(self._live(policy)))
        self._metrics.longest_dispute.labels(policy).set_function(
            lambda: max((self._now() - began for began in self._live(policy)), default=0.0)
        )

    def _live(self, policy: str) -> list[float]:
        """When each dispute that matters now began; the others are forgotten."""
        oldest = self._now() - LIVE.total_seconds()
        with self._lock:
            standing = self._since[policy]
            for where in [where for where, (_, published) in standing.items() if published < oldest]:
                del standing[where]
            return [began for began, _ in standing.values()]
