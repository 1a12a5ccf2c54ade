"""Writes `streams/extract/words/common_words.txt`: the words that tell no event from another.

Usage: python -m tests.gold.common_words

A word is common when it stands in four or more of our labelled events and pieces, each counted once; so are the
words of country names, nationalities, months and days.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from datelines.names import fold_name
from datelines.prepared import Prepared

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "streams" / "extract" / "words" / "common_words.txt"
IN_SO_MANY = 4
_WORD = re.compile(r"[^\W\d_]{4,}")
_MARKS = re.compile(r"\|[^{}]*\}")
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december"
)


def events() -> Iterator[str]:
    """The words of each event, and of each piece."""
    for folder in [HERE / "shared", *sorted((HERE / "batches").iterdir())]:
        texts = {path.stem: path.read_text("utf-8") for path in sorted((folder / "text").glob("*.txt"))}
        if (folder / "events.json").exists():
            for event in json.loads((folder / "events.json").read_text("utf-8")):
                yield "\n".join(texts.pop(story) for story in event["stories"] if story in texts)
        yield from texts.values()
    for path in sorted((HERE / "pieces").glob("*.txt")):
        yield from _MARKS.sub("", path.read_text("utf-8")).split("\n---\n")


def common_words() -> list[str]:
    """All of them, folded, in order."""
    counted = Counter(word for text in events() for word in {fold_name(word) for word in _WORD.findall(text)})
    common = {word for word, count in counted.items() if count >= IN_SO_MANY} | set(_DAYS.split())
    nations = tomllib.loads((files("datelines") / "data" / "demonyms.toml").read_text("utf-8"))
    named = [*Prepared().world.country_names.values(), *(word for words in nations.values() for word in words)]
    common |= {fold_name(word) for name in named for word in _WORD.findall(name)}
    return sorted(common)


def main() -> None:
    """Write the file."""
    OUT.write_text("\n".join(common_words()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
