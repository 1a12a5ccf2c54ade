"""Articles to events for the intake, by what the log has of their items: versions, kills, kills that come first.

A publisher names an item and gives it in versions; the one that kills or withholds it recalls every version up to
it, whether that came before or comes after. A version that was not told before the one that replaces it, for it was
under embargo or was edited without a new time, was nobody's word to the world: it is recalled as well. So what an
article means depends on what was taken in before, which the ledger remembers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from typing import Any, NamedTuple

import msgspec

from producers.article import Article, ArticleUpdate, Recall
from producers.events import event_of, update_withdrawn
from producers.intake.ledger import Ledger
from schemas.events import UpdateReceived, UpdateWithdrawn

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
EMBARGOED = "embargoed"
"""Flag of an update that was told when its embargo ended, later than it was made."""

_NOBODY = "the publisher"
_REPLACED = "Replaced by another version before it was told, or without a new time."


class ArticleEvents(NamedTuple):
    """The events of an article, and what a person should be told of it."""

    updates: list[UpdateReceived]
    recalls: list[UpdateWithdrawn]  # of these and of earlier updates; to stand behind `updates` on the log
    messages: list[str]


def take(ledger: Ledger, article: Article, source: str) -> ArticleEvents:
    """The events of the article, remembered in the ledger's open transaction. Raises LedgerError.

    A version that only says again what the log has as the item's latest gives no event. What a recall covers is
    taken in and recalled at once, so that the timeline shows both.
    """
    items: dict[str, _Item] = {}

    def item_of(name: str) -> _Item:
        if name not in items:
            items[name] = _Item(ledger, name, article.carrier or _NOBODY)
        return items[name]

    updates: dict[str, UpdateReceived] = {}
    recalls: dict[str, UpdateWithdrawn] = {}
    messages = []

    def add(given: _Given) -> None:
        for event in given.updates:
            updates.setdefault(event.update_id, event)
        recalls.update({event.update_id: event for event in given.recalls})

    for recall in article.recalls:
        given = item_of(recall.item).recall(recall)
        add(given)
        if not given.recalls:
            messages.append(f"{source}: item {recall.item} is recalled, but nothing of it is here: "
                            "what comes of it later is recalled too")
    shares = Counter(update.item for update in article.updates)
    for update in article.updates:
        if not update.text:
            continue
        if update.item is None:
            add(_Given([event_of(article, update, source)], []))
            continue
        item = item_of(update.item)
        event = event_of(article, update, source, again=item.told_again(update))
        is_whole = shares[update.item] == 1 and update.time_text is None
        add(item.take(_Known.of(update, event, is_whole=is_whole), event))
    return ArticleEvents(list(updates.values()), list(recalls.values()), messages)


def released(article: Article) -> Article:
    """The article once its embargo is over: what that held back was told when it ended."""
    until = article.embargoed_until
    if until is None:
        return article
    updates = tuple(
        msgspec.structs.replace(update, published_at=until, flags=(*update.flags, EMBARGOED))
        if update.versioned_at == update.published_at < until else update
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


class _Telling(NamedTuple):
    version: _Version
    told_at: int  # microseconds since 1970


class _Known(NamedTuple):
    """An update of the item that the log has, or that comes."""

    desk: str
    text: str  # digest of its words
    is_whole: bool  # else one of several updates of the item
    first: _Telling
    last: _Telling  # of the latest version that says it
    repeat: UpdateReceived | None = None  # the event of that version, which was not given, since it was no news

    @classmethod
    def of(cls, update: ArticleUpdate, event: UpdateReceived, *, is_whole: bool) -> _Known:
        telling = _Telling(_version_of(update), _micros(event.published_at))
        return cls(event.desk, _digest(event.text), is_whole, telling, telling)

    def is_replaced_by(self, later: _Known) -> bool:
        """Whether the later one was told no later."""
        return self.is_whole and later.is_whole and later.first.told_at <= self.first.told_at


class _Given(NamedTuple):
    """What is to go on the log."""

    updates: list[UpdateReceived]
    recalls: list[UpdateWithdrawn]


class _Said(NamedTuple):
    """A recall of the item."""

    version: _Version
    reason: str
    carrier: str


class _Item:
    """What the ledger remembers of an item."""

    def __init__(self, ledger: Ledger, name: str, carrier: str) -> None:
        """`carrier` is who prints what is being taken in."""
        self._ledger = ledger
        self._name = name
        self._carrier = carrier
        self._known = {str(row[0]): _read(row) for row in ledger.execute(
            "SELECT update_id, desk, text, is_whole, versioned_at, version, told_at, last_versioned_at, last_version, "
            "last_told_at, repeat FROM updates WHERE item = ?", (name,))}
        self._recalls = [  # the latest first
            _Said(_Version(int(str(at)), str(version)), str(reason), str(carrier))
            for at, version, reason, carrier in ledger.execute(
                "SELECT recalled_at, version, reason, carrier FROM recalls WHERE item = ? ORDER BY recalled_at DESC",
                (name,))
        ]

    def recall(self, recall: Recall) -> _Given:
        """Remember the recall; what it takes back of what is here: not what a later version says too."""
        said = _Said(_Version(_micros(recall.recalled_at), recall.version or ""), recall.reason, self._carrier)
        self._ledger.execute("INSERT OR IGNORE INTO recalls VALUES (?, ?, ?, ?, ?)",
                             (self._name, said.version.moment, said.version.name, said.reason, said.carrier))
        self._recalls = sorted({*self._recalls, said}, key=lambda each: each.version.moment, reverse=True)
        given = _Given([], [])
        for update_id, known in list(self._known.items()):
            if said.version.covers(known.last.version):
                given.recalls.append(self._withdrawal(update_id, known.desk, said))
            elif said.version.covers(known.first.version) and known.repeat is not None and self._stands(known):
                given.updates.append(self._give_repeat(update_id, known.repeat))
                given.recalls.append(self._withdrawal(update_id, known.desk, said))
        return given

    def take(self, come: _Known, event: UpdateReceived) -> _Given:
        """What follows from a version, unless the log has it, as this update or as the item's latest words."""
        known = self._known.get(event.update_id)
        if known is not None:
            if known.last.version < come.last.version:
                self._remember(event.update_id, known._replace(last=come.last))
            return _Given([], [])
        said_before = self._says_again(come, event)
        if said_before is not None:
            self._remember(said_before, self._known[said_before]._replace(last=come.last, repeat=event))
            return _Given([], [])
        self._remember(event.update_id, come)
        said = next((said for said in self._recalls if said.version.covers(come.first.version)), None)
        if said is not None:
            return _Given([event], [self._withdrawal(event.update_id, event.desk, said)])
        return _Given([event, *self._interrupted(come)], self._replacements(come, event.update_id))

    def told_again(self, update: ArticleUpdate) -> str | None:
        """What makes it another update than one of the same words and time that does not stand: that was recalled
        before this version was made, or that another embargo held back until the same moment.
        """
        version = _version_of(update)
        before = next((said for said in self._recalls if not said.version.covers(version)), None)
        after = f"after {before.version.moment}" if before is not None else ""
        made = f"made {version.moment}" if EMBARGOED in update.flags else ""
        return f"{self._name} {after} {made}" if after or made else None

    def _says_again(self, come: _Known, event: UpdateReceived) -> str | None:
        """The update with the item's latest words, if this version only says them again."""
        if not come.is_whole or event.notice != "none" or EMBARGOED in event.flags:
            return None
        latest = max(self._standing(), key=lambda known: known[1].last.version, default=None)
        if latest is None:
            return None
        update_id, known = latest
        is_earlier = known.last.version <= come.first.version and known.last.told_at <= come.first.told_at
        return update_id if is_earlier and known.text == come.text else None

    def _interrupted(self, come: _Known) -> list[UpdateReceived]:
        """What was no news as long as nobody knew that the item said something else in between."""
        version = come.first.version
        return [
            self._give_repeat(update_id, known.repeat) for update_id, known in self._standing()
            if known.repeat is not None and version.covers(known.first.version)
            and not version.covers(known.last.version)
        ]

    def _replacements(self, come: _Known, come_id: str) -> list[UpdateWithdrawn]:
        """The recalls of what a version replaces, or of itself."""
        gone = []
        for update_id, known in self._standing():
            if update_id == come_id:
                continue
            if come.first.version.covers(known.first.version):
                if known.is_replaced_by(come):
                    gone.append(self._replaced(update_id, known, come))
            elif come.is_replaced_by(known):
                return [self._replaced(come_id, come, known)]
        return gone

    def _standing(self) -> list[tuple[str, _Known]]:
        return [(update_id, known) for update_id, known in self._known.items() if self._stands(known)]

    def _stands(self, known: _Known) -> bool:
        return not any(said.version.covers(known.last.version) for said in self._recalls)

    def _give_repeat(self, update_id: str, repeat: UpdateReceived) -> UpdateReceived:
        """Make an update of its own of the last telling of this one."""
        known = self._known[update_id]
        self._remember(update_id, known._replace(last=known.first, repeat=None))
        self._remember(repeat.update_id, known._replace(first=known.last, repeat=None))
        return repeat

    def _remember(self, update_id: str, known: _Known) -> None:
        self._known[update_id] = known
        first, last = known.first, known.last
        self._ledger.execute(
            "INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._name, update_id, known.desk, known.text, known.is_whole, *first.version, first.told_at,
             *last.version, last.told_at, msgspec.json.encode(known.repeat) if known.repeat is not None else None),
        )

    def _replaced(self, update_id: str, known: _Known, by: _Known) -> UpdateWithdrawn:
        at = _Version(by.last.told_at, by.last.version.name)
        return self._withdrawal(update_id, known.desk, _Said(at, _REPLACED, self._carrier))

    def _withdrawal(self, update_id: str, desk: str, said: _Said) -> UpdateWithdrawn:
        return update_withdrawn(update_id, desk, item=self._name, version=said.version.name, by=said.carrier,
                                at=_EPOCH + said.version.moment * _MICROSECOND, reason=said.reason)


def _read(row: tuple[Any, ...]) -> _Known:
    _, desk, text, is_whole, *tellings, repeat = row
    first, last = (_Telling(_Version(at, version), told) for at, version, told in (tellings[:3], tellings[3:]))
    event = msgspec.json.decode(repeat, type=UpdateReceived) if repeat is not None else None
    return _Known(desk, text, bool(is_whole), first, last, event)


def _version_of(update: ArticleUpdate) -> _Version:
    return _Version(_micros(update.versioned_at or update.published_at), update.version or "")


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
