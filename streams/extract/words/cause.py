"""What the incident was, in one word of a fixed table: from the claim's sentence, else the update, else the subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class CauseWords(NamedTuple):
    cause: str
    words: str
    example: str


CAUSES = (
    CauseWords(
        "quake",
        "quake quakes earthquake earthquakes aftershock aftershocks temblor tremor tremors seismic",
        "the quake killed 12",
    ),
    CauseWords(
        "shooting", "shooting shootings gunman gunmen gunfire shooter rifle sniper", "the school shooting killed 12"
    ),
    CauseWords(
        "attack",
        "attack attacks bombing bombings bomb bombs airstrike airstrikes"
        " massacre massacres killing killings assault bomber bombers militants terrorist terrorists terror stabbing"
        " hostage ambush missile rocket shot executed beheaded gunned",
        "the bombing killed 12",
    ),
    CauseWords("explosion", "explosion explosions blast blasts exploded", "the gas explosion killed 12"),
    CauseWords(
        "crash",
        "crash crashes crashed collision derailment derailed airliner jet plane bus train wreck",
        "the bus crash killed 12",
    ),
    CauseWords(
        "sinking",
        "sinking sank sunk capsized capsizes capsizing foundered shipwreck shipwrecks ferry",
        "the ferry sinking killed 12",
    ),
    CauseWords("flood", "flood floods flooding floodwaters flooded", "the flood killed 12"),
    CauseWords(
        "landslide", "landslide landslides mudslide mudslides avalanche rockslide mudflow", "the landslide killed 12"
    ),
    CauseWords("eruption", "eruption eruptions volcano volcanic lava", "the eruption killed 12"),
    CauseWords("collapse", "collapse collapsed dam mine cave-in caved", "the mine collapse killed 12"),
    CauseWords(
        "storm",
        "storm storms hurricane hurricanes typhoon cyclone tornado tornadoes twister tropical",
        "the storm killed 12",
    ),
    CauseWords("tsunami", "tsunami tsunamis", "the tsunami killed 12"),
    CauseWords("fire", "fire fires wildfire wildfires blaze blazes inferno burned", "the fire killed 12"),
    CauseWords("heat", "heatwave heat", "the heat wave killed 12"),
    CauseWords("epidemic", "epidemic outbreak virus ebola cholera measles pandemic disease", "the outbreak killed 12"),
    CauseWords("stampede", "stampede stampeded crush", "the stampede killed 12"),
    CauseWords("fighting", "fighting clashes battle battles war shelling offensive", "the fighting killed 12"),
)
_BY_WORD = {word: row.cause for row in CAUSES for word in row.words.split()}
_VAGUE = frozenset(
    (
        "fire shot executed beheaded gunned killing killings hostage train bus plane jet mine burned bomb"
        " militants heat crush rifle war ferry sunk foundered"
    ).split()
)
_NOT_BEHIND = {
    "fire": frozenset(
        (
            "department departments chief official officials station service services brigade crews authority rescue"
            " under opened open cease"
        ).split()
    )
}


class Causes:
    """Causes that an update and its subject name; asked for each figure's sentence."""

    def __init__(self, update: Sequence[str], subject: Sequence[str]) -> None:
        self._wider = tuple(causes_named(words) for words in (update, subject))

    def of(self, sentence: Sequence[str]) -> str | None:
        """The cause that the nearest names (sentence, update, subject); clear words anywhere beat doubtful ones."""
        found = (causes_named(sentence), *self._wider)
        clear = [item.clear for item in found if item.clear]
        if clear:
            return "attack" if clear[0] == "explosion" and "attack" in clear else clear[0]
        return next((item.doubtful for item in found if item.doubtful), None)


class Named(NamedTuple):
    """The first cause named by a clear word, and by a word that may mean other things.

    A blast is an explosion unless somebody is said to have attacked.
    """

    clear: str | None
    doubtful: str | None


def causes_named(words: Sequence[str]) -> Named:
    """What these words name as a cause."""
    clear = doubtful = None
    if _BY_WORD.keys().isdisjoint(words):
        return Named(None, None)
    for i, word in enumerate(words):
        cause = _BY_WORD.get(word)
        if cause is None or _is_a_name(words, i):
            continue
        if word not in _VAGUE:
            clear = "attack" if (clear, cause) == ("explosion", "attack") else clear or cause
        else:
            doubtful = doubtful or cause
    return Named(clear, doubtful)


def _is_a_name(words: Sequence[str], i: int) -> bool:
    """ "fire department", "under fire": the word stands for something else."""
    around = _NOT_BEHIND.get(words[i])
    if around is None:
        return False
    return (i > 0 and words[i - 1] in around) or (i + 1 < len(words) and words[i + 1] in around)


def cause_of(text: str) -> str | None:
    """The cause that a text such as a standing subject names, or None."""
    return Causes((), text.lower().split()).of(())
