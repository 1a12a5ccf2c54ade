"""Commands for who runs it: topics, migrations, schemas."""

from __future__ import annotations

from newsroom.commands import print_json
from newsroom.errors import Failure
from newsroom.settings import Settings
from newsroom.wiring import migrate_store
from schemas.compatibility import check


def topics(settings: Settings, *, create: bool, replication: int | None, as_json: bool) -> None:
    """Show the topics of the house on Kafka; raises Failure when one is not as it should be."""
    from eventlog import topics_admin
    from newsroom.kafka import connection

    where = connection(settings)
    if create:
        for name in topics_admin.ensure_topics(where, replication=replication):
            print(f"created {name}")
    found = topics_admin.show_topics(where, replication=replication)
    if as_json:
        print_json(found)
    else:
        for topic in found:
            print(f"{topic.name}: {topic.partitions or 'no'} partitions, {topic.replication or 'no'} replicas")
    wrong = topics_admin.check_topics(where, replication=replication)
    if wrong:
        raise Failure("; ".join(wrong))


def migrate(settings: Settings) -> None:
    done = migrate_store(settings)
    print("\n".join(f"applied {name}" for name in done) if done else "the store is up to date")


def check_schemas() -> None:
    breaks = check()
    if breaks:
        raise Failure("; ".join(breaks))
    print("every schema reads what every released version of it wrote")
