"""Puts a real Kafka broker into the state that each test starts from."""

from __future__ import annotations

import time
from collections.abc import Collection

from kafka.admin import ConfigResource, ConfigResourceType

from eventlog.kafka.connection import Connection, connect
from eventlog.kafka.topics import ensure_topics
from eventlog.port import LogError
from schemas.topics import TOPICS

LONG_ENOUGH = 30.0  # seconds after which a deletion has surely failed
STARTING = 180.0  # seconds in which a broker that has other work reads its own topics


def empty_topics(url: str) -> None:
    """Delete every topic of the house and every consumer group, then create the topics anew."""
    connection = connect(url)
    delete_topics(connection, {topic.name for topic in TOPICS})
    deadline = time.monotonic() + STARTING
    while True:
        try:
            _forget_groups(connection)
            break
        except LogError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    ensure_topics(connection)


def _forget_groups(connection: Connection) -> None:
    """Raises LogError while the coordinator still loads what it knew."""
    with connection.admin("forget its groups") as admin:
        groups = [group["group_id"] for group in admin.list_groups()]
        if groups:
            admin.delete_groups(groups)


def delete_topics(connection: Connection, names: Collection[str]) -> None:
    """Delete those of the topics that are there, and wait until the broker knows it."""
    with connection.admin("delete topics") as admin:
        there = set(admin.list_topics()) & set(names)
        if there:
            admin.delete_topics(sorted(there))
        deadline = time.monotonic() + LONG_ENOUGH
        while set(admin.list_topics()) & set(names):
            assert time.monotonic() < deadline, f"{there} are still there"
            time.sleep(0.02)


def configure(url: str, topic: str, settings: dict[str, str]) -> None:
    """Change the topic, and wait until its broker knows."""
    resource = ConfigResource(ConfigResourceType.TOPIC, topic)
    with connect(url).admin("change a topic") as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=settings)])
        deadline = time.monotonic() + LONG_ENOUGH
        while True:
            found = admin.describe_configs([resource], config_filter="all")["topic"][topic]
            if all(found[name]["value"] == value for name, value in settings.items()):
                return
            assert time.monotonic() < deadline, f"{settings} never came to the broker"
            time.sleep(0.05)
