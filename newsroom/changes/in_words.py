"""A change in the words that a person reads: in a terminal, in a mail, on a page."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from newsroom.changes.change import ChangeKind, SpokenWord, TollChange
from newsroom.show.figures import incident_heading

KIND_WORDS: Mapping[ChangeKind, str] = {
    "new_incident": "new incident", "first": "first figure", "raised": "raised", "corrected_down": "corrected down",
    "unprintable": "nothing to print any more", "disputed": "now disputed", "settled": "no longer disputed",
    "bounds": "range changed", "wording": "told otherwise", "ruled": "ruled", "ruling_withdrawn": "ruling withdrawn",
    "ruling_expired": "ruling expired", "merged": "merged", "renamed": "the same incident by a new id",
    "split": "split", "withdrawn": "withdrawn", "reprocessed": "decided again by newer rules",
}
_ASIDE: frozenset[ChangeKind] = frozenset({"bounds", "wording"})  # not worth a word beside others


def heading_of(change: TollChange, digits: int | None = 8) -> str:
    """ "Trujillo, PE: landslide (incident 65baf0e2)"; with so many digits of the id, or all (None)."""
    return incident_heading(msgspec.structs.asdict(change), digits)


def change_in_words(change: TollChange, *, named: bool = False) -> str:
    """ "killed: 41 → 38 (37–38+, disputed), corrected down: 38 by Rosa Quillay, in PNA; since 15 Mar 02:40 UTC".

    `named`: with its policy.
    """
    under = f" under {change.policy}" if named else ""
    before = f"{change.before.printed} → " if change.before is not None else ""
    why = "; ".join(part for part in (_editors(change), *map(_said, change.who), _gone(change)) if part)
    return (f"{change.category}{under}: {before}{change.after.printed} ({band_in_words(change)}), "
            f"{kinds_in_words(change)}{f': {why}' if why else ''}; since {change.since:%d %b %H:%M} UTC")


def kinds_in_words(change: TollChange) -> str:
    """ "new incident, now disputed"."""
    telling = [kind for kind in change.kinds if kind not in _ASIDE] or list(change.kinds)
    return ", ".join(KIND_WORDS[kind] for kind in telling) or "stands"


def band_in_words(change: TollChange) -> str:
    """ "37–38+, disputed, revised down"."""
    flags = ["disputed"] if change.after.disputed else []
    flags += [flag.replace("_", " ") for flag in change.after.flags]
    until = f" until {change.ruled_until:%d %b %Y %H:%M} UTC" if change.ruled_until is not None else ""
    return ", ".join([change.after.interval, *flags, *([f"ruled{until}"] if change.after.ruled else [])])


def _said(word: SpokenWord) -> str:
    carriers = f", in {', '.join(word.carriers)}" if word.carriers else ""
    return f"{word.said} by {word.claimant or 'nobody named'}{carriers}"


def _editors(change: TollChange) -> str:
    editor = change.editor
    return f"by {editor.by}, {editor.reason}" if editor is not None else ""


def _gone(change: TollChange) -> str:
    return f"no longer said by {', '.join(change.no_longer)}" if change.no_longer else ""
