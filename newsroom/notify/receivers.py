"""Receivers ready to be told: each address is a queue, with what sends to it."""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from newsroom.errors import UsageFailure
from newsroom.notify.message import ChosenChange, Message, for_a_person, for_a_program
from newsroom.notify.people import People, queue_suffix
from newsroom.notify.rules import NotifyRules, ReceiverTable, webhook_address
from newsroom.notify.signing import read_private_lines, read_secrets
from newsroom.notify.webhooks import Webhook
from telemetry.secret import Secret

FOLDED_AT_MOST = 100  # changes in one message
_PEOPLE_FOLD_SECONDS = 30.0
_MOST_ADDRESSES = 50
_LARGEST_FILE = 64 * 1024


class Sender(Protocol):
    """Sends to one address."""

    def send(self, name: str, title: str, content: bytes) -> None:
        """Returns once the message is acknowledged. Raises NotTaken."""

    def close(self) -> None: ...


class Queue(NamedTuple):
    """One address of a receiver. `open_sender` makes what sends to it, for one thread."""

    name: str  # the receiver's, and of people a word for the address
    receiver: str
    table: ReceiverTable
    fold_seconds: float
    changes_in_one: int
    message_of: Callable[[Sequence[ChosenChange]], Message]
    open_sender: Callable[[], Sender]


def queues_of(rules: NotifyRules, agent: str) -> list[Queue]:
    """The queues of all receivers, in their order; `agent` is who we say we are.

    Raises UsageFailure for secrets and addresses that cannot be read or used; it tells none of them.
    """
    found = []
    for name, table in rules.receivers.items():
        where = f"{rules.path}: [receivers.{name}]"
        made = _webhook if table.kind == "webhook" else _people
        found += list(made(name, table, where, rules.source, agent))
    return found


def _webhook(name: str, table: ReceiverTable, where: str, source: str, agent: str) -> Iterator[Queue]:
    if table.secret_file is None:
        raise AssertionError("the file's check wants one")
    address = _address_of(table, where)
    try:
        url = webhook_address(address.get_secret_value(), allow_private=table.allow_private)
    except ValueError as error:
        raise UsageFailure(f"{where}, url_file: {error}") from None
    keys = read_secrets(table.secret_file, f"{where}, secret_file")
    ca_file = str(table.ca_file) if table.ca_file is not None else None
    fold = table.fold_seconds or 0.0

    def open_sender() -> Sender:
        return Webhook(url, keys, agent, allow_private=table.allow_private, ca_file=ca_file)

    with _readable_authorities(where, ca_file):
        open_sender().close()
    yield Queue(name, name, table, fold, FOLDED_AT_MOST if fold else 1,
                lambda chosen: for_a_program(chosen, source), open_sender)


def _people(name: str, table: ReceiverTable, where: str, _source: str, _agent: str) -> Iterator[Queue]:
    fold = table.fold_seconds if table.fold_seconds is not None else _PEOPLE_FOLD_SECONDS
    addresses = list(dict.fromkeys(_addresses_of(table, where)))
    if len(addresses) > _MOST_ADDRESSES:
        raise UsageFailure(f"{where}: {len(addresses)} addresses are too many: at most {_MOST_ADDRESSES}")
    for number, address in enumerate(addresses, 1):
        try:
            People(address).close()
        except ValueError as error:
            raise UsageFailure(f"{where}: address {number} ({error})") from None
        secret = Secret(address)
        yield Queue(f"{name}/{queue_suffix(address)}", name, table, fold, FOLDED_AT_MOST, for_a_person,
                    lambda secret=secret: People(secret.get_secret_value()))  # type: ignore[misc]


def _address_of(table: ReceiverTable, where: str) -> Secret:
    if table.url is not None:
        return Secret(table.url)
    if table.url_file is None:
        raise AssertionError("the file's check wants one of them")
    lines = read_private_lines(table.url_file, f"{where}, url_file")
    if len(lines) > 1:
        raise UsageFailure(f"{where}, url_file: {table.url_file} holds {len(lines)} lines: write one address")
    return Secret(lines[0])


def _addresses_of(table: ReceiverTable, where: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    if table.addresses_file is not None:
        return read_private_lines(table.addresses_file, f"{where}, addresses_file", _LARGEST_FILE)
    found = environment.get(table.addresses_env or "", "").split()
    if not found:
        raise UsageFailure(f"{where}, addresses_env: {table.addresses_env} is not set in the environment")
    return found


@contextlib.contextmanager
def _readable_authorities(where: str, ca_file: str | None) -> Iterator[None]:
    try:
        yield
    except (OSError, ssl.SSLError) as error:
        why = getattr(error, "strerror", None) or getattr(error, "reason", None) or type(error).__name__
        raise UsageFailure(f"{where}, ca_file: {ca_file} holds no certificates that can be read ({why})") from error

