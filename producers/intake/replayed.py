"""What the replay of dead letters leaves behind: which letters were tried, and what was said of documents that were
then read, so that the same bytes are read so whenever they are met again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from producers.formats.common.format import Reading
from producers.intake.ledger import Ledger


def remember_replayed(ledger: Ledger, raw: bytes, reading: Reading) -> None:
    """Remember in the open transaction that the document was read with this. Raises LedgerError."""
    ledger.execute("INSERT OR REPLACE INTO replayed VALUES (?, ?)", (_digest(raw), msgspec.json.encode(reading)))


def replayed_reading(ledger: Ledger, raw: bytes) -> Reading | None:
    """What a replay read these bytes with; None where none did. Raises LedgerError."""
    found = ledger.look("SELECT reading FROM replayed WHERE content = ?", (_digest(raw),)) if ledger.in_use else []
    return msgspec.json.decode(bytes(found[0][0]), type=Reading) if found else None  # type: ignore[call-overload]


def letters_tried(ledger: Ledger) -> frozenset[int]:
    """The offsets of letters that were tried before others that stand before them. Raises LedgerError."""
    rows = ledger.look("SELECT letter FROM tried") if ledger.exists else []
    return frozenset(int(str(letter)) for (letter,) in rows)


def keep_tried(ledger: Ledger, letters: Iterable[int]) -> None:
    """Remember in the open transaction that just these were. Raises LedgerError."""
    ledger.execute("DELETE FROM tried")
    for letter in letters:
        ledger.execute("INSERT INTO tried VALUES (?)", (letter,))


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()
