"""Articles to events for the intake, by what the log has of their items: versions, kills, kills that come first.

A publisher names an item and gives it in versions; the one that kills or withholds it recalls every version up to
it, whether that came before or comes after. So what an article means depends on what was taken in before, which the
ledger remembers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

import msgspec

from producers.article import Article, ArticleUpdate, Recall
from producers.ingest import event_of, withdrawn
from producers.ledger import Ledger
from schemas.events import UpdateReceived, UpdateWithdrawn

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_NOBODY = "the publisher"


class Taken(NamedTuple):
    """The events of an article, and what a person should be told of it."""

    updates: list[UpdateReceived]
    recalls: list[UpdateWithdrawn]  # of these and of earlier updates; to stand behind `updates` on the log
    messages: list[str]


def take(ledger: Ledger, article: Article, source: str) -> Taken:
    """The events of the article, remembered in the ledger's open transaction. Raises LedgerError.

    A version that only says again what the log has as the item's latest gives no event. What a recall covers is
    taken in and recalled at once, so that the timeline shows both.
    """
    items: dict[str, _Item] = {}
    updates: dict[str, UpdateReceived] = {}
    recalls: dict[str, UpdateWithdrawn] = {}
    messages = []
    for recall in article.recalls:
        item = items.setdefault(recall.item, _Item(ledger, recall.item))
        gone = item.recall(recall, article.carrier or _NOBODY)
        recalls |= {event.update_id: event for event in gone}
        if not gone:
            messages.append(f"{source}: item {recall.item} is recalled, but nothing of it is here: "
                            "what comes of it later is recalled too")
    for update in article.updates:
        if not update.text:
            continue
        if update.item is None:
            event = event_of(article, update, source)
            updates.setdefault(event.update_id, event)
            continue
        item = items.setdefault(update.item, _Item(ledger, update.item))
        event = event_of(article, update, source, again=item.told_again(update))
        if not item.has(update, event):
            updates.setdefault(event.update_id, event)
            if (recalled := item.recalled(update, event)) is not None:
                recalls[event.update_id] = recalled
    return Taken(list(updates.values()), list(recalls.values()), messages)


def released(article: Article) -> Article:
    """The article once its embargo is over: what that held back was told when it ended."""
    until = article.embargoed_until
    if until is None:
        return article
    updates = tuple(
        msgspec.structs.replace(update, published_at=max(update.published_at, until))
        if update.versioned_at == update.published_at else update
        for update in article.updates
    )
    return msgspec.structs.replace(article, updates=updates, embargoed_until=None)


class _Version(NamedTuple):
    moment: int  # microseconds since 1970
    name: str

    def covers(self, other: _Version) -> bool:
        """Whether a recall of this version recalls the other: numbers count where both have one, else times."""
        if self.name.isdecimal() and other.name.isdecimal() and int(self.name) != int(other.name):
            return int(other.name) < int(self.name)
        return other.moment <= self.moment


class _Known(NamedTuple):
    """An update of the item that the log has."""

    desk: str
    version: _Version  # the latest that holds it
    text: str  # digest of its words


class _Said(NamedTuple):
    """A recall of the item."""

    version: _Version
    reason: str
    carrier: str


class _Item:
    """What the ledger remembers of an item."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self._ledger = ledger
        self._name = name
        self._known = {
            str(update_id): _Known(str(desk), _Version(int(str(at)), str(version)), str(text))
            for update_id, desk, at, version, text in ledger.execute(
                "SELECT update_id, desk, versioned_at, version, text FROM updates WHERE item = ?", (name,))
        }
        self._recalls = [  # the latest first
            _Said(_Version(int(str(at)), str(version)), str(reason), str(carrier))
            for at, version, reason, carrier in ledger.execute(
                "SELECT recalled_at, version, reason, carrier FROM recalls WHERE item = ? ORDER BY recalled_at DESC",
                (name,))
        ]

    def recall(self, recall: Recall, carrier: str) -> list[UpdateWithdrawn]:
        """Remember the recall; what it takes back of what is here: not what a later version says too."""
        said = _Said(_Version(_micros(recall.recalled_at), recall.version or ""), recall.reason, carrier)
        self._ledger.execute("INSERT OR IGNORE INTO recalls VALUES (?, ?, ?, ?, ?)",
                             (self._name, said.version.moment, said.version.name, said.reason, said.carrier))
        self._recalls = sorted({*self._recalls, said}, key=lambda each: each.version.moment, reverse=True)
        return [self._withdrawal(update_id, known.desk, said) for update_id, known in self._known.items()
                if said.version.covers(known.version)]

    def recalled(self, update: ArticleUpdate, event: UpdateReceived) -> UpdateWithdrawn | None:
        """The recall of an update that comes after its version was recalled."""
        version = _version_of(update)
        said = next((said for said in self._recalls if said.version.covers(version)), None)
        return self._withdrawal(event.update_id, event.desk, said) if said is not None else None

    def told_again(self, update: ArticleUpdate) -> str | None:
        """What makes it another update than one of the same words that was recalled before this version was made."""
        version = _version_of(update)
        before = next((said for said in self._recalls if not said.version.covers(version)), None)
        return f"{self._name} after {before.version.moment}" if before is not None else None

    def has(self, update: ArticleUpdate, event: UpdateReceived) -> bool:
        """Whether the log has it, as this update or as the item's latest words; from now on it has."""
        version, text = _version_of(update), _digest(event.text)
        known = self._known.get(event.update_id)
        name = event.update_id if known is not None else self._says_again(update, event, version, text)
        if name is None:
            self._remember(event.update_id, _Known(event.desk, version, text))
            return False
        if self._known[name].version < version:
            self._remember(name, self._known[name]._replace(version=version))
        return True

    def _says_again(
        self, update: ArticleUpdate, event: UpdateReceived, version: _Version, text: str
    ) -> str | None:
        """The update with the item's latest words, if this version only says them again."""
        if update.versioned_at != update.published_at or event.notice != "none":  # one of several updates of a page
            return None
        standing = [
            (known.version, update_id) for update_id, known in self._known.items()
            if not any(said.version.covers(known.version) for said in self._recalls)
        ]
        latest, update_id = max(standing, default=(version, ""))
        return update_id if update_id and latest <= version and self._known[update_id].text == text else None

    def _remember(self, update_id: str, known: _Known) -> None:
        self._known[update_id] = known
        self._ledger.execute(
            "INSERT INTO updates VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (item, update_id) DO UPDATE SET "
            "versioned_at = excluded.versioned_at, version = excluded.version",
            (self._name, update_id, known.desk, known.version.moment, known.version.name, known.text),
        )

    def _withdrawal(self, update_id: str, desk: str, said: _Said) -> UpdateWithdrawn:
        return withdrawn(update_id, desk, item=self._name, version=said.version.name, by=said.carrier,
                         at=_EPOCH + said.version.moment * _MICROSECOND, reason=said.reason)


def _version_of(update: ArticleUpdate) -> _Version:
    return _Version(_micros(update.versioned_at or update.published_at), update.version or "")


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
