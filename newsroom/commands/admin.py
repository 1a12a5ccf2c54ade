"""Commands for who runs it: topics, migrations, schemas, what waits."""

from __future__ import annotations

from newsroom.errors import Failure
from newsroom.one_machine.one_process import NO_ROWS
from newsroom.settings import Settings
from newsroom.show import tables
from newsroom.show.lines import print_json, say
from newsroom.show.progress import Progress
from newsroom.wiring import migrate_store, open_ledger_as_it_is, open_log, open_store, store_name
from producers.article import HELD
from producers.intake import embargo
from schemas.compatibility import check_schemas
from schemas.counted import counted
from sinks import replay as store_replay


def show_topics(settings: Settings, *, create: bool, replication: int | None, as_json: bool) -> None:
    """Show the topics of the house on Kafka; raises Failure when one is not as it should be."""
    from eventlog.kafka import topics
    from newsroom.kafka import kafka_connection

    where = kafka_connection(settings)
    if create:
        for name in topics.ensure_topics(where, replication=replication):
            say(f"created {name}")
    found = topics.topic_statuses(where, replication=replication)
    if as_json:
        print_json(found)
    else:
        for topic in found:
            say(f"{topic.name}: {_some(topic.partitions, 'partition')}, "
                f"{_some(topic.replication, 'replica')}")
    wrong = topics.check_topics(where, replication=replication)
    if wrong:
        raise Failure("; ".join(wrong))


def _some(number: int, what: str) -> str:
    return counted(number, what) if number else f"no {what}s"


def show_waiting(settings: Settings, *, as_json: bool) -> None:
    """Show the documents that may not be told yet. Raises LedgerError."""
    with open_ledger_as_it_is(settings) as ledger:
        found = [{"due": None if each.due >= HELD else each.due, "document": each.name, "bytes": len(each.raw)}
                 for each in embargo.all_waiting(ledger)]
    if as_json:
        print_json(found)
    else:
        tables.print_waiting(found)


def bring_store_up_to_date(settings: Settings) -> None:
    done = migrate_store(settings)
    for line in [f"applied {name}" for name in done] or ["the store is up to date"]:
        say(line)


def show_schema_breaks() -> None:
    breaks = check_schemas()
    if breaks:
        raise Failure("; ".join(breaks))
    say("every schema reads what every released version of it wrote")


def rebuild_store(settings: Settings) -> None:
    with (
        open_log(settings, must_exist=True) as log,
        open_store(settings) as store,
        Progress("rows") as progress,
    ):
        done = store_replay.replay(log, store, on_progress=lambda rows: progress.advance(rows, ""),
                                   missing=lambda lost: progress.say(f"{lost}: {NO_ROWS}"))
    say(f"{counted(done.rows, 'row')} of {store_name(settings)} built anew from the log")
    if done.unwritable:
        first = done.unwritable[0]
        many = counted(len(done.unwritable), "record")
        raise Failure(f"{many} of the log could not be read and gave no row, the first at "
                      f"{first.record.topic}/{first.record.partition}@{first.record.offset}: {first.reason}")
