"""Verbs whose object is between verb and particle: "brought 12 people ashore", "cost 12 people their lives".

A row's `behind` phrases must follow the counted group within four words; an empty one asks for none.
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.events import Category


class Frame(NamedTuple):
    verbs: str
    behind: tuple[str, ...]
    category: Category
    example: str


_OUT = ("ashore", "aboard", "out", "off", "free", "clear", "to safety", "to shore", "from", "alive")
_WARD = (
    "to hospital",
    "to hospitals",
    "to a hospital",
    "to the hospital",
    "to area hospitals",
    "to local hospitals",
    "in hospital",
    "in the hospital",
    "to nearby hospitals",
    "to two hospitals",
    "to three hospitals",
    "to four hospitals",
    "to five hospitals",
    "to six hospitals",
    "to seven hospitals",
    "to eight hospitals",
    "to several hospitals",
    "to hospitals in",
    "to clinics",
)
_AWAY = (
    "from their homes",
    "from homes",
    "out of their homes",
    "to flee",
    "to evacuate",
    "to leave",
    "to shelters",
    "into shelters",
    "to camps",
    "to higher ground",
    "to relief camps",
    "into relief camps",
    "out",
)

FRAMES = (
    Frame(
        "brought bring bringing",
        ("ashore", "to safety", "to shore", "out alive", "up alive", "out of", "out"),
        "rescued",
        "Boats brought 12 people ashore.",
    ),
    Frame(
        "took taken taking carried carrying led",
        ("to safety", "ashore", "off", "aboard"),
        "rescued",
        "Boats took 12 people to safety.",
    ),
    Frame(
        "dug dig digging pulled pull pulling hauled dragged lifted lifting winched plucked helped",
        _OUT,
        "rescued",
        "Soldiers dug 12 people out of the snow.",
    ),
    Frame("cut cutting", ("free", "out of", "clear"), "rescued", "Firefighters cut 12 people free."),
    Frame("freed freeing found", ("alive", "from", "safe"), "rescued", "Crews freed 12 people from the wreck."),
    Frame(
        "sent sending put putting landed took taken rushed carried ferried drove flew transported moved",
        _WARD,
        "hospitalized",
        "The crash sent 12 people to hospital.",
    ),
    Frame(
        "forced forcing drove driving drove sent chased moved moving bused pushed",
        _AWAY,
        "displaced",
        "The flood forced 12 families from their homes.",
    ),
    Frame("cost costing", ("their lives", "lives"), "killed", "The crash cost 12 people their lives."),
    Frame(
        "took taken taking brought hauled led",
        ("into custody", "away", "in for questioning", "into detention"),
        "detained",
        "Police took 12 people into custody.",
    ),
    Frame("sent sending", ("to their deaths", "to their death"), "killed", "It sent 12 people to their deaths."),
    Frame("swept sweeping washed", ("away", "out to sea", "into the sea"), "missing", "The wave swept 12 people away."),
)
BY_VERB: dict[str, list[tuple[tuple[str, ...], Category]]] = {}
for _row in FRAMES:
    for _verb in _row.verbs.split():
        for _phrase in _row.behind:
            BY_VERB.setdefault(_verb, []).append((tuple(_phrase.split()), _row.category))
REACH = 4  # tokens behind the group where the particle may begin
