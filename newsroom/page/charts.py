"""Pictures of figures as SVG: the course of one in a row, and what every claimant said over time. Pure.

Colours are classes, so that the style sheet draws them for light, dark and paper; every text is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from markupsafe import Markup, escape

from newsroom.show.plot import Picture, PlottedStep, PlottedTotal

WIDTH, HEIGHT = 900, 320  # of a chart, in its own units
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 26, 30
_SPARK_WIDTH, _SPARK_HEIGHT = 84, 22
_COLOURS = 8
_TICKS = (5 * 60, 15 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 7 * 86_400, 30 * 86_400)


class Stepped(Protocol):
    """A best figure from a time on."""

    @property
    def at(self) -> dt.datetime: ...
    @property
    def best(self) -> int | None: ...


def sparkline(course: Sequence[Stepped]) -> Markup:
    """How the best figure went, in a line of steps; nothing for fewer than two. It says nothing the row does not."""
    known = sorted(((step.at, step.best) for step in course if step.best is not None), key=lambda step: step[0])
    if len(known) < 2:
        return Markup("")
    times = [at.timestamp() for at, _ in known]
    bests = [best for _, best in known]
    begin, end, low, high = times[0], times[-1], min(bests), max(bests)
    span, rise = (end - begin) or 1.0, (high - low) or 1
    points = [(2 + (_SPARK_WIDTH - 10) * (at - begin) / span,
               _SPARK_HEIGHT - 3 - (_SPARK_HEIGHT - 6) * (best - low) / rise)
              for at, best in zip(times, bests, strict=True)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for x, y in points[1:]:
        path += f"H{x:.1f}V{y:.1f}"
    x, y = points[-1]
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="spark" viewBox="0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}" width="{_SPARK_WIDTH}" '
        f'height="{_SPARK_HEIGHT}" aria-hidden="true" focusable="false"><path d="{path}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2"/></svg>')


class _Axes:
    """From times and numbers to places of the picture."""

    def __init__(self, begin: float, end: float, top: int) -> None:
        self.begin, self.end, self.top = begin, max(end, begin + 1), max(top, 1)

    def x(self, at: dt.datetime | float) -> float:
        seconds = at.timestamp() if isinstance(at, dt.datetime) else at
        share = (min(max(seconds, self.begin), self.end) - self.begin) / (self.end - self.begin)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, number: float) -> float:
        return round(HEIGHT - _BOTTOM - min(number / self.top, 1.0) * (HEIGHT - _TOP - _BOTTOM), 1)


def chart(picture: Picture, *, label: str, marks: Iterable[dt.datetime] = ()) -> Markup:
    """What each claimant said step by step, the best figure and its band over them, a ruling, and `marks` where a
    correction came; the words of it stand in the table beside, which `label` names."""
    totals = [total for said in picture.words.values() for total in said]
    times = [step.at.timestamp() for step in picture.steps] + [total.at.timestamp() for total in totals]
    if picture.ruling is not None:
        times.append(picture.ruling.at.timestamp())
    numbers = [n for step in picture.steps for n in step[1:4] if n is not None]
    numbers += [total.number for total in totals if total.number is not None]
    numbers += [picture.ruling.number] if picture.ruling is not None else []
    begin, last = min(times), max(times)
    axes = _Axes(begin, last + max((last - begin) * 0.04, 900), _rounded_up(max(numbers, default=1)))
    parts = [*_grid(axes), *_band(axes, picture.steps), *_words(axes, picture.words), *_best(axes, picture.steps)]
    parts += [f'<path class="correction" d="M{axes.x(at)} {_TOP}V{HEIGHT - _BOTTOM}"><title>correction</title></path>'
              for at in marks]
    if picture.ruling is not None:
        y = axes.y(picture.ruling.number)
        parts.append(f'<path class="ruling" d="M{axes.x(picture.ruling.at)} {y}H{WIDTH - _RIGHT}"><title>'
                     f"{escape(f'ruled {picture.ruling.number:,} by {picture.ruling.by}')}</title></path>")
    return Markup(  # noqa: S704 - each text in it is escaped
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}" '
        f'focusable="false">{"".join(parts)}</svg>')


def claimant_class(number: int) -> str:
    """The class by which the claimant of this number is drawn, in the chart and in its key."""
    return f"c{number % _COLOURS}"


def _grid(axes: _Axes) -> Iterable[str]:
    step = _nice(axes.top / 4)
    for number in range(0, axes.top + 1, step):
        y = axes.y(number)
        yield f'<path class="grid" d="M{_LEFT} {y}H{WIDTH - _RIGHT}"/>'
        yield f'<text class="tick" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{number:,}</text>'
    span = axes.end - axes.begin
    tick = next((each for each in _TICKS if span / each <= 7), _TICKS[-1] * max(1, round(span / 7 / _TICKS[-1])))
    at, day = axes.begin - axes.begin % tick + tick, ""
    while at < axes.end:
        moment = dt.datetime.fromtimestamp(at, dt.UTC)
        written = f"{moment:%d %b}" if tick >= 86_400 else f"{moment:%H:%M}"
        if tick < 86_400 and f"{moment:%d %b}" != day:
            day = f"{moment:%d %b}"
            written = f"{day} {written}"
        yield f'<text class="tick" x="{axes.x(at)}" y="{HEIGHT - 10}" text-anchor="middle">{written}</text>'
        at += tick


def _band(axes: _Axes, steps: Sequence[PlottedStep]) -> Iterable[str]:
    for step, until in _spans(steps, axes.end):
        if step.low is None:
            continue
        upper = _TOP if step.high is None else axes.y(step.high)
        x, right, y = axes.x(step.at), axes.x(until), axes.y(step.low)
        kind = "band open" if step.high is None else "band"
        yield (f'<rect class="{kind}" x="{x}" y="{min(upper, y - 1)}" width="{max(right - x, 0):.1f}" '
               f'height="{max(y - upper, 2):.1f}"/>')


def _best(axes: _Axes, steps: Sequence[PlottedStep]) -> Iterable[str]:
    path, before = "", None
    labels = []
    for step, until in _spans(steps, axes.end):
        if step.best is None:
            before = None
            continue
        x, y = axes.x(step.at), axes.y(step.best)
        path += f"M{x} {y}" if before is None else f"V{y}"
        path += f"H{axes.x(until)}"
        if step.best != before:
            labels.append(f'<text class="value" x="{x + 4}" y="{y - 6}">{step.best:,}</text>')
        before = step.best
    if path:
        yield f'<path class="best" d="{path}"/>'
    yield from labels


def _words(axes: _Axes, words: dict[str, list[PlottedTotal]]) -> Iterable[str]:
    for number, (claimant, said) in enumerate(words.items()):
        known = [total for total in said if total.number is not None]
        path = fallen = ""
        dots = []
        before: PlottedTotal | None = None
        for total, until in zip(known, [*(later.at.timestamp() for later in known[1:]), axes.end], strict=False):
            x, y = axes.x(total.at), axes.y(total.number or 0)
            falls = min(until, max(total.fell.timestamp(), total.at.timestamp())) if total.fell else until
            path += f"M{x} {axes.y(before.number or 0)}V{y}" if before is not None else f"M{x} {y}"
            path += f"H{axes.x(falls)}"
            if falls < until:
                fallen += f"M{axes.x(falls)} {y}H{axes.x(until)}"
            dots.append(f'<circle cx="{x}" cy="{y}" r="3.6"><title>'
                        f"{escape(f'{claimant}: {total.number:,}, {total.at:%d %b %H:%M} UTC')}</title></circle>")
            before = total
        if path:
            yield f'<g class="voice {claimant_class(number)}"><path d="{path}"/>'
            yield f'<path class="fallen" d="{fallen}"/>' if fallen else ""
            yield f"{''.join(dots)}</g>"


def _spans(steps: Sequence[PlottedStep], end: float) -> Iterable[tuple[PlottedStep, float]]:
    for step, later in pairwise(steps):
        yield step, later.at.timestamp()
    if steps:
        yield steps[-1], end


def _rounded_up(number: int) -> int:
    step = _nice(max(number * 1.1, 4) / 4)
    return -(-int(number * 1.1 + 1) // step) * step


def _nice(number: float) -> int:
    """A round step of at least this: 1, 2, 5 times a power of ten."""
    power = 1
    while power * 10 <= number:
        power *= 10
    return int(next(power * each for each in (1, 2, 5, 10) if power * each >= number))
