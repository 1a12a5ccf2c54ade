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
        "shooting",
        "shooting shootings gunman gunmen gunfire shooter rifle sniper",
        "the school shooting killed 12",
    ),
    CauseWords(
        "attack",
        "attack attacks attacked attacker attackers bombing bombings bomb bombs airstrike airstrikes massacre "
        "massacres killing killings assault bomber bombers militants terrorist terrorists terror stabbing "
        "hostage ambush ambushed missile rocket rockets shot executed beheaded gunned raid raids raided "
        "strike strikes drone drones kidnapping abduction siege slain stabbed rampage massacred bombed explosives "
        "grenade grenades detonated jihadist jihadists insurgents bandits machetes",
        "the bombing killed 12",
    ),
    CauseWords(
        "explosion", "explosion explosions blast blasts exploded explodes explode", "the gas explosion killed 12"
    ),
    CauseWords(
        "crash",
        "crash crashes crashed collision collided collides derailment derailments derailed derails pile-up "
        "pileup airliner jet plane helicopter bus coach train truck lorry tram wreck plunged plunges collide "
        "derail smashed smashes plunge minibus",
        "the bus crash killed 12",
    ),
    CauseWords(
        "sinking",
        "sinking sinks sank sunk capsize capsized capsizes capsizing overturned overturns overturning "
        "foundered shipwreck shipwrecks ferry boat boats dinghy trawler vessel drown drowned drowns raft canoe "
        "pirogue motorboat",
        "the ferry sinking killed 12",
    ),
    CauseWords(
        "flood",
        "flood floods flooding floodwaters flooded deluge inundated cloudburst cloudbursts",
        "the flood killed 12",
    ),
    CauseWords(
        "landslide",
        "landslide landslides mudslide mudslides avalanche avalanches rockslide rockfall mudflow slide buried "
        "landslip landslips",
        "the landslide killed 12",
    ),
    CauseWords("eruption", "eruption eruptions volcano volcanic lava", "the eruption killed 12"),
    CauseWords(
        "collapse",
        "collapse collapses collapsed collapsing dam mine roof wall cave-in caved caves pancaked crumbled footbridge "
        "scaffolding",
        "the mine collapse killed 12",
    ),
    CauseWords(
        "storm",
        "storm storms hurricane hurricanes typhoon cyclone tornado tornadoes twister tropical windstorm "
        "windstorms thunderstorm thunderstorms blizzard",
        "the storm killed 12",
    ),
    CauseWords("tsunami", "tsunami tsunamis", "the tsunami killed 12"),
    CauseWords(
        "fire",
        "fire fires wildfire wildfires blaze blazes inferno burned bushfire bushfires flames ablaze gutted",
        "the fire killed 12",
    ),
    CauseWords("heat", "heatwave heat", "the heat wave killed 12"),
    CauseWords(
        "epidemic",
        "epidemic outbreak virus ebola cholera measles dengue meningitis pandemic disease",
        "the outbreak killed 12",
    ),
    CauseWords(
        "poisoning",
        "poisoning poisonings poisoned methanol bootleg tainted toxic liquor hooch moonshine monoxide fumes",
        "the poisoning killed 12",
    ),
    CauseWords("stampede", "stampede stampedes stampeded crush crushed trampled surge", "the stampede killed 12"),
    CauseWords(
        "fighting",
        "fighting clashes clash battle battles war shelling offensive riot riots rioting coup protests",
        "the fighting killed 12",
    ),
)
_BY_WORD = {word: row.cause for row in CAUSES for word in row.words.split()}
_VAGUE = frozenset(
    (
        "fire blaze shot executed beheaded gunned killing killings hostage train bus coach plane jet "
        "helicopter truck lorry tram wreck plunged plunges collided collides mine roof wall dam burned bomb "
        "militants heat crush crushed surge rifle war ferry boat boats dinghy trawler vessel sunk foundered "
        "overturned overturns overturning inundated slide buried strike strikes drone drones rockets raid "
        "raids raided attacked attacker attackers riot riots rioting coup protests disease tainted toxic "
        "liquor siege slain stabbed rampage smashed smashes plunge drown drowned drowns caves flames hooch moonshine"
        " explosives detonated insurgents bandits machetes minibus raft canoe pirogue motorboat crumbled"
        " footbridge scaffolding ablaze gutted fumes"
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


_STORMS = frozenset({"storm", "storms"})
_STORMERS = frozenset(
    "assailants attackers bandits fighters gunmen inmates insurgents jihadists men militants militiamen police"
    " prisoners protesters raiders rebels soldiers terrorists troops".split()
)
_OF_CROWDS = frozenset({"flooded", "flooding"})
_CROWDS = frozenset(
    "people crowds crowd fans revellers revelers visitors tourists pilgrims mourners protesters residents thousands"
    " calls messages tributes donations complaints refugees migrants shoppers worshippers volunteers".split()
)
_NEAR = 4  # words before
_OF_HOUSES = frozenset({"collapsed"})
_HOUSES = frozenset("houses homes buildings".split())  # what falls in quakes, floods and storms
_IN_HEADLINE, _CLEARLY = 3, 2


class Causes:
    """Causes that an update and its headlines name; asked for each figure's sentence."""

    def __init__(self, update: Sequence[str], headlines: Sequence[str]) -> None:
        self._update, self._headlines = update, headlines
        self._main: str | None = None
        self._is_weighed = False

    def of(self, sentence: Sequence[str]) -> str | None:
        """The cause that the sentence names by a clear word, else the one that headlines and update name most."""
        named = causes_named(sentence)
        if named.clear is not None:
            if named.several and self._most() in named.several:
                return self._most()  # "rescued from collapsed buildings after the quake"
            return "attack" if named.clear == "explosion" and self._most() == "attack" else named.clear
        if named.doubtful == "attack" and self._most() == "fighting":
            return "attack"  # a bomb, in a story on a war
        return self._most() or named.doubtful

    def _most(self) -> str | None:
        if not self._is_weighed:
            self._main, self._is_weighed = self._weigh(), True
        return self._main

    def _weigh(self) -> str | None:
        weights: dict[str, int] = {}
        for words, weight in ((self._headlines, _IN_HEADLINE), (self._update, 1)):
            for i, word in enumerate(words):
                cause = _BY_WORD.get(word)
                if cause is not None and not _is_a_name(words, i):
                    weights[cause] = weights.get(cause, 0) + weight * (1 if word in _VAGUE else _CLEARLY)
        if "attack" in weights and "explosion" in weights:
            weights["attack"] += weights.pop("explosion")
        return max(weights, key=lambda cause: weights[cause], default=None)


class Named(NamedTuple):
    """The first cause named by a clear word, and by a word that may mean other things.

    A blast is an explosion unless somebody is said to have attacked.
    """

    clear: str | None
    doubtful: str | None
    several: frozenset[str] = frozenset()  # all that clear words name, where they name more than one


def causes_named(words: Sequence[str]) -> Named:
    """What these words name as a cause."""
    clear = doubtful = None
    several: set[str] = set()
    if _BY_WORD.keys().isdisjoint(words):
        return Named(None, None)
    for i, word in enumerate(words):
        cause = _BY_WORD.get(word)
        if cause is None or _is_a_name(words, i):
            continue
        if word not in _VAGUE:
            clear = "attack" if (clear, cause) == ("explosion", "attack") else clear or cause
            several.add(cause)
        else:
            doubtful = doubtful or cause
    return Named(clear, doubtful, frozenset(several) if len(several) > 1 else frozenset())


def _is_a_name(words: Sequence[str], i: int) -> bool:
    """ "fire department", "under fire", "people flooded into", "gunmen storm", "houses collapsed": of another thing."""
    if words[i] in _STORMS:
        return not _STORMERS.isdisjoint(words[max(i - 1, 0) : i])
    if words[i] in _OF_CROWDS:
        return not _CROWDS.isdisjoint(words[max(i - _NEAR, 0) : i]) or words[i + 1 : i + 2] == ["with"]
    if words[i] in _OF_HOUSES:
        return not _HOUSES.isdisjoint((*words[max(i - 2, 0) : i], *words[i + 1 : i + 2]))
    around = _NOT_BEHIND.get(words[i])
    if around is None:
        return False
    return (i > 0 and words[i - 1] in around) or (i + 1 < len(words) and words[i + 1] in around)


def cause_of(text: str) -> str | None:
    """The cause that a text such as a standing subject names, or None."""
    return Causes((), text.lower().split()).of(())
