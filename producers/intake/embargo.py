"""Documents that may not be told yet: kept as they came, and taken in when their time has come."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

import msgspec

from producers.article import HELD
from producers.formats.common.format import Reading
from producers.intake.ledger import Ledger

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Waiting(NamedTuple):
    """A document that waits, and until when (UTC)."""

    name: str
    raw: bytes
    reading: Reading
    due: dt.datetime


def keep(ledger: Ledger, waiting: Waiting) -> None:
    """Remember the document in the ledger's open transaction; again changes nothing. Raises LedgerError."""
    ledger.execute(
        "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?)",
        (waiting.name, _digest(waiting.raw), waiting.due.timestamp(), msgspec.json.encode(waiting.reading),
         waiting.raw),
    )


def embargoes_over(ledger: Ledger, now: dt.datetime) -> list[Waiting]:
    """The documents whose time has come, the first due first. Raises LedgerError."""
    return _found(ledger, "WHERE due <= ? ORDER BY due, name", now.timestamp()) if ledger.exists else []


def all_waiting(ledger: Ledger) -> list[Waiting]:
    """All that wait, the first due first. Raises LedgerError."""
    return _found(ledger, "WHERE due >= ? ORDER BY due, name", 0.0) if ledger.exists else []


def drop(ledger: Ledger, document: Waiting) -> None:
    """It waits no more: it is being taken in. Raises LedgerError."""
    ledger.execute("DELETE FROM waiting WHERE name = ? AND content = ?", (document.name, _digest(document.raw)))


def embargo_notice(name: str, until: dt.datetime) -> str:
    """What a person is told of it."""
    if until >= HELD:
        return f"{name}: held by its publisher: kept until a later version says otherwise"
    return f"{name}: under embargo until {until:%Y-%m-%d %H:%M} UTC: kept, and taken in by whatever runs after that"


def _found(ledger: Ledger, where: str, value: float) -> list[Waiting]:
    rows = ledger.look(f"SELECT name, raw, reading, due FROM waiting {where}", (value,))  # noqa: S608 - constants
    return [
        Waiting(str(name), bytes(raw), msgspec.json.decode(bytes(reading), type=Reading),  # type: ignore[call-overload]
                _EPOCH + dt.timedelta(seconds=float(str(due))))
        for name, raw, reading, due in rows
    ]


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()
