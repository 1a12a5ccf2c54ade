"""Pages that give times for machines beside the clocks they print, and pages whose own times contradict them."""

from __future__ import annotations

import datetime as dt

import pytest

from producers.article import Article, NotAStory
from producers.formats.common.format import Reading
from producers.formats.web.html_page import parse
from tests.producers.pages import gazetteer

TEXTS = ("Rescuers have found two more bodies.", "The road to the north is closed.", "A slope has given way at the quarry.")


def page(body: str, head: str = "", title: str = "Slide at the quarry") -> str:
    return (f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
            f"<body><h1>Slide at the quarry</h1>{body}</body></html>")  # fmt: skip


def article(html: str, day: dt.date | None = None) -> Article:
    (found,) = parse(html.encode(), "page.html", Reading(day=day), gazetteer()).articles
    return found


def told(found: Article) -> list[str]:
    return [f"{update.published_at:%d %H:%M}" for update in found.updates]


def posts(*times: tuple[str, str]) -> str:
    return "".join(f"<article class='post'><time datetime='{at}'>{clock}</time><p>{text}</p></article>"
                   for (at, clock), text in zip(times, TEXTS, strict=True))  # fmt: skip


@pytest.mark.parametrize("times", [
    (("2026-05-06T18:32:00+02:00", "18:32"), ("2026-05-06T15:02:00+02:00", "15:02"), ("2026-05-06T14:15:00+02:00", "14:15")),
    (("2026-05-06T16:32:00Z", "18:32"), ("2026-05-06T13:02:00Z", "15:02"), ("2026-05-06T12:15:00Z", "14:15")),
    (("2026-05-06T16:32:00.000Z", "6:32 p.m."), ("2026-05-06T13:02:00Z", "3:02 p.m."), ("2026-05-06T12:15:00Z", "2:15 p.m.")),
])  # fmt: skip
def test_time_elements_tell_the_day_and_the_zone_of_the_clock(times: tuple[tuple[str, str], ...]) -> None:
    found = article(page(posts(*times)))
    assert told(found) == ["06 16:32", "06 13:02", "06 12:15"]
    assert (found.updates[0].local_time, found.warnings) == (dt.time(18, 32), ())


def test_time_elements_keep_days_apart_that_the_clocks_do_not() -> None:
    times = (("2026-05-07T09:00:00+05:30", "09:00"), ("2026-05-05T23:30:00+05:30", "23:30"), ("2026-05-05T08:00:00+05:30", "08:00"))
    assert told(article(page(posts(*times)))) == ["07 03:30", "05 18:00", "05 02:30"]


def test_the_zone_of_a_dateline_is_kept_where_it_shows_these_clocks() -> None:
    times = (("2026-05-06T18:32:00+02:00", "18:32"), ("2026-05-06T15:02:00+02:00", "15:02"), ("2026-05-06T14:15:00+02:00", "14:15"))
    assert article(page("<p>NIMES, France (AP) — A slope gave way.</p>" + posts(*times))).timezone == "Europe/Paris"


CLOCKS = "".join(f"<p><b>{clock}</b></p><p>{text}</p>" for clock, text in zip(("23h40", "20h30", "19h15"), TEXTS, strict=True))


def test_a_page_s_own_offset_is_the_zone_of_its_clocks_before_the_default_is() -> None:
    head = "<meta property='article:published_time' content='2026-05-06T19:15:00+07:00'>"
    found = article(page(CLOCKS, head))
    assert (told(found), found.timezone) == (["06 16:40", "06 13:30", "06 12:15"], "Etc/GMT-7")
    assert any("the page's own time" in warning for warning in found.warnings)


def test_no_update_is_newer_than_the_page() -> None:
    head = "<meta property='article:modified_time' content='2026-05-07T00:41:00+07:00'>"
    assert told(article(page(CLOCKS, head))) == ["06 16:40", "06 13:30", "06 12:15"]


STORY = "<p>{}</p><p>Six people died when a slope gave way at the quarry, the mayor said.</p><p>Two men are missing.</p>"


@pytest.mark.parametrize("line", [
    "ANNA EXAMPLE, Staff Writer, Wednesday May 6, 2026", "By Anna Example, 6 May 2026", "BY ANNA EXAMPLE (06.05.26)",
    "Anna Example | Town | Updated: May 6, 2026 6:12:44 pm", "GAZETTE | Wednesday, May 6, 2026 | Cloudy 21°C",
    "Anna Example and Ben Example • 6 May, 2026 02:00 PM • 9 mins to read",
])  # fmt: skip
def test_a_day_printed_anywhere_in_the_line_under_a_headline_dates_a_page_that_was_moved_years_later(line: str) -> None:
    head = "<meta property='article:modified_time' content='2029-11-02T03:14:55+00:00'>"
    found = article(page(STORY.format(line), head))
    assert found.story_date == dt.date(2026, 5, 6)
    assert any("changed on 2029-11-02" in warning for warning in found.warnings)
    assert article(page(STORY.format(line))).story_date == dt.date(2026, 5, 6)


def test_the_day_asked_for_wins_over_the_page_s_head_which_is_said() -> None:
    head = "<meta name='last-modified' content='2026-05-11T10:00:11+09:00'>"
    found = article(page(STORY.format("Staff"), head), dt.date(2026, 5, 6))
    assert (found.story_date, found.updates[0].flags) == (dt.date(2026, 5, 6), ("day_only",))
    assert any("as --date says" in warning for warning in found.warnings)
    assert told(article(page(STORY.format("Staff"), head), dt.date(2026, 5, 10))) == ["11 01:00"]


def test_two_numbers_that_may_both_be_the_month_date_nothing() -> None:
    with pytest.raises(NotAStory, match="no date"):
        article(page(STORY.format("Issued on: 06/05/2026 - 16:05   Modified: 06/05/2026 - 20:19")))


def test_a_live_blog_in_microdata_is_read_as_one_in_json_ld() -> None:
    marked = "".join(
        f"<article itemprop='liveBlogUpdate' itemscope itemtype='https://schema.org/BlogPosting'>"
        f"<meta itemprop='datePublished' content='2026-06-03T{hour}:31:00+10:00'><h2 itemprop='headline'>At {hour}</h2>"
        f"<div itemprop='articleBody'><p>{text}</p></div><span itemprop='author' itemscope><b itemprop='name'>A. B.</b></span></article>"
        for hour, text in zip((15, 14, 13), TEXTS, strict=True)
    )
    found = article(page(f"<div itemscope itemtype='https://schema.org/LiveBlogPosting'>{marked}</div>"))
    assert told(found) == ["03 05:31", "03 04:31", "03 03:31"]
    assert [(update.headline, update.text) for update in found.updates] == [
        (f"At {hour}", text) for hour, text in zip((15, 14, 13), TEXTS, strict=True)
    ]


def in_json_ld(ending: str) -> str:
    update = f"""{{"@type": "BlogPosting", "datePublished": "2026-05-06T18:32:00+02:00", "articleBody": "Rescuers have found{ending}"}}"""
    return ('<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Slide", "liveBlogUpdate": '
            f"[{update}]}}</script>")  # fmt: skip


def test_json_ld_that_breaks_off_gives_way_to_the_page_that_tells_more() -> None:
    times = (("2026-05-06T18:32:00+02:00", "18:32"), ("2026-05-06T15:02:00+02:00", "15:02"), ("2026-05-06T14:15:00+02:00", "14:15"))
    assert [update.text for update in article(page(posts(*times), in_json_ld("…"))).updates] == list(TEXTS)
    assert [update.text for update in article(page(posts(*times), in_json_ld(" two."))).updates] == ["Rescuers have found two."]
    assert [update.text for update in article(page("", in_json_ld("…"))).updates] == ["Rescuers have found…"]


BOX = "<div class='box'><h4>Earlier slides</h4><p>In 1955 the same slope fell and 29 people were killed.</p></div>"


@pytest.mark.parametrize("form", ["<main>{cards}{box}</main>", "<main><div class='feed'>{cards}</div>{box}</main>"])
def test_boxes_behind_the_last_update_are_none_of_it(form: str) -> None:
    cards = "".join(f"<div class='it'><h3>{clock}</h3><p>{text}</p></div>"
                    for clock, text in zip(("18:32", "15:02", "14:15"), TEXTS, strict=True))  # fmt: skip
    found = article(page(form.format(cards=cards, box=BOX)), dt.date(2026, 5, 6))
    assert [update.text for update in found.updates] == list(TEXTS)


def test_text_that_stands_beside_the_times_is_kept() -> None:
    flat = "".join(f"<h3>{clock}</h3><p>{text}</p><div><p>The mayor said so at {clock} in the town hall.</p></div>"
                   for clock, text in zip(("18:32", "15:02", "14:15"), TEXTS, strict=True))  # fmt: skip
    found = article(page(f"<main>{flat}</main>"), dt.date(2026, 5, 6))
    assert ["in the town hall" in update.text for update in found.updates] == [True] * 3


@pytest.mark.parametrize(("title", "site"), [
    ("Slide at the quarry - The Town Gazette", "The Town Gazette"), ("Slide at the quarry - live - Town News", "Town News"),
    ("Live: six dead in slide | Town Telegraph", "Town Telegraph"), ("Slide at the quarry – a timeline – 5/6/2026", None),
    ("Slide - what we know", None), ("Slide at the quarry", None),
])  # fmt: skip
def test_the_name_behind_a_headline_is_who_carries_it(title: str, site: str | None) -> None:
    assert article(page(STORY.format("Posted: May 6, 2026"), title=title)).carrier == site
