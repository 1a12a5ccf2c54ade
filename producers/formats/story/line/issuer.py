"""Who issues a document that is no newsroom's: the body at the head of a release, a bulletin or a situation report."""

from __future__ import annotations

import re

_HEAD = 10  # lines of a text in which a letterhead may stand
_LONGEST = 14  # words of a body's name
_BODIES = re.compile(
    r"\b(?:ministr(?:y|ies)|department|agency|cent(?:re|er)|office|police|command|force|forces|service|services|council"
    r"|authority|hospital|brigade|directorate|commission|institute|unit|society|red cross|red crescent|monitor"
    r"|observatory|guard|corps|rcmp|constabulary|headquarters|sheriff|prefecture|municipality|government|secretariat"
    r"|committee|coordination|administration|board|foundation|federation|university|company|ltd|inc|bureau|district"
    r"|presidency|embassy|army|navy|ambulance|trust|association|network)\b", re.IGNORECASE,
)


_RELEASES = (
    (r"(?:press|media|news) (?:release|statement|note|advisory|communiqué)", "PRESS RELEASE No. 4"),
    (r"situation(?:al)? (?:report|update|bulletin)|sitrep", "SITUATION REPORT NO. 5"),
    (r"(?:flash|operational|information|incident|emergency|daily|special|health|field) (?:update|bulletin|note|report)",
     "Flash Update No. 2"),
    (r"(?:bulletin|communiqué|communique|circular|report|statement|notice) (?:no\b|n°|number|#)", "Bulletin No. 7"),
    (r"for immediate release|official (?:statement|communiqué)", "FOR IMMEDIATE RELEASE"),
)  # fmt: skip
_RELEASE = re.compile("|".join(rf"\b(?:{pattern})" for pattern, _ in _RELEASES), re.IGNORECASE)


def issuer_of(text: str) -> str | None:
    """The body named in the letterhead of a release; None for any other text, and where no body is named."""
    head = [line.strip(" #*_") for line in text.split("\n", 4 * _HEAD) if line.strip()][:_HEAD]
    marked = next((i for i, line in enumerate(head) if _RELEASE.search(line)), None)
    if marked is None:
        return None
    names = [line for line in head[: marked + 3] if _is_name(line)]
    if len(names) > 1 and _OF_A_STATE.match(names[0]):
        del names[0]  # "GOVERNMENT OF NEPAL" stands over all its offices
    return names[0].split(" | ")[0].strip() if names else None


_OF_A_STATE = re.compile(r"(?:federal |state )?(?:government|republic|kingdom|state|province) of\b", re.IGNORECASE)


_SMALL = frozenset("of the for and in at on to de del da do la du des et y e von van al".split())  # of names


def _is_name(line: str) -> bool:
    """Whether a line is the name of a body and nothing else: no sentence, no label, no heading of the document."""
    small = [word for word in line.split() if word[:1].islower() and word.lower() not in _SMALL]
    return (
        len(small) < 2 and len(line.split()) <= _LONGEST
        and _BODIES.search(line) is not None and _RELEASE.search(line) is None
        and not line.endswith((".", "!", "?", ":")) and re.search(r"\d{2}", line) is None and ": " not in line
    )  # fmt: skip
