"""Whole updates of many disasters: figures, scopes, claimants and revisions do not fall behind what was reached."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from streams.extract import extract
from streams.extract.claim import Claim
from tests.gold.report import same_name
from tests.streams.extract.test_phrasings import context, written

FLOORS = {"precision": 0.975, "recall": 0.925, "qualifier": 0.99, "scope": 0.96, "claimant": 0.96, "revision": 0.99}


class Label(NamedTuple):
    categories: list[str]
    numbers: list[str]
    scopes: list[str]
    claimants: list[str]
    revisions: list[str]
    spared: bool


def _label(line: str) -> Label:
    spared = line.startswith(("?", "other killed", "other injured"))
    words, claimant, revision = ([*line.lstrip("? ").split(" | "), "", ""])[:3]
    category, number, *scope = words.removeprefix("other ").split() if spared else words.split()
    return Label(category.split("/"), number.split("|"), (scope or ["total"])[0].split("/"),
                 (claimant or "-").split("/"), revision.split("/") if revision else [], spared)  # fmt: skip


def _blocks() -> list[tuple[str, str, list[Label]]]:
    page = (Path(__file__).parent / "updates.txt").read_text("utf-8")
    page = re.sub(r"(?m)^#.*\n", "", page)
    found = []
    for block in page.split("\n====\n"):
        subject, *lines = block.strip("\n").split("\n")
        text = "\n".join(line for line in lines if not line.startswith(">"))
        labels = [_label(line[1:].strip()) for line in lines if line.startswith(">")]
        found.append((subject.removeprefix("subject:").strip(), text, labels))
    return found


def _bare(number: str) -> str:
    return re.sub(r"[<>=~]", "", number)


def _count(claim: Claim, labels: list[Label], counts: Counter[str]) -> None:
    number = written(claim).split()[1]
    options = [label for label in labels if claim.category in label.categories]
    options = [label for label in options if _bare(number) in map(_bare, label.numbers)]
    options.sort(key=lambda label: (number not in label.numbers, label.spared, claim.scope not in label.scopes))
    if not options:
        counts["claims"] += not claim.other_event
        return
    label = options[0]
    labels.remove(label)
    if label.spared:
        return
    counts.update(("claims", "labels", "right"))
    counts["qualifier"] += number in label.numbers
    counts["scope"] += claim.scope in label.scopes
    counts["claimant"] += any(same_name(None if name == "-" else name, claim.claimant) for name in label.claimants)
    quoted = claim.revision in ("lowered", "prior")
    counts["revision"] += claim.revision in label.revisions if label.revisions else not quoted


def test_no_score_falls_below_its_floor() -> None:
    counts: Counter[str] = Counter()
    for subject, text, labels in _blocks():
        left = list(labels)
        for claim in extract(text, context(subject)).claims:
            _count(claim, left, counts)
        counts["labels"] += sum(not label.spared for label in left)
    assert counts["labels"] > 380
    of = {"precision": "claims", "recall": "labels"}
    hits = {"precision": "right", "recall": "right"}
    reached = {name: counts[hits.get(name, name)] / counts[of.get(name, "right")] for name in FLOORS}
    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}
