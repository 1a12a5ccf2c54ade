"""Numbers that are no casualty figures: ages, dates, times, money, names of things, projections.

One row per trap, each with an example that is a test; the checks are tried in order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from streams.extract.line import Line
from streams.extract.nouns import Group
from streams.extract.qualifiers import Quantity
from streams.extract.vocabulary import MODALS, MONTHS, PEOPLE, TIME_WORDS, WEEKDAYS

_CURRENCY = frozenset("$ € £ ¥".split())
_SERIAL = frozenset("no no. number flight route highway interstate engine platform building ward room area sector zone"
                    " district boeing airbus article section chapter page channel pier gate unit level phase stage"
                    " magnitude age aged category exit mile kilometer resolution".split())
_ONE_BEFORE = frozenset("no any every each this that which the another last only number day square ground".split())


def money(line: Line, quantity: Quantity, group: Group) -> bool:
    return line.word(quantity.number_first - 1) in _CURRENCY or line.word(quantity.first - 1) in _CURRENCY


def date(line: Line, quantity: Quantity, group: Group) -> bool:
    before = line.word(quantity.number_first - 1)
    after = line.word(quantity.last + 1)
    if before in MONTHS and line.capital(quantity.number_first - 1) and (before != "may" or group.head is None):
        return True
    return after in MONTHS and line.capital(quantity.last + 1) and group.head is None


def clock(line: Line, quantity: Quantity, group: Group) -> bool:
    return line.word(quantity.last + 1) in TIME_WORDS


def percent(line: Line, quantity: Quantity, group: Group) -> bool:
    return line.word(quantity.last + 1) in ("%", "percent")


def year(line: Line, quantity: Quantity, group: Group) -> bool:
    word = line.word(quantity.number_first)
    if not (len(word) == 4 and word.isdigit() and 1900 <= int(word) <= 2099):
        return False
    before = line.word(quantity.number_first - 1)
    return group.head is None or before in ("in", "since", "of", "the", "until", "year", "late", "early", "'s")


def age(line: Line, quantity: Quantity, group: Group) -> bool:
    first, after = quantity.number_first, line.word(quantity.last + 1)
    if quantity.value is None or quantity.value > 120 or quantity.qualifier != "exact" or group.head is not None:
        return False
    before = line.word(first - 1)
    named = before == "," and line.capital(first - 2) and after in (",", ".", ";", "", "and")
    return named and not _lists_places(line, first)


def _lists_places(line: Line, first: int) -> bool:
    """ "93 in Mexico City, 69, ..." is no age: a number stands earlier in the sentence."""
    return any(quantity.last < first and quantity.qualifier != "range" for quantity in line.quantities) and (
        line.word(first - 3) in ("in", "at")
    )


def serial(line: Line, quantity: Quantity, group: Group) -> bool:
    before = line.word(quantity.first - 1)
    if before in _SERIAL and before not in ("number", "age"):
        return group.head is None or before in ("flight", "magnitude", "aged")
    return before == "age"


def pronoun_one(line: Line, quantity: Quantity, group: Group) -> bool:
    if line.word(quantity.number_first) != "one" or quantity.value != 1:
        return False
    if line.word(quantity.number_first - 1) in _ONE_BEFORE:
        return True
    return line.word(quantity.last + 1) == "of" and not group.partitive


def thing(line: Line, quantity: Quantity, group: Group) -> bool:
    return group.thing


def hyphened(line: Line, quantity: Quantity, group: Group) -> bool:
    """ "a four- to six-week stay", "12-hour": the number is part of an adjective."""
    return line.word(quantity.last + 1).startswith("-")


def projection(line: Line, quantity: Quantity, group: Group) -> bool:
    """A modal shortly before the number or between the number and its predicate."""
    for i in range(max(quantity.first - 6, 0), quantity.first):
        word = line.word(i)
        if word in MODALS and i not in line.mark_at and not _counted(line, i) and not _crossed(line, i, quantity.first):
            return True
    for i in range(group.end, min(group.end + 3, len(line.words))):
        word = line.word(i)
        if i in line.mark_at or line.word(i + 1) == "not":
            break
        if word in ("could", "would", "should", "will") or (word in MODALS and line.word(i + 1) in ("be", "die")):
            return not _counted(line, i)
        if word in (",", "and", "but"):
            break
    return False


def _counted(line: Line, i: int) -> bool:
    """ "may have died", "is expected" of people already counted; "May 5"."""
    return (line.word(i) in ("may", "might", "must", "likely") and line.word(i + 1) in ("have", "has")) or (
        line.word(i) == "may" and line.capital(i)
    )


def _crossed(line: Line, i: int, end: int) -> bool:
    return any(word in (",", ";", "and", "but", "after", "that", "which", ":", "says", "said") for word in line.words[i + 1 : end])


def inner(line: Line, quantity: Quantity, group: Group) -> bool:
    """ "five members of one family", "people from 12 villages": a number inside another's group."""
    before = line.word(quantity.first - 1)
    return before == "of" and line.word(quantity.first - 2) in PEOPLE and quantity.first - 2 not in line.mark_at and (
        line.word(quantity.first - 2) in ("members", "member")
    )


def title(line: Line, quantity: Quantity, group: Group) -> bool:
    """ "Eleven Dead Kings" between quotation marks, every word with a capital: the name of a work."""
    i = quantity.number_first
    return line.word(i - 1) == '"' and all(line.capital(k) for k in (i, i + 1, i + 2))


def exception(line: Line, quantity: Quantity, group: Group) -> bool:
    """ "all but 12 of the dead"."""
    return line.word(quantity.first - 1) in ("but", "except") and line.word(quantity.first - 2) in ("all", "everyone")


def agent(line: Line, quantity: Quantity, group: Group) -> bool:
    """ "killed by two gunmen", "down by one": doers and differences."""
    return line.word(quantity.first - 1) == "by"


def difference(line: Line, quantity: Quantity, group: Group) -> bool:
    after = line.word(quantity.last + 1)
    return after in ("fewer", "less") or (after == "more" and line.word(quantity.last + 2) == "than")


def weekday_count(line: Line, quantity: Quantity, group: Group) -> bool:
    return line.word(quantity.last + 1) in WEEKDAYS and line.word(quantity.first - 1) in ("on", "every")


class Trap(NamedTuple):
    name: str
    applies: Callable[[Line, Quantity, Group], bool]
    example: str


TRAPS = (
    Trap("thing", thing, "The blast destroyed 30 homes and killed livestock."),
    Trap("money", money, "It will pay $26,000 to relatives of the dead."),
    Trap("percent", percent, "Some 40 percent of the injured have left."),
    Trap("clock", clock, "Searches for the missing restart at 4 a.m. on Sunday."),
    Trap("date", date, "The dead were buried on August 24 in the town."),
    Trap("year", year, "The church was hit in 2009, killing nobody."),
    Trap("age", age, "Anna Brolk, 34, was injured."),
    Trap("serial", serial, "The search for missing Flight 370 goes on."),
    Trap("one", pronoun_one, "No one is missing."),
    Trap("hyphened", hyphened, "The wounded face a 12 -hour drive."),
    Trap("projection", projection, "The death toll could climb to 16."),
    Trap("inner", inner, "Members of one family are missing."),
    Trap("title", title, 'The film "Eleven Dead Kings" won.'),
    Trap("exception", exception, "All but 12 of the dead are named."),
    Trap("agent", agent, "The dead men were shot by two gunmen."),
    Trap("difference", difference, "The death toll is two fewer than before."),
    Trap("weekday", weekday_count, "The dead are named on 2 Sunday."),
)


def trap(line: Line, quantity: Quantity, group: Group) -> str | None:
    """The name of the first trap this number falls in, or None for a number that may be a figure."""
    for row in TRAPS:
        if row.applies(line, quantity, group):
            return row.name
    return None
