"""Words for the people and things of a country."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_LANGUAGE = re.compile(
    r"\b(?:in|into) English\b"
    r"|\bEnglish(?:\W{0,3}$|[- ](?:edition|version|service|translat|language|speak|digest|summary"
    r"|bulletin|desk|page|site))",
    re.IGNORECASE | re.MULTILINE,
)


def nation_of(demonym: str) -> str | None:
    """The country (ISO alpha-2) whose people or things are called so: "Turkish" -> TR; None for other words."""
    return _demonyms().get(demonym)


def speaks_of_language(text: str) -> bool:
    """Whether "English" in a text is the language it is told in: "English edition", "in English"."""
    return _LANGUAGE.search(text) is not None


@lru_cache(maxsize=1)
def _demonyms() -> dict[str, str]:
    table = tomllib.loads((files("datelines") / "data" / "demonyms.toml").read_text("utf-8"))
    return {word: country for country, words in table.items() for word in words}
