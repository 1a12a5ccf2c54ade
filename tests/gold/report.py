"""How well pages and figures are read from the labelled stories: scores of each part with 95 % bootstrap intervals.

Usage: python -m tests.gold.report

The parts are our own halves (dev, test) and the batches of stories by writers who had not seen the code. An update
is found when it stands in page order with the labelled local time (F1), its UTC time is right when it shows the
labelled clock in the story's zone.
A claim is right when its update, its category and its number agree with a label (a bare word by the word); labels
marked optional or other_event are neither asked for nor punished. Qualifier, scope and claimant are counted on the
claims that were right, revision on those that either side calls lowered or prior. The intervals resample the
stories of a half, with a fixed seed. What was confused with what is shown for dev only: test is for measuring.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import random
import re
import zoneinfo
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from datelines.places import Gazetteer, load_gazetteer
from newsroom.show.inspected import InspectedUpdate, inspected
from producers.article import NotAStory
from producers.formats.story.the_latest import parse_text_page
from streams.extract import Claim

HERE = pathlib.Path(__file__).resolve().parent
HALVES = ("dev", "test")
BATCHES = tuple(f"batches/{path.parent.name}" for path in sorted((HERE / "batches").glob("*/labels")))
OF_PAGES = ("updates", "utc")
MEASURES = ("precision", "recall", "qualifier", "scope", "claimant", "revision")
VAGUE = frozenset({"several", "dozens", "scores", "hundreds", "thousands"})
QUOTED = frozenset({"lowered", "prior"})
RESAMPLES = 2_000
SEED = 20
_SMALL = frozenset("the a an of for and s officials official".split())
Label = dict[str, Any]


class Tally(NamedTuple):
    """Counts of one story, and what was confused: (field, labelled, read)."""

    counts: Counter[str]
    confused: Counter[tuple[str, str, str]]


class Interval(NamedTuple):
    score: float | None
    low: float | None
    high: float | None


def score(part: str) -> list[Tally]:
    """The tally of every story of a half or a batch, by name."""
    gazetteer = load_gazetteer()
    return [_story(path, gazetteer) for path in sorted((HERE / part / "labels").glob("*.json"))]


def measure(name: str, tallies: Sequence[Tally]) -> float | None:
    """The score of these stories; None where nothing was asked."""
    counts: Counter[str] = sum((tally.counts for tally in tallies), Counter())
    of = {"precision": "claims", "recall": "labels", "revision": "revisions", "updates": "updates seen",
          "utc": "clocks"}.get(name, "right")  # fmt: skip
    hits = "right" if name in ("precision", "recall") else name
    return counts[hits] / counts[of] if counts[of] else None


def intervals(tallies: Sequence[Tally]) -> dict[str, Interval]:
    """Each measure, of pages and of claims, with the 2.5 and 97.5 percentiles of resampled stories."""
    rng = random.Random(SEED)
    drawn = [rng.choices(tallies, k=len(tallies)) for _ in range(RESAMPLES)]
    found = {}
    for name in (*OF_PAGES, *MEASURES):
        scores = sorted(value for sample in drawn if (value := measure(name, sample)) is not None)
        ends = (scores[len(scores) // 40], scores[-1 - len(scores) // 40]) if scores else (None, None)
        found[name] = Interval(measure(name, tallies), *ends)
    return found


def _story(path: pathlib.Path, gazetteer: Gazetteer) -> Tally:
    story = json.loads(path.read_text("utf-8"))
    page = (path.parents[1] / "text" / f"{path.stem}.txt").read_bytes()
    day = dt.date.fromisoformat(story["story_date"])
    tally = Tally(Counter(), Counter())
    labelled = [update for update in story["updates"] if update["section"] != "preamble"]
    try:
        article = parse_text_page(page, source=path.stem, day=day, timezone=None, gazetteer=gazetteer, carrier=None)
    except NotAStory:
        read = []  # refused: all of it is missed
    else:
        read = list(inspected(article, gazetteer).updates)
    for labels, update in _aligned(labelled, read):
        tally.counts["updates seen"] += (labels is not None) + (update is not None)
        tally.counts["updates"] += 2 * (labels is not None and update is not None)
        if labels is not None and update is not None and labels["local_time_24h"] and story["timezone_guess"]:
            at = update.update.published_at.astimezone(zoneinfo.ZoneInfo(story["timezone_guess"]))
            tally.counts["clocks"] += 1
            tally.counts["utc"] += f"{at:%H:%M}" == labels["local_time_24h"][:5]
        _update(labels["figures"] if labels else [], update.extraction.claims if update else (), tally)
    return tally


def _aligned(
    labelled: Sequence[Label], read: Sequence[InspectedUpdate]
) -> list[tuple[Label | None, InspectedUpdate | None]]:
    """Updates paired in page order by their local time (longest common subsequence), the others alone."""
    times = [update["local_time_24h"] and update["local_time_24h"][:5] for update in labelled]
    clocks = [update.update.local_time and update.update.local_time.strftime("%H:%M") for update in read]

    @cache
    def common(i: int, j: int) -> int:
        if i == len(times) or j == len(clocks):
            return 0
        return 1 + common(i + 1, j + 1) if times[i] == clocks[j] else max(common(i + 1, j), common(i, j + 1))

    pairs: list[tuple[Label | None, InspectedUpdate | None]] = []
    i = j = 0
    while i < len(times) or j < len(clocks):
        if i < len(times) and j < len(clocks) and times[i] == clocks[j]:
            pairs.append((labelled[i], read[j]))
            i, j = i + 1, j + 1
        elif j == len(clocks) or (i < len(times) and common(i + 1, j) >= common(i, j + 1)):
            pairs.append((labelled[i], None))
            i += 1
        else:
            pairs.append((None, read[j]))
            j += 1
    return pairs


def _update(labels: Sequence[Label], claims: Sequence[Claim], tally: Tally) -> None:
    left = list(labels)
    for claim in claims:
        options = [label for label in left if _agree(label, claim)]
        options.sort(
            key=lambda label: (_spared(label), label["qualifier"] != claim.qualifier, label["scope"] != claim.scope)
        )
        if not options:
            tally.counts["claims"] += 1
            continue
        left.remove(options[0])
        if not _spared(options[0]):
            _right(options[0], claim, tally)
    tally.counts["labels"] += sum(not _spared(label) for label in left)


def _right(label: Label, claim: Claim, tally: Tally) -> None:
    counts = tally.counts
    counts.update(("claims", "labels", "right"))
    counts["claimant"] += same_name(label["claimant"], claim.claimant)
    for field in ("qualifier", "scope"):
        said = getattr(claim, field)
        counts[field] += said == label[field]
        tally.confused[field, label[field], said] += 1
    revision = label.get("revision", "none")
    if not QUOTED.isdisjoint((revision, claim.revision)):
        counts["revisions"] += 1
        counts["revision"] += revision == claim.revision


def _spared(label: Label) -> bool:
    return bool(label.get("optional") or label.get("other_event"))


def _agree(label: Label, claim: Claim) -> bool:
    if label["category"] != claim.category:
        return False
    if label["qualifier"] in VAGUE or claim.qualifier in VAGUE:
        return bool(label["qualifier"] == claim.qualifier)
    number = label["value_low"] if label["value_low"] is not None else label["value_high"]
    return number in (claim.value, claim.low, claim.high)


def same_name(labelled: str | None, read: str | None) -> bool:
    if not labelled or not read:
        return not labelled and not read
    return bool(_words(labelled) & _words(read))


def _words(name: str) -> set[str]:
    words = set(re.findall(r"[^\W_]+", name.casefold()))
    return words - _SMALL or words


def main(write: Callable[[str], object] = print) -> None:
    """Print the report."""
    for part in (*HALVES, *BATCHES):
        tallies = score(part)
        counts: Counter[str] = sum((tally.counts for tally in tallies), Counter())
        write(f"{part}: {len(tallies)} stories, {counts['labels']} figures labelled, {counts['claims']} read")
        for name, (value, low, high) in intervals(tallies).items():
            ends = f"   95 % {low:.3f} to {high:.3f}" if low is not None and high is not None else ""
            write(f"  {name:<10} {value if value is None else format(value, '.3f')}{ends}")
        if part == "dev":
            _write_confusion(tallies, write)


def _write_confusion(tallies: Sequence[Tally], write: Callable[[str], object]) -> None:
    confused: Counter[tuple[str, str, str]] = sum((tally.confused for tally in tallies), Counter())
    for field in ("scope", "qualifier"):
        write(f"  {field}: labelled -> read")
        for (_, labelled, said), times in sorted(item for item in confused.items() if item[0][0] == field):
            write(f"    {labelled:<12} -> {said:<12} {times:4}{'' if labelled == said else '   wrong'}")


if __name__ == "__main__":
    main()
