"""Where a sentence says who speaks: "X says", "X, the governor, says", "said X", "according to X", "citing X"."""

from __future__ import annotations

from typing import NamedTuple

from datelines.places import load_gazetteer
from streams.extract.sentences.line import Line, Mark
from streams.extract.words.vocabulary import ADVERBS, AUXILIARIES, DETERMINERS, PEOPLE, PREPOSITIONS, WEEKDAYS
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, NAME_LINKS, ROLES, VERB_KIND


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
_PAPERS = frozenset(
    "figures data numbers records statistics tally list count document documents information bulletin statement post"
    " message dispatch".split()
)
_SOURCE_LINKS = frozenset("by from".split())
_OWNER_STARTS = frozenset("the a an by of to in and , . ; : — \"".split())
_STOPS = frozenset('; : — ! ? ( ) [ ] " but while although though as because that if whether after when'.split())
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
        if item is not None and _is_somebody(line, item):
            found.append(item)
    return found


def _is_somebody(line: Line, item: Attribution) -> bool:
    """Whether the words can name somebody: no clause, no bare adjective, no question."""
    words = line.words[item.first : item.end]
    if words[0] == "please":
        return False
    if item.end - item.first == 1 and (words[0] in NOT_TAKEN or words[0] in _OF_REPORTS):
        return words[0] in NOT_TAKEN
    head = words[: next((k for k, word in enumerate(words) if word in _CLAUSES), len(words))]
    if any(word in AUXILIARIES and word != "'s" for word in head):
        return False
    if _known(line, item.first, item.first + len(head)) or not _TEXTS.isdisjoint(head):
        return True
    return bool(head) and head[0] in _ONE and _is_person(head[-1])  # "a farmer"


def _is_person(word: str) -> bool:
    return word in PEOPLE or f"{word}s" in PEOPLE or word.endswith(("man", "woman"))


_ONE = frozenset("a an one another".split())
_OF_REPORTS = frozenset("situation flash press field daily annual weekly special".split())  # "Situation Report No. 2"
_TEXTS = frozenset("report statement story dispatch account".split())
_CLAUSES = frozenset(("who which whose that where ,").split())


def _named_behind(line: Line, i: int, word: str) -> Attribution | None:
    if word in ("quoted", "cited") and line.word(i - 1) in ("was", "were", "been", "is", "are"):
        return None
    first = i + 1
    if word == "according":
        if line.word(first) != "to":
            return None
        first += 1
    end = _phrase_end(line, first)
    first = _source(line, first, end)
    return Attribution(i, first, end, _named_after(line, end), cited=word != "according") if end > first else None


def _named_after(line: Line, comma: int) -> tuple[int, int] | None:
    """The name in "the head of the agency, Ana Corvo, …"; None where no name and mark follow."""
    if line.word(comma) != ",":
        return None
    end = comma + 1
    while line.capital(end) or (end > comma + 1 and line.word(end) in NAME_LINKS):
        end += 1
    return (comma + 1, end) if comma + 2 < end < comma + 6 and line.word(end) in (",", "", ".", ";", "as") else None


def _phrase_end(line: Line, first: int) -> int:
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


def _with_verb(line: Line, verb: int, count: bool) -> Attribution | None:
    k = verb - 1
    while k >= 0 and (line.words[k] in _BESIDE or (line.words[verb] == "saying" and line.words[k] in _QUOTED)):
        k -= 1
    if line.words[verb] == "state" and line.capital(verb - 1):
        return None  # "in Gujarat state"
    if k < 0 or _is_passive(line, verb) or _takes_lives(line, verb) or _is_no_speech(line, verb):
        return None
    if line.words[k] == "and":  # "The union, …, accused the owner and said 26 men died"
        return _opening(line, verb, count)
    k = _before_short_name(line, _without_outer_place(line, k))
    if line.words[k] in (",", '"'):
        whoever = _before_clause(line, verb) if line.words[k] == "," else None
        return Attribution(verb, 0, whoever) if whoever is not None else _across_comma(line, verb, k, count)
    if line.words[verb] in _OF_WHO_OPENS and line.words[verb] != "saying":
        return None  # "broke down the losses without adding them up"
    whoever = _before_clause(line, verb)
    if whoever is not None and not count:
        return Attribution(verb, 0, whoever)
    first = _phrase_start(line, k)
    if first is not None:
        first = _source(line, first, k)
    if line.words[verb] in _SHOWS and (first is None or line.word(first - 1) not in _SOURCE_LINKS):
        return None
    if first is None or not _is_speaker_like(line, first, k + 1, count, verb):
        return None
    name = _name_before_title(line, first)
    if name is not None:
        return Attribution(verb, name, first - 1, apposition=(first, k + 1))
    return Attribution(verb, first, k + 1)


def _before_short_name(line: Line, last: int) -> int:
    """The last word before the bracket in "The National Civil Protection Agency (AKMC) informs"."""
    if line.words[last] != ")":
        return last
    opening = next((i for i in range(last - 1, max(last - _LONGEST_SHORT, -1), -1) if line.words[i] == "("), None)
    return opening - 1 if opening and line.capital(opening - 1) else last


_LONGEST_SHORT = 6  # words in the bracket, and it


def _before_clause(line: Line, verb: int) -> int | None:
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
    return end if heads and (heads[-1] in ROLES or heads[-1] in GROUPS or _is_person(heads[-1])) else None


_LATEST_CLAUSE = 10  # words
_SAYING = frozenset("say says said tell tells told".split())


def _name_before_title(line: Line, first: int) -> int | None:
    """ "Ana Corvo, a senior police official told …": where the name starts, though no comma closes the title."""
    comma = first - 1
    if comma < 2 or line.words[comma] != "," or line.word(first) not in ("a", "an", "the"):
        return None
    name = comma
    while name > 0 and (line.capital(name - 1) or line.words[name - 1] in NAME_LINKS):
        name -= 1
    bare = _SPEAKERS.isdisjoint(line.words[name:comma]) and line.words[name] not in PREPOSITIONS
    return name if name == 0 and 2 <= comma - name <= _LONGEST_NAME and bare else None


_LONGEST_NAME = 5


def _without_outer_place(line: Line, last: int) -> int:
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


def _source(line: Line, first: int, last: int) -> int:
    """Start of who is behind "figures released by the ministry", "data from the ministry"; else `first`."""
    if _PAPERS.isdisjoint(line.words[first : first + 4]):
        return first
    return next((i + 1 for i in range(first + 1, last) if line.words[i] in _SOURCE_LINKS), first)


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


def _is_no_speech(line: Line, verb: int) -> bool:
    """ "Video verified by our team", "whereabouts not confirmed", "cannot confirm": no speaker before the verb."""
    before = line.word(verb - 1)
    return line.word(verb + 1) == "by" or before == "cannot" or (before == "not" and line.words[verb].endswith("ed"))


def _takes_lives(line: Line, verb: int) -> bool:
    """ "The tornado claimed ten lives"."""
    if not line.words[verb].startswith("claim"):
        return False
    lives = next((i for i in range(verb + 1, verb + 6) if line.word(i) in _LIVES), None)
    return lives is not None and line.word(lives + 1) not in AUXILIARIES  # "claims 12 lives were lost" is said


_LIVES = frozenset("lives life victims victim".split())


def _is_passive(line: Line, verb: int) -> bool:
    k = verb - 1
    while k >= 0 and line.words[k] in ADVERBS and line.words[k] not in AUXILIARIES:
        k -= 1
    return line.word(k) in ("was", "were", "is", "are", "been", "be", "being", "to") and not line.words[verb].endswith(
        "ing"
    )


def _across_comma(line: Line, verb: int, comma: int, count: bool) -> Attribution | None:
    """ "Talal B., the governor of H., says": the name stands before the apposition; else "…, said Talal B."."""
    opening = comma - 1
    while opening >= 0 and line.words[opening] != ",":
        opening -= 1
    if opening > 0:
        first = _phrase_start(line, opening - 1)
        if (
            first is not None
            and _is_speaker_like(line, first, opening, count, verb)
            and not _counts_victims(line, opening, comma)
        ):
            is_when = line.word(opening + 1) in PREPOSITIONS or line.word(opening + 1) in _WHEN
            return Attribution(verb, first, opening, apposition=None if is_when else (opening + 1, comma))
    if line.words[verb] in _OF_WHO_OPENS:
        return _opening(line, verb, count)
    end = _phrase_end(line, verb + 1)
    inverted = end > verb + 1 and line.word(verb + 1) not in ("that", "it", "he", "she", "they", "there")
    if inverted and not count and _is_speaker_like(line, verb + 1, end, count, verb):
        behind = (end + 1, _phrase_end(line, end + 1)) if line.word(end) == "," else None
        return Attribution(verb, verb + 1, end, apposition=behind)
    return None


_OF_WHO_OPENS = frozenset("saying claiming adding insisting confirming".split())


def _opening(line: Line, verb: int, count: bool) -> Attribution | None:
    """ "The ministry denied it, saying …": the body, group or name that opens the sentence."""
    start = int(line.words[0] in _BEFORE_SPEAKERS)
    end = start + int(line.word(start) in DETERMINERS or line.word(start) in NOT_TAKEN)
    if end > start and not line.capital(end) and line.word(end) not in _SPEAKERS and line.capital(end + 1):
        end += 1  # "The banned TTP"
    while line.capital(end) or line.word(end) in _SPEAKERS or (line.word(end) == "'s" and end > start):
        end += 1
    return Attribution(verb, start, end) if _is_speaker_like(line, start, end, count, verb) else None


def _counts_victims(line: Line, first: int, end: int) -> bool:
    """ ", including two children," is no second name of a speaker; ", 34," and ", a few miles away," may be."""
    aside = line.words[first:end]
    counted = any(i in line.quantity_at for i in range(first, end))
    return counted and (not PEOPLE.isdisjoint(aside) or any(i in line.mark_at for i in range(first, end)))


_BEFORE_SPEAKERS = frozenset(
    "- – — • · ▪ ● * and but then later meanwhile earlier yet still where which that when who while".split()
)


_PHRASE_STOPS = _STOPS | frozenset({",", "said", "says"})
_WHEN = WEEKDAYS | frozenset("late early yesterday today tonight overnight".split())


def _phrase_start(line: Line, last: int) -> int | None:
    """Start of the noun phrase that ends at `last`: back to a mark or clause word, without a leading adverbial."""
    first = last
    while first > 0 and line.words[first - 1] not in _PHRASE_STOPS:
        if line.words[first - 1] == "and" and any(k in line.mark_at or k in line.quantity_at for k in range(first - 1)):
            break
        first -= 1
    if last - first > 24:
        return None
    while first < last and (line.words[first] in _BEFORE_SPEAKERS or line.words[first] in _WHEN):
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


_SPEAKERS = frozenset(BODIES_WORDS) | frozenset(GROUPS) | frozenset(ROLES)
NOT_TAKEN = frozenset({"he", "she", "they", "it"})


def _goes_on(line: Line, verb: int) -> bool:
    """Whether "report", "count" … is a verb here: something that can be reported follows."""
    after = line.word(verb + 1)
    return after not in AUXILIARIES and after not in ("", ".", ",", "of", "in", "from", "off", "by", "to")


def _counts(line: Line, verb: int) -> bool:
    """ "put", "cut", "take" say a figure only where a toll is their object."""
    if line.words[verb] in _COUNT_ALONE or line.words[verb + 1 : verb + 3] == ["it", "at"]:
        return True
    behind = range(verb + 1, min(verb + 13, len(line.words)))
    return any((i in line.mark_at and line.mark_at[i].form == "toll") or line.words[i] in _COUNTED for i in behind)


_COUNT_ALONE = frozenset(
    "count counts counted list lists listed record records recorded register registers registered"
    " tally tallies tallied document documents documented verify verifies verified".split()
)
_COUNTED = frozenset("list count toll number figure dead missing injured names wounded tally total".split())
_NOUNS_TOO = frozenset(
    "report reports claim claims claimed count counts estimate estimates state note notes post posts"
    " list record records document documents cut set sets tally warn lower".split()
)


def _is_of_victims(mark: Mark) -> bool:
    """Not "the technician at the Brell Hospital": where somebody works."""
    return mark.form in ("state", "toll", "verb", "count") and mark.category != "hospitalized"


def _is_speaker_like(line: Line, first: int, end: int, count: bool, verb: int) -> bool:
    """Whether words [first, end) can speak: a name, a role, a body, a pronoun; no counted victims."""
    words = line.words[first:end]
    if not words or len(words) > 22:
        return False
    known = _known(line, first, end)
    if words[-1] in DETERMINERS or words[-1] in PREPOSITIONS:
        return False
    trails = line.word(first - 1) == "," and line.word(verb + 1) in ("", ".")
    if line.words[verb] in _NOUNS_TOO and not (known and (trails or _goes_on(line, verb))):
        return False
    if words[-1] not in GROUPS and any(i in line.quantity_at and not _is_in_name(line, i) for i in range(first, end)):
        return False
    if words[-1] in ("who", "which", "whom", "what", "there", "reports", "deaths", "injuries"):
        return False
    if any(_is_of_victims(line.mark_at[i]) for i in range(first, end) if i in line.mark_at):
        return False
    return known and _counts(line, verb) if count else True


def _is_in_name(line: Line, i: int) -> bool:
    """ "Rescue 1122 spokesman Bilal Orakzai": a number that belongs to the name of a body."""
    return i > 0 and line.capital(i - 1) and line.words[i].isdigit() and line.word(i + 1) in _SPEAKERS


def _known(line: Line, first: int, end: int) -> bool:
    for i in range(first, end):
        word = line.words[i]
        if word in GROUPS or word in ROLES or word in BODIES_WORDS or word in NOT_TAKEN:
            return True
        if line.capital(i) and (i > 0 or end - first == 1):
            return True
    return False
