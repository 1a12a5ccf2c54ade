"""The reasons for a figure in short English sentences, a bounded number of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from schemas.events import Qualifier
from streams.figures.house_walk import STEPS_TOLD, Verb, Walk, WalkStep
from streams.figures.said.statements import Statement

_ASIDE_TOLD: Final = 8  # figures set aside; the earlier ones are counted

_STATED: Final[Mapping[Qualifier, str]] = {
    "exact": "{}", "at_least": "at least {}", "more_than": "more than {}", "about": "about {}",
    "up_to": "up to {}", "fewer_than": "fewer than {}",
}

_STEPS: Final[Mapping[Verb, str]] = {
    "taken": "taken as best",
    "raised": "background raises best",
    "corrected": "below best, taken as a labelled correction",
    "own": "taken as the later word of the claimant who held best",
    "graded": "below best, taken because better graded",
    "exact": "below best, taken because exact",
    "numbered": "a number where best was only a word: taken",
    "later": "the later figure of a count that may fall: taken",
    "cleared": "a fall was reported: the earlier best no longer counts",
    "dropped": "an exact figure or correction below background, which no longer counts",
    "stays": "below best, which stays",
    "official": "below best, taken as an official count where best was of one without an office",
    "beside": "above best, told beside the official count, which stays",
    "newer": "below best, taken as an official's later count that nobody had told before",
    "victims": "below best, taken because it does not count the attackers",
    "whole": "below best, taken as a total where best was said of a part",
    "outvoted": "below best, taken as two officials have since counted far fewer and nobody confirmed best",
    "undercut": "above background, which cannot be best below everything that stands",
}


def figure(word: Statement) -> str:
    """The word's figure as it would be printed: "at least 65", "60 to 80", "dozens"."""
    claim = word.claim
    if word.qualifier == "range":
        return f"{word.low} to {word.high}" if word.high is not None else f"{word.low} or more"
    number = claim.value if word.qualifier == claim.qualifier and claim.value is not None else word.number
    if number is None:
        number = word.high
    pattern = _STATED.get(word.qualifier)
    return pattern.format(number) if pattern is not None and number is not None else word.qualifier


def _speaker_name(word: Statement) -> str:
    if word.tier == "background":
        return "Background"
    if word.claimant is not None:
        return word.claimant if word.tier == "named" else f"{word.claimant} (anonymous)"
    return "Unattributed" if word.tier == "named" else "An anonymous person"


def _at(time: dt.datetime) -> str:
    return f"{time.year:04}-{time.month:02}-{time.day:02} {time.hour:02}:{time.minute:02} UTC"


def _said_by(word: Statement) -> str:
    return f"{_at(word.published_at)}, {_speaker_name(word)}: {figure(word)}"


def walk_lines(walk: Walk) -> tuple[str, ...]:
    """The steps that changed best, or failed to, and a count of what only confirmed it."""
    if not walk.steps:
        return ("Nothing was said that can set best.",)
    lines = [*_left_out(walk.steps_taken - STEPS_TOLD, "steps"), *map(_step_line, walk.steps)]
    if walk.confirmations:
        lines.append(f"Words that only agreed with what then was best: {walk.confirmations}.")
    return tuple(lines)


def common_lines(aside: Sequence[Statement], dispute: tuple[Statement, Statement] | None) -> tuple[str, ...]:
    """What a correction set aside, and the dispute: the same under every policy."""
    lines = [*_left_out(len(aside) - _ASIDE_TOLD, "figures set aside"), *map(set_aside_line, aside[-_ASIDE_TOLD:])]
    if dispute is not None:
        lower, higher = dispute
        lines.append(f"Disputed: {_said_by(lower)} lies below {figure(higher)} by {_speaker_name(higher)} "
                     f"at {_at(higher.published_at)}.")
    return tuple(lines)


def set_aside_line(word: Statement) -> str:
    correction = word.set_aside_by
    if correction is None:
        raise ValueError("no correction set this word aside")
    return (f"{_said_by(word)}: set aside by the correction to {figure(correction)} by "
            f"{_speaker_name(correction)} at {_at(correction.published_at)}.")


def _step_line(step: WalkStep) -> str:
    before = f" (best was {figure(step.against)})" if step.against is not None else ""
    label = ", a labelled correction" if step.word.lowered and step.verb != "corrected" else ""
    return f"{_said_by(step.word)}{label}: {_STEPS[step.verb]}{before}."


def _left_out(count: int, what: str) -> list[str]:
    return [f"Earlier {what} left out here: {count}."] if count > 0 else []
