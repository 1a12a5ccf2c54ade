"""A source on the web over many looks and restarts: nothing missed and nothing twice."""

from __future__ import annotations

import contextlib

import pytest

from producers.sources.source import SourceAway
from producers.sources.web.position import ENTRIES
from tests.producers.sources.web_reader import MANY, Reader, route
from tests.producers.sources.web_server import (
    Names,
    answers,
    endless,
    head,
    in_turn,
    raw,
    redirects,
    run,
    versioned,
    web,
)


def test_a_page_is_told_when_it_is_new_and_when_it_changes() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there)
            route(there, feed=versioned(b"one", '"1"'))
            assert [await reader.bodies() for _ in range(3)] == [["one"], [], []]
            assert there.server.asked[-1].headers["if-none-match"] == '"1"'
            route(there, feed=versioned(b"two", '"2"'))
            assert [await reader.bodies() for _ in range(2)] == [["two"], []]

    run(go())


def test_the_same_bytes_are_told_once_whatever_the_server_says() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there)
            route(there, feed=in_turn(answers(b"one"), answers(b"one", ETag='"1"'), answers(b"one", ETag='"2"'), answers(b"two")))
            assert [await reader.bodies() for _ in range(5)] == [["one"], [], [], ["two"], []]

    run(go())


def test_a_flaky_server_costs_nothing_but_time() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there)
            cut = raw(head(200, {"Content-Length": "100"}) + b"on")
            route(there, feed=in_turn(answers(b"", 500), cut, answers(b"one"), cut, answers(b"", 404), raw(b""), answers(b"two")))
            found: list[str] = []
            for _ in range(8):
                try:
                    found += await reader.bodies()
                except SourceAway:
                    found.append("away")
            assert found == ["away", "away", "one", "away", "away", "away", "two"]

    run(go())


# what is refused


def test_what_is_refused_is_told_once() -> None:
    async def go() -> None:
        async with web() as there:
            for handler, reason in (
                (endless(there.server, head(200), 2**22, b"x" * 2**16), "too_large"),
                (answers(b"x" * 2000, ETag='"1"'), "too_large"),
                (answers(b"x", Content_Encoding="br"), "unreadable"),
                (redirects("http://127.0.0.1/"), "refused"),
            ):
                reader = Reader(there, limits=MANY._replace(body=1000))
                route(there, feed=handler)
                first = await reader.look()
                assert [unusable.reason for unusable in first.unusable] == [reason]
                for _ in range(2):
                    again = await reader.look()
                    assert (again.documents, again.unusable) == ((), ())
                route(there, feed=answers(b"well again"))
                assert await reader.bodies() == ["well again"]

    run(go())


def test_a_larger_limit_brings_what_was_too_large() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, limits=MANY._replace(body=1000))
            route(there, feed=versioned(b"x" * 2000, '"1"'))
            assert (await reader.look()).unusable
            assert not (await reader.look()).unusable
            assert there.server.asked[-1].headers["if-none-match"] == '"1"', "it need not be sent again to be refused"
            reader.options["limits"] = MANY
            assert await reader.bodies() == ["x" * 2000]

    run(go())


@pytest.mark.parametrize("robots", [b"User-agent: *\nDisallow: /feed", None])
def test_what_the_user_named_and_may_not_be_had_is_said_at_every_look(robots: bytes | None) -> None:
    async def go() -> None:
        async with web(Names(feed_example=[["10.0.0.1"]]) if robots is None else None) as there:
            route(there, feed=answers(b"x"), **{"robots.txt": answers(robots or b"")})
            reader = Reader(there)
            for _ in range(2):
                with pytest.raises(SourceAway, match="allow_private" if robots is None else "robots"):
                    await reader.look()

    run(go())


# stories that a feed only names


def test_stories_are_fetched_once_and_again_when_their_feed_changes() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            route(there, feed=versioned(b"1 entry=/a entry=/b entry=/a#x", '"1"'), a=versioned(b"A", '"a"'), b=answers(b"B"))
            assert await reader.bodies() == ["1 entry=/a entry=/b entry=/a#x", "A", "B"]
            assert await reader.bodies() == []
            assert there.server.paths() == ["/feed", "/a", "/b", "/feed"]
            there.clock.seconds += 1000
            route(there, feed=versioned(b"2 entry=/c entry=/a entry=/b", '"2"'), b=answers(b"B2"), c=answers(b"C"))
            assert await reader.bodies() == ["2 entry=/c entry=/a entry=/b", "C", "B2"]
            assert await reader.bodies() == []

    run(go())


def test_a_story_fetched_lately_waits_and_is_not_forgotten() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            route(there, feed=versioned(b"1 entry=/a", '"1"'), a=answers(b"A"))
            await reader.look()
            route(there, feed=versioned(b"2 entry=/a", '"2"'), a=answers(b"A2"))
            assert await reader.bodies() == ["2 entry=/a"]
            assert not reader.looks[-1].more
            there.clock.seconds += 1000
            assert await reader.bodies() == ["A2"]
            assert await reader.bodies() == []
            assert there.server.asked[-1].headers["if-none-match"] == '"2"'

    run(go())


def test_more_stories_than_a_look_may_take_come_with_the_next() -> None:
    async def go() -> None:
        async with web() as there:
            for limits in (MANY._replace(requests=4), MANY._replace(total=20), MANY._replace(seconds=5.0)):
                reader = Reader(there, follow="entries", limits=limits)
                names = [f"s{number}" for number in range(20)]
                feed = " ".join(f"entry=/{name}" for name in names)
                route(there, feed=versioned(feed.encode(), '"1"'), **{name: answers(name.encode()) for name in names})
                assert await reader.all_bodies() == [feed, *names]
                assert len(reader.looks) > 3
                assert await reader.bodies() == []

    run(go())


def test_new_stories_come_before_known_ones() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            route(there, feed=answers(b"1 entry=/a entry=/b"), a=answers(b"A"), b=answers(b"B"), new=answers(b"N"))
            await reader.look()
            there.clock.seconds += 1000
            route(there, feed=answers(b"2 entry=/a entry=/b entry=/new"))
            reader.options["limits"] = MANY._replace(requests=2)
            assert await reader.bodies() == ["2 entry=/a entry=/b entry=/new", "N"]

    run(go())


def test_stories_that_a_feed_still_names_are_not_forgotten_for_new_ones() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            names = [f"s{number}" for number in range(ENTRIES)]
            route(there, new=answers(b"N"), **{name: answers(name.encode()) for name in names})
            found: list[str] = []
            for feed in (names, ["new", *names], ["new", *names[:-1]]):
                route(there, feed=answers(" ".join(f"entry=/{name}" for name in feed).encode() + b" " * len(found)))
                found += [body for body in await reader.all_bodies() if "entry" not in body]
                there.clock.seconds += 1000
            assert sorted(found) == sorted([*names, "N"])

    run(go())


def test_a_story_that_is_away_is_tried_again_and_given_up_in_the_end() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            flaky = in_turn(answers(b"", 500), answers(b"A"))
            route(there, feed=versioned(b"entry=/a entry=/b", '"1"'), a=flaky, b=answers(b"", 500))
            assert await reader.bodies() == ["entry=/a entry=/b"]
            assert await reader.bodies() == ["A"]
            for _ in range(4):
                assert await reader.bodies() == []
            told = [unusable for look in reader.looks for unusable in look.unusable]
            assert [(unusable.name, unusable.reason) for unusable in told] == [("http://feed.example/b", "unreadable")]
            assert there.server.paths().count("/b") == 5
            assert there.server.paths().count("/a") == 2

    run(go())


def test_a_busy_host_loses_no_story() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            busy = [answers(b"", 503, Retry_After="100")] * 8
            route(there, feed=versioned(b"entry=/a entry=/b", '"1"'), a=in_turn(*busy, answers(b"A")), b=answers(b"B"))
            found: list[str] = []
            for _ in range(20):
                with contextlib.suppress(SourceAway):  # the feed is at the busy host as well
                    found += await reader.bodies()
                there.clock.seconds += 60
            assert sorted(found) == ["A", "B", "entry=/a entry=/b"]

    run(go())


def test_stories_that_are_gone_or_refused_are_told_once() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries")
            bad = "entry=/gone entry=/large entry=http://127.0.0.1/x entry=file:///etc/passwd entry=http://me:s3cret@x.example/"
            route(there, large=endless(there.server, head(200), 2**22, b"x" * 2**16), good=answers(b"G"))
            reader.options["limits"] = MANY._replace(body=1000)
            for version in range(3):
                route(there, feed=answers(f"{version} {bad} entry=/good".encode()))
                await reader.look()
                there.clock.seconds += 1000
            told = [unusable for look in reader.looks for unusable in look.unusable]
            assert sorted(unusable.reason for unusable in told) == ["refused"] * 3 + ["too_large", "unreadable"]
            assert len(reader.looks[0].unusable) == 5
            assert not any("s3cret" in unusable.message for unusable in told)
            assert sum(document.raw == b"G" for look in reader.looks for document in look.documents) == 1

    run(go())
