"""What a claimant's name says: a person, the body that speaks, or both ("health minister Jan Rok").

A spokesman, an official, a minister, a governor, the head of a body speak for it. A deputy, an officer, a nurse do
not, nor do sources: such a name stands for itself. Words are compared folded; "defence" is "defense", "Indonesian",
"Indonesia's" and, of a ministry, "in Jakarta" are one country, and a police department is the police.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from datelines.names import fold_name
from datelines.nations import nation_of
from datelines.places import load_gazetteer

_SPOKESMEN: Final = frozenset("spokesman spokeswoman spokesperson spokesmen".split())
_OFFICIALS: Final = frozenset({"official", "officials"})
_CHIEFS: Final = frozenset("head chief director chairman chairwoman president".split())
_HOLDERS: Final = {
    "gov": "governor", "governor": "governor", "mayor": "mayor", "sheriff": "sheriff", "president": "president",
    "premier": "prime minister", "prefect": "prefect",
}
_NOT_FOR_THE_BODY: Final = frozenset(
    "deputy vice former ex assistant acting opposition officer officers captain inspector lieutenant lt sergeant sgt"
    " colonel col major general gen constable commissioner commander detective doctor nurse medic paramedic surgeon"
    " physician pathologist source sources member employee worker staffer technician operator dispatcher"
    " manager administrator adviser aide person man woman witness witnesses lawyer resident driver councillor teacher"
    " aider engineer volunteer diplomat activist activists son wife brother leader minister"
    " superintendent supt cpro mla mp secretary coordinator responder rescuers firefighter trooper troopers".split()
)
ALONE: Final = frozenset("ministry police army navy agency institute observatory monitor ems rcmp".split())
"""Nouns of bodies that alone can mean one with a longer name."""
_BODIES: Final = frozenset(
    "ministry department agency committee observatory center council commission office service services authority"
    " army navy police government brigade organization association alliance federation network company hospital"
    " institute bureau board force guard embassy consulate cross crescent society foundation corps command presidency"
    " movement administration protection defense directorate secretariat monitor ems rcmp officials authorities"
    " prefecture staff prosecutors headquarters clinic inspectorate health".split()
)
_GENERIC: Final = frozenset(
    "department agency service directorate authority organization headquarters office corps".split()
)
_CORES: Final = ("police", "civil protection", "civil defense", "coast guard")
_SAME_WORD: Final = {
    "defence": "defense", "centre": "center", "organisation": "organization", "emergencies": "emergency",
    "coastguard": "coast guard",
}
_SMALL: Final = frozenset("the a an of for in at and its their his her our this s on to senior top".split())
_PAPERS: Final = frozenset(
    "statement bulletin message communique tally note release update post evening latest press".split()
)
_VERBS: Final = frozenset(
    "said says confirmed quoted cites cited posted announced told reported carried does went hereby wishes".split()
)
_DIVIDED: Final = frozenset({"PS", "YE", "LY"})  # two ministries of one name: where each sits tells them apart
_FIELDS: Final = frozenset({"health", "defense", "protection"})  # of ministers; alone they are bodies
_NO_NAMES: Final = frozenset(
    "county city state district hall town village region province school church rescue union".split()
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*[.']?|[(,]")


class _Word(NamedTuple):
    folded: str
    printed: str

    @property
    def capital(self) -> bool:
        return self.printed[0].isupper()


class ClaimantName(NamedTuple):
    """A name taken apart. Without `body` nobody speaks for one; without `person` nobody is named.

    `head` is the noun of the body, `own` its own short name ("institute Indeci", "Agency (NEMA)"), `initials` those
    of its words, `proper` the capitalised words that are no common nouns. `holds` where an office has one holder.
    """

    person: tuple[str, ...] = ()
    body: frozenset[str] = frozenset()
    head: str = ""
    own: str = ""
    initials: str = ""
    proper: frozenset[str] = frozenset()
    holds: bool = False
    fullness: tuple[int, int, int] = (0, 0, 0)  # more is fuller: said as a name, words, letters


@lru_cache(maxsize=16_384)
def take_apart(name: str) -> ClaimantName:
    """The name as printed, of any form; what it does not tell stays empty."""
    words, whole = _cut(_words(name))
    parted = _parted(words)
    said = [word for word in words if word.folded not in _SMALL and word.folded not in "(,"]
    return parted._replace(fullness=(int(whole and not name.isupper()), len(said), len(name)))


def _words(name: str) -> list[_Word]:
    found = []
    for printed in _TOKEN.findall(name.replace("’", "'")):
        bare = re.sub(r"'s?$", "", printed).rstrip(".")
        for part in bare.split("-") if len(bare) > 1 else [bare]:
            folded = fold_name(part) or part
            found += [_Word(word, part) for word in _SAME_WORD.get(folded, folded).split()]
    return [word for word in found if word.folded not in ("the", "a", "an")]


def _cut(words: list[_Word]) -> tuple[list[_Word], bool]:
    """Without what was read behind the name ("the ministry said", "the ministry's bulletin"), and if all is left."""
    end = next((i for i, word in enumerate(words) if i and word.folded in _VERBS), len(words))
    kept = words[:end]
    while len(kept) > 1 and kept[-1].folded in _PAPERS and any(word.folded in _BODIES for word in kept[:-1]):
        kept = kept[:-1]
    return kept, len(kept) == len(words)


def _parted(words: list[_Word]) -> ClaimantName:
    folded = [word.folded for word in words]
    for i, word in enumerate(folded):
        if word in _SPOKESMEN:
            return _for_a_body(words[:i], words[i + 1 :])
    if (held := _holder(words, folded)) is not None:
        return held
    at = next((i for i, word in enumerate(folded) if word in _OFFICIALS), None)
    if at is not None:
        spoken_for = _for_a_body(words[:at], words[at + 1 :])
        return spoken_for if spoken_for.body else _as_body(words)  # "health officials" are a body of their own
    for i, word in enumerate(folded):
        if word in _CHIEFS and (i or folded[1:2] == ["of"]) and _NOT_FOR_THE_BODY.isdisjoint(folded[:i]):
            return _for_a_body(words[:i], words[i + 1 :])
    last = max((i for i, word in enumerate(folded) if word in _NOT_FOR_THE_BODY | _CHIEFS), default=None)
    if last is not None:
        rest = words[last + 1 :]
        return ClaimantName(person=_as_person(rest))
    if not _BODIES.isdisjoint(folded):
        return _as_body(words)
    return ClaimantName(person=_as_person(words))


def _for_a_body(before: list[_Word], after: list[_Word]) -> ClaimantName:
    """ "Health ministry spokesman Jan Rok", "spokesman for the army", "head of the agency, Ada Morvelli"."""
    if after and after[0].folded in ("for", "of"):
        body, person = _without_person(after[1:])
    else:
        body, person = before, after
    if {word.folded for word in body} & _NOT_FOR_THE_BODY:
        return ClaimantName(person=_as_person(person))
    named = _as_person([word for word in person if word.folded != ","])
    spoken_for = _as_body(body)
    if len(spoken_for.body) == 1 and spoken_for.head not in ALONE:
        return ClaimantName(person=named)  # "hospital director Jan Rok": of which hospital is not said
    return spoken_for._replace(person=named)


def _without_person(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """The body, and the person named behind it."""
    last = max((i for i, word in enumerate(words) if word.folded in _BODIES), default=None)
    if last is None:
        return words, []
    rest = words[last + 1 :]
    named = [word for word in rest if word.folded != ","]
    if len(named) > 1 and all(word.capital for word in named) and rest[0].folded not in _SMALL:
        return words[: last + 1], named
    return words, []


def _holder(words: list[_Word], folded: list[str]) -> ClaimantName | None:
    """ "Gov. Ada Morvelli", "the governor's office", "health minister Jan Rok", "Prime Minister's Office"."""
    for i, word in enumerate(folded):
        before = folded[:i]
        if word not in _HOLDERS and word != "minister":
            continue
        if not (_NOT_FOR_THE_BODY | _BODIES - _FIELDS).isdisjoint(before):
            return None
        rest = words[i + 1 :]
        if rest and rest[0].folded in ("of", "for"):
            field, rest = _of_what(rest[1:])
        else:
            field = words[:i]
        rest = [item for item in rest if item.folded != ","]
        if rest and rest[-1].folded == "office":
            rest = rest[:-1]
        if rest and not all(item.capital for item in rest):
            return None
        office = _HOLDERS.get(word, "ministry")
        if word == "minister" and before and before[-1] in ("prime", "chief"):
            office, field = f"{before[-1]} minister", field[:-1]
        elif word == "minister" and not field:
            return ClaimantName(person=_as_person(rest))
        what = _meant(field, office)
        return ClaimantName(_as_person(rest), what | {office}, office, proper=_proper(field, what), holds=True)
    return None


def _of_what(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """ "governor of Puebla", "minister of health, Jan Rok": what is governed, and who is named behind a comma."""
    comma = next((i for i, word in enumerate(words) if word.folded == ","), len(words))
    return words[:comma], words[comma + 1 :]


def _as_person(words: list[_Word]) -> tuple[str, ...]:
    named = [word for word in words if word.folded not in ("(", ",")]
    plain = all(word.capital or len(word.folded) < 4 for word in named) and any(word.capital for word in named)
    plain = plain and _NO_NAMES.union(_BODIES).isdisjoint(word.folded for word in named)
    return tuple(word.folded for word in named) if plain and len(named) <= 5 else ()


def _as_body(words: list[_Word]) -> ClaimantName:
    words, own = _own_name(words)
    folded = [word.folded for word in words]
    heads = [i for i, word in enumerate(folded) if word in _BODIES]
    if not heads:
        return ClaimantName()
    link = next((i for i, word in enumerate(folded) if word in ("of", "for") and i and folded[i - 1] in _BODIES), None)
    head = folded[link - 1] if link is not None else folded[heads[-1]]
    text = " ".join(folded)
    core = next((core for core in _CORES if re.search(rf"\b{core}\b", text)), None)
    if core is not None and head in _GENERIC:
        head = core.split()[-1]
        words = [word for word in words if word.folded not in _GENERIC]
    named = [word for word in words if word.folded not in _SMALL and word.folded not in ("(", ",")]
    initials = "".join(word.folded[0] for word in named)
    body = _meant(words, head)
    return ClaimantName((), body, head, own, initials, _proper(words, body))


def _own_name(words: list[_Word]) -> tuple[list[_Word], str]:
    """The body without its own short name: one word behind its noun or in brackets, no place."""
    at = next((i for i, word in enumerate(words) if word.folded == "(" and i), None)
    if at is not None and at + 1 < len(words):
        return words[:at], words[at + 1].folded
    if len(words) < 2 or words[-2].folded not in _BODIES or words[-1].folded in _BODIES:
        return words, ""
    named = words[-1].capital and not words[-2].printed.isupper()
    if named and _country(words[-1].printed, seats=True) is None:
        return words[:-1], words[-1].folded
    return words, ""


def _meant(words: list[_Word], head: str) -> frozenset[str]:
    """The words that tell the body from others, a country by its code."""
    found = set()
    for word in words:
        if word.folded in _SMALL or word.folded in ("(", ",", "affairs", "republic"):
            continue
        country = _country(word.printed, seats=head == "ministry") if word.capital else None
        found.add(country if country is not None else word.folded)
    return frozenset(found)


def _country(word: str, *, seats: bool) -> str | None:
    """The code of the country whose name, people or, if asked, large city this is."""
    if (nation := nation_of(word)) is not None:
        return nation
    gazetteer = load_gazetteer()
    place = gazetteer.find(word)
    if place is None or place.country is None:
        return None
    if place.kind == "country":
        return place.country
    return place.country if seats and gazetteer.is_large(place) and place.country not in _DIVIDED else None


def _proper(words: list[_Word], meant: frozenset[str]) -> frozenset[str]:
    """The words of the body that are names: capitals, no common nouns, and the codes of countries."""
    capital = {word.folded for word in words if word.capital and word.folded not in _BODIES}
    return frozenset((capital & meant) | {word for word in meant if word.isupper()})
