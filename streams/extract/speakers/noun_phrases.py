"""Where the words that name a speaker begin and end, before a verb of saying and behind one."""

from __future__ import annotations

from datelines.places import load_gazetteer
from streams.extract.sentences.line import Line
from streams.extract.speakers.somebody import NOT_TAKEN, SPEAKERS, is_person
from streams.extract.words.vocabulary import DETERMINERS, PREPOSITIONS, WEEKDAYS
from streams.extract.words.words_of_speech import GROUPS, NAME_LINKS, ROLES

_PAPERS = frozenset(
    "figures data numbers records statistics tally list count document documents information bulletin statement post"
    " message dispatch".split()
)
SOURCE_LINKS = frozenset("by from".split())
_STOPS = frozenset('; : — ! ? ( ) [ ] " but while although though as because that if whether after when'.split())


def named_after(line: Line, comma: int) -> tuple[int, int] | None:
    """The name in "the head of the agency, Ana Corvo, …"; None where no name and mark follow."""
    if line.word(comma) != ",":
        return None
    end = comma + 1
    while line.capital(end) or (end > comma + 1 and line.word(end) in NAME_LINKS):
        end += 1
    return (comma + 1, end) if comma + 2 < end < comma + 6 and line.word(end) in (",", "", ".", ";", "as") else None


def phrase_end(line: Line, first: int) -> int:
    """End of the noun phrase that starts at `first`."""
    i = first
    while i < len(line.words) and i < first + 12:
        word = line.words[i]
        if word in _STOPS or word in (",", "who", "which", "and", "says", "said") or i in line.quantity_at:
            break
        if word == "this" and i > first:
            break
        if word == "." and (i + 1 >= len(line.words) or not line.capital(i + 1)):
            break
        if word in WEEKDAYS or (word in ("on", "in", "late") and line.word(i + 1) in WEEKDAYS):
            break
        i += 1
    return i


def before_short_name(line: Line, last: int) -> int:
    """The last word before the bracket in "The National Civil Protection Agency (AKMC) informs"."""
    if line.words[last] != ")":
        return last
    opening = next((i for i in range(last - 1, max(last - _LONGEST_SHORT, -1), -1) if line.words[i] == "("), None)
    return opening - 1 if opening and line.capital(opening - 1) else last


_LONGEST_SHORT = 6  # words in the bracket, and it


def before_clause(line: Line, verb: int) -> int | None:
    """The end of "A nurse in Luganville" in "A nurse in Luganville who asked not to be named told us …": who opens a
    sentence and speaks behind a clause about him; None where the sentence opens otherwise."""
    if line.words[verb] not in _SAYING or line.words[0] not in DETERMINERS or "who" not in line.words[1:_LATEST_CLAUSE]:
        return None
    clause = line.words.index("who")
    end = clause - 1 if line.words[clause - 1] == "," else clause
    between = line.words[clause:verb]
    if any(word in _SAYING for word in between) or any(i in line.quantity_at for i in range(end)):
        return None
    heads = line.words[1 : next((i for i in range(1, end) if line.words[i] in PREPOSITIONS), end)]
    return end if heads and (heads[-1] in ROLES or heads[-1] in GROUPS or is_person(heads[-1])) else None


_LATEST_CLAUSE = 10  # words
_SAYING = frozenset("say says said tell tells told".split())


def name_before_title(line: Line, first: int) -> int | None:
    """ "Ana Corvo, a senior police official told …": where the name starts, though no comma closes the title."""
    comma = first - 1
    if comma < 2 or line.words[comma] != "," or line.word(first) not in ("a", "an", "the"):
        return None
    name = comma
    while name > 0 and (line.capital(name - 1) or line.words[name - 1] in NAME_LINKS):
        name -= 1
    bare = SPEAKERS.isdisjoint(line.words[name:comma]) and line.words[name] not in PREPOSITIONS
    return name if name == 0 and 2 <= comma - name <= _LONGEST_NAME and bare else None


_LONGEST_NAME = 5


def without_outer_place(line: Line, last: int) -> int:
    """The last word of who speaks, in "officials in Quetta, Pakistan, said": what lies behind the comma is no speaker
    but where the place before it lies."""
    end = last if line.words[last] == "," else last + 1
    first = end
    while first > 0 and end - first < _LONGEST_OUTER and line.capital(first - 1):
        first -= 1
    comma = first - 1
    if first == end or comma < 1 or line.words[comma] != "," or not line.capital(comma - 1):
        return last
    named = comma - 1
    while named > 0 and line.capital(named - 1):
        named -= 1
    if line.word(named - 1) not in _PLACED or not load_gazetteer().find_outers(" ".join(line.words[first:end])):
        return last
    return comma - 1


_LONGEST_OUTER = 4
_PLACED = frozenset("in near at of from outside for around".split())


def start_of_source(line: Line, first: int, last: int) -> int:
    """Start of who is behind "figures released by the ministry", "data from the ministry"; else `first`."""
    if _PAPERS.isdisjoint(line.words[first : first + 4]):
        return first
    return next((i + 1 for i in range(first + 1, last) if line.words[i] in SOURCE_LINKS), first)


BEFORE_SPEAKERS = frozenset(
    "- – — • · ▪ ● * and but then later meanwhile earlier yet still where which that when who while".split()
)
_PHRASE_STOPS = _STOPS | frozenset({",", "said", "says"})
SOME_TIME = WEEKDAYS | frozenset("late early yesterday today tonight overnight".split())


def phrase_start(line: Line, last: int) -> int | None:
    """Start of the noun phrase that ends at `last`: back to a mark or clause word, without a leading adverbial."""
    first = last
    while first > 0 and line.words[first - 1] not in _PHRASE_STOPS:
        if line.words[first - 1] == "and" and any(k in line.mark_at or k in line.quantity_at for k in range(first - 1)):
            break
        first -= 1
    if last - first > 24:
        return None
    while first < last and (line.words[first] in BEFORE_SPEAKERS or line.words[first] in SOME_TIME):
        first += 1
    if line.words[first] in PREPOSITIONS and first < last:
        return _behind_adverbial(line, first, last)
    return first


def _behind_adverbial(line: Line, first: int, last: int) -> int | None:
    """ "In Amatrice the mayor": the phrase starts at the determiner, the speaker's noun or the next name."""
    for i in range(first + 2, last + 1):
        word = line.words[i]
        if word in ("the", "a", "an") and line.words[i - 1] not in PREPOSITIONS:
            return i
        if (word in GROUPS or word in NOT_TAKEN) and line.words[i - 1] not in PREPOSITIONS:
            return i
    return None


def name_end(line: Line, first: int, end: int) -> int:
    """Where the name in words [first, end) ends: "Command wishes to", "the Embassy here", "BNPB unless" go on."""
    while end - 1 > first and line.words[end - 1] in _GO_ON:
        end -= 1
        is_verb = line.words[end] == "to" and not line.capital(end - 1) and line.words[end - 1] not in SPEAKERS
        end -= int(is_verb and end - 1 > first)
    return end


_GO_ON = frozenset(
    "to here today tonight unless hereby therefore further too yet again told reported speaking seen must will would"
    " should could can can't does did do isn't running last".split()
)
