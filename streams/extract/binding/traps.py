"""Numbers that are no casualty figures: ages, dates, times, money, names of things, projections.

One row per trap, each with an example that is a test; the checks are tried in order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from streams.extract.sentences.line import Line
from streams.extract.sentences.noun_group import Group
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.words.vocabulary import MODALS, MONTHS, PEOPLE, TIME_WORDS, WEEKDAYS

_CURRENCY = frozenset("$ € £ ¥".split())
_SERIAL = frozenset(
    "no no. number flight route highway interstate engine platform building ward room area sector zone"
    " district boeing airbus article section chapter page channel pier gate unit level phase stage"
    " magnitude age aged category exit mile kilometer resolution".split()
)
_NUMBERED = frozenset("victim patient case body person suspect inmate passenger witness".split())
PLACES_COUNTED = frozenset(
    "villages towns districts provinces states counties cities hospitals hamlets places shelters camps schools homes"
    " houses attacks blasts bombings separate other different days hours".split()
)
_ONE_BEFORE = frozenset("no any every each this that which the another last only number day square ground".split())


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A number of a sentence with its noun group: a figure, or a trap."""

    line: Line
    quantity: Quantity
    group: Group


def _money(number: Candidate) -> bool:
    line, quantity = number.line, number.quantity
    return line.word(quantity.number_first - 1) in _CURRENCY or line.word(quantity.first - 1) in _CURRENCY


def _date(number: Candidate) -> bool:
    line, quantity, group = number.line, number.quantity, number.group
    before = line.word(quantity.number_first - 1)
    after = line.word(quantity.last + 1)
    if before in MONTHS and line.capital(quantity.number_first - 1) and (before != "may" or group.head is None):
        return True
    return after in MONTHS and line.capital(quantity.last + 1) and (group.head is None or before in _BEFORE_DAYS)


_BEFORE_DAYS = frozenset("of on since until till before".split())  # "the blast of 10 February ended the lives of 29"


def _clock(number: Candidate) -> bool:
    line, quantity = number.line, number.quantity
    return line.word(quantity.last + 1) in TIME_WORDS


def _percent(number: Candidate) -> bool:
    line, quantity = number.line, number.quantity
    return line.word(quantity.last + 1) in ("%", "percent")


def _year(number: Candidate) -> bool:
    line, quantity, group = number.line, number.quantity, number.group
    word = line.word(quantity.number_first)
    if not (len(word) == 4 and word.isdigit() and 1900 <= int(word) <= 2099):
        return False
    before = line.word(quantity.number_first - 1)
    return group.head is None or before in ("in", "since", "of", "the", "until", "year", "late", "early", "'s")


def _age(number: Candidate) -> bool:
    line, quantity, group = number.line, number.quantity, number.group
    first, after = quantity.number_first, line.word(quantity.last + 1)
    if quantity.value is None or quantity.value > 120 or quantity.qualifier != "exact" or group.head is not None:
        return False
    before = line.word(first - 1)
    if before == "of":
        return _is_somebody(line.word(first - 2)) and line.word(first - 3) in ("a", "an", "the", "young", "old")
    if before != ",":
        return False
    named = line.capital(first - 2) and after in (",", ".", ";", "", "and") and not _lists_places(line, first)
    return named or (_is_somebody(line.word(first - 2)) and after == ",")


def _is_somebody(word: str) -> bool:
    return word in _SOMEBODY or word.endswith(("man", "woman", "boy", "girl"))


_SOMEBODY = frozenset(
    "man woman boy girl teenager child baby mother father son daughter driver pilot captain shooter gunman attacker"
    " assailant bomber suspect victim survivor witness resident student soldier officer owner worker".split()
)


def _lists_places(line: Line, first: int) -> bool:
    """ "93 in Mexico City, 69, ..." is no age: a number stands earlier in the sentence."""
    return any(quantity.last < first and quantity.qualifier != "range" for quantity in line.quantities) and (
        line.word(first - 3) in ("in", "at")
    )


def _serial(number: Candidate) -> bool:
    line, quantity, group = number.line, number.quantity, number.group
    before = line.word(quantity.first - 1)
    if before == "number" and line.word(quantity.first - 2) in _NUMBERED:
        return True
    if before in _SERIAL and before not in ("number", "age"):
        return group.head is None or before in ("flight", "magnitude", "aged")
    return before == "age"


def _pronoun_one(number: Candidate) -> bool:
    line, quantity, group = number.line, number.quantity, number.group
    if line.word(quantity.number_first) != "one" or quantity.value != 1:
        return False
    if line.word(quantity.number_first - 1) in _ONE_BEFORE:
        return True
    return line.word(quantity.last + 1) == "of" and not group.partitive


def _thing(number: Candidate) -> bool:
    group = number.group
    return group.thing


def _projection(number: Candidate) -> bool:
    """A modal shortly before the number or between the number and its predicate."""
    line, quantity, group = number.line, number.quantity, number.group
    if MODALS.isdisjoint(line.present):
        return False
    for i in range(max(quantity.first - 6, 0), quantity.first):
        word = line.word(i)
        if (
            word in MODALS
            and i not in line.mark_at
            and line.word(i + 1) != "not"
            and not _counted(line, i)
            and not _crossed(line, i, quantity.first)
        ):
            return True
    for i in range(group.end, min(group.end + 3, len(line.words))):
        word = line.word(i)
        if i in line.mark_at or line.word(i + 1) == "not":
            break
        if word in ("may", "might") and _missing_follows(line, i):
            break
        if word in ("could", "would", "should", "will") or (word in MODALS and line.word(i + 1) in ("be", "die")):
            return not _counted(line, i)
        if word in (",", "and", "but"):
            break
    return False


def _missing_follows(line: Line, i: int) -> bool:
    """ "may still be missing" says what is known of them: nothing."""
    near = (line.mark_at.get(k) for k in range(i + 1, min(i + 5, len(line.words))))
    return any(mark is not None and mark.category == "missing" for mark in near)


def _counted(line: Line, i: int) -> bool:
    """ "may have died", "is expected" of people already counted; "May 5"."""
    return (line.word(i) in ("may", "might", "must", "likely") and line.word(i + 1) in ("have", "has")) or (
        line.word(i) == "may" and line.capital(i)
    )


def _crossed(line: Line, i: int, end: int) -> bool:
    return any(
        word in (",", ";", "and", "but", "after", "that", "which", ":", "says", "said")
        for word in line.words[i + 1 : end]
    )


def _inner(number: Candidate) -> bool:
    """ "five members of one family", "people from 12 villages": a number inside another's group."""
    line, quantity = number.line, number.quantity
    before = line.word(quantity.first - 1)
    return (
        before == "of"
        and line.word(quantity.first - 2) in PEOPLE
        and quantity.first - 2 not in line.mark_at
        and (line.word(quantity.first - 2) in ("members", "member"))
    )


def _title(number: Candidate) -> bool:
    """ "Eleven Dead Kings" between quotation marks, every word with a capital: the name of a work."""
    line, quantity = number.line, number.quantity
    i = quantity.number_first
    return line.word(i - 1) == '"' and all(line.capital(k) for k in (i, i + 1, i + 2))


def _exception(number: Candidate) -> bool:
    """ "all but 12 of the dead"."""
    line, quantity = number.line, number.quantity
    return line.word(quantity.first - 1) in ("but", "except") and line.word(quantity.first - 2) in ("all", "everyone")


def _agent(number: Candidate) -> bool:
    """ "killed by two gunmen", "down by one": doers and differences."""
    line, quantity = number.line, number.quantity
    return line.word(quantity.first - 1) == "by"


def _fraction(number: Candidate) -> bool:
    """ "four in five", "nine out of 10"."""
    line, quantity = number.line, number.quantity
    link = quantity.last + 1
    other = link + 2 if line.word(link) == "out" and line.word(link + 1) == "of" else link + 1
    before = line.quantity_at.get(quantity.first - 2)
    if before is not None and line.word(quantity.first - 1) == "in" and before.last == quantity.first - 2:
        return _fraction(Candidate(line, before, Group(None, before.last + 1)))
    if line.word(link) == "in" or other == link + 2:
        return other in line.quantity_at and line.quantity_at[other].value is not None and (
            line.word(line.quantity_at[other].last + 1) not in PLACES_COUNTED
        )
    return False


def _denied(number: Candidate) -> bool:
    """ "reports of two more victims were wrong"."""
    line, quantity = number.line, number.quantity
    before = line.words[max(quantity.first - 3, 0) : quantity.first]
    return not _REPORTS.isdisjoint(before) and not _WRONG.isdisjoint(line.words[quantity.last + 1 : quantity.last + 8])


_REPORTS = frozenset("report reports claim claims rumor rumors rumour rumours".split())
_WRONG = frozenset("wrong false untrue incorrect unfounded mistaken denied inaccurate erroneous".split())


def _difference(number: Candidate) -> bool:
    line, quantity = number.line, number.quantity
    after = line.word(quantity.last + 1)
    return after in ("fewer", "less") or (after == "more" and line.word(quantity.last + 2) == "than")


def _change(number: Candidate) -> bool:
    """ "a reduction of two", "an increase of 12 over the day before", "68 higher than": how much a toll changed."""
    line, quantity = number.line, number.quantity
    before = line.words[max(quantity.first - 2, 0) : quantity.first]
    compared = line.word(quantity.last + 1) in _HIGHER and line.word(quantity.last + 2) == "than"
    return compared or (before[1:] == ["of"] and before[0] in _CHANGES)


_CHANGES = frozenset("reduction increase decrease drop rise fall decline jump".split())
_HIGHER = frozenset("higher lower above below".split())


def _weekday_count(number: Candidate) -> bool:
    line, quantity = number.line, number.quantity
    return line.word(quantity.last + 1) in WEEKDAYS and line.word(quantity.first - 1) in ("on", "every")


def _definition(number: Candidate) -> bool:
    """ "A mass killing is defined as three or more deaths"; "on average seven bodies a day": a norm, no toll."""
    line, quantity = number.line, number.quantity
    before = line.words[: quantity.first]
    if not _DEFINES.isdisjoint(before) and "as" in before:
        return True
    return any(word == "average" and "of" in before[k + 1 : k + 3] for k, word in enumerate(before))


_DEFINES = frozenset("define defines defined definition defining classify classifies".split())


def _elsewhere(number: Candidate) -> bool:
    """ "no deaths beyond Lee County", "no deaths in other parts of the country": nobody in places besides."""
    line, quantity = number.line, number.quantity
    if quantity.value != 0:
        return False
    behind = line.words[quantity.last + 1 : quantity.last + 1 + _NEAR]
    return not _BESIDES.isdisjoint(behind) or any(
        word == "other" and behind[k + 1 : k + 2] and behind[k + 1] in PLACES_COUNTED | _OTHER_PLACES
        for k, word in enumerate(behind)
    )


_NEAR = 14
_BESIDES = frozenset("elsewhere beyond".split())
_OTHER_PLACES = frozenset("parts areas regions".split())


class Trap(NamedTuple):
    name: str
    applies: Callable[[Candidate], bool]
    example: str


TRAPS = (
    Trap("percent", _percent, "Some 40 percent of the injured have left."),
    Trap("thing", _thing, "The blast destroyed 30 homes and killed livestock."),
    Trap("money", _money, "It will pay $26,000 to relatives of the dead."),
    Trap("clock", _clock, "Searches for the missing restart at 4 a.m. on Sunday."),
    Trap("date", _date, "The dead were buried on August 24 in the town."),
    Trap("year", _year, "The church was hit in 2009, killing a monk."),
    Trap("age", _age, "Anna Brolk, 34, was injured."),
    Trap("age", _age, "The gunman, 27, was killed."),
    Trap("age", _age, "A patrolman of 26 was killed."),
    Trap("serial", _serial, "The search for missing Flight 370 goes on."),
    Trap("one", _pronoun_one, "Each one is missing."),
    Trap("projection", _projection, "The death toll could climb to 16."),
    Trap("inner", _inner, "Members of one family are missing."),
    Trap("title", _title, 'The film "Eleven Dead Kings" won.'),
    Trap("exception", _exception, "All but 12 of the dead are named."),
    Trap("agent", _agent, "The dead men were shot by two gunmen."),
    Trap("fraction", _fraction, "Four in five are missing."),
    Trap("denied", _denied, "Reports of 12 deaths were wrong."),
    Trap("definition", _definition, "A mass killing is defined as three or more deaths."),
    Trap("elsewhere", _elsewhere, "There were no deaths in other parts of the country."),
    Trap("difference", _difference, "The death toll is two fewer than before."),
    Trap("change", _change, "The death toll saw a reduction of two."),
    Trap("weekday", _weekday_count, "The dead are named on 2 Sunday."),
)


def trap(number: Candidate) -> str | None:
    """The name of the first trap this number falls in, or None for a number that may be a figure."""
    for row in TRAPS:
        if row.applies(number):
            return row.name
    return None
