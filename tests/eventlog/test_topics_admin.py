"""Topics are created as the table has them, and differences are told, never mended behind one's back."""

from __future__ import annotations

import pytest

from eventlog.kafka.connection import Connection, connect
from eventlog.kafka.topics import check_topics, ensure_topics, topic_statuses
from eventlog.port import LogError
from schemas.topics import TOPICS
from tests.servers.topics import delete_topics

pytest_plugins = ["tests.servers.plugin"]

NAMES = [topic.name for topic in TOPICS]


@pytest.fixture
def cluster(kafka_url: str) -> Connection:
    return connect(kafka_url)


def test_after_creation_nothing_differs_and_creating_again_does_nothing(cluster: Connection) -> None:
    assert check_topics(cluster) == []
    assert ensure_topics(cluster) == []
    shown = topic_statuses(cluster)
    assert [status.name for status in shown] == NAMES
    assert [status.partitions for status in shown] == [topic.partitions for topic in TOPICS]
    assert all(status.exists and status.replication == 1 and status.retention_days is None for status in shown)


def test_what_is_missing_is_told_and_created(cluster: Connection) -> None:
    delete_topics(cluster, ["claims", "figures"])
    told = check_topics(cluster)
    assert [line.split(":")[0] for line in told] == ["claims", "figures"]
    assert ensure_topics(cluster) == ["claims", "figures"]
    assert check_topics(cluster) == []


def test_what_differs_is_told_in_one_line_each_and_left_alone(cluster: Connection) -> None:
    delete_topics(cluster, ["claims"])
    with cluster.admin("differ") as admin:
        admin.create_topics({"claims": {
            "num_partitions": 3, "replication_factor": 1,
            "configs": {"retention.ms": str(86_400_000), "cleanup.policy": "compact"},
        }}, wait_for_metadata=True)
    assert check_topics(cluster) == [
        "claims: has 3 partitions, not 12",
        "claims: cleanup.policy is compact, not delete",
        "claims: retention.ms is 86400000, not -1",
        "claims: message.timestamp.type is CreateTime, not LogAppendTime",
        "claims: max.message.bytes is 1048588, not 12582912",
    ]
    assert ensure_topics(cluster) == []
    (claims,) = [status for status in topic_statuses(cluster) if status.name == "claims"]
    assert (claims.partitions, claims.retention_days) == (3, 1.0)


def test_fewer_replicas_than_wanted_are_told(cluster: Connection) -> None:
    told = check_topics(cluster, replication=3)
    assert [line for line in told if "replica," in line] == [f"{name}: has 1 replica, fewer than 3" for name in NAMES]


def test_more_replicas_than_brokers_cannot_be_had(cluster: Connection) -> None:
    delete_topics(cluster, ["claims"])
    with pytest.raises(LogError, match="create topics"):
        ensure_topics(cluster, replication=3)
