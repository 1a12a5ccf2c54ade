"""Whatever stands in what is printed, it is printed as text: no markup, no emoji codes, nothing that steers a terminal."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from datelines.places import load_gazetteer
from newsroom.commands.why import explain_incident
from newsroom.errors import complain
from newsroom.pipeline import new_figures
from newsroom.settings import Settings
from newsroom.show import tables
from newsroom.show.answers.table import print_result
from newsroom.show.figures import print_figures
from newsroom.show.inspected import Inspected, inspected
from newsroom.show.lines import json_for_pages, json_text, say
from newsroom.show.lists import print_incidents, print_rulings
from newsroom.show.timeline import print_timeline
from newsroom.show.why import print_why
from newsroom.wiring import open_store
from producers.formats.common.clearing import cleared
from producers.formats.common.format import Reading
from producers.formats.index import parse_document
from schemas.characters import escaped_in_xml, harmless, harmless_line, without_steering
from schemas.events import UnreadFigure
from sinks import queries
from sinks.editorial.editors_words import all_rulings
from sinks.incident_ids import listed_incidents
from sinks.store import Result
from telemetry import logs
from tests.e2e.newsroom_command import with_store
from tests.forms import forms
from tests.fuzz.hostile import HOSTILE
from tests.newsroom.printed import COLOUR, DUMB, PIPE, captured, command, steering, without_styles

ROOT = Path(__file__).parents[2]
KINDS = frozenset("disposition qualifier best_qualifier policy_qualifier timezone scope".split())  # words of ours, not text


def test_every_character_that_steers_is_replaced_and_no_other() -> None:
    for code in range(0x110000):
        letter = chr(code)
        hostile = bool(steering(letter))
        assert harmless(letter) == ("\ufffd" if hostile else letter), hex(code)
        assert (steering(without_steering(f"a{letter}b")), without_steering(f"a{letter}b") == f"a{letter}b") == ([], not hostile)


@given(HOSTILE)
def test_a_line_is_one_line_and_spans_still_fit(text: str) -> None:
    assert len(harmless(text)) == len(text)
    assert steering(harmless_line(text)) == []
    assert "\n" not in harmless_line(text)
    with captured(PIPE) as found:
        say(text)
        complain(text)
    assert [each.count("\n") for each in found] == [1, 1]
    assert steering("".join(found)) == []


@given(HOSTILE)
def test_json_says_the_same_without_a_character_that_steers(text: str) -> None:
    text = text.encode(errors="replace").decode()
    for write in (json_text, json_for_pages):
        raw = write({text: [text]}, indent=2)
        assert json.loads(raw) == {text: [text]}
        assert steering(raw.decode()) == []
    assert not set(b"<>&") & set(json_for_pages({text: [text]}, indent=2))
    assert steering(escaped_in_xml(f"<a>{text}</a>")) == []


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the store holds of the demo, with a ruling, a recall and a dead letter, and what is inspected of a story."""
    data = with_store(tmp_path_factory.mktemp("printed") / "data")
    stories = sorted(str(path) for path in (ROOT / "examples" / "mudslide").glob("*.txt"))
    broken = data.parent / "empty.txt"
    broken.write_bytes(b"")
    assert command("run", *stories, str(broken), "--date", "2026-03-14", "--data", str(data)).code == 1
    incident = json.loads(command("figures", "--json", "--data", str(data)).stdout)[0]["incident_id"]
    signed = ("--by", "Ana Ruiz", "--reason", "seen", "--data", str(data))
    assert command("rule", incident, "killed", "--best", "40", *signed).code == 0
    assert command("withdraw", stories[0], *signed).code == 0
    with open_store(Settings(data=data)) as store:
        found: dict[str, Any] = {
            "timeline": queries.timeline(store), "figures": queries.figures(store, policy=None),
            "why": explain_incident(store, incident, new_figures(), policy=None, category=None),
            "incidents": listed_incidents(queries.figures(store)), "rulings": all_rulings(store, dt.datetime.now(dt.UTC)),
        }
        assert found["why"]["withdrawn"]
        assert any(figure["ruling_id"] for figure in found["why"]["figures"])
    found["letters"] = [{"recorded_at": dt.datetime(2026, 3, 14, tzinfo=dt.UTC), "source": "a", "stage": "reading", "reason": "empty",
                         "bytes": 0, "detail": "it is empty", "tried_again": True}]  # fmt: skip
    found["waiting"] = [{"due": None, "document": "a.txt", "bytes": 3}]
    raw = Path(stories[0]).read_bytes()
    (article,) = parse_document(raw, "a.txt", Reading(day=dt.date(2026, 3, 14)), load_gazetteer()).articles
    found["story"] = inspected(article, load_gazetteer())
    return found


def filled(value: Any, text: str) -> Any:
    """The same rows with the text in the place, and behind every text in them that an outsider could have written."""
    if isinstance(value, dict):
        return {name: each if name in KINDS else filled(each, text) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, text) for each in value]
    return value[:6] + text if isinstance(value, str) else value


def story_filled(story: Inspected, text: str) -> Inspected:
    article = replace(story.article, headline=text, carrier=text, story=text, focus_country=text, warnings=(text,),
                      dateline=replace(story.article.dateline, place=text, country=text))  # fmt: skip
    updates = tuple(
        replace(
            each,
            update=replace(each.update, headline=text, text=text + each.update.text, flags=(text,)),
            extraction=replace(each.extraction, warnings=(text,), unread=(UnreadFigure(evidence=text, start=0, end=1),), claims=tuple(
                replace(claim, claimant=text, scope=text, revision=text) for claim in each.extraction.claims
            )),
        )
        for each in story.updates
    )  # fmt: skip
    return Inspected(article=article, updates=updates)


@pytest.mark.parametrize("examples", forms(5, 500))
def test_any_text_in_any_field_is_printed_as_text(rows: dict[str, Any], examples: int) -> None:
    """On a terminal without styles nothing steers; one with styles gets the same and the styles."""

    @settings(max_examples=examples, deadline=None)
    @given(HOSTILE)
    def check(text: str) -> None:
        prints: list[Callable[[], None]] = [
            lambda: print_timeline(filled(rows["timeline"][:6], text)), lambda: print_figures(filled(rows["figures"][:4], text)),
            lambda: print_figures(filled(rows["figures"][:4], text), all_voices=True),
            lambda: print_why(filled(rows["why"], text)), lambda: print_why(filled(rows["why"], text), all_voices=True),
            lambda: print_incidents(filled(rows["incidents"], text)), lambda: print_rulings(filled(rows["rulings"], text)),
            lambda: tables.print_dead_letters(filled(rows["letters"], text), 9),
            lambda: tables.print_waiting(filled(rows["waiting"], text)),
            lambda: tables.print_formats(cast(Any, [{"name": text, "what": text, "endings": [text]}])),
            lambda: print_result(Result((text, f"b{text}"), ("String", "String"), [(text, None), ([text], 1)])),
            lambda: tables.print_story(story_filled(rows["story"], text)),
        ]  # fmt: skip
        for show in prints:
            with captured(DUMB) as plain:
                show()
            assert steering(plain[0]) == []
            with captured(COLOUR) as coloured:
                show()
            assert without_styles(coloured[0]) == plain[0]

    check()


def test_what_looks_like_markup_stays_as_it_is() -> None:
    with captured(PIPE) as found:
        print_result(Result(("[/x]\x1b[31m", "[b]c[/b]"), ("String", "String"), [("[red]x[/red] :skull:", "[/live]")]))
    for word in ("[/x]\ufffd[31m", "[b]c[/b]", "[red]x[/red] :skull:", "[/live]"):
        assert word in found[0]


@pytest.mark.parametrize("terminal", [True, False])
def test_logs_are_lines_and_steer_nothing(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "a\x1b[31m\u202e\x9b\ud800\n2026-03-14 00:00:00 ERROR forged"
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    monkeypatch.setattr(stream, "isatty", lambda: terminal) if terminal else None
    before, level = list(logging.root.handlers), logging.root.level
    try:
        with contextlib.redirect_stderr(stream):
            logs.configure()
            logging.getLogger("newsroom.test").warning("%s is away", hostile, extra={"source": hostile})
    finally:
        logging.root.handlers[:] = before
        logging.root.setLevel(level)
    assert isinstance(stream.buffer, io.BytesIO)
    written = stream.buffer.getvalue().decode()
    assert steering(written) == []
    assert written.count("\n") == 1
    assert "is away" in written
    if not terminal:
        assert json.loads(written)["source"] == hostile


def test_what_is_clean_is_not_made_anew(rows: dict[str, Any]) -> None:
    article = rows["story"].article
    assert cleared(article) is article
