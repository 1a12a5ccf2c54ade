"""A source on the web over many looks and restarts: nothing missed, nothing twice, and a position of bounded size."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from producers.formats.format import Link
from producers.sources.haul import Limits
from producers.sources.source import Look, SourceAway
from producers.sources.web import WebSource
from tests.producers.sources.web_server import (
    Handler,
    Names,
    Web,
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

URL = "http://feed.example/feed"
MANY = Limits(requests=500, seconds=1e9)  # the clock of these tests passes a second with each request


def links(raw: bytes) -> Sequence[Link]:
    """The links of the documents of these tests: "next=ADDRESS" and "entry=ADDRESS" in them."""
    found = re.findall(rb"(next|entry)=(\S+)", raw)
    return [Link(address.decode(), "next_page" if kind == b"next" else "entry") for kind, address in found]


class Reader:
    """A source that is restarted before every look, and keeps what a log would keep."""

    def __init__(self, web: Web, url: str = URL, **options: Any) -> None:
        self.web, self.url = web, url
        self.options: dict[str, Any] = {"limits": MANY, "links": links} | options
        self.position: str | None = None
        self.looks: list[Look] = []

    async def look(self) -> Look:
        web = self.web
        source = WebSource("feed", self.url, web.fetcher, now=web.clock, clock=web.clock, **self.options)
        look = await source.look(self.position)
        self.position = look.position
        self.looks.append(look)
        return look

    async def bodies(self) -> list[str]:
        return [document.raw.decode() for document in (await self.look()).documents]

    async def all_bodies(self) -> list[str]:
        found = await self.bodies()
        while self.looks[-1].more:
            found += await self.bodies()
        return found


def route(web: Web, **routes: Handler) -> None:
    web.server.routes |= {f"/{path}": handler for path, handler in routes.items()}


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


# pages


def test_a_first_fetch_reads_the_older_pages_and_later_ones_do_not() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages")
            pages = {f"p{n}": answers(f"page {n} next=/p{n + 1}".encode()) for n in range(30)}
            route(there, feed=versioned(b"head next=/p0", '"1"'), **pages)
            assert len(await reader.bodies()) == 10
            route(there, feed=versioned(b"head 2 next=/p0", '"2"'))
            assert await reader.bodies() == ["head 2 next=/p0"]

    run(go())


def test_a_first_fetch_that_breaks_off_goes_on() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="all", limits=MANY._replace(requests=2))
            flaky = in_turn(answers(b"", 500), answers(b"", 502), answers(b"page 1 next=/p2 entry=/a entry=/b"))
            route(there, feed=versioned(b"head next=/p1", '"1"'), p1=flaky, p2=answers(b"page 2 next=/feed"))
            route(there, a=answers(b"A"), b=in_turn(answers(b"", 500), answers(b"B")))
            found = [body for _ in range(10) for body in await reader.bodies()]
            assert sorted(found) == ["A", "B", "head next=/p1", "page 1 next=/p2 entry=/a entry=/b", "page 2 next=/feed"]

    run(go())


def feed_of(*pages: list[int]) -> dict[str, Handler]:
    """An API that is read on and on, as the AP's is: pages of items, and after the last one an empty one for ever."""
    found = {"feed": pages[0]} | {f"p{number}": page for number, page in enumerate(pages) if number}
    found[f"p{len(pages)}"] = []
    return {
        name: answers(json.dumps({"items": items, "next": f" next=/p{min(number + 1, len(pages))} "}).encode())
        for number, (name, items) in enumerate(found.items())
    }


def items(bodies: list[str]) -> list[int]:
    return [item for body in bodies for item in json.loads(body)["items"]]


def test_an_api_is_read_on_from_where_the_last_look_stopped() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages", pages="newer")
            route(there, **feed_of([1, 2], [3]))
            assert items(await reader.bodies()) == [1, 2, 3]
            asked = len(there.server.paths())
            assert await reader.bodies() == []
            assert there.server.paths()[asked:] == ["/p2"]
            route(there, **feed_of([1, 2], [3], [4, 5], [6]))
            assert items(await reader.bodies()) == [4, 5, 6]
            assert await reader.bodies() == []

    run(go())


def test_a_long_feed_takes_many_looks() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages", pages="newer", limits=MANY._replace(pages=3))
            route(there, **feed_of(*([n] for n in range(20))))
            assert items(await reader.all_bodies()) == list(range(20))
            assert len(reader.looks) >= 6

    run(go())


def test_a_break_in_the_middle_of_a_feed_loses_nothing_and_tells_nothing_twice() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages", pages="newer")
            pages = feed_of([1], [2], [3])
            route(there, **pages | {"p1": in_turn(answers(b"", 500), raw(b""), pages["p1"]), "p2": in_turn(answers(b"", 404), pages["p2"])})
            found: list[int] = []
            for _ in range(8):
                with contextlib.suppress(SourceAway):
                    found += items(await reader.bodies())
            assert found == [1, 2, 3]

    run(go())


def test_a_place_in_the_feed_that_is_no_longer_known_leads_to_its_beginning() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages", pages="newer")
            route(there, **feed_of([1]))
            await reader.look()
            route(there, p1=answers(b"", 410), feed=answers(b'{"items": [1, 2], "next": " next=/q1 "}'), q1=answers(b'{"items": []}'))
            assert items(await reader.bodies()) == [1, 2]

    run(go())


@pytest.mark.parametrize("pages", ["older", "newer"])
def test_pages_in_a_circle_end(pages: str) -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="pages", pages=pages)
            route(there, feed=answers(b"1 next=/p"), p=answers(b"2 next=/feed"))
            assert await reader.bodies() == ["1 next=/p", "2 next=/feed"]
            assert not reader.looks[-1].more

    run(go())


def test_nothing_is_followed_that_was_not_asked_for() -> None:
    async def go() -> None:
        async with web() as there:
            route(there, feed=answers(b"next=/p entry=/e"), p=answers(b"P"), e=answers(b"E"))
            for follow, paths in (("none", []), ("pages", ["/p"]), ("entries", ["/e"]), ("all", ["/e", "/p"])):
                before = len(there.server.paths())
                await Reader(there, follow=follow).look()
                assert there.server.paths()[before:] == ["/feed", *paths]

    run(go())


# the position


def test_the_position_is_bounded_whatever_the_server_says() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there, follow="entries", limits=MANY._replace(requests=5000))
            for round_ in range(3):
                names = [f"e{round_}-{number}" for number in range(600)]
                etag = '"' + "x" * 120 + '"'
                route(there, **{name: answers(name.encode(), ETag=etag, Last_Modified="y" * 128) for name in names})
                route(there, feed=answers(" ".join(f"entry=/{name}" for name in names).encode(), ETag="z" * 9000))
                found = await reader.bodies()
                assert len(found) == 401
                assert await reader.bodies() == []
                assert len(reader.position or "") < 200_000

    run(go())


def test_neither_a_key_nor_a_password_is_in_anything_that_is_kept() -> None:
    async def go() -> None:
        async with web() as there:
            url = f"{URL}?apikey=s3cret"
            reader = Reader(there, url, follow="all", pages="newer", headers={"X-Key": SecretStr("s3cret")})
            there.server.routes |= {
                "/feed?apikey=s3cret": answers(b"1 next=/p1?apikey=s3cret entry=/e?token=s3cret entry=http://x:s3cret@y.example/"),
                "/p1?apikey=s3cret": in_turn(answers(b"", 500), answers(b"2")),
                "/e?token=s3cret": answers(b"E"),
            }  # fmt: skip
            with_keys = [await reader.bodies()]
            assert "s3cret" not in repr([(document.name, look.unusable, look.position)
                                         for look in reader.looks for document in look.documents])  # fmt: skip
            # once more, since the first one was within the look before
            there.server.routes["/p1?apikey=s3cret"] = in_turn(answers(b"", 500), answers(b"2"))
            with pytest.raises(SourceAway) as away:
                await reader.look()
            assert "s3cret" not in str(away.value)
            with_keys.append(await reader.bodies())
            assert with_keys[1] == ["2"]
            source = WebSource("feed", url, there.fetcher, headers={"X-Key": "s3cret"})
            assert "s3cret" not in repr(vars(source)["_terms"].headers)

    run(go())


def test_the_position_of_another_address_does_not_count() -> None:
    async def go() -> None:
        async with web() as there:
            reader = Reader(there)
            route(there, feed=versioned(b"one", '"1"'), other=versioned(b"one", '"1"'))
            await reader.look()
            reader.url = "http://feed.example/other"
            assert await reader.bodies() == ["one"]

    run(go())


@given(st.one_of(st.text(), st.binary().map(repr), st.just('{"version": 2}'), st.just('{"head": {"address": 5}}')))
def test_a_position_that_is_none_is_said(position: str) -> None:
    async def go() -> None:
        async with web() as there:
            route(there, feed=answers(b"x"))
            reader = Reader(there)
            reader.position = position
            with pytest.raises(SourceAway, match=r"feed.*remove"):
                await reader.look()

    run(go())


@pytest.mark.parametrize("url", ["ftp://x.example/", "http://me:s3cret@x.example/", "x.example", "http://x.example:22/"])
def test_an_address_that_cannot_be_is_said_at_once(url: str) -> None:
    async def go() -> None:
        async with web() as there:
            WebSource("feed", url, there.fetcher)

    with pytest.raises(ValueError, match=r"^feed: ") as said:
        run(go())
    assert "s3cret" not in str(said.value)


@pytest.mark.parametrize(("name", "value"), [("Host", "x"), ("if-none-match", "x"), ("X Y", "x"), ("", "x"), ("X", "s3cret\r\nY: z"),
                                             ("X", ""), ("X", "s3crét"), ("User-Agent", "x"), ("Accept-Encoding", "br")])  # fmt: skip
def test_headers_that_cannot_be_are_said_without_their_value(name: str, value: str) -> None:
    async def go() -> None:
        async with web() as there:
            WebSource("feed", URL, there.fetcher, headers={name: value})

    with pytest.raises(ValueError, match=r"^feed: ") as said:
        run(go())
    assert "s3cr" not in str(said.value)
