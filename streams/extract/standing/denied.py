"""Numbers that a text tells only to say that they are wrong: rumours, claims that are dismissed, "fake news".

Nobody's word stands behind such a number: it is kept as one that no longer holds, like an old figure that is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.extract.binding.figure import Figure
from streams.extract.sentences.line import Line

EXAMPLES = (
    "The governor dismissed reports that 40 people had died.",
    "Rumours of 40 deaths are false, police said.",
    "Police deny reports that 40 people died in the fire.",
    "A post claimed that 40 people died. This is not true, police said.",
    "Claims of 40 deaths have no basis, the ministry said.",
    "A message alleges that 40 people perished. This is false, and the public is asked not to spread it any further.",
    "Some channels ran a ticker of 40 deaths. The administration strongly refutes the same.",
    "The sergeant took issue with radio reports that gave the number killed as 40.",
    "Whoever wrote that 40 people died should be ashamed.",
    "The attention of the Command has been drawn to a video in which a man alleged that 40 people were massacred.",
    "A post here said 40 people had died. That was wrong: the hospital was talking about operations on patients.",
)
_FALSE = frozenset(
    (
        "rumour rumours rumor rumors hoax fake fabricated misleading unfounded baseless groundless untrue false"
        " disinformation misinformation debunked refuted"
    ).split()
)
_REFUSES = frozenset(
    (
        "dismissed dismisses dismiss denied denies deny denying rejected rejects reject rubbishes rubbished rubbish"
        " refuted refutes refute"
    ).split()
)
_OF_REFUSAL = frozenset({"issue", "drawn"})
_REFUSED_IN_WORDS = ("took issue with", "takes issue with", "been drawn to")
_WHAT = frozenset(
    "claims claim claiming reports report rumours rumors talk posts post suggestions allegations that figure".split()
)
_NEAR = 6  # words between the verb and what it refuses
_ANSWERS = frozenset({"this", "that", "it", "such", "the", "both", "they"})
_WRONG = _FALSE | {"wrong", "incorrect"}
_AT_ONCE = 4  # words in which a sentence says so of the one before
_SHORT = 12  # words of a sentence that only answers the one before
_IT = frozenset("it this that same claim claims figure number report reports".split())
_NOT = (
    "not true", "no truth", "not correct", "not the case", "irresponsible", "no basis", "no foundation",
    "without foundation", "without basis",
)  # fmt: skip


def denied(figures: Sequence[Figure], lines: Sequence[Line]) -> list[bool]:
    """Of each figure of an update, whether the text tells it only to say that it is wrong."""
    after = {id(line): following for line, following in pairwise(lines)}
    return [_is_denied(figure, after.get(id(figure.line))) for figure in figures]


def _is_denied(figure: Figure, following: Line | None) -> bool:
    line = figure.line
    if not _FALSE.isdisjoint(line.present) or _says_no(line):
        return True
    before = line.words[: figure.quantity.first]
    if not _REFUSES.isdisjoint(line.present) and _is_refused(before):
        return True
    if before[:1] == ["whoever"]:
        return True
    if not _OF_REFUSAL.isdisjoint(before) and any(phrase in " ".join(before) for phrase in _REFUSED_IN_WORDS):
        return True
    if following is None or following.paragraph != line.paragraph:
        return False
    if not following.quantities and _refuses_it(following.words):
        return True
    if following.word(0) not in _ANSWERS:
        return False
    if following.word(1) in ("is", "was") and not _WRONG.isdisjoint(following.words[2:_AT_ONCE]):
        return True
    return (
        len(following.words) <= _SHORT and not following.quantities
        and (not _FALSE.isdisjoint(following.present) or _says_no(following))
    )  # fmt: skip


def _refuses_it(words: Sequence[str]) -> bool:
    """ "The district administration strongly refutes the same." """
    at = next((k for k, word in enumerate(words) if word in _REFUSES), None)
    return at is not None and not _IT.isdisjoint(words[at + 1 : at + 4]) and len(words) <= _SHORT


def _is_refused(before: Sequence[str]) -> bool:
    """ "dismissed reports that", and not "denied responsibility for the attack that killed"."""
    for k, word in enumerate(before):
        if word in _REFUSES and not _WHAT.isdisjoint(before[k + 1 : k + 1 + _NEAR]):
            return "responsibility" not in before[k:]
    return False


def _says_no(line: Line) -> bool:
    text = " ".join(line.words)
    return any(phrase in text for phrase in _NOT)
