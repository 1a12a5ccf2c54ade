"""When a text was told, by lines beside its updates: signatures, sign-offs of wires, notes of a zone, e-mail headers."""

from __future__ import annotations

import datetime as dt

import pytest

from producers.article import Article, NotAStory
from producers.formats.common.format import Reading
from producers.formats.story.line.stamps import read_stamp
from producers.formats.story.line.zone_notes import read_zone_note
from producers.formats.story.the_latest import FORMAT
from tests.producers.pages import clocks, gazetteer, read, texts

WORDS = "Four workers were killed when a scaffolding fell, the fire brigade said."


def told(article: Article) -> list[str]:
    return [f"{update.published_at:%Y-%m-%d %H:%M}" for update in article.updates]


@pytest.mark.parametrize(("line", "when"), [
    ("Example Web Desk | Hyderabad | Updated: June 30, 2025 6:12:44 pm IST", (2025, 6, 30, dt.time(18, 12), "IST")),
    ("Source: Xinhua| 2021-08-03 19:46:51|Editor: example", (2021, 8, 3, dt.time(19, 46), None)),
    ("Ana Example and Ben Example • 20 May, 2021 02:00 PM • 9 mins to read", (2021, 5, 20, dt.time(14), None)),
    ("TOWN TELEGRAPH | Monday, Aug. 10, 2026 | Partly cloudy 21°C", (2026, 8, 10, None, None)),
    ("Saturday, June 14, 2014. All times JST. Newest at the bottom", (2014, 6, 14, None, None)),
    ("Tuesday, 14 April 2026 (times in BST, UTC+6)", (2026, 4, 14, None, None)),
    ("BY ANA EXAMPLE (17.11.15)", (2015, 11, 17, None, None)),
    ("ANA EXAMPLE, Town Staff, Wednesday May 8, 2019", (2019, 5, 8, None, None)),
    ("Monday 11 March 2019, Example World Service", (2019, 3, 11, None, None)),
    ("Posted Mon 7 Oct 2024, updated 6:20pm AEST", (2024, 10, 7, dt.time(18, 20), "AEST")),
    ("Monday 11 March 2019, six people died", None),
    ("071348 Aug 21 GMT", (2021, 8, 7, dt.time(13, 48), "GMT")),
    ("16-AUG-24 12:51 NNNN", (2024, 8, 16, dt.time(12, 51), None)),
    ("AP-ES-03-09-20 1512EDT", (2020, 3, 9, dt.time(15, 12), "EDT")),
    ("Posted | 8/8/2026", (2026, 8, 8, None, None)),
    ("Issued on: 10/09/2024 - 16:05   Modified: 10/09/2024 - 20:19", None),
    ("The bridge opened on May 8, 2019", None), ("Six people died | The mayor spoke", None), ("991348 Aug 21 GMT", None),
    ("071348 Abc 21 GMT", None), ("16-AUG-24 25:51", None), ("Ana Example, 41, died on May 8, 2019", None),
    ("By the river, on May 8, 2019, six people died.", None),
])  # fmt: skip
def test_a_full_date_in_any_part_of_a_line(line: str, when: tuple[int, int, int, dt.time | None, str | None] | None) -> None:
    stamp = read_stamp(line)
    said = stamp.heading if stamp else None
    assert (said and stamp and (said.year, said.month, said.day, said.time, stamp.zone)) == when


@pytest.mark.parametrize(("line", "zone"), [
    ("All times GMT. For our coverage in Bulgarian go to www.example.org.", "GMT"), ("Oldest posts first. Times are AEST.", "AEST"),
    ("Tuesday, December 30, 2025 - all times ChST", "ChST"), ("Staff, with files from others. All times PT.", "PT"),
    ("Rivers went on rising. Follow our liveblog. All times are Paris time (GMT+2).", "Paris time (GMT+2)"),
    ("At all times the water was rising. It was a good time.", None), ("The times are hard. GMT is a time.", None),
])  # fmt: skip
def test_a_zone_is_noted_in_any_sentence_of_a_line(line: str, zone: str | None) -> None:
    assert read_zone_note(line) == zone


@pytest.mark.parametrize(("page", "when"), [
    (f"(ANSA) - GENOA, AUG 16 - {WORDS}\n\n16-AUG-24 12:51 NNNN", "2024-08-16 10:51"),
    (f"Athens (dpa) - {WORDS}\n\n071348 Aug 21 GMT", "2021-08-07 13:48"),
    (f"Athens (dpa) - {WORDS}\n\n# dpa-Notebook\n\nTel: 555\n\n071348 Aug 21 GMT", "2021-08-07 13:48"),
    (f"LIMA, Peru (AP) — {WORDS}\n\nAP-ES-03-09-20 1512EDT", "2020-03-09 19:12"),
    (f"Slide kills four\n\nSource: Xinhua| 2021-08-03 19:46:51|Editor: example\n\nKATHMANDU, Aug. 3 (Xinhua) -- {WORDS}", "2021-08-03 11:46"),
    (f"11 FEB 2026, 14:22\n\nSlide kills four\n\nLIMA, February 11. /TASS/. {WORDS}", "2026-02-11 11:22"),
])  # fmt: skip
def test_a_wire_s_own_time_is_by_its_agency_s_clock(page: str, when: str) -> None:
    article = read(page, day=None)
    assert (told(article), texts(article)) == ([when], [WORDS])


def test_the_one_date_above_a_headline_is_the_wire_s_own_time() -> None:
    article = read(f"11 FEB, 14:22\n\nSlide kills four\n\nMOSCOW, February 11. /TASS/. {WORDS}", day=dt.date(2026, 2, 11))
    assert (told(article), article.headline, texts(article)) == (["2026-02-11 11:22"], "Slide kills four", [WORDS])


UPDATES = "UPDATE #2 (7:50 AM) Five are dead, officials say.\n\nUPDATE #1 (6:30 AM) The fire is under control, officials say."


def test_the_story_below_its_updates_is_of_the_time_under_the_headline() -> None:
    article = read(f"Fire razes market\n\nby Ana Example, Courier\n02 March 2026, 5:10 AM\n\n{UPDATES}\n\nMANILA, Philippines - {WORDS}", day=None)
    assert told(article) == ["2026-03-01 23:50", "2026-03-01 22:30", "2026-03-01 21:10"]
    assert texts(article)[-1] == WORDS


@pytest.mark.parametrize(("line", "clock"), [
    ("ORIGINAL STORY (10:15 a.m.):", "10:15"), ("15:07 26 minutes ago", "15:07"), ("[05.12.2026 22:58] Town Now:", "22:58"),
    ("12:55 pm (posted late, sorry) The trains have stopped.", "12:55"), ("3:30 pm Update from the brigade: The search goes on.", "15:30"),
])  # fmt: skip
def test_a_heading_of_a_kind_that_was_not_one(line: str, clock: str) -> None:
    page = f"Fire razes market\n\nDecember 5, 2026\n\n{line}\n\n{WORDS}\n\n9:05 a.m.\n\nThe fire brigade was called to the market."
    assert clock in clocks(read(page, day=None, timezone="UTC"))


def test_the_stamps_of_a_site_are_no_update() -> None:
    page = f"Fire razes market\n\nPUBLISHED: May 9, 2026 at 8:31 a.m. | UPDATED: May 9, 2026 at 5:22 p.m.\n\n5:20 p.m. {WORDS}\n\n8:40 a.m. The market burns."
    article = read(page, day=None, timezone="UTC")
    assert told(article) == ["2026-05-09 17:20", "2026-05-09 08:40"]


def test_who_speaks_is_no_headline() -> None:
    page = f"Quake blog\n\nJune 14, 2026\n\n10:40 am NHK: One man is dead.\n\n9:10 am Witness: “It knelt down.”\n\n8:55 am Roads: {WORDS}"
    assert [update.headline for update in read(page, day=None, timezone="UTC").updates] == [None, None, "Roads"]


def test_a_name_over_most_posts_is_none_of_their_headlines() -> None:
    posts = "\n\n".join(f"[0{day}.12.2026 22:58] Town Now:\n{WORDS}" for day in (5, 6, 7))
    assert [update.headline for update in read(posts, day=None, timezone="UTC").updates] == [None] * 3


@pytest.mark.parametrize(("end", "is_cut_off"), [
    ("Rain goes on. Enditem", False), ("Rain goes on. PTI COR MAS ADU\n\nNSK BNM", False), ("Rain goes on. EFE\n\njcr-fgg/ks/dl", False),
    ("Rain goes on.\n\n(END)", False), ("Rain goes on.\n\n08041942", False), ("Rain goes on.\n\nKeywords: PERU ACCIDENT/BUS", False),
    ("Rain goes on. Six are", True), ("Rain goes on in the", True),
])  # fmt: skip
def test_what_a_wire_ends_with_cuts_nothing_off(end: str, is_cut_off: bool) -> None:
    article = read(f"LIMA, Peru (AP) — {WORDS}\n\n{end}")
    assert ("cut_off" in article.updates[-1].flags) is is_cut_off


@pytest.mark.parametrize("slug", [
    "AP-AS--Peru-Ferry, 4th Ld-Writethru,0512", "bc-peru-ferry 4th lead      dpa 0310", "MDS31\nMP-WALL-COLLAPSE 3RDLD",
    "6 | NEWS          town10 FREE", "Ref: TOWN/MR/2026-0417\n\nEnquiries: Media Unit, (02) 5550 9898",
])  # fmt: skip
def test_slugs_and_codes_are_no_headline(slug: str) -> None:
    article = read(f"{slug}\n\nFerry sinks off the coast of Peru\n\n{WORDS}")
    assert (article.headline, texts(article), article.carrier) == ("Ferry sinks off the coast of Peru", [WORDS], None)


@pytest.mark.parametrize(("opening", "carrier", "day"), [
    ("March 5 (Reuters) - ", "Reuters", 28), ("Stone Town, 9 December 2018. ", None, 28),
])  # fmt: skip
def test_datelines_without_a_city_or_a_dash(opening: str, carrier: str | None, day: int) -> None:
    article = read(f"Fire razes market\n\n{opening}{WORDS}")
    assert (texts(article), article.carrier, article.story_date.day) == ([WORDS], carrier, day)


def test_a_full_date_in_a_dateline_dates_its_story() -> None:
    page = f"Fire razes market\n\nStone Town, 9 December 2018. {WORDS}\n\nLast updated: 07 December 2018, 23:00"
    assert read(page, day=None).story_date == dt.date(2018, 12, 9)


MAIL = (
    "Received: from mx.example\n\tby mx2.example; Thu, 4 Sep 2025 02:48:00 +0000\nFrom: \"County Sheriff\" <media@sheriff.example>\n"
    "To: desk@news.example\nDate: Wed, 3 Sep 2025 21:47:12 -0500\nSubject: =?UTF-8?Q?RE=3A_Refinery_fire=3A_4_dead?=\n"
    "Content-Type: text/plain; charset=UTF-8\n\n{}\n\n> On Wed, Sep 3, 2025 at 6:02 PM Example wrote:\n> Two people are dead.\n"
)  # fmt: skip


def mail(text: str, day: dt.date | None = None) -> Article:
    return FORMAT.parse(text.encode(), "mail.txt", Reading(day=day), gazetteer()).articles[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_mail_is_its_sender_s_story_of_its_date(line_end: str) -> None:
    article = mail(MAIL.format(WORDS).replace("\n", line_end))
    assert [update.published_at for update in article.updates] == [dt.datetime(2025, 9, 4, 2, 47, 12, tzinfo=dt.UTC)]
    assert (article.headline, article.carrier, texts(article)) == ("Refinery fire: 4 dead", "County Sheriff", [WORDS])


def test_clocks_in_a_mail_are_updates_in_its_offset() -> None:
    article = mail(MAIL.format(f"9:45 p.m.\n\n{WORDS}\n\n8:10 p.m.\n\nThe road is open again, the sheriff said."))
    assert told(article) == ["2025-09-04 02:45", "2025-09-04 01:10"]


def test_a_text_that_only_looks_like_a_mail_is_a_text() -> None:
    with pytest.raises(NotAStory, match="no date"):
        mail(f"From: the river\nTo: the town\nSubject: a flood\n\n{WORDS}")
    assert mail(MAIL.format(WORDS), dt.date(2025, 9, 1)).story_date == dt.date(2025, 9, 1)
