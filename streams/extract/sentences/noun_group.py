"""The noun group behind a number: "three more bodies", "10 of its citizens", "12 of the 17 dead"."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from streams.extract.sentences.line import Line
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.words.vocabulary import (
    AUXILIARIES,
    BODIES,
    BREAKS,
    DETERMINERS,
    FOREIGN,
    MODIFIERS,
    NATIONALS,
    PEOPLE,
    PREPOSITIONS,
    SETS_OF,
    THINGS,
    WEEKDAYS,
)

_PERSON_ENDINGS = ("ers", "ors", "ists", "ians", "ees", "ants", "iers", "eers", "ards", "ents", "ees", "mates", "goers")
_OF_A_COUNTRY = ("ian", "ean", "ese", "ish", "can", "ino")
_PEOPLE_PROPER = PEOPLE - MODIFIERS
_ENDS = BREAKS | PREPOSITIONS | AUXILIARIES | {",", "to", "just", "a", "an"}
_REACH = 5  # words looked at before a head must appear
_DEFINITE = DETERMINERS | {"them", "whom", "those", "which", "our"}
_MORE = frozenset({"more", "others", "additional", "further", "new", "other"})


class Group(msgspec.Struct, frozen=True, gc=False):
    """What the number counts. `end` is the token after the group; `head` None for a bare number."""

    head: str | None
    end: int
    thing: bool = False  # counts something that is no person
    partitive: bool = False  # "of the victims", "of them"
    whole: Quantity | None = None  # the M of "N of the M"
    more: bool = False
    nationals: bool = False
    own: bool = False  # "of its nationals", "of our soldiers"
    doubtful: bool = False  # an unknown plural that may or may not be people
    first_word: int = 0  # token where the noun phrase begins


def is_nationality(line: Line, i: int) -> bool:
    """ "Romanians", "Chinese": people named by their country."""
    word = line.word(i)
    if word in NATIONALS:
        return True
    return line.capital(i) and len(word) > 4 and word.endswith(("ans", "ians", "eans", "ese", "is", "ards", "ders"))


def _is_person_like(line: Line, i: int) -> bool:
    """Whether an unknown plural can name people by its ending ("traders", "cyclists") or a capital ("Yazidis")."""
    return line.capital(i) or line.word(i).endswith(_PERSON_ENDINGS)


def read_group(line: Line, quantity: Quantity) -> Group:
    """The noun group that starts behind the quantity."""
    i = quantity.last + 1
    more = quantity.more
    while line.word(i) in _MORE and line.word(i + 1) not in ("", ","):
        more = more or line.word(i) in ("more", "additional", "further", "new")
        if line.word(i) == "others":
            break
        i += 1
    if line.word(i) in ("more", "others"):
        return Group("others", i + 1, more=line.word(i) == "more" or more, first_word=i)
    if line.word(i) == "of" and quantity.value is None and line.word(i + 1) not in _DEFINITE:
        return _head(line, i + 1, more)  # "thousands of families"
    if line.word(i) == "of":
        return _partitive(line, quantity, i + 1, more)
    if line.word(i) in SETS_OF and line.word(i + 1) == "of":
        i += 2
    return _head(line, i, more)


def _partitive(line: Line, quantity: Quantity, i: int, more: bool) -> Group:
    own = line.word(i) in ("its", "their", "our", "his", "her")
    if line.word(i) in DETERMINERS or own:
        i += 1
    whole = line.quantity_at.get(i)
    if whole is not None and whole is not quantity:
        inner = _head(line, whole.last + 1, more)
        return replace(inner, partitive=True, whole=whole)
    if line.word(i) in ("them", "whom", "those", "which"):
        return Group(line.word(i), i + 1, partitive=True, more=more, first_word=i)
    inner = _head(line, i, more)
    if inner.head is None and not inner.thing:
        mark = line.mark_at.get(i)
        if mark is not None:  # "40 of the dead", "two of those killed"
            return Group(line.word(i), mark.last + 1, partitive=True, more=more, first_word=i)
    return replace(inner, partitive=True, own=own)


def _head(line: Line, start: int, more: bool) -> Group:
    """Skip adjectives up to the head noun; an unknown plural behind the number counts as a head."""
    nationals = False
    for i in range(start, min(start + _REACH, len(line.words))):
        word = line.word(i)
        mark = line.mark_at.get(i)
        if (
            mark is not None
            and i == mark.first
            and not (mark.form == "active" and word in BODIES)
            and (mark.last > i or not (word in MODIFIERS and _people_follow(line, i)))
        ):
            if i == start and word in MODIFIERS and mark.last == i and _thing_follows(line, i + 1):
                return Group(line.word(i + 1), i + 2, thing=True, more=more, first_word=start)
            return Group(None, i, more=more, nationals=nationals, first_word=start)
        if word in PEOPLE and not (word in MODIFIERS and _people_follow(line, i)):
            nationals = nationals or word in FOREIGN
            return _extend(line, Group(word, i + 1, more=more, nationals=nationals, first_word=start))
        people_named = (line.capital(i) and word in NATIONALS) or line.word(i + 1) in _PEOPLE_PROPER
        if word in THINGS and not people_named and _count_behind(line, i) is None:
            return Group(word, i + 1, thing=True, more=more, first_word=start)
        if is_nationality(line, i):
            nationals = True
            if not _people_follow(line, i):
                return Group(word, i + 1, more=more, nationals=True, first_word=start)
            continue
        if word == "foreign" or (line.capital(i) and word.endswith(_OF_A_COUNTRY)):
            nationals = True
        if word in _ENDS or i in line.quantity_at:
            break
        if word not in MODIFIERS and not _people_follow(line, i):
            counted = _count_behind(line, i)
            if counted is not None:
                return Group(None, counted, more=more, nationals=nationals, first_word=start)
            return _unknown(line, start, i, more)
    return Group(None, start, more=more, nationals=nationals, first_word=start)


def _thing_follows(line: Line, i: int) -> bool:
    """ "11 dead pixels": the participle is the adjective of a plural that is no person."""
    word = line.word(i)
    if not word.endswith("s") or word.endswith(("ss", "'s", "us", "is", "as")) or len(word) < 4 or i in line.mark_at:
        return False
    return (
        word not in PEOPLE
        and word not in PREPOSITIONS
        and word not in AUXILIARIES
        and not _is_person_like(line, i)
        and (word not in WEEKDAYS)
    )


def _count_behind(line: Line, i: int) -> int | None:
    """ "12 storm-related deaths": where the counting noun stands behind one or two adjectives."""
    for k in (i + 1, i + 2):
        mark = line.mark_at.get(k)
        if mark is not None:
            return k if mark.form == "count" else None
        if not line.word(k)[:1].isalpha() or line.word(k) in AUXILIARIES or line.word(k) in PREPOSITIONS:
            return None
        if line.word(k) == "to":
            return None
    return None


def _people_follow(line: Line, i: int) -> bool:
    """Whether a noun for people comes within the next three words of the same phrase."""
    for k in range(i + 1, min(i + 4, len(line.words))):
        word = line.word(k)
        if word in PEOPLE or is_nationality(line, k):
            return not (word in MODIFIERS and k in line.mark_at and not _people_follow(line, k)) or k == i + 1
        if word in BREAKS or word in PREPOSITIONS or word in AUXILIARIES or word == "," or k in line.quantity_at:
            return False
        if k in line.mark_at and word not in MODIFIERS:
            return False
    return False


def _unknown(line: Line, start: int, i: int, more: bool) -> Group:
    word = line.word(i)
    plural = word.endswith("s") and not word.endswith(("ss", "'s", "us", "is")) and len(word) > 3
    for k in (i + 1, i + 2):  # "11 break points": a noun before the noun
        after = line.word(k)
        if plural or k in line.mark_at or after in PREPOSITIONS or after in AUXILIARIES or not after.isalpha():
            break
        if after in THINGS:
            return Group(after, k + 1, thing=True, more=more, first_word=start)
    if plural and i - start < 3:
        return Group(word, i + 1, doubtful=not _is_person_like(line, i), more=more, first_word=start)
    return Group(None, start, more=more, first_word=start)


def _extend(line: Line, group: Group) -> Group:
    """ "men and women", "police officers", "crew members", "bodies of civilians": one group."""
    end = group.end
    if line.word(end) in PEOPLE and line.mark_at.get(end) is None:
        return _extend(line, replace(group, head=line.word(end), end=end + 1))
    if line.word(end) in ("and", "or") and line.word(end + 1) in PEOPLE and end + 1 not in line.mark_at:
        return replace(group, end=end + 2)
    if line.word(end) == "of" and (line.word(end + 1) in PEOPLE or line.word(end + 2) in PEOPLE):
        wide = end + 2 if line.word(end + 1) in PEOPLE else end + 3
        return replace(group, end=wide)
    return group
