"""Small words of English, which open sentences and fill them without telling anything. Data only."""

from __future__ import annotations

SMALL = frozenset(
    "a about above across after again against all along also although among an and another any are around as at "
    "away back be because been before behind being below beneath beside besides between beyond both but by can "
    "could despite did do does down during each earlier either else even ever every few first for former from had "
    "has have he her here hers him his how however i if in inside instead into is it its itself just last late "
    "later least less like many may me meanwhile might more moreover most much must my near nearly neither new next "
    "now of off on once only onto or other others our ours out outside over overall own part per perhaps rather "
    "several she should since so some soon still such than that the their theirs them then there these they this "
    "those though through throughout thus till to today together tomorrow tonight too toward towards under until "
    "up upon us very via was we were what whatever when where whether which while who whom whose why will with "
    "within would yesterday yet you your yours".split()
)
