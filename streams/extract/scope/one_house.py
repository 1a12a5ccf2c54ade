"""Whether patients, or bodies, are those of one house: a hospital, a school, a street."""

from __future__ import annotations

from collections.abc import Sequence

from streams.extract.binding.figure import Figure
from streams.extract.words.vocabulary import SITES


def is_at_site(figure: Figure) -> bool:
    """Found or treated at one named site: "at Zadar's general hospital", "in the building"."""
    line = figure.line
    if figure.category == "hospitalized":
        words = line.words[figure.first : figure.last + 1]
        one = words[-1] in _HOSPITALS and words[-2:] not in (
            ["to", "hospital"],
            ["in", "hospital"],
            ["the", "hospital"],
        )
        others = "other" in words and "hospitals" in words
        return one or others or _received(figure) or _follows_hospital(figure) or _of_hospital(figure)
    if figure.group.partitive and figure.group.whole is not None:
        return bool(set(line.words[figure.last + 1 : figure.last + 14]) & SITES) and _found(line.words)
    return False


_HOSPITALS = frozenset("hospital clinic infirmary".split())
_STAFF = (["officials"], ["sources"], ["authorities"], ["workers"])  # of one hospital or many
_CARE = frozenset("condition critical serious grave stable fair intensive support surgery ventilators".split())


def _of_hospital(figure: Figure) -> bool:
    """ "St. Oda Hospital is treating 12", "12 were treated at the provincial hospital": one hospital, not several."""
    words, mark = figure.line.words, figure.mark
    since = max((i for i in range(figure.first) if words[i] in (";", "—")), default=-1) + 1
    if mark is None or not _CARE.isdisjoint(words[mark.first : mark.last + 1]) or figure.group.partitive:
        return False
    before = words[since : figure.quantity.first]
    if any(word in _HOSPITALS and before[k + 1 : k + 2] in _STAFF for k, word in enumerate(before)):
        return False
    named = bool(_HOSPITALS & set(before)) or {"medical", "center"} <= set(before)
    told = named and (mark.form == "active" or figure.relation == "governed")
    for i in range(figure.last + 1, min(figure.last + 12, len(words))):
        if words[i] in (",", ";", "but"):
            break
        if words[i] in _HOSPITALS and words[i - 1] not in ("a", "to", "in", "at", "the"):
            return True
    return told and "hospitals" not in before


def _received(figure: Figure) -> bool:
    mark = figure.mark
    if mark is None or mark.form != "active":
        return False
    if mark.first < mark.last and figure.line.word(mark.first) not in ("took", "taken", "takes"):
        return False
    return figure.line.word(mark.last) in ("in", "received", "admitted") and not _of_hospitals(figure)


def _of_hospitals(figure: Figure) -> bool:
    """ "Hospitals have received 30": of several, all that are known."""
    words = figure.line.words
    since = max((i for i in range(figure.first) if words[i] in (";", "—")), default=-1) + 1
    return "hospitals" in words[since : figure.first]


def _follows_hospital(figure: Figure) -> bool:
    mark = figure.mark
    return (
        mark is not None
        and figure.line.words[mark.first] in ("flown", "transferred", "moved", "airlifted")
        and (mark.category == "same")
    )


def _found(words: Sequence[str]) -> bool:
    return "found" in words or "inside" in words
