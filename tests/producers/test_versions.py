"""Versions of an item in whatever order: what stands at the end is what the publisher last said."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import Article, ArticleUpdate, Dateline, Recall
from producers.intake.ledger import Ledger
from producers.intake.versions import ArticleEvents, released, take
from tests.forms import example_count

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
ITEM = "urn:meridian:dam"


def at(minute: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minute)


def article(updates: Sequence[ArticleUpdate] = (), recalls: Sequence[Recall] = (),
            until: dt.datetime | None = None) -> Article:
    return Article(
        headline="The Latest: Dam", subject="the dam", story="the-dam", carrier="Meridian", focus_country="PE",
        dateline=Dateline(place=None, country=None, timezone=None), timezone="America/Lima",
        story_date=NOON.date(), updates=tuple(updates), recalls=tuple(recalls), embargoed_until=until,
    )


def version(number: int, text: str, minute: int | None = None, **fields: object) -> Article:
    """A version that is one update, told when the version was made."""
    moment = at(number if minute is None else minute)
    update = ArticleUpdate(position=0, time_text=None, local_time=None, published_at=moment, headline=None, text=text,
                           item=ITEM, version=str(number), versioned_at=moment, **fields)  # type: ignore[arg-type]
    return article([update])


def kill(number: int, minute: int | None = None) -> Article:
    moment = at(number if minute is None else minute)
    return article(recalls=[Recall(item=ITEM, version=str(number), recalled_at=moment, reason="It was wrong.")])


def page(number: int, *told: tuple[int, str]) -> Article:
    """A version of a page that holds several updates, each with a time of its own."""
    return article([
        ArticleUpdate(position=position, time_text="x", local_time=None, published_at=at(minute), headline=None,
                      text=text, item=ITEM, version=str(number), versioned_at=at(number))
        for position, (minute, text) in enumerate(told)
    ])


def standing(taken: Iterable[ArticleEvents]) -> set[tuple[str, dt.datetime]]:
    """What a desk is left with; a recall of something that is not on the log is an error there."""
    received: dict[str, tuple[str, dt.datetime]] = {}
    gone: set[str] = set()
    for each in taken:
        received |= {update.update_id: (update.text, update.published_at) for update in each.updates}
        assert {recall.update_id for recall in each.recalls} <= received.keys()
        gone |= {recall.update_id for recall in each.recalls}
    return {told for update_id, told in received.items() if update_id not in gone}


def took(articles: Iterable[Article], ledger: Ledger | None = None) -> list[ArticleEvents]:
    ledger = ledger or Ledger()
    return [take(ledger, each, "dam.json") for each in articles]


def texts(articles: Iterable[Article]) -> set[str]:
    return {text for text, _ in standing(took(articles))}


def test_an_edit_is_another_update_told_when_it_was_made() -> None:
    first, second = took([version(1, "Five died."), version(2, "Six died.")])
    assert [(u.text, u.published_at, u.item, u.version) for u in (*first.updates, *second.updates)] == [
        ("Five died.", at(1), ITEM, "1"), ("Six died.", at(2), ITEM, "2")
    ]
    assert not first.recalls + second.recalls


def test_a_version_that_says_the_same_is_no_news() -> None:
    _, second, third = took([version(1, "Five died."), version(2, "Five died."), version(1, "Five died.")])
    assert not second.updates + third.updates


def test_a_correction_that_says_the_same_words_is_told() -> None:
    _, second = took([version(1, "Five died."), version(2, "Five died.", notice="correction")])
    assert [update.notice for update in second.updates] == ["correction"]


def test_words_that_come_back_are_news() -> None:
    told = took([version(1, "Five died."), version(2, "Six died."), version(3, "Five died.")])
    assert [len(each.updates) for each in told] == [1, 1, 1]


def test_a_kill_recalls_every_version_before_it() -> None:
    *_, killed = took([version(1, "Five died."), version(2, "Six died."), kill(3)])
    assert [(r.published_at, r.by, r.reason, r.desk) for r in killed.recalls] == [
        (at(3), "Meridian", "It was wrong.", "PE")
    ] * 2


def test_a_version_that_comes_after_its_kill_is_taken_in_and_recalled() -> None:
    killed, late = took([kill(3), version(2, "Six died.")])
    assert "nothing of it is here" in killed.messages[0]
    assert [u.update_id for u in late.updates] == [r.update_id for r in late.recalls]


def test_what_is_released_after_a_kill_stands_though_its_words_were_killed() -> None:
    told = took([version(1, "Five died."), kill(2), version(3, "Five died.")])
    assert standing(told) == {("Five died.", at(3))}
    rolling = took([page(1, (0, "Five died.")), kill(2), page(3, (5, "Six died."), (0, "Five died."))])
    assert standing(rolling) == {("Five died.", at(0)), ("Six died.", at(5))}


def test_a_page_printed_again_gives_only_what_is_new_on_it() -> None:
    _, second = took([page(1, (0, "Five died.")), page(2, (5, "Six died."), (0, "Five died."))])
    assert [update.text for update in second.updates] == ["Six died."]


def test_what_a_later_page_says_too_is_not_recalled_with_the_earlier_one() -> None:
    told = took([page(1, (0, "Five died.")), page(3, (0, "Five died."), (5, "Six died.")), kill(2)])
    assert standing(told) == {("Five died.", at(0)), ("Six died.", at(5))}


def test_versions_without_numbers_are_told_apart_by_their_times() -> None:
    update = version(1, "Five died.").updates[0]
    etag = article([ArticleUpdate(**{**{f: getattr(update, f) for f in update.__struct_fields__}, "version": "e7f"})])
    later = article(recalls=[Recall(item=ITEM, version="a01", recalled_at=at(2), reason="It was wrong.")])
    assert standing(took([etag, later])) == set()


def test_a_repeated_kill_gives_the_same_events() -> None:
    told = took([version(1, "Five died."), kill(2), kill(2)])
    assert told[1].recalls == told[2].recalls


def test_another_item_is_left_alone() -> None:
    other = article(recalls=[Recall(item="urn:other", version="9", recalled_at=at(9), reason="It was wrong.")])
    assert texts([version(1, "Five died."), other]) == {"Five died."}


def test_what_was_learned_is_kept_only_when_the_log_has_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with contextlib.suppress(ConnectionError), ledger.keeping():
        first = take(ledger, version(1, "Five died."), "dam.json")
        raise ConnectionError("the log is away")
    with ledger.keeping():
        again = take(ledger, version(1, "Five died."), "dam.json")
    assert again.updates == first.updates
    ledger.close()
    reopened = Ledger(tmp_path / "ledger.sqlite")
    assert not take(reopened, version(1, "Five died."), "dam.json").updates
    assert len(take(reopened, kill(2), "dam.json").recalls) == 1


def test_an_embargo_dates_what_it_held_back() -> None:
    until = at(60)
    held = article([*version(1, "Five died.").updates, *page(1, (0, "It rained.")).updates], until=until)
    told = released(held)
    assert [update.published_at for update in told.updates] == [until, at(0)]
    assert told.embargoed_until is None
    assert released(told) == told


def embargoed(number: int, text: str, minute: int) -> Article:
    """A version that was made before the end of its embargo, once that has ended."""
    return released(msgspec.structs.replace(version(number, text), embargoed_until=at(minute)))


def test_what_was_replaced_before_it_was_told_does_not_stand() -> None:
    made = [embargoed(1, "Five died.", 60), version(2, "Seven died.")]
    for order in (made, made[::-1]):
        told = took(order)
        assert standing(told) == {("Seven died.", at(2))}
        assert [recall.reason for each in told for recall in each.recalls] == [
            "Replaced by another version before it was told, or without a new time."
        ]
    assert standing(took([embargoed(1, "Five died.", 60), embargoed(2, "Seven died.", 60)])) == {("Seven died.", at(60))}


def test_an_edit_without_a_new_time_replaces_what_it_edits() -> None:
    first, second = version(1, "Seventy died."), version(1, "Seven died.")
    assert standing(took([first, second])) == {("Seven died.", at(1))}


def test_words_that_were_no_news_are_given_when_it_comes_out_that_they_were() -> None:
    told = took([version(1, "Five died."), version(3, "Five died."), version(2, "Six died.")])
    assert standing(told) == {("Five died.", at(1)), ("Six died.", at(2)), ("Five died.", at(3))}
    told = took([version(1, "Five died."), version(3, "Five died."), kill(2)])
    assert standing(told) == {("Five died.", at(3))}


@settings(max_examples=example_count(300))
@given(st.data())
def test_the_order_of_arrival_does_not_matter(data: st.DataObject) -> None:
    numbers = list(range(1, data.draw(st.integers(1, 6)) + 1))
    made, told_at, words = {}, {}, {}
    for number in numbers:
        kind = data.draw(st.sampled_from(["kill", "plain", "plain", "embargo"]))
        words[number] = data.draw(st.sampled_from("ABC")) + " died."
        told_at[number] = data.draw(st.integers(number, 9)) if kind == "embargo" else number
        made[number] = kill(number) if kind == "kill" else embargoed(number, words[number], told_at[number])
    last_kill = max((number for number, each in made.items() if each.recalls), default=0)
    usable = [number for number in numbers if number > last_kill]
    stand = [n for n in usable if not any(later > n and told_at[later] <= told_at[n] for later in usable)]
    order = data.draw(st.permutations(numbers))
    again = data.draw(st.lists(st.sampled_from(numbers), max_size=3))
    for arrivals in (order, [*order, *again]):
        left = standing(took(made[number] for number in arrivals))
        assert {text for text, _ in left} == {words[number] for number in stand}
        newest = max(left, key=lambda each: each[1], default=None)
        assert (newest[0] if newest else None) == (words[stand[-1]] if stand else None), "the latest words are the last"


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_a_correction_after_a_kill_stands_in_any_order(order: tuple[int, ...]) -> None:
    made = [version(1, "Fifty died."), kill(2), version(3, "Five died.", notice="correction")]
    assert texts(made[index] for index in order) == {"Five died."}
