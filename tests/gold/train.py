"""Learn what each piece of evidence weighs, and write streams/extract/weighing/weights.json.

Usage: python -m tests.gold.train [--without BATCH ...] [--out FILE]

Needs scikit-learn, which is no requirement of the product or its tests. The same stories and settings give the same
weights on one machine; what is committed is the file, whose whole numbers give the same sums everywhere.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from datelines.places import load_gazetteer
from schemas.events import Scope
from streams.extract.binding import evidence
from streams.extract.binding import judged as numbers
from streams.extract.binding.figure import Figure
from streams.extract.binding.grammar import NumberRead
from streams.extract.claim import Context
from streams.extract.claims import lines_of, numbers_of
from streams.extract.scope import judged as scopes
from streams.extract.scope.rules import ruled, views_of
from streams.extract.sentences.line import Line
from streams.extract.speakers import judged as claimants
from streams.extract.speakers.attribution import Attributions
from streams.extract.speakers.cast import Cast
from streams.extract.speakers.known_claimants import built_in_claimants
from streams.extract.standing import casualties as events
from streams.extract.standing import judged as times
from streams.extract.standing.other_events import ruled_others
from streams.extract.standing.revisions import ruled_revisions
from streams.extract.triggers import has_trigger
from streams.extract.weighing.weights import UNIT, Evidence, packed
from tests.gold import corpus
from tests.gold.corpus import HERE, Label, Update
from tests.gold.report import same_name

OUT = HERE.parents[1] / "streams" / "extract" / "weighing" / "weights.json"
# Inverse of the penalty on weights, and how much a sample of whole stories counts beside one of a piece: on batches that
# taught nothing, 4 and half the strength of before read best (numbers' F1 .876 -> .884; 8 and a fifth less well, .87).
STRENGTH = {"number": 0.5, "scope": 0.25, "revision": 0.5, "other event": 0.25, "claimant": 0.25, "casualties": 0.5}
OF_A_STRANGER, OF_OURS, OF_A_ROW, OF_A_PIECE = 4.0, 2.0, 3.0, 1.0
OF_NOTHING = 4.0  # of stories without casualties: at 1 those 120 gave 32 claims, at 4 they give 7 for .01 of recall
ROWS = 5  # times that the examples of the rows teach: a row is to be obeyed
RARE = 3  # pieces of evidence met in fewer samples are not learned
NONE = {"number": "none", "scope": "total", "revision": "none", "other event": "no", "claimant": "no", "casualties": "no"}


class Sample(NamedTuple):
    pieces: tuple[str, ...]
    choice: str
    counts: float = 1.0


class Taught(NamedTuple):
    """A number of an update with its label, if it has one."""

    number: NumberRead
    evidence: tuple[Evidence, Evidence, Evidence]  # of its own, what the update's other numbers say, what the last is
    label: Label | None


def taught(update: Update, lines: Sequence[Line]) -> list[Taught]:
    """The numbers of an update with their labels."""
    context = Context(published_on=update.published_on, focus_country=None, subject="", carrier=None,
                      dateline_place=None, gazetteer=load_gazetteer(), may_be_cut_off=False)  # fmt: skip
    read = numbers_of(lines, context)
    values = [(number.quantity.value, number.figure.category if number.figure else None) for number in read]
    told = [i for i, number in enumerate(read) if number.figure is not None]
    by_order = dict(zip(reversed(told), reversed(update.labels), strict=False)) if _is_row(update) else {}
    left = list(update.labels)
    found: list[Taught] = []
    for i, number in enumerate(read):
        own = evidence.evidence_of_number(number.line, number.quantity, number.group, number.trap, number.figure)
        label = by_order.get(i)
        if label is not None and number.figure is not None:
            label = label._replace(category=number.figure.category)
        elif not by_order:
            label = next((item for item in left if _is_labelled(number, item)), None)
            if label is not None:
                left.remove(label)
        last = (found[-1].number.line, found[-1].label.category if found[-1].label else "none") if found else None
        before = evidence.evidence_of_before(number.line, number.group, last)
        found.append(Taught(number, (own, evidence.evidence_among(values, i), before), label))
    return found


def _is_row(update: Update) -> bool:
    return bool(update.labels) and update.labels[0].start == corpus.READ.start


def _is_labelled(number: NumberRead, label: Label) -> bool:
    quantity = number.quantity
    if label.start < 0:  # a table's row: by number, in order
        value = quantity.value if quantity.value is not None else quantity.low
        return value == label.number if label.number is not None else quantity.value is None
    start = number.line.tokens[quantity.number_first].start
    if not label.start <= start < label.end:
        return False
    return label.number is None or quantity.value is None or label.number in (quantity.value, quantity.low)


def sample(choice: str, *evidence: Evidence) -> Sample:
    return Sample(tuple(piece for each in evidence for piece in each.written()), choice)


def samples(update: Update, counts: float = 1.0) -> Iterator[tuple[str, Sample]]:
    """What an update teaches: (question, sample)."""
    for question, taken in _samples(update):
        if question in update.teaches:
            yield question, taken._replace(counts=counts)


def _samples(update: Update) -> Iterator[tuple[str, Sample]]:
    lines = lines_of(update.text)
    read = taught(update, lines)
    if has_trigger(update.text):
        yield "casualties", sample("yes" if update.labels else "no", events.evidence_of_casualties(lines))
    for item in read:
        if item.label is None or not item.label.optional:
            yield "number", sample(item.label.category if item.label else "none", *item.evidence)
    labelled = [item for item in read if item.label is not None and not item.label.optional]
    figures = [_figure(item) for item in labelled]
    evidence_of = [item.evidence[:1] for item in labelled]  # the other numbers are asked of the number only
    labels = [item.label for item in labelled if item.label is not None]
    known: list[Scope] = [label.scope or "total" for label in labels]
    for view, label, own in zip(views_of(figures, frozenset(), known), labels, evidence_of, strict=True):
        if label.scope is not None and not label.other_event:
            yield "scope", sample(label.scope, *own, scopes.evidence_of_scope(view, *ruled(view)))
    revisions = ruled_revisions(figures)
    past = ruled_others(figures, update.published_on)
    for i, (figure, label, own) in enumerate(zip(figures, labels, evidence_of, strict=True)):
        shared = (*own, times.words_around(figure, update.published_on))
        revision = label.revision if label.revision in ("prior", "lowered") else "none"
        before = (figures[i - 1], labels[i - 1].other_event) if i else None
        yield "revision", sample(revision, *shared, times.evidence_of_revision(figures, i, revisions[i].revision))
        yield "other event", sample(
            "yes" if label.other_event else "no", *shared, times.evidence_of_event(figure, past[i], before)
        )
    yield from of_claimants(update, lines, figures, labels)


def of_claimants(
    update: Update, lines: Sequence[Line], figures: Sequence[Figure], labels: Sequence[Label]
) -> Iterator[tuple[str, Sample]]:
    """Each speaker who may be a figure's claimant, right or not, and nobody."""
    cast = Attributions(list(lines), figures, Cast(update.text, built_in_claimants()), carrier=update.carrier)
    for figure, label in zip(figures, labels, strict=True):
        at, ruled = cast.at(figure), cast.ruled(figure)
        voices = claimants.possible_claimants(cast.scene, at)
        asked = claimants.WhoSays(figure, at, voices, ruled)
        yield "claimant", sample("no" if label.claimant else "yes", claimants.evidence_of_nobody(asked))
        if cast.scene.issuer is not None:
            right = label.claimant is not None and same_name(label.claimant, cast.scene.issuer.name)
            yield "claimant", sample("yes" if right else "no", claimants.evidence_of_issuer(asked))
        for voice in voices:
            him = claimants.evidence_of_speaker(voice, cast.scene.voices[0])
            right = label.claimant is not None and same_name(label.claimant, voice.speaker.name)
            yield "claimant", sample("yes" if right else "no", him, claimants.evidence_of_voice(asked, voice))


def _figure(item: Taught) -> Figure:
    assert item.label is not None
    return numbers.figure_of(item.number, item.label.category)  # type: ignore[arg-type]


def material(without: Sequence[str]) -> Iterator[tuple[float, Update]]:
    """All updates that teach, but those of the batches named, and how much each sample of theirs counts."""
    gazetteer = load_gazetteer()
    for folder in ("dev", "test", "shared", *(f"batches/{path.name}" for path in sorted((HERE / "batches").iterdir()))):
        if Path(folder).name not in without:
            counts = OF_NOTHING if "/none" in folder else OF_A_STRANGER if "/" in folder else OF_OURS
            yield from ((counts, update) for update in corpus.stories(HERE / folder, gazetteer))
    for path in sorted((HERE / "pieces").glob("*.txt")):
        if path.stem not in without:
            counts = OF_NOTHING if path.stem.startswith("n") else OF_A_PIECE
            yield from ((counts, update) for update in corpus.pieces(path))
    for _ in range(ROWS):
        yield from ((OF_A_ROW, update) for update in (*corpus.rows(), *corpus.phrasings(), *corpus.negatives()))
    yield from ((OF_OURS, update) for update in corpus.updates())


def learned(question: str, taken: Sequence[Sample]) -> dict[str, Any]:
    """The weights of one question, as weights.json holds them."""
    import numpy
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(piece for sample in taken for piece in set(sample.pieces))
    rows = [{piece: 1 for piece in sample.pieces if counts[piece] >= RARE} for sample in taken]
    vectors = DictVectorizer(dtype=numpy.float64, sort=True)
    matrix = vectors.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH[question], max_iter=300, tol=5e-4)
    model.fit(matrix, [sample.choice for sample in taken], sample_weight=[sample.counts for sample in taken])
    choices = [str(choice) for choice in model.classes_]
    if len(choices) == 2:
        coefficients = numpy.vstack([numpy.zeros_like(model.coef_[0]), model.coef_[0]])
        start = numpy.array([0.0, model.intercept_[0]])
    else:
        coefficients, start = model.coef_, model.intercept_
    zero = choices.index(NONE[question])
    whole = numpy.rint((coefficients - coefficients[zero]) * UNIT).astype(int)
    bias = numpy.rint((start - start[zero]) * UNIT).astype(int)
    weights = {
        piece: _in_base_36(packed([int(weight) for weight in whole[:, column]]))
        for piece, column in sorted(vectors.vocabulary_.items())
        if whole[:, column].any()
    }
    return {"choices": choices, "start": [int(value) for value in bias], "weights": weights}


def _in_base_36(number: int) -> str:
    digits = ""
    left = abs(number)
    while left:
        left, digit = divmod(left, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"-{digits}" if number < 0 else digits or "0"


def main() -> None:
    """Learn and write."""
    arguments = argparse.ArgumentParser(description="Learn the weights of evidence from the labelled stories.")
    arguments.add_argument("--without", nargs="*", default=[], help="batches that teach nothing")
    arguments.add_argument("--out", type=Path, default=OUT)
    asked = arguments.parse_args()
    questions: dict[str, list[Sample]] = defaultdict(list)
    for counts, update in material(asked.without):
        for question, taught_by in samples(update, counts):
            questions[question].append(taught_by)
    found = {question: learned(question, taken) for question, taken in sorted(questions.items())}
    asked.out.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace('","', '",\n"') + "\n", "utf-8")
    for question, taken in sorted(questions.items()):
        print(f"{question}: {len(taken)} samples, {len(found[question]['weights'])} pieces of evidence")


if __name__ == "__main__":
    main()
