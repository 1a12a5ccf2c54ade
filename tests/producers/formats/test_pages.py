"""Whole pages: datelines, separators, orders, junk, lost headings, as met on real ones."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import NamedTuple

import pytest

from tests.producers.pages import DAY, OPENING, clocks, flags, read, texts

TWO = "9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\nThe road is open.\n"


class Opening(NamedTuple):
    line: str
    place: str | None
    carrier: str | None
    timezone: str
    subject: str


BRAZIL, NEW_YORK = "America/Sao_Paulo", "America/New_York"
TITLE = "Dam bursts"
OPENINGS = [
    Opening("BRUMADINHO, Brazil (AP) — The Latest on the dam in Brazil (all times local):", "BRUMADINHO, Brazil", "AP",
            BRAZIL, "the dam in Brazil"),
    Opening("BRUMADINHO, Brazil (AP) – The latest on the dam (all times local).", "BRUMADINHO, Brazil", "AP", BRAZIL, "the dam"),
    Opening("BRUMADINHO, Brazil (AP) - The Latest on the dam (all times local)", "BRUMADINHO, Brazil", "AP", BRAZIL, "the dam"),
    Opening("BRUMADINHO, Brazil (AP) -- The Latest on the dam:", "BRUMADINHO, Brazil", "AP", BRAZIL, "the dam"),
    Opening("BRUMADINHO, Brazil (AP) --- The Latest on the dam", "BRUMADINHO, Brazil", "AP", BRAZIL, "the dam"),
    Opening("BRUMADINHO, Brazil (AP) The Latest on the dam (all times local):", "BRUMADINHO, Brazil", "AP", BRAZIL, "the dam"),
    Opening("BRUMADINHO, Brazil — The Latest on the dam (all times local):", "BRUMADINHO, Brazil", None, BRAZIL, "the dam"),
    Opening("(AP) — The Latest on the dam in Brazil (all times local):", None, "AP", BRAZIL, "the dam in Brazil"),
    Opening("The Latest on the dam in Brazil (all times local):", None, None, BRAZIL, "the dam in Brazil"),
    Opening("WASHINGTON (AP) — The Latest on the dam in Brazil (all times Eastern):", "WASHINGTON", "AP", NEW_YORK,
            "the dam in Brazil"),
    Opening("BRUMADINHO, Brazil (AP) — The Latest on the dam (all times EST):", "BRUMADINHO, Brazil", "AP", NEW_YORK, "the dam"),
    Opening("BRUMADINHO, Brazil (AP) — The Latest on the dam (all times Central European Time):", "BRUMADINHO, Brazil",
            "AP", "Europe/Paris", "the dam"),
    Opening("PARIS (Reuters) — The Latest on the dam in Brazil that killed 60 (all times local):", "PARIS", "Reuters",
            "Europe/Paris", "the dam in Brazil that killed 60"),
    Opening("BRUMADINHO, Brazil, Jan. 28 (Xinhua) -- Rain fell on the dam.", "BRUMADINHO, Brazil", "Xinhua", BRAZIL, TITLE),
    Opening("BRUMADINHO, Brazil — Rain fell on the dam.", "BRUMADINHO, Brazil", None, BRAZIL, TITLE),
    Opening("BRUMADINHO, Brazil: Rain fell on the dam.", "BRUMADINHO, Brazil", None, BRAZIL, TITLE),
    Opening("BRASILIA: Rain fell on the dam.", "BRASILIA", None, BRAZIL, TITLE),
    Opening("BRUMADINHO, Brazil (AP)", "BRUMADINHO, Brazil", "AP", BRAZIL, TITLE),
]  # fmt: skip


@pytest.mark.parametrize("opening", OPENINGS, ids=[opening.line for opening in OPENINGS])
def test_an_opening_met_on_real_pages(opening: Opening) -> None:
    article = read(f"{TITLE}\n\n{opening.line}\n\n{TWO}")
    found = Opening(opening.line, article.dateline.place, article.carrier, article.timezone, article.subject)
    assert found == opening
    assert (clocks(article), texts(article)) == (["21:00", "20:00"], ["The dam is dry.", "The road is open."])


@pytest.mark.parametrize(
    "line", ["WATCH: Rain fell on the dam.", "BREAKING — Rain fell on the dam.", "Officials (AP) say it rains.",
             "The mayor — a doctor — came.", "“RAIN”: It fell."],
)  # fmt: skip
def test_what_is_no_dateline(line: str) -> None:
    assert read(f"{TITLE}\n\n{line}\n\n{TWO}").dateline.place is None


def test_the_opening_may_be_wrapped_and_stand_under_a_headline_like_it() -> None:
    page = (
        "The Latest on the dam\nBRUMADINHO, Brazil (AP) — The Latest on\nthe dam in Brazil (all times\nlocal):\n9 p.m.\nIt rains.\n"
    )
    article = read(page)
    assert (article.headline, article.subject) == ("The Latest on the dam", "the dam in Brazil")
    assert (clocks(article), texts(article)) == (["21:00"], ["It rains."])


@pytest.mark.parametrize("rule", ["___", "__", "---", "--", "—", "——", "------", "* * *", "_____", ""])
@pytest.mark.parametrize("blank", ["\n", "\n\n", "\n\n\n"])
def test_separators_and_blank_lines_part_nothing_that_headings_part(rule: str, blank: str) -> None:
    between = f"{blank}{rule}{blank}" if rule else blank
    page = OPENING + f"9 p.m.{blank}The dam is dry.{between}8 p.m.{blank}The road is open.{between}7 p.m.{blank}It rains."
    article = read(page)
    assert clocks(article) == ["21:00", "20:00", "19:00"]
    assert texts(article) == ["The dam is dry.", "The road is open.", "It rains."]
    assert flags(article) == [(), (), ()]


def test_separators_alone_part_a_rolling_page() -> None:
    article = read(OPENING + "The dam is dry.\n\n___\n\nThe road is open.\n\n___\n\nAssociated Press writers contributed to this report.")
    assert (clocks(article), texts(article)) == ([None, None], ["The dam is dry.", "The road is open."])
    assert all("heading_missing" in each for each in flags(article))


def test_one_separator_does_not_part_a_story_that_is_none() -> None:
    article = read(f"{TITLE}\n\nThe dam in the town is dry.\n\n---\n\nThe road to it is open.")
    assert texts(article) == ["The dam in the town is dry.\n\nThe road to it is open."]


def test_headlines_alone_part_a_rolling_page() -> None:
    article = read(OPENING + "Dam runs dry\n\nThe dam is dry.\n\nIt was full.\n\nRoad open\n\nThe road is open.\n")
    assert texts(article) == ["The dam is dry.\n\nIt was full.", "The road is open."]
    assert [update.headline for update in article.updates] == ["Dam runs dry", "Road open"]


def test_a_body_without_any_heading_is_one_update() -> None:
    article = read(f"{TITLE}\n\nWorld Today\n\nThe dam in the town is dry.\n\nThe road to it is open.\n")
    assert (clocks(article), texts(article)) == ([None], ["The dam in the town is dry.\n\nThe road to it is open."])
    assert article.updates[0].published_at == dt.datetime(2019, 1, 28, 5, tzinfo=dt.UTC)  # the day's start in New York


def test_numbered_updates() -> None:
    page = f"{TITLE}\n\nUpdate 2: The dam is dry.\n\nIt was full.\n\nUpdate 1: The road is open.\n"
    article = read(page)
    assert texts(article) == ["The dam is dry.\n\nIt was full.", "The road is open."]
    assert [update.time_text for update in article.updates] == ["Update 2:", "Update 1:"]


def test_a_lost_heading_is_told_by_a_longer_blank_run() -> None:
    page = OPENING + "9 p.m.\n\nThe dam is dry.\n\nIt was full.\n\n\n\nThe road is open.\n\n\n8 p.m.\n\nIt rains."
    article = read(page)
    assert texts(article) == ["The dam is dry.\n\nIt was full.", "The road is open.", "It rains."]
    assert "heading_missing" in article.updates[1].flags
    assert any("without a heading" in warning for warning in article.warnings)


def test_no_heading_is_lost_where_blank_runs_say_nothing() -> None:
    page = OPENING + "9 p.m.\n\nThe dam is dry.\n\n\n\nIt was full.\n\n8 p.m.\n\nIt rains."
    assert len(read(page).updates) == 2


def test_a_lost_heading_is_told_by_a_separator_where_each_heading_has_one() -> None:
    page = OPENING + "9 p.m.\nThe dam is dry.\n___\nThe road is open.\n___\n8 p.m.\nIt rains.\n___\n7 p.m.\nIt is dark."
    assert texts(read(page)) == ["The dam is dry.", "The road is open.", "It rains.", "It is dark."]


def test_text_behind_the_opening_lost_its_heading() -> None:
    article = read(OPENING + "The dam is dry.\n\n8 p.m.\n\nIt rains.")
    assert (clocks(article), texts(article)) == ([None, "20:00"], ["The dam is dry.", "It rains."])


def test_a_teaser_that_repeats_the_first_update_is_none() -> None:
    article = read(OPENING + "The dam is dry.\n\n8 p.m.\n\nThe dam is dry.")
    assert (clocks(article), texts(article)) == (["20:00"], ["The dam is dry."])


def test_an_introduction_is_no_update_and_said() -> None:
    article = read(f"{TITLE}\n\nPARIS (AP) — Rain fell on the dam.\n\nIt was full.\n\n9 p.m.\n\nThe dam is dry.")
    assert texts(article) == ["The dam is dry."]
    assert any("introduction" in warning for warning in article.warnings)


class Order(NamedTuple):
    name: str
    headings: list[str]
    utc: list[str]  # day of January 2019 and time


ORDERS = [
    Order("newest first", ["9 p.m.", "noon", "6 a.m."], ["28 23:00", "28 14:00", "28 08:00"]),
    Order("oldest first", ["6 a.m.", "noon", "9 p.m."], ["28 08:00", "28 14:00", "28 23:00"]),
    Order("midnight crossed", ["1 a.m.", "11 p.m.", "9 p.m."], ["28 03:00", "28 01:00", "27 23:00"]),
    Order("day lines", ["MONDAY", "1 a.m.", "SUNDAY", "11 p.m.", "9 p.m."], ["28 03:00", "28 01:00", "27 23:00"]),
    Order("one day line", ["1 a.m.", "SUNDAY", "11 p.m.", "9 p.m."], ["28 03:00", "28 01:00", "27 23:00"]),
    Order("a heading twice", ["9 p.m.", "9 p.m.", "8 p.m."], ["28 23:00", "28 23:00", "28 22:00"]),
    Order("a slip", ["3:00 p.m.", "1:10 a.m.", "12:30 p.m."], ["28 17:00", "28 15:10", "28 14:30"]),
    Order("other zones", ["6 p.m. GMT", "noon"], ["28 18:00", "28 14:00"]),
    Order("a second line", ["9.56am GMT", "09:56"], ["28 09:56"]),
    Order("dated", ["Jan. 28, 1 a.m.", "Jan. 26, 9 p.m."], ["28 03:00", "26 23:00"]),
    Order("24 hours", ["14:00", "11:30", "9:15"], ["28 16:00", "28 13:30", "28 11:15"]),
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=[order.name for order in ORDERS])
def test_orders_of_headings(order: Order) -> None:
    page = OPENING + "".join(
        f"{heading}\n\n" if heading.isupper() or (index + 1 < len(order.headings) and order.headings[index + 1] == "09:56")
        else f"{heading}\n\nNews of {index} came.\n\n"
        for index, heading in enumerate(order.headings)
    )  # fmt: skip
    assert [f"{update.published_at:%d %H:%M}" for update in read(page).updates] == order.utc


def test_day_lines_above_the_first_heading_of_a_page_without_dateline() -> None:
    page = f"{TITLE}\n\nSUNDAY\n\n9 a.m.: It rains.\n\n11 a.m.: The bridge falls.\n\nMONDAY\n\n1 a.m.: It is dry.\n"
    published = [f"{update.published_at:%d %H:%M}" for update in read(page, timezone="UTC").updates]
    assert published == ["27 09:00", "27 11:00", "28 01:00"]


def test_a_heading_above_the_dateline_is_an_update_outside_the_order() -> None:
    page = f"{TITLE}\n\n4:15 p.m.\n\nPARIS (AP)\n\n7:15 p.m.\n\nThe dam is dry.\n\n5 p.m.\n\nIt rains."
    article = read(page)
    assert clocks(article) == ["16:15", "19:15", "17:00"]
    assert {update.published_at.date() for update in article.updates} == {DAY}
    assert "above_dateline" in article.updates[0].flags


def test_headlines_on_heading_lines() -> None:
    page = f"{TITLE}\n\n10pm: Dam runs dry\n\nThe dam is dry.\n\n9pm: The road is open.\n\n08:30 GMT – Rain\n\nIt rains.\n\n08:10 GMT Roads:\n\nClosed, police say."
    article = read(page)
    assert [update.headline for update in article.updates] == ["Dam runs dry", None, "Rain", "Roads"]
    assert texts(article) == ["The dam is dry.", "The road is open.", "It rains.", "Closed, police say."]


def test_four_digits_are_headings_only_among_their_like() -> None:
    several = read(f"{TITLE}\n\n1424 The dam is dry.\n1310 The road is open.\n")
    assert clocks(several) == ["14:24", "13:10"]
    alone = read(OPENING + "9 p.m.\n\nThe dam is dry.\n\n1424 Men came.\n\n8 p.m.\n\nIt rains.")
    assert texts(alone) == ["The dam is dry.\n\n1424 Men came.", "It rains."]


def test_a_time_inside_a_wrapped_sentence_is_no_heading() -> None:
    page = OPENING + "9 p.m.\nSearchers stopped at dark and were to start again at\n4 a.m.\non Tuesday by boat.\n"
    article = read(page)
    assert clocks(article) == ["21:00"]
    assert [" ".join(text.split()) for text in texts(article)] == [
        "Searchers stopped at dark and were to start again at 4 a.m. on Tuesday by boat."
    ]


@pytest.mark.parametrize("width", [40, 60, 72, 100])
def test_hard_wrapped_lines_are_joined_and_paragraphs_kept(width: int) -> None:
    first = (
        "The mayor of the town said on Monday that the dam had run dry. The road to Townsville was open again to cars and"
        " to trucks with food, the mayor said, and Governor Example would come on Tuesday. It rains in Townsville."
    )
    second = "Searchers said the number of missing people had come down to 12 from more than 60 on Sunday night in the town."
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in (first, second))
    assert texts(read(OPENING + "9 p.m.\n\n" + wrapped + "\n\n8 p.m.\n\nIt rains.")) == [f"{first}\n\n{second}", "It rains."]


def test_lines_that_are_paragraphs_stay_so() -> None:
    page = OPENING + "9 p.m.\nThe dam is dry.\nOfficials said 24 are held\nThe road is open.\n8 p.m.\nIt rains.\n"
    assert texts(read(page))[0] == "The dam is dry.\n\nOfficials said 24 are held\n\nThe road is open."


JUNK = [
    "FILE - In this July 2, 2017 photo, 12 boats lie by the dam. (AP Photo/Anna Example)",
    "A dam in Townsville, where 247 died. (handout via AP)",
    "[promo: 12 killed in a film]",
    "READ MORE: Boat sinks, 12 dead",
    "Story continues below",
    "AdvertisementADVERTISEMENT",
    "Share Tweet Email",
    "Estimated read time: 7-8 minutes",
    "Copyright 2019 The Associated Press. All rights reserved.",
    "It was terrible, 12 dead. pic.twitter.com/abcd1234",
    "DJIA 20,345.10 +0.30%",
    "Updated at 11.10am BST",
    "The Latest: Dam bursts",
    "Boat Sinks Off The Coast With Twelve Aboard",
    "<div class=\"ad\"></div>",
]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("place", ["above", "between", "inside", "below"])
def test_junk_anywhere_leaves_the_updates_as_they_are(junk: str, place: str) -> None:
    def at(here: str) -> str:
        return f"{junk}\n\n" if here == place else ""

    page = (
        f"The Latest: Dam bursts\n\n{at('above')}BRUMADINHO, Brazil (AP) — The Latest on the dam (all times local):\n\n"
        f"9 p.m.\n\nThe dam is dry.\n\n{at('inside')}It was full.\n\n{at('between')}8 p.m.\n\nIt rains.\n\n{at('below')}"
    )
    article = read(page)
    assert (clocks(article), texts(article)) == (["21:00", "20:00"], ["The dam is dry.\n\nIt was full.", "It rains."])
    assert article.headline == "The Latest: Dam bursts"
    assert flags(article) == [(), ()]


@pytest.mark.parametrize(
    "tail",
    [
        "Leave a Reply\n\nName\n\nAugust 27 at 3:46 p.m.\n\nI think 12 died.",
        "The Gazette provides commenting to allow for talk.\n\nLog in\n\nOne says 12 died.",
        "3 comments\n\nAnna, 3:46 p.m.:\n\nI think 12 died.",
    ],
)
def test_comments_and_forms_end_the_page(tail: str) -> None:
    article = read(OPENING + TWO + "\n" + tail)
    assert (clocks(article), texts(article)) == (["21:00", "20:00"], ["The dam is dry.", "The road is open."])


def test_raw_html_is_read() -> None:
    page = (
        "<html><head><style>p {color: red}</style></head><body><p>The Latest: Dam bursts</p><p>PARIS (AP) &mdash; The Latest"
        " on the dam (all times local):</p><p><b>9 p.m.</b></p><p>Rain &amp; wind, said Ren&eacute;.<!-- 12 dead --></p></body>"
    )
    article = read(page)
    assert (clocks(article), texts(article)) == (["21:00"], ["Rain & wind, said René."])


@pytest.mark.parametrize("end", ["At lea", "The toll rose to 15", "a number of 1,2"])
def test_a_page_cut_off_says_so(end: str) -> None:
    article = read(OPENING + "9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\nIt rains. " + end)
    assert flags(article) == [(), ("cut_off",)]
    assert article.updates[1].text == f"It rains. {end}"


@pytest.mark.parametrize("end", ["It rains.", "“It rains.”", "It rains.\n\nThe Associated Press", "It rains.\n\nLeave a Reply"])
def test_a_page_that_ends_is_not_cut_off(end: str) -> None:
    assert flags(read(OPENING + "9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\n" + end))[1] == ()


@pytest.mark.parametrize(
    "note",
    ["Correction: The toll is 12, not 21.", "(CORRECTS toll to 12.)", "This item has been corrected to show that 12 died.",
     "Editor's note: This corrects the toll."],
)  # fmt: skip
def test_a_correction_note_marks_its_update(note: str) -> None:
    article = read(OPENING + f"9 p.m.\n\nThe dam is dry.\n\n8 p.m.\n\nIt rains.\n\n___\n\n{note}\n\n7 p.m.\n\nIt is dark.")
    assert [update.notice for update in article.updates] == ["none", "correction", "none"]
    assert note in article.updates[1].text


def test_an_empty_update_is_kept_and_said() -> None:
    article = read(OPENING + "9 p.m.\n\n8 p.m.\n\nIt rains.")
    assert texts(article) == ["", "It rains."]
    assert any("without text" in warning for warning in article.warnings)


def test_the_carrier() -> None:
    story = "{}\n\n{}The dam in the town is dry.\n\n{}"
    assert read(story.format(TITLE, "", "Story by the Associated Press.")).carrier == "AP"
    assert read(story.format(TITLE, "The Associated Press\n\n", "")).carrier == "AP"
    assert read(story.format(TITLE, "By ANNA EXAMPLE, Reuters\n\n", "")).carrier == "Reuters"
    assert read(story.format(TITLE, "CNN.com\n\n", "")).carrier == "CNN"
    assert read(story.format(TITLE, "CNN.com\n\nPARIS (AP) — ", "")).carrier == "AP"
    assert read(story.format(TITLE, "PARIS (AP) — ", ""), carrier="Gazette").carrier == "Gazette"
    assert read(story.format(TITLE, "", "")).carrier is None


def test_the_slug_is_short_and_keeps_letters_of_any_script() -> None:
    page = "The Latest: Наводнение в Перу — São João\n\nThe dam in the town is dry.\n\nThe road to it is open."
    assert read(page).story == "наводнение-в-перу-são-joão"
    long = read("The Latest: " + "dam and river " * 15 + "\n\nThe dam in the town is dry.").story
    assert len(long) <= 80
    assert not long.endswith("-")
