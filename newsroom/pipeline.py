"""What decides, put together: the desks with their reader and policies, and the whole pipeline in one process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

from datelines.places import Gazetteer, load_gazetteer
from eventlog.port import EventLog
from newsroom.claimants import known_claimants
from newsroom.one_machine.one_process import OneProcess
from newsroom.one_machine.process import Workshop
from newsroom.one_machine.spread import Hire
from newsroom.one_machine.told import Watcher
from newsroom.settings import Settings, number_of_workers
from newsroom.settling import open_log_and_store
from newsroom.wiring import open_ledger, open_log
from producers.intake.ledger import Ledger
from sinks.store import Store
from streams.desk.bad_inputs import BadInputLimit
from streams.desk.desk import Desk
from streams.desk.memory import Memory
from streams.desk.reader import reader
from streams.desk.traffic import NOW
from streams.extract.words.cause import cause_of
from streams.figures.figures import Figures
from streams.figures.policies import POLICIES
from streams.stamp import Stamp
from telemetry.stages import Stages


def new_desk(gazetteer: Gazetteer, settings: Settings | None = None, stamp: Stamp = NOW) -> Callable[[], Desk]:
    """What makes desks: all policies side by side, claimants as the settings' file knows them. Raises UsageFailure."""
    registry = known_claimants(settings or Settings())
    read, figures = reader(gazetteer, registry), new_figures(settings)
    return lambda: Desk(read, figures, cause_of, stamp)


def new_figures(settings: Settings | None = None, policy: str | None = None) -> Figures:
    """What reconciles: under the policy of this name, or all side by side; claimants graded by the settings' file.

    Raises UsageFailure.
    """
    policies = tuple(POLICIES.values()) if policy is None else (POLICIES[policy],)
    return Figures(policies, known_claimants(settings or Settings()).grades())


def bad_input_limit(settings: Settings) -> BadInputLimit:
    """How many inputs that cannot be decided are dead letters."""
    return BadInputLimit(settings.bad_inputs_in_a_row, settings.bad_inputs_share)


@contextlib.contextmanager
def one_process(
    settings: Settings, stages: Stages, watcher: Callable[[EventLog, Store], Watcher] = lambda *_: Watcher()
) -> Iterator[tuple[OneProcess, Ledger]]:
    """The whole pipeline on the data folder, and what its producers remember; what `watcher` makes of its log and
    store is told what it does. Raises ProcessesFailed when those that decide die."""
    workers = number_of_workers(settings)
    hire = Hire(workers, partial(workshop, settings)) if workers > 1 else None
    with open_log_and_store(settings) as (log, store), open_ledger(settings, log) as ledger:
        pipeline = OneProcess(log, store, new_desk(load_gazetteer(), settings), stages, settings.batch,
                              watcher(log, store), bad_input_limit(settings), hire)
        with contextlib.closing(pipeline):
            yield pipeline, ledger


@contextlib.contextmanager
def workshop(settings: Settings) -> Iterator[Workshop]:
    """What a process that decides is made of; called in it."""
    desk, limit = new_desk(load_gazetteer(), settings), bad_input_limit(settings)
    with open_log(settings, read_only=True) as log:
        yield Workshop(lambda: Memory(desk, limit), log)
