"""How a worker on Kafka works."""

from __future__ import annotations

import msgspec

from schemas.topics import WORK_GROUP


class WorkerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker works. Times are seconds."""

    group: str = WORK_GROUP  # the consumer group whose offsets tell what is done
    batch: int = 100  # inputs of a partition that are decided and sent at a time, at most
    linger_seconds: float = 0.01  # how long the first of them waits for others
    session_seconds: float = 6.0  # after which a silent worker's partitions go to others
    heartbeat_seconds: float = 2.0
    commit_seconds: float = 0.2  # the shortest time between two commits of offsets
    send_seconds: float = 30.0  # after which outputs that are not acknowledged are decided and sent again
    stalled_seconds: float = 60.0  # how long inputs may wait without progress until the worker counts as dead
    drain_seconds: float = 5.0  # for the batches in hand, at SIGTERM
    source: str = "newsroom"  # CloudEvents' name of the writer
    web_host: str = "127.0.0.1"
    web_port: int = 6066
