"""Articles that the log has: read again, as a run that was killed does, nothing more follows from them.

What an item's version means depends on what was known when it came. To ask that again of what is known by now could
give another answer, and one more event, for a version that the log has.
"""

from __future__ import annotations

import hashlib

import msgspec

from producers.article import Article
from producers.intake.ledger import Ledger


def is_taken(ledger: Ledger, article: Article) -> bool:
    """Whether the log has it whole, as the ledger's open transaction knows. Raises LedgerError."""
    return _is_of_items(article) and bool(ledger.execute("SELECT 1 FROM taken WHERE article = ?", (_digest(article),)))


def remember_taken(ledger: Ledger, article: Article) -> None:
    """Remember it in the open transaction, unless the log alone can tell what it has of it. Raises LedgerError."""
    if _is_of_items(article):
        ledger.execute("INSERT OR IGNORE INTO taken VALUES (?)", (_digest(article),))


def _is_of_items(article: Article) -> bool:
    return bool(article.recalls) or any(update.item is not None for update in article.updates)


def _digest(article: Article) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(article), digest_size=16).digest()
