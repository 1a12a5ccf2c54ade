"""How a page ends: in a sentence, with the codes of a wire, in the middle of a sentence."""

from __future__ import annotations

import re

from producers.formats.story.items import PageItem
from producers.formats.story.paragraph import junk

# Behind a wire's last sentence: "… since mid-June. Enditem", "PTI COR MAS ADU", "EFE".
_WIRE_END = re.compile(r"(?<=[.!?”\"])\s(?:Enditem|EFE|\([A-Z]{2,6}\)\.?|\(?END\)?|[A-Z]{3}(?: [A-Z]{2,4}){0,4})\Z")
_CODES = re.compile(r"[A-Z]{2,4}(?: [A-Z]{2,4}){0,4}")  # of who edited it, below it


def is_cut_off(last: PageItem) -> bool:
    """Whether a page that ends with this item ends in the middle of a sentence."""
    if last.kind not in ("text", "dateline") or last.is_junk:
        return False
    text = _WIRE_END.sub("", last.dateline.rest if last.dateline else last.text)
    return bool(text) and _CODES.fullmatch(text) is None and not junk.ends_sentence(text)
