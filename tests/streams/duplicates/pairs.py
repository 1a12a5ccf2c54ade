"""The labelled pairs: an update, what somebody later made of it or wrote beside it, and whether that is a copy.

Texts are invented: the updates of `texts/updates.txt`, of the stories in `examples/` and of the tuning half of the
gold stories. They fall into two halves, as do the pieces of page furniture; thresholds were chosen on the tuned half.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, NamedTuple

from tests.streams.duplicates import edits

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
SEED: Final = "duplicates 1"
PAIRS_PER_KIND: Final = 50
SHORTEST: Final = 15
"""Words of a text that pairs are made of."""

Half = Literal["tuned", "held back"]
HALVES: Final[tuple[Half, Half]] = ("tuned", "held back")
Label = Literal["copy", "reported", "other"]


class Pair(NamedTuple):
    kind: str
    label: Label  # "reported": made as a copy, but edited so much that nothing is asked of it
    earlier: str
    later: str
    same_story: bool = True


class Texts(NamedTuple):
    stories: list[list[str]]  # updates of one story; single updates are stories of their own
    furniture: list[str]
    backgrounds: list[str]
    leads: list[str]


def texts(half: Half) -> Texts:
    mine = HALVES.index(half)
    singles = [[update] for update in _pieces("updates.txt")]
    gold = [_gold_updates(path) for path in sorted((ROOT / "tests/gold/dev/labels").glob("*.json"))]
    return Texts(
        singles[mine::2] + gold[mine::2],
        _pieces("furniture_tuned.txt" if half == "tuned" else "furniture_held_back.txt"),
        _pieces("backgrounds.txt")[mine::2], _pieces("leads.txt")[mine::2],
    )


def pairs(half: Half) -> Iterator[Pair]:
    """PAIRS_PER_KIND pairs of each kind, the same at every call."""
    source = texts(half)
    updates = [text for story in source.stories for text in story]
    for kind, label, make, wants in KINDS:
        rng = random.Random(f"{SEED}/{half}/{kind}")
        chosen = [text for text in updates if wants(text)]
        rng.shuffle(chosen)
        for i in range(PAIRS_PER_KIND):
            text = chosen[i % len(chosen)]
            yield Pair(kind, label, text, make(rng, text, source))
    yield from _unrelated(half, source)


Make = Callable[[random.Random, str, Texts], str]


def _light(share: float) -> Make:
    return lambda rng, text, _: edits.edit_words(rng, text, share)


def _any(_: str) -> bool:
    return True


def _has_number(text: str) -> bool:
    return bool(edits.numbers_in(text))


def _early_number(text: str) -> bool:
    return any(len(text[:number.end()].split()) <= 8 for number in edits.numbers_in(text))


def _bare_number(text: str) -> bool:
    try:
        return bool(edits.change_qualifier(random.Random(0), text))
    except IndexError:
        return False


def _with_early_number_changed(rng: random.Random, text: str) -> str:
    head = " ".join(text.split()[:8])
    return edits.change_number(rng, head) + text[len(head):]


NAMES: Final = "Harrow Castellane Vireo Pemberly Tolland Ardmore Osterlund Brackwater Quintero Fenwick".split()

KINDS: Final[tuple[tuple[str, Label, Make, Callable[[str], bool]], ...]] = (
    ("copy", "copy", lambda rng, text, _: edits.retype(rng, text), _any),
    ("numbers spelled otherwise", "copy", lambda _, text, __: edits.respell_numbers(text), _has_number),
    ("boilerplate added", "copy", lambda rng, text, t: edits.dress(rng, text, t.furniture), _any),
    ("cut", "copy", lambda rng, text, _: edits.cut(rng, text), _any),
    ("5 % of words edited", "copy", _light(0.05), _any),
    ("10 % of words edited", "copy", _light(0.10), _any),
    ("10 % edited, boilerplate", "copy",
     lambda rng, text, t: edits.dress(rng, edits.edit_words(rng, text, 0.1), t.furniture), _any),
    ("5 % edited, cut", "copy", lambda rng, text, _: edits.cut(rng, edits.edit_words(rng, text, 0.05)), _any),
    ("20 % of words edited", "reported", _light(0.20), _any),
    ("30 % of words edited", "reported", _light(0.30), _any),
    ("number changed", "other", lambda rng, text, _: edits.change_number(rng, text), _has_number),
    ("number changed, 10 % edited", "other",
     lambda rng, text, _: edits.edit_words(rng, edits.change_number(rng, text), 0.1), _has_number),
    ("number changed, boilerplate", "other",
     lambda rng, text, t: edits.dress(rng, edits.change_number(rng, text), t.furniture), _has_number),
    ("number changed, cut", "other",
     lambda rng, text, _: edits.cut(rng, _with_early_number_changed(rng, text)), _early_number),
    ("qualifier changed", "other", lambda rng, text, _: edits.change_qualifier(rng, text), _bare_number),
    ("name changed", "other", lambda rng, text, _: edits.change_name(rng, text, NAMES),
     lambda text: bool(edits.names_in(text))),
    ("sentence added", "other", lambda rng, text, t: f"{text} {rng.choice(t.leads)}", _any),
)


def _unrelated(half: Half, source: Texts) -> Iterator[Pair]:
    """Different news that share what rolling stories repeat."""
    rng = random.Random(f"{SEED}/{half}/unrelated")
    for _ in range(PAIRS_PER_KIND):
        background = rng.choice(source.backgrounds)
        one, other = rng.sample(source.leads, 2)
        yield Pair("new lead, shared background", "other", f"{one}\n\n{background}", f"{other}\n\n{background}")
    singles = [story[0] for story in source.stories if len(story) == 1]
    for _ in range(PAIRS_PER_KIND):
        background = rng.choice(source.backgrounds)
        one, other = rng.sample(singles, 2)
        filler = "\n\n".join(rng.sample(source.furniture, 2))
        yield Pair("unrelated, shared filler", "other", f"{one}\n\n{background}\n\n{filler}",
                   f"{other}\n\n{background}\n\n{filler}", same_story=False)
    following = [pair for story in source.stories for pair in pairwise(story)]
    for earlier, later in rng.sample(following, min(PAIRS_PER_KIND, len(following))):
        yield Pair("next update of a story", "other", earlier, later)


def _pieces(name: str) -> list[str]:
    return [piece.strip() for piece in (HERE / "texts" / name).read_text("utf-8").split("\n___\n")]


def _gold_updates(label_file: Path) -> list[str]:
    """The updates of a gold story of at least SHORTEST words, without their headings."""
    label = json.loads(label_file.read_text("utf-8"))
    text = (ROOT / "tests/gold/dev" / "text" / Path(label["text_file"]).name).read_text("utf-8")
    starts = [(update["start"], update["section"]) for update in label["updates"]] + [(len(text), "")]
    found = []
    for (start, section), (end, _) in pairwise(starts):
        lines = text[start:end].strip().split("\n")
        body = "\n".join(line for line in lines[section == "heading":] if line.strip("_- ")).strip()
        if section != "preamble" and len(body.split()) >= SHORTEST:
            found.append(body)
    return found
