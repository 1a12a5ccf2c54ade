"""What an operator asks of `newsroom notify`: what it would send, what it could not, and to try that again."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from newsroom.changes.change import TollChange
from newsroom.changes.following import LogChanges
from newsroom.errors import Failure
from newsroom.notify.message import title_of
from newsroom.notify.outbox import ChosenFor, NotifyOutbox
from newsroom.notify.receivers import Queue, queues_of
from newsroom.notify.rules import read_rules
from newsroom.notify.signing import new_secret
from newsroom.notify.taking import Chooser
from newsroom.own_files import notify_path, notify_rules_path, private
from newsroom.settings import Settings, installed_version
from newsroom.show.lines import print_json, say
from newsroom.wiring import log_name, open_log
from producers.sources.http.client import user_agent
from schemas.counted import counted

CHECKED = dt.timedelta(days=1)


def check_notify(settings: Settings) -> None:
    """Say what would have been sent for the log's last day, as if every receiver had taken it at once.

    Raises UsageFailure, LogError, Failure.
    """
    rules = read_rules(notify_rules_path(settings))
    queues = queues_of(rules, user_agent(installed_version(), settings.contact))
    changes = _last_day(settings)
    chooser, messages = Chooser(rules, queues), 0
    pending: dict[str, list[ChosenFor]] = {queue.name: [] for queue in queues}
    told_last: dict[str, dt.datetime] = {}
    by_name = {queue.name: queue for queue in queues}
    for change in changes:
        messages += _say_due(pending, by_name, told_last, change.recorded_at)
        for chosen in chooser.choose([change], change.recorded_at, told_last):
            pending[chosen.queue].append(chosen)
    messages += _say_due(pending, by_name, told_last, dt.datetime.max.replace(tzinfo=dt.UTC))
    say(f"{counted(len(rules.rules), 'rule')} and {counted(len(rules.receivers), 'receiver')} in {rules.path}: "
        f"{counted(messages, 'message')} for {counted(len(changes), 'change')} in the last day of {log_name(settings)}")


def show_dead_messages(settings: Settings, *, as_json: bool) -> None:
    """The messages that were tried in vain, the latest first. Raises Failure."""
    with _outbox(settings) as outbox:
        dead = outbox.dead_letters()
    if as_json:
        print_json([{
            "receiver": each.queue, "id": each.message.id, "title": each.message.title,
            "changes": each.message.changes, "composed_at": each.composed_at, "dead_at": each.dead_at,
            "tries": each.tries, "error": each.error, "content": each.message.content.decode(),
        } for each in dead])
        return
    for each in dead:
        say(f"{each.dead_at:%Y-%m-%d %H:%M} UTC  {each.queue}  {each.message.title}")
        say(f"  {counted(each.tries, 'try', 'tries')}, {each.error} (message {each.message.id})")
    if not dead:
        say("no dead messages")


def send_again(settings: Settings, *, receiver: str | None, name: str | None) -> None:
    """Have dead messages tried again, by the service that runs or the next that is started. Raises Failure."""
    with _outbox(settings) as outbox:
        again = outbox.try_again(dt.datetime.now(dt.UTC), receiver=receiver, name=name)
    if not again:
        raise Failure("no dead message is so called: see `newsroom notify dead`" if receiver or name
                      else "there are no dead messages")
    say(f"{counted(again, 'message')} to be tried again")


def say_new_secret() -> None:
    """A secret for a webhook, to be written to the file that `secret_file` names, and told to the receiver."""
    say(new_secret())


@contextlib.contextmanager
def _outbox(settings: Settings) -> Iterator[NotifyOutbox]:
    path = notify_path(settings)
    if not path.exists():
        raise Failure(f"no {path}: `newsroom notify` makes it")
    with private(settings, path), contextlib.closing(NotifyOutbox(path)) as outbox:
        yield outbox


def _last_day(settings: Settings) -> list[TollChange]:
    """The changes of the last day before the log's last record of figures, in the order in which it took them."""
    found: list[TollChange] = []
    newest = dt.datetime.min.replace(tzinfo=dt.UTC)
    with open_log(settings, read_only=True) as log:
        changes = LogChanges(log)
        until = changes.ends()
        while portions := list(changes.read(until=until)):
            found += [change for portion in portions for change in portion.changes]
            newest = max([newest, *(change.recorded_at for change in found)])
            if newest.year > 1:
                found = [change for change in found if change.recorded_at > newest - CHECKED]
    return sorted(found, key=lambda change: change.recorded_at)


def _say_due(
    pending: Mapping[str, list[ChosenFor]], queues: Mapping[str, Queue], told_last: dict[str, dt.datetime],
    now: dt.datetime,
) -> int:
    """Say the messages that are due before `now`; how many."""
    said = 0
    for name, waiting in pending.items():
        while due := [each for each in waiting if each.due < now]:
            at = min(each.due for each in due)
            of_one = [each for each in due if each.due <= at][: queues[name].changes_in_one]
            say(_would_tell(name, at, of_one))
            for each in of_one:
                waiting.remove(each)
            told_last[name] = at
            said += 1
    return said


def _would_tell(queue: str, at: dt.datetime, chosen: Sequence[ChosenFor]) -> str:
    rules = ", ".join(dict.fromkeys(rule for each in chosen for rule in each.chosen.rules))
    return f"{at:%Y-%m-%d %H:%M:%S} UTC  {queue}  {title_of([each.chosen for each in chosen])}  ({rules})"
