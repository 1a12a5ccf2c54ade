"""What holds for every page: no other error, no invented word, no matter how its bytes are dressed; and round trips."""

from __future__ import annotations

import codecs
import datetime as dt
import textwrap
import unicodedata
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import Article, NotAStory
from tests.forms import example_count
from tests.producers.pages import DAY, clocks, events_of, read, texts

FRAGMENTS = st.sampled_from(
    ["2:30 p.m.", "noon", "FRIDAY", "Update 3:", "Update, August 26, 2:45 p.m.:", "___", "—", "", "", "\n", "(AP)",
     "BEIRUT (AP) —", "The Latest on the dam in Peru (all times local):", "The Latest: Dam bursts", "(all times Eastern)",
     "It rains.", "At least 12 people died", "1424 Men came.", "07:54 (IST)", "10pm: Headline", "• 23:48 GMT",
     "Published: Oct. 23, 2017", "Updated at 11.10am BST", "Leave a Reply", "FILE - In this May 1 photo", "<p>", "</p>",
     "<script>", "<!--", "&amp;", "Fri., Oct. 12 -- 12:30 p.m. |", "2:30 a.m. ET, March 10, 2019", "February 29, 2019",
     "12:60 p.m.", "31/31/31", "9999-99-99", "Correction:", "COLOMBO:", "\ufeff", "\u2028", "[promo: x]", "é", "12/31 11:59 p.m."]
)  # fmt: skip
PAGES = st.lists(st.one_of(FRAGMENTS, st.text(max_size=30)), max_size=25).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", " ", ""]).map(lambda joint: joint.join(parts))
)
ANY_DAY = st.one_of(st.none(), st.dates())


def parsed(raw: bytes, day: dt.date | None = DAY) -> Article | NotAStory:
    try:
        return read(raw, day=day)
    except NotAStory as error:
        return error


@settings(deadline=None)
@given(st.binary(max_size=300), ANY_DAY)
def test_any_bytes_give_an_article_or_one_clear_line(raw: bytes, day: dt.date | None) -> None:
    _is_well_formed(parsed(raw, day))


@settings(max_examples=example_count(300), deadline=None)
@given(PAGES, ANY_DAY)
def test_any_page_gives_an_article_or_one_clear_line(page: str, day: dt.date | None) -> None:
    _is_well_formed(parsed(page.encode("utf-8", "ignore"), day))


def _is_well_formed(found: Article | NotAStory) -> None:
    if isinstance(found, NotAStory):
        assert found.reason in {"empty", "binary", "no_date", "unknown_place", "too_large", "not_a_story"}
        assert str(found).startswith("page.txt")
        assert "\n" not in str(found)
        return
    assert found.updates
    assert [update.position for update in found.updates] == list(range(len(found.updates)))
    assert all(update.published_at.utcoffset() == dt.timedelta(0) for update in found.updates)
    assert 0 < len(found.story) <= 80
    assert found.headline
    events_of(found, "page.txt")


@settings(deadline=None)
@given(PAGES.filter(lambda page: "&" not in page and "<" not in page))
def test_every_update_is_made_of_the_page_s_words_in_their_order(page: str) -> None:
    found = parsed(page.encode("utf-8", "ignore"))
    if isinstance(found, Article):
        raw = "".join(character for character in page if character.isalnum())
        position = 0
        for update in found.updates:
            for paragraph in update.text.split("\n\n"):
                letters = "".join(character for character in paragraph if character.isalnum())
                position = raw.find(letters, position)
                assert position >= 0
                position += len(letters)


@settings(deadline=None)
@given(PAGES.filter(lambda page: not any(unicodedata.category(character) == "Cc" for character in page.replace("\n", ""))))
def test_line_ends_and_marks_change_nothing(page: str) -> None:
    plain = page.encode("utf-8", "ignore")
    found = parsed(plain)
    for dressed in (plain.replace(b"\n", b"\r\n"), codecs.BOM_UTF8 + plain, plain + b"\n\n"):
        again = parsed(dressed)
        assert (again == found) or (isinstance(found, NotAStory) and str(again) == str(found))


class Made(NamedTuple):
    """A generated page and the updates it was made from: 24-hour clock times and texts."""

    page: str
    clocks: list[str | None]
    texts: list[str]


WORDS = "rain fell on the old bridge and men in boats came to the town by night with food for all who wait".split()
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=4, max_size=24).map(lambda words: " ".join(words).capitalize() + ".")
FORMS = (
    lambda time: f"{time.hour % 12 or 12}:{time:%M} {'p' if time.hour > 11 else 'a'}.m.",
    lambda time: f"{time.hour % 12 or 12}:{time:%M}{'pm' if time.hour > 11 else 'am'}",
    lambda time: f"{time.hour % 12 or 12}.{time:%M} {'PM' if time.hour > 11 else 'AM'}",
    lambda time: f"• {time:%H:%M} GMT",
    lambda time: f"{time:%H:%M} (GMT)",
    lambda time: f"{time.hour % 12 or 12}:{time:%M} {'p' if time.hour > 11 else 'a'}.m. Monday",
    lambda time: f"Jan. 28 at {time.hour % 12 or 12}:{time:%M} {'p' if time.hour > 11 else 'a'}.m.",
    lambda time: f"UPDATE ({time.hour % 12 or 12}:{time:%M} {'p' if time.hour > 11 else 'a'}.m. GMT)",
)


@st.composite
def made_pages(draw: st.DrawFn) -> Made:
    """A rolling story of one day in one style: form of headings, opening, separators, order, width of its lines."""
    times = sorted(draw(st.sets(st.times().map(lambda time: time.replace(second=0, microsecond=0)), min_size=2, max_size=6)))
    if draw(st.booleans()):
        times.reverse()
    form = draw(st.sampled_from(FORMS))
    rule = draw(st.sampled_from(["\n", "\n\n", "\n\n___\n\n", "\n---\n", "\n\n——\n\n"]))
    inline = draw(st.booleans())
    width = draw(st.sampled_from([0, 45, 60, 80]))
    opening = draw(st.sampled_from(["LONDON (AP) — The Latest on the rain (all times GMT):", "The Latest on the rain (all times GMT)"]))
    blocks, bodies = [], []
    for time in times:
        paragraphs = draw(st.lists(SENTENCES, min_size=1, max_size=3, unique=True))
        bodies.append("\n\n".join(paragraphs))
        lines = [textwrap.fill(paragraph, width) if width else paragraph for paragraph in paragraphs]
        heading = form(time)
        blocks.append(f"{heading}: " + "\n\n".join(lines) if inline else f"{heading}\n\n" + "\n\n".join(lines))
    page = "The Latest: Rain on the bridge\n\n" + opening + "\n\n" + rule.join(["", *blocks]).lstrip("\n") + "\n"
    return Made(page, [f"{time:%H:%M}" for time in times], bodies)


@settings(max_examples=example_count(300), deadline=None)
@given(made_pages())
def test_a_page_reads_back_to_the_updates_it_was_made_from(made: Made) -> None:
    article = read(made.page, timezone="UTC")
    assert clocks(article) == made.clocks
    assert texts(article) == made.texts
