"""The speakers of one update: each met once, called by many names."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.extract.sentences.line import Line
from streams.extract.speakers.affiliation import affiliation
from streams.extract.speakers.anonymity import asks_not_to_be_named, is_anonymous
from streams.extract.speakers.known_claimants import KnownClaimants
from streams.extract.speakers.noun_phrases import name_end
from streams.extract.speakers.phrase import Kind, Phrase
from streams.extract.speakers.phrases_of_speech import Attribution
from streams.extract.speakers.somebody import NOT_TAKEN
from streams.extract.words.words_of_speech import (
    BODIES_WORDS,
    GROUPS,
    NAME_LINKS,
    NOT_ENTITIES,
    ROLES,
    SHORT_TITLES,
    TITLES,
    UNNAMED,
)

_GENERIC = tuple(
    frozenset(words.split())
    for words in (
        "company firm operator airline railway owner",
        "agency office service department ministry authority bureau",
        "group organization organisation union alliance network charity league federation",
        "hospital clinic",
    )
)  # "the company" may be the rail operator, never the ministry
_LEARNED = frozenset({"doctor", "professor"})  # they say of nobody what he heads
_RANKS = frozenset(SHORT_TITLES.values()) - {"governor", "senator", "representative"}
_RANKED = frozenset("commander chief officer spokesman spokeswoman spokesperson head director".split())
_MEMORY = 40  # speakers remembered
_PRONOUNS = frozenset(("he", "she", "they"))
_SPEAKING_OF_THEMSELVES = frozenset(("i", "we", "you"))


@dataclass(slots=True, eq=False)
class Speaker:
    """Somebody who speaks in the update. `name` is the fullest one met; `words` all words it was called by."""

    name: str
    kind: Kind
    words: set[str] = field(default_factory=set)
    indefinite: bool = False  # "a senior official": may be named in a later sentence
    met_in: int = 0  # paragraph
    unnamed: bool = False  # one official, officer, source without a name
    anonymous: bool = False  # asked not to be named, or a source
    belongs: set[str] = field(default_factory=set)  # words that tell to whom


class Cast:
    """Speakers in the order they were met, and who is meant by a noun phrase."""

    def __init__(self, text: str, registry: KnownClaimants) -> None:
        self._text = text
        self._registry = registry
        self._speakers: list[Speaker] = []
        self._before: Line | None = None  # the sentence before
        self._met: dict[str, Speaker] = {}  # by last name: people who are named with their offices, speaking or not
        self._overheard: Speaker | None = None  # a group
        self._seen: Speaker | None = None  # a person

    def overhear(self, line: Line) -> None:
        """Remember who opens a sentence without speaking: "Firefighters are digging … they said"; a titled name.

        "He asked not to be named" makes the unnamed speaker before it anonymous.
        """
        self._before = line
        last = self._speakers[-1] if self._speakers else None
        if last is not None and last.unnamed and asks_not_to_be_named(line.words):
            last.anonymous = True
        end = 0
        while line.capital(end) or (end and line.word(end) in NAME_LINKS):
            end += 1
        if end > 2 and line.words[0] in TITLES:
            phrase = Phrase(self._text, line, 0, end)
            if phrase.kind == "person":
                self._seen = Speaker(phrase.name, "person", phrase.words, met_in=line.paragraph)
        for i, word in enumerate(line.words[:4]):
            if word in GROUPS:
                self._overheard = Speaker(" ".join(line.words[: i + 1]), "group", {word}, met_in=line.paragraph)
                return

    def meet(self, line: Line, attribution: Attribution) -> Speaker | None:
        """The speaker that the attribution names; new ones join the cast. None for no speaker at all."""
        first, end = attribution.first, attribution.end
        words = line.words[first:end]
        if words[0] in _SPEAKING_OF_THEMSELVES:
            return None
        if words[-1] in NOT_TAKEN or (len(words) == 1 and words[0] in NOT_ENTITIES):
            return self._pronoun(words[-1])
        if words[0] in NOT_TAKEN and not line.capital(first + 1):  # "He did confirm", "It further says"
            return self._pronoun(words[0])
        phrase = Phrase(self._text, line, first, name_end(line, first, end))
        if attribution.apposition is not None:
            phrase = self._with_apposition(phrase, Phrase(self._text, line, *attribution.apposition))
            phrase.qualified = True
        known = self._known(phrase, cited=attribution.cited)
        if known is None:
            known = self._introduce(phrase, line.paragraph)
        self._speakers.remove(known)
        self._speakers.append(known)  # the latest is what a pronoun means
        del self._speakers[:-_MEMORY]
        known.words |= phrase.words
        known.belongs |= affiliation(line, first, end, self._before)
        if line.word(end) == "(" and line.word(end + 2) == ")" and line.capital(end + 1):
            known.words.add(line.words[end + 1])  # "Directorate General of Civil Protection (DGPC)"
        known.unnamed = known.kind == "role" and known.indefinite and not UNNAMED.isdisjoint(known.words)
        known.anonymous = known.anonymous or (known.kind != "person" and is_anonymous(phrase.words, line.words))
        return known

    def may_be_named(self, line: Line) -> bool:
        """Whether a name in the sentence may change who was met before it: by a pronoun, or by naming an office."""
        last = self._speakers[-1] if self._speakers else None
        return (last is not None and last.kind == "role") or not _PRONOUNS.isdisjoint(line.present)

    def named(self, line: Line, mention: Attribution) -> Speaker | None:
        """Who is named where nobody speaks: somebody met before, or a speaker who does not join the cast."""
        words = line.words[mention.first : mention.end]
        if words[-1] in ("he", "she", "they"):
            return self._pronoun(words[-1])
        phrase = Phrase(self._text, line, mention.first, name_end(line, mention.first, mention.end))
        if mention.apposition is not None:
            second = Phrase(self._text, line, *mention.apposition)
            if second.kind == "person" and phrase.kind == "role" and self._is_named_now(phrase, second):
                return self._speakers[-1]
            phrase = self._with_apposition(phrase, second)
        if phrase.kind == "person" and self._is_of_the_office(phrase):
            return self._named_now(phrase)
        if phrase.kind == "person" and " " in phrase.name and _offices(phrase.words):
            met = Speaker(phrase.name, "person", set(phrase.words), met_in=line.paragraph)
            self._met.setdefault(phrase.last_name, met)
        known = next((speaker for speaker in reversed(self._speakers) if speaker.name == phrase.name or (
            phrase.kind == "person" and speaker.kind == "person" and phrase.last_name in _name_words(speaker)
            and _may_be_one(phrase.name, speaker.name))), None)
        known = known or Speaker(phrase.name, phrase.kind, set(phrase.words), phrase.indefinite, line.paragraph)
        known.belongs |= affiliation(line, mention.first, mention.end, self._before)
        known.anonymous = known.anonymous or (known.kind != "person" and is_anonymous(phrase.words, ()))
        return known

    def _is_of_the_office(self, phrase: Phrase) -> bool:
        """ "16 dead, says Deputy Commissioner … Deputy Commissioner Ana Corvo has spoken": one person."""
        last = self._speakers[-1] if self._speakers else None
        return last is not None and last.kind == "role" and bool(last.words & phrase.words & ROLES)

    def _is_named_now(self, office: Phrase, person: Phrase) -> bool:
        """ "The minister, Ana Corvo, …": whether it names the minister who spoke last."""
        last = self._speakers[-1] if self._speakers else None
        if last is None or last.kind != "role" or not office.core <= last.words:
            return False
        last.anonymous = last.unnamed = False
        last.name, last.kind, last.indefinite = self._registry.canonical(person.name) or person.name, "person", False
        last.words |= person.words
        return True

    def _with_apposition(self, phrase: Phrase, second: Phrase) -> Phrase:
        """Name and office of one speaker, whichever comes first."""
        named_now = second.kind == "person" or (second.kind == "body" and second.is_proper and not phrase.is_proper)
        if phrase.kind != "person" and named_now and not second.has_clause:
            second.words |= phrase.words
            return second
        phrase.words |= {word for word in second.words if word in ROLES or word in BODIES_WORDS or len(word) < 6}
        return phrase

    def _pronoun(self, word: str) -> Speaker | None:
        wanted: dict[str, tuple[Kind, ...]] = {
            "he": ("person", "role"),
            "she": ("person", "role"),
            "it": ("body", "role"),
            "they": ("group", "body", "role"),
        }
        kinds = wanted.get(word, ())
        if word == "they" and self._overheard is not None and not any(item.kind == "group" for item in self._speakers):
            self._speakers.append(self._overheard)
        if word in ("he", "she") and self._seen is not None and not any(i.kind in kinds for i in self._speakers):
            self._speakers.append(self._seen)
        return next((speaker for speaker in reversed(self._speakers) if speaker.kind in kinds), None)

    def _known(self, phrase: Phrase, *, cited: bool) -> Speaker | None:
        """Somebody met before: by last name, short name, acronym or "the" + noun; or now given a name."""
        for speaker in reversed(self._speakers):
            if speaker.name == phrase.name:
                return speaker
            if phrase.kind == "person":
                if phrase.last_name in _name_words(speaker) and speaker.kind == "person" and (
                    _may_be_one(phrase.name, speaker.name)
                ):
                    return speaker
            elif phrase.acronym and phrase.acronym == _initials(speaker.name):
                speaker.words.add(phrase.acronym)
                return speaker
            elif not phrase.indefinite and phrase.core and (
                phrase.core <= speaker.words or (speaker.kind == "person" and phrase.core <= _offices(speaker.words))
            ):
                if phrase.kind == "group" and speaker.kind == "person":
                    continue  # "police" are not the police chief
                return speaker
        if phrase.kind == "person":
            return self._named_now(phrase)
        if phrase.kind == "role" and not phrase.indefinite and not cited and (met := self._met_in_office(phrase)):
            return met
        return None if cited else self._generic(phrase)  # "citing officials": not those of the carrier itself

    def _met_in_office(self, phrase: Phrase) -> Speaker | None:
        """ "Police Chief Ana Corvo opened the briefing … the chief said": who alone was named with that office."""
        them = [met for met in self._met.values() if phrase.core and phrase.core <= _offices(met.words)]
        if len(them) != 1:
            return None
        self._speakers.append(them[0])
        return them[0]

    def _generic(self, phrase: Phrase) -> Speaker | None:
        """ "the company", "officials": the body or group that spoke before, when there is but one it can be."""
        if phrase.words == {"officials"}:
            last = self._speakers[-1] if self._speakers else None
            return last if last is not None and last.kind in ("body", "group") and len(last.words) > 1 else None
        if phrase.indefinite or len(phrase.core) != 1 or not any(phrase.core <= words for words in _GENERIC):
            return None
        kin = next(words for words in _GENERIC if phrase.core <= words)
        bodies = [item for item in self._speakers if item.kind in ("body", "role") and item.words & kin]
        return bodies[0] if len(bodies) == 1 else None

    def _named_now(self, phrase: Phrase) -> Speaker | None:
        """ "A senior official says … Talal B., the governor, says": the unnamed speaker of the words before."""
        last = self._speakers[-1] if self._speakers else None
        if last is None or last.kind != "role" or phrase.paragraph - last.met_in > 2:
            return None
        theirs, ours = last.words & ROLES, phrase.words & ROLES
        ranks = {SHORT_TITLES[word] for word in phrase.words & SHORT_TITLES.keys()}
        generic = theirs <= {"official", "officer", "spokesman", "spokeswoman", "analyst", "minister", "expert"}
        # "The director … Dr. Ana Corvo said", and never "the ambassador … Gov. Ana Corvo said"
        may_have = ranks <= _LEARNED or (ranks <= _RANKS and bool(theirs & _RANKED))
        told = not ranks or (not last.indefinite and may_have)
        plain = not ours and told and not phrase.qualified and " " in phrase.name
        if not (plain or theirs & (ours | ranks) or (generic and not (ours and "official" not in theirs))):
            return None
        last.anonymous = last.unnamed = False
        last.name, last.kind, last.indefinite = self._registry.canonical(phrase.name) or phrase.name, "person", False
        return last

    def _introduce(self, phrase: Phrase, paragraph: int) -> Speaker:
        known = self._registry.find(phrase.name)
        kind: Kind = "body" if known is not None and known.kind not in ("person", None) else phrase.kind
        speaker = Speaker(known.name if known else phrase.name, kind, set(phrase.words), phrase.indefinite, paragraph)
        self._speakers.append(speaker)
        return speaker


def _may_be_one(name: str, other: str) -> bool:
    """Whether two of one last name may be one person: "Dipendra Pun" and "Khadka Bahadur Pun" are not."""
    given, others = (
        [word for word in each.lower().split()[:-1] if not word.endswith(".") or len(word) == 2]
        for each in (name, other)
    )  # fmt: skip
    if not given or not others:
        return True
    return not set(given).isdisjoint(others) or any(
        a[0] == b[0] and min(len(a.rstrip(".")), len(b.rstrip("."))) == 1 for a in given for b in others
    )


def _offices(words: set[str]) -> set[str]:
    """The offices among the words, short ones written out: "Gov." is a governor."""
    return (words & ROLES) | {SHORT_TITLES[word] for word in words & SHORT_TITLES.keys()}


def _name_words(speaker: Speaker) -> set[str]:
    return set(speaker.name.lower().split())


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper() and not word.lower().startswith("the")).lower()


