"""Creates the topics of `schemas.topics` on a Kafka cluster, and says where those there differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from kafka.admin import ConfigResource, ConfigResourceType

from eventlog.kafka.connection import MAX_MESSAGE_BYTES, Connection
from schemas.counted import counted
from schemas.topics import TOPICS, Topic

_DAY_MS = 24 * 60 * 60 * 1_000
_REPLICAS = 3  # survives the loss of one broker while another is being serviced


class TopicStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One topic as it stands on the cluster; `differences` is empty when it is as it should be."""

    name: str
    exists: bool
    partitions: int
    replication: int
    retention_days: float | None  # None keeps records for ever
    differences: tuple[str, ...]


def _wanted_settings(topic: Topic, replication: int) -> dict[str, str]:
    """Kafka's settings of the topic. With 3 replicas or more, 2 must hold a record before it is acknowledged."""
    retention = -1 if topic.retention_days is None else topic.retention_days * _DAY_MS
    return {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(retention),
        "retention.bytes": "-1",
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(MAX_MESSAGE_BYTES),
        "min.insync.replicas": "2" if replication >= _REPLICAS else "1",
        "unclean.leader.election.enable": "false",
    }


def topic_statuses(
    connection: Connection, topics: Sequence[Topic] = TOPICS, *, replication: int | None = None
) -> list[TopicStatus]:
    """Each topic as it stands, in the order given. `replication` None wants 3, or one per broker if fewer.

    Raises LogError when the cluster cannot be asked.
    """
    with connection.admin("describe its topics") as admin:
        wanted = _replication(admin, replication)
        names = {found["name"]: found for found in admin.describe_topics() if not found["is_internal"]}
        there = [topic.name for topic in topics if topic.name in names]
        settings = _settings_of(admin, there)
    return [
        _status(topic, names[topic.name], settings[topic.name], wanted) if topic.name in names
        else _missing(topic.name)
        for topic in topics
    ]


def check_topics(
    connection: Connection, topics: Sequence[Topic] = TOPICS, *, replication: int | None = None
) -> list[str]:
    """What is missing or differs, one line each; empty when all is as it should be. Raises LogError."""
    return [
        line for status in topic_statuses(connection, topics, replication=replication) for line in status.differences
    ]


def ensure_topics(
    connection: Connection, topics: Sequence[Topic] = TOPICS, *, replication: int | None = None
) -> list[str]:
    """Create the topics that are missing; the names of those created. Raises LogError.

    A topic that is there is never changed: fewer partitions or a shorter retention would lose records, and
    more partitions move keys away from the records they have. `check_topics` says what differs.
    """
    with connection.admin("create topics") as admin:
        replicas = _replication(admin, replication)
        known = set(admin.list_topics())
        missing = {
            topic.name: {
                "num_partitions": topic.partitions,
                "replication_factor": replicas,
                "configs": _wanted_settings(topic, replicas),
            }
            for topic in topics if topic.name not in known
        }
        if missing:
            admin.create_topics(missing, timeout_ms=connection.milliseconds)
            admin.wait_for_topics(missing, timeout_ms=connection.milliseconds)
    return list(missing)


def _replication(admin: Any, wanted: int | None) -> int:
    if wanted is not None:
        return wanted
    return min(_REPLICAS, len(admin.describe_cluster()["brokers"]))


def _settings_of(admin: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    described = admin.describe_configs(resources, config_filter="all")["topic"]
    return {
        name: {setting: found["value"] for setting, found in settings.items()}
        for name, settings in described.items()
    }


def _missing(name: str) -> TopicStatus:
    return TopicStatus(
        name=name, exists=False, partitions=0, replication=0, retention_days=None,
        differences=(f"{name}: is missing; create it with `newsroom topics --create`",),
    )


def _status(topic: Topic, found: dict[str, Any], settings: dict[str, str], wanted: int) -> TopicStatus:
    partitions = len(found["partitions"])
    replication = min(len(partition["replica_nodes"]) for partition in found["partitions"])
    differences = []
    if partitions != topic.partitions:
        differences.append(f"{topic.name}: has {counted(partitions, 'partition')}, not {topic.partitions}")
    if replication < wanted:
        differences.append(f"{topic.name}: has {counted(replication, 'replica')}, fewer than {wanted}")
    differences += [
        f"{topic.name}: {setting} is {settings.get(setting)}, not {value}"
        for setting, value in _wanted_settings(topic, wanted).items() if settings.get(setting) != value
    ]
    retention = int(settings["retention.ms"])
    return TopicStatus(
        name=topic.name, exists=True, partitions=partitions, replication=replication,
        retention_days=None if retention < 0 else retention / _DAY_MS, differences=tuple(differences),
    )
