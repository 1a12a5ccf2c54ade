"""Who issues a document that is no newsroom's: the body at the head of a release, a bulletin or a situation report."""

from __future__ import annotations

import re

from schemas.bodies import SHORT_NAMES

_HEAD = 10  # lines of a text in which a letterhead may stand
_LONGEST = 14  # words of a body's name
_BODIES = re.compile(
    r"\b(?:ministr(?:y|ies)|department|agency|cent(?:re|er)|office|police|command|force|forces|services?|council"
    r"|authority|hospital|brigade|directorate(?:[- ]general)?|commission|institute|unit|society|red cross|red crescent"
    r"|monitor|observatory|guard|corps|rcmp|constabulary|headquarters|sheriff|prefecture|prefect|municipality"
    r"|government|secretariat|committee|coordination|administration|board|foundation|federation|university|company|ltd"
    r"|inc|bureau|district|presidency|embassy|army|navy|ambulance|trust|association|network|general staff|division"
    r"|civil (?:defen[cs]e|protection)|governor(?:ship|ate)|cell|delegation|forum|organi[sz]ation)\b",
    re.IGNORECASE,
)
_RELEASES = (
    (r"(?:press|media|news|official) (?:release|statement|note|advisory|communiqué|information)",
     "PRESS RELEASE No. 4"),
    (r"situation(?:al)? (?:report|update|bulletin)|sitrep", "SITUATION REPORT NO. 5"),
    (r"(?:flash|operational|information|incident|emergency|daily|special|health|field) (?:update|bulletin|note|report)",
     "Flash Update No. 2"),
    (r"(?:bulletin|communiqué|communique|circular|report|statement|notice|update) (?:no\b|n°|number|#|\d+(?! \())",
     "Bulletin No. 7"),
    (r"(?:first|second|third|further|final) information\b", "FIRST INFORMATION"),
    (r"for immediate release|official (?:statement|communiqué)|information for the media|press service of"
     r"|statement (?:of|by) the (?:press|spokes)", "FOR IMMEDIATE RELEASE"),
)  # fmt: skip
_RELEASE = re.compile("|".join(rf"\b(?:{pattern})" for pattern, _ in _RELEASES), re.IGNORECASE)
_BY = re.compile(
    r"(?:^|\b(?:report|update|bulletin|document) (?:is|was) )(?:prepared|issued|produced|compiled) by:?\s"
    r"(?P<name>(?:the )?[A-Z][^.;:|\n]{3,90}?)(?=\s(?:in collaboration|with|and is|on behalf)\b|[.;,|(]|$)",
    re.IGNORECASE,
)
# Offices that put together what others count.
_COMPILERS = re.compile(
    r"\b(?:UN|United Nations|resident coordinator|humanitarian|partners|consortium|inter-agency|OCHA)\b", re.IGNORECASE
)
_OF_A_STATE = re.compile(
    r"(?:federal |state )?(?:government|republic|kingdom|state|province) of\b|.{2,40} government$|ministry\b",
    re.IGNORECASE,
)
_SPEAKS_FOR_IT = re.compile(
    r"\b(?:press|media|communications?|public (?:relations|affairs|information))\b", re.IGNORECASE
)
_OF = re.compile(r"(?i:press service|statement no\. ?\d+) of the (?P<name>.{4,90})")
_STANDS_AT = re.compile(
    r"\(?(?:situation |position |status |data |figures )?(?:as (?:of|at|on)\b|at \d)|date and time"
    r"|(?:date|time)(?: of issue)?:|issued\b",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s[–—|]\s|: ")
_SMALL = frozenset("of the for and in at on to de del da do la du des et y e von van al".split())  # of names
_NAME_WORD = r"(?:[A-Z][\w.'’&-]*|of|for|and|the|de|del)"
_CONFIRMS = re.compile(
    rf"(?:^|[–—-]\s|\d{{4}}\.?\s)(?:[Tt]he )?(?P<name>(?!The ){_NAME_WORD}(?:\s{_NAME_WORD}){{0,11}}?)"
    r"(?:\s\([A-Z][\w-]{1,9}\))?,?\s(?:informs?|announces?|confirms?|expresses|extends|regrets|communicates|advises"
    r"|mourns|is reporting|can (?:now )?confirm"
    r"|has (?:today |now )?(?:confirmed|recorded|announced|learned|registered|launched))\b"
)


def is_issued(text: str) -> bool:
    """Whether it is an office's paper: a release, a bulletin, a report of how things stand at an hour."""
    head = _head_of(text)
    return _marked(head) is not None or any(_STANDS_AT.match(line) for line in head)


def issuer_of(text: str) -> str | None:
    """The body that issues a release: of its letterhead, of "Prepared by", or what its first sentence has speaking.

    None for any other text, and where no body is named or the one named only puts together what others count.
    """
    head = _head_of(text)
    marked = _marked(head)
    if marked is None:
        return None
    if (named := next((found["name"] for line in head if (found := _BY.search(line))), None)) is not None:
        return None if _COMPILERS.search(named) else named.removeprefix("the ").strip()
    names = [name for line in head[: marked + 3] for name in _names_in(line)]
    if names:
        return _who_counts(names)
    speaking = next((found["name"] for line in head if (found := _CONFIRMS.search(line))), None)
    return speaking if speaking is not None and len(speaking) > 2 else None


def _head_of(text: str) -> list[str]:
    return [line.strip(" #*_") for line in text.split("\n", 4 * _HEAD) if line.strip()][:_HEAD]


def _marked(head: list[str]) -> int | None:
    """The line that says what kind of paper it is."""
    return next((i for i, line in enumerate(head) if _RELEASE.search(line)), None)


def _who_counts(names: list[str]) -> str:
    """Of the lines of a letterhead the office that counts: "GOVERNMENT OF NEPAL" stands over all its offices."""
    counting = [name for name in names if not _SPEAKS_FOR_IT.search(name)] or names
    first = next((i for i, name in enumerate(counting) if not _OF_A_STATE.match(name)), len(counting) - 1)
    if counting[0].lower().startswith("ministry") and len(counting) > 1:
        first = 1
    return counting[first]


def _names_in(line: str) -> list[str]:
    """The name of a body that a line of the head is, with what stands behind a dash left out; [] for any other."""
    parts = _DASH.split(line)
    first = parts[0].split()
    if first and first[0].lower() in SHORT_NAMES and _RELEASE.search(line):
        return [first[0]]  # "IOM LIBYA | FLASH UPDATE #2"
    if len(parts) > 1 and _is_name(parts[0]) and (_RELEASE.search(line) or _SPEAKS_FOR_IT.search(line)):
        return [parts[0].strip()]
    if (of := _OF.match(line)) is not None:
        return [of["name"].strip()]
    return [line.split(" | ")[0].strip()] if _is_name(line) else []


def _is_name(line: str) -> bool:
    """Whether a line is the name of a body and nothing else: no sentence, no label, no heading of the document."""
    small = [word for word in line.split() if word[:1].islower() and word.lower() not in _SMALL]
    is_body = _BODIES.search(line) is not None or line.split(" ", 1)[0].lower() in SHORT_NAMES
    return (
        is_body and len(small) < 2 and len(line.split()) <= _LONGEST and _RELEASE.search(line) is None
        and not line.endswith((".", "!", "?", ":")) and re.search(r"\d{2}", line) is None and ": " not in line
    )  # fmt: skip
