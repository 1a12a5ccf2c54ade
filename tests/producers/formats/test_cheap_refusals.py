"""What is refused before a pattern is tried would not have fitted it: whatever fits the pattern is let through."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from producers.formats.common.text import visible
from producers.formats.story import dateline
from producers.formats.story.line import headings, notices, parting, stamps
from producers.formats.story.line.grammar import PARTS_BY_BEGINNING
from producers.formats.story.line.lines import is_separator
from producers.formats.story.paragraph import junk, junk_rules
from producers.formats.story.paragraph.junk_rules import Junk
from producers.formats.story.paragraph.rows import ROW_FORMS, RowForm, is_row
from tests.forms import example_count

LONGEST = 600  # characters of a paragraph that may be furniture as a whole
TABLES = {
    junk.is_junk: (junk_rules.WHOLE, junk_rules.CREDITS, junk_rules.CAPTION_STARTS),
    junk.is_credit: (junk_rules.CREDITS,),
    junk.begins_tail: (junk_rules.TAIL_STARTS, junk_rules.TAIL_WHOLE),
    junk.is_correction_note: (junk_rules.NOTE_STARTS,),
}
RULES = [(told, rule) for told, tables in TABLES.items() for table in tables for rule in table]
TEXTS = st.text(st.sampled_from("aZé 3.:,;-–—|·•()/'\n\t\u00a0ıſ½²_+$£"), max_size=60) | st.text(max_size=60)
LETTERS = st.text(max_size=12)


@pytest.mark.parametrize(("told", "rule"), RULES, ids=[f"{told.__name__}: {rule.example}" for told, rule in RULES])
@settings(max_examples=example_count(25), suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_what_fits_a_rule_is_told(told: object, rule: Junk, data: st.DataObject) -> None:
    paragraph = data.draw(st.from_regex(re.compile(rule.pattern, re.IGNORECASE), fullmatch=True))
    assume(len(paragraph) <= LONGEST)
    assert callable(told)
    assert told(paragraph) or (told is junk.is_junk and junk.is_correction_note(paragraph))


@given(st.from_regex(r"\A\d{1,2}:\d[\w .:/–-]{0,12}\Z"))
def test_a_number_with_a_colon_and_a_number_is_nothing_but_a_clock(line: str) -> None:
    fitting = [part for part in PARTS_BY_BEGINNING["digit"] if part.pattern.match(line)]
    assert set(fitting) <= set(PARTS_BY_BEGINNING["clock"])


@given(st.from_regex(headings._CLOCK_TWICE), LETTERS)
def test_a_clock_printed_twice_is_seen(clock: str, rest: str) -> None:
    assert headings._CLOCK_GLUED.search(clock + rest) or not headings._CLOCK_TWICE.search(clock + rest)


@pytest.mark.parametrize("form", ROW_FORMS, ids=[form.name for form in ROW_FORMS])
@given(st.data())
def test_what_is_a_row_is_told(form: RowForm, data: st.DataObject) -> None:
    line = data.draw(st.from_regex(form.pattern, fullmatch=True))
    assume(len(line) <= 160 and not line[:2].islower())
    assume(re.match(r"[^\w\"'“‘«]|\w[.)]|.{0,80}[\d|:]", line, re.DOTALL))
    assert is_row(line)


@given(st.from_regex(r"\A(?:[_=*•~#·.+\s-]{2,80}|[—–_\s]{1,80})\Z"))
def test_a_rule_between_lines_is_told(line: str) -> None:
    assert is_separator(line.rstrip("\n")) or not line.rstrip("\n")


@pytest.mark.parametrize("form", dateline._MARKS, ids=lambda form: form.pattern[-20:])
@given(st.data())
def test_what_has_the_form_of_a_dateline_has_its_mark(form: re.Pattern[str], data: st.DataObject) -> None:
    match = form.match(data.draw(st.from_regex(form)) + data.draw(TEXTS))
    assume(match is not None)
    assert match is not None
    head = match.string[:dateline._LONGEST_HEAD]
    assert any(mark in head for mark in dateline._MARKS[form])
    assert dateline._MARK.search(head)


@given(st.from_regex(dateline._LATEST))
def test_a_rolling_story_is_told_by_its_word(sentence: str) -> None:
    assert "atest" in sentence


@pytest.mark.parametrize("pattern", [notices._KILL, notices._ADVISORY, notices._SHOTS], ids=["kill", "note", "shots"])
@given(st.data())
def test_a_notice_has_one_of_the_words(pattern: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    assert any(word in text for word in notices.NOTICE_WORDS)


@given(st.one_of(*map(st.from_regex, [part.pattern for part in PARTS_BY_BEGINNING["letter"]])), LETTERS)
def test_what_tells_a_time_may_tell_when(beginning: str, rest: str) -> None:
    parts = headings.Parts.read(beginning + rest)
    tells = parts.time is not None or parts.month is not None or parts.ago is not None
    assert not tells or stamps._may_tell_when(beginning + rest)


@given(TEXTS)
def test_a_line_of_one_part_is_not_cut(line: str) -> None:
    if line.isprintable() and not any(mark in line for mark in stamps._PARTING):
        assert stamps._PARTS.split(line) == [line]


@given(st.one_of(*map(st.from_regex, stamps._SIGN_OFFS)))
def test_a_sign_off_begins_with_a_number_or_the_agency(line: str) -> None:
    assert line[:1].isdigit() or line.startswith("AP-") or not any(form.match(line) for form in stamps._SIGN_OFFS)


@given(TEXTS, st.from_regex(parting._LINK))
def test_a_link_is_looked_for(text: str, link: str) -> None:
    line = text + link
    tail = max(0, len(line) - 200)
    assert parting._MAY_BE_LINK.search(line, tail) or not parting._LINK.search(line, tail)


@given(TEXTS)
def test_line_ends_and_invisible_marks_are_those_of_the_patterns(text: str) -> None:
    ended = re.sub(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    marks = r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"
    assert visible(text) == re.sub(marks, "", ended)
