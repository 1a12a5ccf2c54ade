"""Whether words can name somebody who speaks, and whether a verb of saying says anything there."""

from __future__ import annotations

from streams.extract.sentences.line import Line, Mark
from streams.extract.words.vocabulary import ADVERBS, AUXILIARIES, DETERMINERS, PEOPLE, PREPOSITIONS
from streams.extract.words.words_of_speech import BODIES_WORDS, GROUPS, ROLES


def is_somebody(line: Line, first: int, end: int) -> bool:
    """Whether the words can name somebody: no clause, no bare adjective, no question."""
    words = line.words[first:end]
    if words[0] == "please":
        return False
    if end - first == 1 and (words[0] in NOT_TAKEN or words[0] in _OF_REPORTS):
        return words[0] in NOT_TAKEN
    head = words[: next((k for k, word in enumerate(words) if word in _CLAUSES), len(words))]
    if any(word in AUXILIARIES and word != "'s" for word in head):
        return False
    if _known(line, first, first + len(head)) or not _TEXTS.isdisjoint(head):
        return True
    return bool(head) and head[0] in _ONE and is_person(head[-1])  # "a farmer"


def is_person(word: str) -> bool:
    return word in PEOPLE or f"{word}s" in PEOPLE or word.endswith(("man", "woman"))


_ONE = frozenset("a an one another".split())
_OF_REPORTS = frozenset("situation flash press field daily annual weekly special".split())  # "Situation Report No. 2"
_TEXTS = frozenset("report statement story dispatch account".split())
_CLAUSES = frozenset(("who which whose that where ,").split())


def says_nothing(line: Line, verb: int) -> bool:
    """Whether a verb of saying has no speaker before it: passive, of lives claimed, of what nobody confirms."""
    return _is_passive(line, verb) or _takes_lives(line, verb) or _is_no_speech(line, verb)


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


def counts_victims(line: Line, first: int, end: int) -> bool:
    """ ", including two children," is no second name of a speaker; ", 34," and ", a few miles away," may be."""
    aside = line.words[first:end]
    counted = any(i in line.quantity_at for i in range(first, end))
    return counted and (not PEOPLE.isdisjoint(aside) or any(i in line.mark_at for i in range(first, end)))


SPEAKERS = frozenset(BODIES_WORDS) | frozenset(GROUPS) | frozenset(ROLES)
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


def is_speaker_like(line: Line, first: int, end: int, count: bool, verb: int) -> bool:
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
    return i > 0 and line.capital(i - 1) and line.words[i].isdigit() and line.word(i + 1) in SPEAKERS


def _known(line: Line, first: int, end: int) -> bool:
    for i in range(first, end):
        word = line.words[i]
        if word in GROUPS or word in ROLES or word in BODIES_WORDS or word in NOT_TAKEN:
            return True
        if line.capital(i) and (i > 0 or end - first == 1):
            return True
    return False
