"""Where a sentence says who speaks: "X says", "X, the governor, says", "said X", "according to X", "citing X"."""

from __future__ import annotations

from typing import NamedTuple

from streams.extract.sentences.line import Line
from streams.extract.speakers.noun_phrases import (
    BEFORE_SPEAKERS,
    SOME_TIME,
    SOURCE_LINKS,
    before_clause,
    before_short_name,
    name_before_title,
    named_after,
    phrase_end,
    phrase_start,
    start_of_source,
    without_outer_place,
)
from streams.extract.speakers.somebody import (
    NOT_TAKEN,
    SPEAKERS,
    counts_victims,
    is_somebody,
    is_speaker_like,
    says_nothing,
)
from streams.extract.words.vocabulary import DETERMINERS, PREPOSITIONS, WEEKDAYS
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, ROLES, VERB_KIND


class Attribution(NamedTuple):
    """The words [first, end) name the speaker; `apposition` is a second name of the same, if any."""

    verb: int
    first: int
    end: int
    apposition: tuple[int, int] | None = None
    cited: bool = False  # quoted by the carrier of the sentence


_SPEAKING: dict[str, str] = {
    **VERB_KIND,
    **dict.fromkeys("according citing quoting cited quoted".split(), "behind"),
    "'s": "owner",
}
_QUOTED = frozenset("as quoted was were".split())
_SHOWS = frozenset("show shows showed".split())
_OWNER_STARTS = frozenset("the a an by of to in and , . ; : — \"".split())
_BESIDE = (
    frozenset(
        "also now first since later still then already meanwhile earlier again have has had is are late"
        " just not only all early on tuesday's previously initially originally reportedly officially can could".split()
    )
    | WEEKDAYS
)


def attributions(line: Line) -> list[Attribution]:
    """Attributions of a sentence from left to right."""
    found: list[Attribution] = []
    if _SPEAKING.keys().isdisjoint(line.present):
        return found
    for i, word in enumerate(line.words):
        kind = _SPEAKING.get(word)
        if kind is None:
            continue
        if kind == "owner":
            item = _owned(line, i)
        elif kind == "behind":
            item = _named_behind(line, i, word)
        else:
            item = _with_verb(line, i, kind == "count")
        if item is not None and is_somebody(line, item.first, item.end):
            found.append(item)
    return found


def _named_behind(line: Line, i: int, word: str) -> Attribution | None:
    if word in ("quoted", "cited") and line.word(i - 1) in ("was", "were", "been", "is", "are"):
        return None
    first = i + 1
    if word == "according":
        if line.word(first) != "to":
            return None
        first += 1
    end = phrase_end(line, first)
    first = start_of_source(line, first, end)
    return Attribution(i, first, end, named_after(line, end), cited=word != "according") if end > first else None


def _with_verb(line: Line, verb: int, count: bool) -> Attribution | None:
    k = verb - 1
    while k >= 0 and (line.words[k] in _BESIDE or (line.words[verb] == "saying" and line.words[k] in _QUOTED)):
        k -= 1
    if line.words[verb] == "state" and line.capital(verb - 1):
        return None  # "in Gujarat state"
    if k < 0 or says_nothing(line, verb):
        return None
    if line.words[k] == "and":  # "The union, …, accused the owner and said 26 men died"
        return _opening(line, verb, count)
    k = before_short_name(line, without_outer_place(line, k))
    if line.words[k] in (",", '"'):
        whoever = before_clause(line, verb) if line.words[k] == "," else None
        return Attribution(verb, 0, whoever) if whoever is not None else _across_comma(line, verb, k, count)
    if line.words[verb] in _OF_WHO_OPENS and line.words[verb] != "saying":
        return None  # "broke down the losses without adding them up"
    whoever = before_clause(line, verb)
    if whoever is not None and not count:
        return Attribution(verb, 0, whoever)
    first = phrase_start(line, k)
    if first is not None:
        first = start_of_source(line, first, k)
    if line.words[verb] in _SHOWS and (first is None or line.word(first - 1) not in SOURCE_LINKS):
        return None
    if first is None or not is_speaker_like(line, first, k + 1, count, verb):
        return None
    name = name_before_title(line, first)
    if name is not None:
        return Attribution(verb, name, first - 1, apposition=(first, k + 1))
    return Attribution(verb, first, k + 1)


def _owned(line: Line, i: int) -> Attribution | None:
    """ "The ministry's toll rose to 12", "by the ministry's count": a body has a toll of its own."""
    toll = line.mark_at.get(i + 1) or line.mark_at.get(i + 2)
    counts = (toll is not None and toll.form == "toll") or line.word(i + 1) in ("count", "tally", "figures")
    if not counts or i == 0 or not {line.words[i - 1]} & (BODIES_WORDS | GROUPS | ROLES):
        return None
    first = i - 1
    while first > 0 and (line.words[first - 1] in BODIES_WORDS or line.capital(first - 1) or first == i - 1):
        if line.words[first - 1] in _OWNER_STARTS:
            break
        first -= 1
    return Attribution(i, first, i)


def _across_comma(line: Line, verb: int, comma: int, count: bool) -> Attribution | None:
    """ "Talal B., the governor of H., says": the name stands before the apposition; else "…, said Talal B."."""
    opening = comma - 1
    while opening >= 0 and line.words[opening] != ",":
        opening -= 1
    if opening > 0:
        first = phrase_start(line, opening - 1)
        if (
            first is not None
            and is_speaker_like(line, first, opening, count, verb)
            and not counts_victims(line, opening, comma)
        ):
            is_when = line.word(opening + 1) in PREPOSITIONS or line.word(opening + 1) in SOME_TIME
            return Attribution(verb, first, opening, apposition=None if is_when else (opening + 1, comma))
    if line.words[verb] in _OF_WHO_OPENS:
        return _opening(line, verb, count)
    end = phrase_end(line, verb + 1)
    inverted = end > verb + 1 and line.word(verb + 1) not in ("that", "it", "he", "she", "they", "there")
    if inverted and not count and is_speaker_like(line, verb + 1, end, count, verb):
        behind = (end + 1, phrase_end(line, end + 1)) if line.word(end) == "," else None
        return Attribution(verb, verb + 1, end, apposition=behind)
    return None


_OF_WHO_OPENS = frozenset("saying claiming adding insisting confirming".split())


def _opening(line: Line, verb: int, count: bool) -> Attribution | None:
    """ "The ministry denied it, saying …": the body, group or name that opens the sentence."""
    start = int(line.words[0] in BEFORE_SPEAKERS)
    end = start + int(line.word(start) in DETERMINERS or line.word(start) in NOT_TAKEN)
    if end > start and not line.capital(end) and line.word(end) not in SPEAKERS and line.capital(end + 1):
        end += 1  # "The banned TTP"
    while line.capital(end) or line.word(end) in SPEAKERS or (line.word(end) == "'s" and end > start):
        end += 1
    return Attribution(verb, start, end) if is_speaker_like(line, start, end, count, verb) else None


