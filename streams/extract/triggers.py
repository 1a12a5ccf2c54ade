"""One pass over the text that tells whether it can hold a casualty figure at all."""

from __future__ import annotations

from collections.abc import Iterator

import ahocorasick_rs

from streams.extract.words.categories import ALSO_TELLING, BARE_TOLLS, PREDICATES, Predicate, telling
from streams.extract.words.frames import BY_VERB


def _of_row(row: Predicate) -> str:
    """The words that stand together in every text with the row, if they tell of casualties and not of anything else."""
    if row.category == "same":  # of a figure before, that has a trigger of its own
        return ""
    parts = [part.strip() for part in row.words.split("*")]
    return max((part for part in parts if telling(part) or (" " in part and part == row.words)), key=len, default="")


def _of_frames() -> Iterator[str]:
    for verb, options in BY_VERB.items():
        if telling(verb):
            yield verb
        else:
            yield from (" ".join(behind) for behind, _ in options if telling(" ".join(behind)))


_EVERY = frozenset((*map(_of_row, PREDICATES), *_of_frames(), *BARE_TOLLS, *ALSO_TELLING)) - {""}
TRIGGERS = tuple(sorted(_EVERY))


def _holds_another(trigger: str) -> bool:
    """Whether some of its words are a trigger: then these find every text that it would."""
    words = trigger.split()
    parts = {" ".join(words[i:k]) for i in range(len(words)) for k in range(i + 1, len(words) + 1)}
    return not (parts - {trigger}).isdisjoint(_EVERY)


_AUTOMATON = ahocorasick_rs.AhoCorasick(
    [trigger for trigger in TRIGGERS if not _holds_another(trigger)],
    implementation=ahocorasick_rs.Implementation.DFA,
)


def has_trigger(text: str) -> bool:
    """Whether any casualty word stands in the text as a word of its own; linear, microseconds per update."""
    lower = " ".join(text.lower().split())
    try:
        hits = _AUTOMATON.find_matches_as_indexes(lower, overlapping=True)
    except UnicodeEncodeError:  # lone surrogates
        lower = lower.encode("utf-8", "replace").decode("utf-8")
        hits = _AUTOMATON.find_matches_as_indexes(lower, overlapping=True)
    return any(
        not (start and lower[start - 1].isalpha()) and not lower[end : end + 1].isalpha() for _, start, end in hits
    )
