"""Public bodies and relief agencies that issue counts of people in papers of their own, by the names printed there."""

from __future__ import annotations

import re
from functools import lru_cache

SHORT_NAMES = frozenset(
    "iom ocha unhcr unicef who wfp ifrc icrc msf bnpb bpbd basarnas ndrrmc ndma ndmo nema afad indeci senapred onemi"
    " conred sinaproc coen ungrd cenapred ingc ingd bngrc hse pdma sdma rcmp fema dgpc cdema pcg emercom sedes".split()
)
"""In lower case: of the UN and the Red Cross, of national and provincial disaster agencies."""

_BODIES = frozenset(
    (
        "ministry department agency centre center office police command force forces service services council authority"
        " hospital brigade directorate directorate-general commission institute unit society cross crescent monitor"
        " observatory guard corps constabulary headquarters sheriff sheriff's government secretariat committee"
        " coordination administration prefecture prefect municipality bureau army navy staff defence defense protection"
        " governorship governorate division cell company ltd federation organization organisation network district"
        " board trust"
    ).split()
)
_NEWSROOMS = frozenset("news press radio television tv times post newspaper reuters broadcasting wire".split())


def carrier_words(carrier: str) -> frozenset[str]:
    """Its words, in small letters."""
    return frozenset(re.findall(r"[\w'-]+", carrier.lower()))


@lru_cache(maxsize=4096)
def is_issuer(carrier: str) -> bool:
    """Whether the carrier is a body that speaks for itself; a newsroom prints what others say."""
    words = carrier_words(carrier)
    is_body = not words.isdisjoint(_BODIES) or not words.isdisjoint(SHORT_NAMES)
    return is_body and words.isdisjoint(_NEWSROOMS)
