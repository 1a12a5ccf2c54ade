"""Commands for who runs it: topics, migrations, schemas, what waits."""

from __future__ import annotations

from newsroom import render
from newsroom.commands import print_json
from newsroom.errors import Failure
from newsroom.settings import Settings
from newsroom.wiring import ledger_path, migrate_store
from producers import embargo
from producers.article import HELD
from producers.ledger import Ledger
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


def waiting(settings: Settings, *, as_json: bool) -> None:
    """Show the documents that may not be told yet. Raises LedgerError."""
    ledger = Ledger(ledger_path(settings))
    found = [{"due": None if each.due >= HELD else each.due, "document": each.name, "bytes": len(each.raw)}
             for each in embargo.all_waiting(ledger)]
    ledger.close()
    if as_json:
        print_json(found)
    else:
        render.waiting(found)


def migrate(settings: Settings) -> None:
    done = migrate_store(settings)
    print("\n".join(f"applied {name}" for name in done) if done else "the store is up to date")


def check_schemas() -> None:
    breaks = check()
    if breaks:
        raise Failure("; ".join(breaks))
    print("every schema reads what every released version of it wrote")
