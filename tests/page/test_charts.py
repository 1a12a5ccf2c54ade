"""Pictures as SVG: what is drawn, and that no word gets out of it."""

from __future__ import annotations

from xml.etree import ElementTree

from newsroom.page.board import FigureStep
from newsroom.page.charts import chart, sparkline
from newsroom.show.plot import Picture, PlottedRuling, PlottedStep, PlottedTotal
from tests.builders import NOON, minutes

EVIL = '</title><script>alert(1)</script> "\'&'
SVG = "{http://www.w3.org/2000/svg}"


def _picture(name: str = "Mayor") -> Picture:
    return Picture(
        "Trujillo", [PlottedStep(NOON, 21, 21, 21, False), PlottedStep(NOON + minutes(60), 21, 45, None, True)],
        {name: [PlottedTotal(NOON, 21, 21, 21, NOON + minutes(40)), PlottedTotal(NOON + minutes(60), 45, 45, None, None)],
         "Nobody with a number": [PlottedTotal(NOON, None, None, None, None)]},
        PlottedRuling(NOON + minutes(30), 40, name),
    )


def test_a_chart_is_well_formed_whatever_the_names() -> None:
    drawn = chart(_picture(EVIL), label=EVIL, marks=[NOON + minutes(60)])
    tree = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == EVIL
    assert not [each for each in tree.iter() if "script" in each.tag]
    classes = {each.get("class") for each in tree.iter()}
    assert {"best", "band", "band open", "ruling", "correction", "fallen", "voice c0"} <= classes


def test_a_chart_of_one_moment_has_a_length() -> None:
    drawn = chart(Picture("x", [PlottedStep(NOON, 0, 0, 0, False)], {}), label="x")
    assert "nan" not in drawn.lower()
    ElementTree.fromstring(drawn)  # noqa: S314 - our own


def test_what_is_large_stays_inside() -> None:
    drawn = chart(Picture("x", [PlottedStep(NOON, 1, 10**9, None, False)], {}), label="x")
    numbers = [float(each.get(name) or 0) for each in ElementTree.fromstring(drawn).iter() for name in ("x", "y")]  # noqa: S314
    assert min(numbers) >= 0
    assert max(numbers) <= 900


def test_a_sparkline_is_drawn_in_published_order() -> None:
    steps = [FigureStep(NOON + minutes(60), 30), FigureStep(NOON, 10), FigureStep(NOON + minutes(30), None)]
    drawn = sparkline(steps)
    assert drawn.count("V") == 1
    assert 'aria-hidden="true"' in drawn
    assert sparkline(steps[:1]) == ""
