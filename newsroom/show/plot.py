"""A picture of one figure: what each claimant said, step by step, and the reconciled band over it, by published time.

Drawn with matplotlib, which is an extra: only this command needs it, and it is imported only here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from newsroom.errors import Failure
from schemas.characters import harmless_line
from sinks.incident_ids import IncidentRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from schemas.events import FigureReconciled

FORMATS = ("svg", "png")
Course: TypeAlias = "Sequence[tuple[dt.datetime, Sequence[FigureReconciled]]]"  # figures by published time
_FAINT = 0.3  # of a word that stands no more


class PlottedStep(NamedTuple):
    """The figure from a published time on; None is unknown or, for `high`, open."""

    at: dt.datetime
    low: int | None
    best: int | None
    high: int | None
    disputed: bool


class PlottedTotal(NamedTuple):
    """A total that a claimant gave; `number` is what was said, or the lower end of a bare word.

    `fell` is when it stopped to stand: overtaken, set aside, withdrawn.
    """

    at: dt.datetime
    low: int | None
    number: int | None
    high: int | None
    fell: dt.datetime | None


class PlottedRuling(NamedTuple):
    """The ruling that holds, or held until it expired."""

    at: dt.datetime
    number: int
    by: str


class Picture(NamedTuple):
    """All that is drawn. Steps and words are in the order of their times."""

    title: str
    steps: list[PlottedStep]
    words: dict[str, list[PlottedTotal]]  # by claimant
    ruling: PlottedRuling | None = None


def write_picture(picture: Picture, out: Path) -> Path:
    """Draw it into a file whose suffix is one of FORMATS.

    Raises Failure when matplotlib is not installed and when the file cannot be written.
    """
    figure = draw(picture)
    try:
        _save(figure, out)
    except OSError as error:
        raise Failure(f"the picture cannot be written to {out}: {error.strerror}") from error
    return out


def picture_of(incident: IncidentRow, course: Course, category: str, policy: str) -> Picture:
    """What is to be drawn of an incident's course. Raises Failure for an incident without such a figure."""
    told = [(at, figure) for at, figures in course for figure in figures
            if (figure.category, figure.policy) == (category, policy)]
    if not told:
        raise Failure(f"{incident.title} has no figure of {category} under {policy}: "
                      "see `newsroom figures --policy all`")
    ruling = told[-1][1].ruling
    return Picture(
        f"{harmless_line(incident.title)}: {category}, policy {policy}", _steps(course, category, policy),
        _words(told),
        PlottedRuling(ruling.made_at, ruling.best, harmless_line(ruling.by)) if ruling is not None else None,
    )


def _steps(course: Course, category: str, policy: str) -> list[PlottedStep]:
    """The moments at which the policy's figure changed."""
    found: list[PlottedStep] = []
    for at, figures in course:
        now = PlottedStep(at, None, None, None, False)
        for figure in figures:
            if (figure.category, figure.policy) == (category, policy):
                now = PlottedStep(at, figure.low, figure.best, figure.high, figure.disputed)
        if (found and now[1:] != found[-1][1:]) or (not found and now[1:] != (None, None, None, False)):
            found.append(now)
    return found or [PlottedStep(course[0][0], None, None, None, False)]


def _words(told: Sequence[tuple[dt.datetime, FigureReconciled]]) -> dict[str, list[PlottedTotal]]:
    """The totals that were voices of the figure, by claimant."""
    said: dict[tuple[Any, ...], list[tuple[dt.datetime, bool]]] = {}
    for at, figure in told:
        for voice in figure.voices:
            if voice.scope == "total":
                number = voice.low if voice.value is None else voice.value
                word = voice.published_at, voice.claimant or "nobody named", voice.low, number, voice.high
                said.setdefault(word, []).append((at, voice.standing))
    words: dict[str, list[PlottedTotal]] = {}
    for (at, claimant, low, number, high), stood in sorted(said.items(), key=lambda item: _order(item[0])):
        fell = None if stood[-1][1] else min(when for when, standing in stood if not standing)
        words.setdefault(harmless_line(claimant), []).append(PlottedTotal(at, low, number, high, fell))
    return words


def _order(word: tuple[Any, ...]) -> tuple[Any, ...]:
    at, claimant, low, number, _ = word
    return at, claimant, low if low is not None else -1, number if number is not None else -1


def draw(picture: Picture) -> Figure:
    """The picture as a figure of matplotlib, not shown anywhere. Raises Failure without matplotlib."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Failure("a picture needs matplotlib, which is not installed: pip install -r requirements/plot.txt "
                      "(or pip install matplotlib)") from error
    with mpl.rc_context({
        "axes.spines.top": False, "axes.spines.right": False, "font.size": 9,
        "text.parse_math": False,  # a name with dollar signs is no formula
    }):  # fmt: skip
        figure = Figure(figsize=(10.5, 5.5), layout="constrained")
        axes = figure.add_subplot()
        end = _end(picture)
        top = _top(picture)
        _draw_band(axes, picture.steps, end, top)
        _draw_words(axes, picture.words, end, top)
        if picture.ruling is not None:
            _draw_ruling(axes, picture.ruling, end)
        _dress(axes, picture, end, top)
    return figure


def _save(figure: Figure, out: Path) -> None:
    """The same picture gives the same bytes; the words of an SVG stay words."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "newsroom", "svg.fonttype": "none"}):
        figure.savefig(out, metadata={"Date": None} if out.suffix.lower() == ".svg" else None)


def _end(picture: Picture) -> dt.datetime:
    """A little after the last word, so that the last step has a length."""
    times = [step.at for step in picture.steps] + [word.at for words in picture.words.values() for word in words]
    return max(times) + max((max(times) - min(times)) / 20, dt.timedelta(minutes=15))


def _top(picture: Picture) -> float:
    """The upper end of the picture; what is open reaches it."""
    numbers = [n for step in picture.steps for n in step[1:4] if n is not None]
    numbers += [n for words in picture.words.values() for word in words for n in word[1:4] if n is not None]
    numbers += [picture.ruling.number] if picture.ruling is not None else []
    return 1.15 * max(numbers, default=1) + 1


def _draw_band(axes: Axes, steps: Sequence[PlottedStep], end: dt.datetime, top: float) -> None:
    times: list[Any] = [*(step.at for step in steps), end]
    for number, step in enumerate(steps):
        span: list[Any] = times[number : number + 2]
        if step.low is not None:
            upper = top if step.high is None else step.high
            axes.fill_between(span, step.low, upper, color="0.55", alpha=0.16 if step.high is None else 0.3, lw=0)
        if step.high is not None and step.high == step.low:
            axes.plot(span, [step.low] * 2, color="0.55", alpha=0.3, lw=6, solid_capstyle="butt")
    best = [step.best if step.best is not None else float("nan") for step in steps]
    axes.step(times, [*best, best[-1]], where="post", color="black", lw=2.4, label="best")
    said: int | None = None
    for step in steps:
        if step.best is not None and step.best != said:
            axes.annotate(str(step.best), (step.at, step.best), (4, 5), textcoords="offset points", weight="bold")
        said = step.best


def _draw_words(axes: Axes, words: dict[str, list[PlottedTotal]], end: dt.datetime, top: float) -> None:
    for index, (claimant, said) in enumerate(words.items()):
        style: dict[str, Any] = {"color": f"C{index % 10}", "lw": 1.2}
        known = [word for word in said if word.number is not None]
        before: Any = None
        for word, until in zip(known, [*(later.at for later in known[1:]), end], strict=False):
            at: Any = word.at
            number: Any = word.number
            end_of_word: Any = until
            fell: Any = until if word.fell is None else min(until, max(word.fell, word.at))
            axes.hlines(number, at, fell, **style, label=claimant if before is None else "_")
            axes.hlines(number, fell, end_of_word, **style, alpha=_FAINT)
            if before is not None:
                axes.vlines(at, before, number, **style)
            axes.plot(at, number, "o", color=style["color"], ms=4.5)
            upper = top if word.high is None else word.high
            if word.low is not None and upper != word.low:
                axes.vlines(at, word.low, upper, **style, linestyle=":" if word.high is None else "-")
            before = number


def _draw_ruling(axes: Axes, ruling: PlottedRuling, end: dt.datetime) -> None:
    """From when it was made; one made behind the last word is told beside the picture only."""
    span: list[Any] = [min(ruling.at, end), end]
    axes.plot(span, [ruling.number] * 2, color="black", lw=2.4, linestyle=":",
              label=f"ruled {ruling.number:,} by {ruling.by},\n{ruling.at:%d %b %Y %H:%M} UTC")


def _dress(axes: Axes, picture: Picture, end: dt.datetime, top: float) -> None:
    from matplotlib import dates
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    times: Any = dates  # its classes have no types
    locator = times.AutoDateLocator(tz=dt.UTC)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(times.ConciseDateFormatter(locator, tz=dt.UTC))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(right=end)  # type: ignore[arg-type]
    axes.set_ylim(0, top)
    axes.set_xlabel("published, UTC (pages that came late stand where they were published)")
    disputed = ", disputed" if picture.steps[-1].disputed else ""
    axes.set_title(f"{picture.title}: {_in_words(picture.steps[-1])}{disputed}", loc="left", weight="bold")
    handles, labels = axes.get_legend_handles_labels()
    handles.insert(1, Patch(color="0.55", alpha=0.3))
    labels.insert(1, "low to high (pale: open)")
    handles.append(Line2D([], [], color="0.4", alpha=_FAINT))
    labels.append("stands no more")
    axes.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)


def _in_words(step: PlottedStep) -> str:
    """"37 to 45, best 38"; an open end is said to be open."""
    low = "unknown" if step.low is None else step.low
    high = "and up" if step.high is None else f"to {step.high}"
    return f"{low} {high}, best {'unknown' if step.best is None else step.best}"
