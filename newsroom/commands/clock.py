"""The machine's clock: taken as right by a person after the log refused it, and asked of by who looks back."""

from __future__ import annotations

import datetime as dt

from eventlog.port import EventLog
from eventlog.reading import has_unread_before
from eventlog.sqlite.log import SqliteLog
from newsroom.errors import Failure, UsageFailure
from newsroom.settings import Settings, on_kafka
from newsroom.show.lines import say
from newsroom.wiring import log_option, open_log, sqlite_path
from schemas.counted import counted
from schemas.topics import DERIVED_TOPICS, SINK_GROUP


def accept_clock(settings: Settings) -> None:
    """Take the machine's clock as right; embedded, the store follows at once. Raises LogError, StoreError, Failure."""
    with open_log(settings, must_exist=True) as log:
        if not isinstance(log, SqliteLog):
            raise UsageFailure("on Kafka the brokers stamp the records: set their clocks, nothing is kept here")
        found = log.accept_clock()
    say(f"the machine's clock counts from now on; {counted(found, 'record')} stamped ahead of it "
        f"{'has a stamp' if found == 1 else 'have stamps'} of this moment")
    if not found:
        return
    if settings.log is None:
        from newsroom.commands.admin import rebuild_store

        rebuild_store(settings)
    else:
        say(f"the store still has their old times: stop the sink and run `newsroom replay {log_option(settings)}` "
              "with the option --store that names it")


def refuse_open_moment(settings: Settings, as_of: dt.datetime) -> None:
    """Raise unless the answer for that moment is final: it is past, and the store has all that was recorded by then.

    The latter is looked up where the log is a file of this machine. Raises UsageFailure, Failure, LogError.
    """
    now = dt.datetime.now(dt.UTC)
    if as_of > now:
        raise UsageFailure(f"--as-of {as_of:%Y-%m-%d %H:%M} UTC is still to come (it is {now:%Y-%m-%d %H:%M} UTC): "
                           "what will have been said by then is not known")
    if on_kafka(settings) or (settings.log is None and settings.store is not None):
        return
    if not sqlite_path(settings).exists():
        return
    with open_log(settings, read_only=True) as log:
        if _is_behind(log, as_of):
            raise Failure(f"the store does not have all yet that the log took by {as_of:%Y-%m-%d %H:%M:%S} UTC: let "
                          "`newsroom run` or the sink get through, then ask again")


def _is_behind(log: EventLog, as_of: dt.datetime) -> bool:
    return any(has_unread_before(log, SINK_GROUP, topic, as_of) for topic in DERIVED_TOPICS)
