"""The picture of a figure: what is drawn, what it looks like as a file, and what is said when it cannot be drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.commands.published.course import CourseMoment, course_of
from newsroom.commands.published.figures_at import incidents_now
from newsroom.errors import Failure
from newsroom.pipeline import new_figures
from newsroom.show.plot import Picture, PlottedStep, PlottedTotal, draw, picture_of, write_picture
from sinks import queries
from sinks.incident_ids import IncidentRow, newest_incidents
from sinks.store import Store
from tests.builders import NOON, minutes
from tests.docs.demo import demo_store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with demo_store() as store:
        yield store


@pytest.fixture(scope="module")
def incident(store: Store) -> IncidentRow:
    [only] = newest_incidents(store, 2)
    return only


@pytest.fixture(scope="module")
def course(store: Store, incident: IncidentRow) -> list[CourseMoment]:
    incidents = incidents_now(store, incident.desk)
    return course_of(store, incident, queries.earlier_ids(store, incident.incident_id), incidents, new_figures())


def test_steps_and_words_are_those_of_the_store(course: list[CourseMoment], incident: IncidentRow) -> None:
    picture = picture_of(incident, course, "killed", "house")
    assert picture.title == "Trujillo, PE, landslide: killed, policy house"
    assert [step.best for step in picture.steps] == [3, 21, 33, 35, 37, 41, 38]
    assert picture.steps[-1].high is None
    quillay = picture.words["Rosa Quillay"]
    assert [word.number for word in quillay] == [33, 35, 41, 41, 38]
    assert quillay[-1].fell is None
    [agency] = picture.words["Peru's civil defense agency"]
    assert agency.number == 21
    assert agency.fell is not None
    assert agency.fell > agency.at


def test_an_svg_holds_every_claimant_and_number_and_is_the_same_each_time(
    course: list[CourseMoment], incident: IncidentRow, tmp_path: Path
) -> None:
    first, second = (write_picture(picture_of(incident, course, "killed", "house"), tmp_path / name) for name in ("a.svg", "b.svg"))
    text = first.read_text(encoding="utf-8")
    for words in ("Rosa Quillay", "Elvia Tantarico", "residents' association", "37 and up, best 38, disputed", ">41<"):
        assert words in text, words
    assert text == second.read_text(encoding="utf-8")


def test_a_png_is_one(course: list[CourseMoment], incident: IncidentRow, tmp_path: Path) -> None:
    written = write_picture(picture_of(incident, course, "killed", "house"), tmp_path / "a.PNG").read_bytes()
    assert written.startswith(b"\x89PNG\r\n")
    assert len(written) > 10_000


def test_the_step_lines_go_through_the_figures() -> None:
    steps = [PlottedStep(NOON, 5, 5, 5, False), PlottedStep(NOON + minutes(60), 5, 9, None, True)]
    words = {"Mayor": [PlottedTotal(NOON, 5, 5, 5, NOON + minutes(60))], "Police": [PlottedTotal(NOON + minutes(60), 9, 9, None, None)],
             "Bystander": [PlottedTotal(NOON, None, None, 80, None)]}
    figure = draw(Picture("Here: killed", steps, words))
    [axes] = figure.axes
    best = next(line for line in axes.lines if line.get_label() == "best")
    assert list(best.get_ydata()) == [5, 9, 9]  # type: ignore[arg-type]
    legend = axes.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert {"Mayor", "Police"} <= set(labels)
    assert "Bystander" not in labels, "only a bound from above: no line"


def test_a_figure_of_which_nothing_is_known_can_be_drawn(tmp_path: Path) -> None:
    draw(Picture("Here: unidentified", [PlottedStep(NOON, None, None, None, False)], {})).savefig(tmp_path / "a.svg")
    assert "unknown and up, best unknown" in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(("arguments", "told"), [
    (("a.svg", "detained"), r"landslide has no figure of detained under house: see `newsroom figures"),
    (("missing/a.svg", "killed"), r"the picture cannot be written to .*a\.svg: No such file or directory"),
])
def test_what_cannot_be_drawn_is_one_clear_line(
    course: list[CourseMoment], incident: IncidentRow, tmp_path: Path, arguments: tuple[str, str], told: str
) -> None:
    name, category = arguments
    with pytest.raises(Failure, match=told) as failure:
        write_picture(picture_of(incident, course, category, "house"), tmp_path / name)
    assert "\n" not in str(failure.value)


def test_without_matplotlib_one_line_says_how_to_get_it(
    course: list[CourseMoment], incident: IncidentRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Failure, match=r"a picture needs matplotlib.*pip install -r requirements/plot\.txt"):
        write_picture(picture_of(incident, course, "killed", "house"), tmp_path / "a.svg")
