"""What the reader of casualty claims learns from: updates with their numbers labelled.

Four sources, all written for this project: our labelled stories and the batches (their updates as our page reader gives
them, the labels found in them by aligning words), pieces (updates with their figures marked in line, see
pieces/README.md), and the tables of phrasings and of stories without casualties that are tests of extraction.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, get_args

from datelines.places import Gazetteer
from producers.article import NotAStory
from producers.formats.story.the_latest import parse_text_page
from schemas.events import Scope
from streams.extract.claims import lines_of
from streams.extract.scope.rules import RULES
from streams.extract.speakers.phrases_of_speech import attributions
from streams.extract.standing.revisions import MOVES
from tests.streams.extract.test_attribution import CASES, OTHER_EVENTS
from tests.streams.extract.test_properties import STANDALONE, UNRELATED

HERE = Path(__file__).resolve().parent
TABLES = HERE.parent / "streams" / "extract"
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"\{([^{}|]+)\|([a-z]+)\|([a-z]+)\|([^{}|]*)(?:\|([^{}|]*))?\}")
_NEAR = 80  # characters around a number that hold the one it replaces
_IN_WORDS = dict(enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()))
_SCOPES: dict[str, Scope] = {"total": "total", "subset": "subset", "part": "partial_area", "more": "increment"}
_FLAGS = {"prior": "prior", "lowered": "lowered", "raised": "raised"}


ALL = frozenset({"casualties", "number", "scope", "revision", "other event", "claimant"})


class Label(NamedTuple):
    """A labelled figure: the characters [start, end) of the update that hold it, its number among them."""

    start: int
    end: int
    number: int | None  # None: a bare word, or not known
    category: str
    scope: Scope | None  # None: not labelled
    claimant: str | None
    revision: str
    other_event: bool
    optional: bool


class Update(NamedTuple):
    """The text of an update with its labels, and the questions about which it teaches."""

    story: str
    text: str
    labels: tuple[Label, ...]
    teaches: frozenset[str]
    published_on: dt.date = dt.date(2026, 11, 1)
    carrier: str | None = None


def stories(folder: Path, gazetteer: Gazetteer) -> Iterator[Update]:
    """The updates of the labelled stories of a folder, as the page reader gives them."""
    for path in sorted((folder / "text").glob("*.txt")):
        story: dict[str, Any] = {"updates": [], "story_date": "2026-11-01"}
        named = folder / "labels" / f"{path.stem}.json"
        if named.exists():
            story = json.loads(named.read_text("utf-8"))
        day = dt.date.fromisoformat(story["story_date"])
        try:
            article = parse_text_page(path.read_bytes(), source=path.stem, day=day, timezone=None, gazetteer=gazetteer,
                                      carrier=None)  # fmt: skip
        except NotAStory:
            continue
        page = path.read_bytes().decode("utf-8")
        labels = [figure for update in story["updates"] for figure in update["figures"]]
        places = _places(page, [update.text for update in article.updates])
        for update, at in zip(article.updates, places, strict=True):
            found = tuple(_found(labels, at))
            old = _old_numbers(update.text, labels, at)
            yield Update(path.stem, update.text, found + tuple(old), ALL, day, article.carrier)


def _places(page: str, updates: list[str]) -> list[dict[int, int]]:
    """Where in an update each word of the page stands: offsets in the page to offsets in the update."""
    there = [(match.group(), match.start()) for match in _WORD.finditer(page)]
    here = [(match.group(), i, match.start()) for i, text in enumerate(updates) for match in _WORD.finditer(text)]
    same = difflib.SequenceMatcher(None, [word for word, _ in there], [word for word, _, _ in here], autojunk=False)
    places: list[dict[int, int]] = [{} for _ in updates]
    for block in same.get_matching_blocks():
        for k in range(block.size):
            _, update, start = here[block.b + k]
            places[update][there[block.a + k][1]] = start
    return places


def _found(labels: list[dict[str, Any]], at: dict[int, int]) -> Iterator[Label]:
    """The labels whose words stand in the update."""
    for label in labels:
        inside = [here for there, here in at.items() if label["start"] <= there < label["end"]]
        if inside:
            low, high = label["value_low"], label["value_high"]
            yield Label(
                min(inside), max(inside) + 1, low if low is not None else high, label["category"], label["scope"],
                label["claimant"], label.get("revision", "none"), bool(label.get("other_event")),
                bool(label.get("optional")),
            )  # fmt: skip


def _old_numbers(text: str, labels: list[dict[str, Any]], at: dict[int, int]) -> Iterator[Label]:
    """The numbers that labels say they replace and that have no label: some writers set one on them, some do not."""
    for label in labels:
        old = label.get("from_value")
        inside = [here for there, here in at.items() if label["start"] <= there < label["end"]]
        told = [other for other in labels if other is not label and old in (other["value_low"], other["value_high"])]
        if old is None or not inside or told:
            continue
        first = max(min(inside) - _NEAR, 0)
        words = "|".join({str(old), f"{old:,}", _IN_WORDS.get(old, str(old))})
        printed = re.compile(rf"(?<![\w,.])(?:{words})(?![\w,]|\.\d)", re.IGNORECASE).search(text, first, max(inside) + _NEAR)
        if printed is not None:
            yield Label(printed.start(), printed.end(), old, label["category"], label["scope"], label["claimant"], "prior",
                        bool(label.get("other_event")), optional=True)  # fmt: skip


def pieces(path: Path) -> Iterator[Update]:
    """The updates of a file of marked pieces. Raises ValueError, saying which piece, where a mark is wrong."""
    for i, piece in enumerate(re.split(r"^---\s*$", path.read_text("utf-8"), flags=re.M)):
        text, labels, at = "", [], 0
        piece = piece.strip()
        for match in _MARK.finditer(piece):
            text += piece[at : match.start()]
            words, category, scope, claimant, flags = match.groups()
            marks = {flag.strip() for flag in (flags or "").split(",")}
            revision = next((_FLAGS[flag] for flag in sorted(marks) if flag in _FLAGS), "none")
            labels.append(Label(
                len(text), len(text) + len(words), None, category, _SCOPES[scope],
                None if claimant.strip() in ("-", "") else claimant.strip(), revision, "other" in marks, "opt" in marks,
            ))  # fmt: skip
            text += words
            at = match.end()
        text += piece[at:]
        if "{" in text or "}" in text:
            raise ValueError(f"{path.name}: piece {i + 1}: a mark that is not understood in {text[:60]!r}")
        if text:
            yield Update(f"{path.stem}-{i}", text, tuple(labels), ALL)


def phrasings() -> Iterator[Update]:
    """The lines of phrasings.txt: labels without place, in the order of the text."""
    for i, line in enumerate((TABLES / "phrasings.txt").read_text("utf-8").splitlines()):
        text, bar, expected = line.partition(" |")
        if bar and not line.startswith("#"):
            labels = [_told(words.split()) for words in expected.strip().split("; ") if words]
            yield Update(f"phrasings-{i}", text, tuple(labels), frozenset({"number", "scope"}))


def updates() -> Iterator[Update]:
    """The blocks of updates.txt: labels without place, those that may be read either way are optional."""
    page = re.sub(r"(?m)^#.*\n", "", (TABLES / "updates.txt").read_text("utf-8"))
    for i, block in enumerate(page.split("\n====\n")):
        _, *lines = block.strip("\n").split("\n")
        text = "\n".join(line for line in lines if not line.startswith(">"))
        labels = []
        for line in lines:
            if line.startswith(">"):
                words, claimant, revision = [*line[1:].strip().split(" | "), "", ""][:3]
                spared = words.startswith(("?", "other killed", "other injured"))
                parts = words.lstrip("? ").removeprefix("other ").split() if spared else words.split()
                first = _told([parts[0].split("/")[0], parts[1].split("|")[0], *(word.split("/")[0] for word in parts[2:3])])
                said = claimant.split("/")[0]
                labels.append(first._replace(
                    claimant=said if said not in ("-", "", "?") else None, optional=spared,
                    revision=revision.split("/")[0] or "none", other_event="other killed" in words,
                ))  # fmt: skip
        yield Update(f"updates-{i}", text, tuple(labels), ALL)


def rows() -> Iterator[Update]:
    """The examples of the tables of scope, revision, claimants and other events: rows are to be obeyed."""
    for rule in RULES:
        yield Update(f"scope {rule.name}", rule.example, (READ._replace(scope=rule.scope),), frozenset({"scope"}))
    for move in MOVES:
        yield Update(f"revision {move.words}", move.example, (READ._replace(revision=move.revision),),
                     frozenset({"revision"}))  # fmt: skip
    for text, claimants in CASES:
        labels = tuple(READ._replace(claimant=claimant) for claimant in claimants)
        yield Update(f"claimant {text[:20]}", text, labels, frozenset({"number", "claimant"}))
    for text, before in product(STANDALONE, UNRELATED):
        if len(lines_of(text)) == 1 and not attributions(lines_of(text)[0]):
            yield Update(f"nobody {text[:20]}", f"{before}\n\n{text}", (READ,), frozenset({"claimant"}))
    for text, other in OTHER_EVENTS:
        yield Update(f"other event {text[:20]}", text, (READ._replace(other_event=other),), frozenset({"other event"}),
                     dt.date(2024, 5, 17))  # fmt: skip


READ = Label(-2, -2, None, "", None, None, "none", False, False)  # stands for a figure that the grammar reads, in order


def _told(words: list[str]) -> Label:
    digits = re.sub(r"[<>=~]", "", words[1]).split("..")[0]
    scopes: tuple[Scope, ...] = get_args(Scope)
    scope: Scope = next((scope for scope in scopes if scope in words[2:3]), "total")
    return Label(-1, -1, int(digits) if digits.isdigit() else None, words[0], scope, None, "none", False, False)


def negatives() -> Iterator[Update]:
    """The invented stories without casualties of extraction's own tests: no number of theirs is a figure of now."""
    blocks = (TABLES / "negatives.txt").read_text("utf-8").split("====")
    for i, block in enumerate(blocks):
        text = "\n".join(line for line in block.strip().splitlines() if not line.startswith("#"))
        if text:
            yield Update(f"negatives-{i}", text, (), frozenset({"casualties", "number"}))
