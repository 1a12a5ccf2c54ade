"""Pages that follow pages: a feed's archive once, an API on and on, from where the last look stopped."""

from __future__ import annotations

import contextlib
import json

import pytest

from producers.sources.source import SourceAway
from tests.producers.sources.web_reader import MANY, Reader, route
from tests.producers.sources.web_server import (
    Handler,
    answers,
    in_turn,
    raw,
    run,
    versioned,
    web,
)


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
            route(there, **pages | {"p1": in_turn(answers(b"", 500), raw(b""), pages["p1"]), "p2": in_turn(answers(b"", 404), answers(b"", 404), pages["p2"])})
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
