"""What an event says of a figure: its numbers, and whose words came in with it or are gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from newsroom.changes.change import MOST_WORDS, SpokenWord
from newsroom.changes.state import KnownFigure, KnownNumbers
from newsroom.show.figures import said_by
from schemas.events import FigureChanged, FigureReconciled, Voice

FigureEvent: TypeAlias = FigureChanged | FigureReconciled

_MOST_CLAIMS = 500  # of a figure, whose claimants are remembered


def published_time(event: FigureEvent) -> dt.datetime:
    """Of the input that the event follows from; the oldest logs know only that of the word."""
    return event.input_published_at or event.updated_at


def is_whole(event: FigureEvent) -> bool:
    """Whether the event tells all voices."""
    return isinstance(event, FigureReconciled) or event.whole


def is_void(event: FigureEvent) -> bool:
    """Whether nobody says anything any more of the category, or its incident became part of another."""
    return is_whole(event) and not event.voices


def numbers_in(event: FigureEvent, recorded_at: dt.datetime) -> dict[str, KnownNumbers]:
    """By policy; a ruling that had ended when it was told is over for whoever is told."""
    each_policy = (event,) if isinstance(event, FigureReconciled) else event.figures
    until = event.ruling.until if event.ruling is not None else None
    expired = until is not None and until <= recorded_at
    return {
        each.policy: KnownNumbers(each.low, each.best, each.best_qualifier, each.high, each.flags, event.disputed,
                                  event.ruling, event.event_id, expired)
        for each in each_policy
    }


def figure_told(
    event: FigureEvent, before: KnownFigure | None, known: Mapping[str, str], recorded_at: dt.datetime
) -> KnownFigure:
    """The figure as it is told now. `known` are the claimants heard before, by claim, under whatever incident."""
    heard = {voice.claim_id for voice in event.voices}
    gone = known.keys() - heard if isinstance(event, FigureReconciled) or event.whole else set(event.gone)
    came = sorted((voice for voice in event.voices if voice.claim_id not in known),
                  key=lambda voice: (voice.published_at, voice.claim_id))
    said_else = {voice.claimant for voice in came}
    who = tuple(_speaker(voice) for voice in came[-MOST_WORDS:])
    no_longer = tuple(sorted({known[claim] for claim in gone if known.get(claim)} - said_else))
    numbers = numbers_in(event, recorded_at)
    if before is not None:
        if before.caused_by == event.caused_by.offset:  # told in several events
            who, no_longer = who or before.who, no_longer or before.no_longer
        if isinstance(event, FigureReconciled):  # the other policies are told apart
            numbers = before.policies | numbers
    claimants = {} if is_whole(event) else {claim: who for claim, who in known.items() if claim not in gone}
    claimants |= {voice.claim_id: voice.claimant or "" for voice in event.voices}
    return KnownFigure(
        policies=numbers, updated_at=event.updated_at, published_at=published_time(event),
        recorded_at=recorded_at, claimants=dict(list(claimants.items())[-_MOST_CLAIMS:]),
        caused_by=event.caused_by.offset, who=who, no_longer=no_longer,
    )


def _speaker(voice: Voice) -> SpokenWord:
    return SpokenWord(claimant=voice.claimant, carriers=voice.carriers, said=said_by(msgspec.structs.asdict(voice)),
                   published_at=voice.published_at, update_id=voice.update_id, claim_id=voice.claim_id)
