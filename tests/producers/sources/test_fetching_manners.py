"""What is not asked for, to whom keys are told, and how many ask at once."""

from __future__ import annotations

import asyncio

import pytest

from producers.sources.source import SourceAway
from producers.sources.web.fetched import Fetched, Rejected
from telemetry.secret import Secret
from tests.producers.sources.web_asking import CUT, URL, fetch, fetched
from tests.producers.sources.web_server import (
    Handler,
    Names,
    answers,
    endless,
    head,
    in_turn,
    redirects,
    run,
    web,
)

# robots.txt


def test_what_robots_txt_closes_is_not_asked_for() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes |= {
                "/robots.txt": answers(b"User-agent: newsroom\nDisallow: /live\nCrawl-delay: 7"),
                "/live": answers(b"x"), "/open": answers(b"x"), "/to-live": redirects("/live"),
            }  # fmt: skip
            closed = await fetch(there)
            assert isinstance(closed, Rejected)
            assert closed.outright
            assert "robots.txt" in closed.unusable.message
            assert isinstance(await fetch(there, "http://feed.example/open"), Fetched)
            led = await fetch(there, "http://feed.example/to-live")
            assert isinstance(led, Rejected)
            assert not led.outright
            assert there.server.paths() == ["/open", "/to-live"]
            assert there.clock.slept == [1.0, 7.0]
            assert isinstance(await fetch(there, ignore_robots=True), Fetched)
            assert len(there.server.asked) - len(there.server.paths()) == 1, "robots.txt is kept"

    run(go())


def test_robots_txt_is_read_anew_after_a_day_and_an_old_one_holds_while_it_is_away() -> None:
    async def go() -> None:
        async with web() as there:
            closed, open_ = answers(b"User-agent: *\nDisallow: /"), answers(b"")
            there.server.routes |= {"/robots.txt": in_turn(closed, answers(b"", 500), open_), "/live": answers(b"x")}
            assert isinstance(await fetch(there), Rejected)
            there.clock.seconds += 23 * 3600
            assert isinstance(await fetch(there), Rejected)
            there.clock.seconds += 2 * 3600
            assert isinstance(await fetch(there), Rejected)  # 500
            assert isinstance(await fetch(there), Fetched)

    run(go())


@pytest.mark.parametrize("handler", [
    answers(b"Disallow: /", 404), answers(b"", 401), answers(b"", 410), redirects("/robots.txt"),
    redirects("http://127.0.0.1/robots.txt"), answers(b"x", Content_Encoding="br"), answers(b"<html>", 200),
])  # fmt: skip
def test_no_robots_txt_allows_all(handler: Handler) -> None:
    assert fetched(answers(b"x"), **{"robots.txt": handler})


@pytest.mark.parametrize("handler", [answers(b"", 500), answers(b"", 503), answers(b"", 429), CUT["nothing at all"]])
def test_a_robots_txt_that_is_away_closes_all_for_now(handler: Handler) -> None:
    with pytest.raises(SourceAway, match=r"robots\.txt"):
        fetched(answers(b"x"), **{"robots.txt": handler})


def test_the_beginning_of_an_endless_robots_txt_counts() -> None:
    async def go() -> None:
        async with web() as there:
            rules = head(200) + b"User-agent: *\nDisallow: /live\n"
            there.server.routes |= {"/robots.txt": endless(there.server, rules, 2**30, b"# more\n" * 9000)}
            assert isinstance(await fetch(there), Rejected)
            assert there.server.sent < 2**26

    run(go())


# keys


def test_headers_go_to_the_own_origin_alone_and_not_after_it_was_left() -> None:
    headers = {"X-Api-Key": Secret("s3cret")}

    async def sent(url: str, own: str = URL, **routes: Handler) -> list[tuple[str, bool]]:
        async with web() as there:
            there.server.routes |= {f"/{path}": route for path, route in routes.items()}
            await fetch(there, url, own=own, headers=headers)
            assert not any("x-api-key" in asked.headers for asked in there.server.asked if asked.path == "/robots.txt")
            return [(asked.host, "x-api-key" in asked.headers) for asked in there.server.asked if asked.path != "/robots.txt"]

    ok = answers(b"x")
    assert run(sent(URL, live=ok)) == [("feed.example", True)]
    assert run(sent(URL, live=redirects("/a"), a=ok)) == [("feed.example", True)] * 2
    back = redirects("http://feed.example/b")
    assert run(sent(URL, live=redirects("http://other.example/a"), a=back, b=ok)) == [
        ("feed.example", True), ("other.example", False), ("feed.example", False)]  # fmt: skip
    for url in ("http://other.example/live", "http://feed.example:8080/live", "http://www.feed.example/live"):
        assert [told for _, told in run(sent(url, live=ok))] == [False]


def test_connections_to_the_own_network_are_not_lent() -> None:
    async def go() -> None:
        async with web(Names(inner_example=[["10.0.0.1"]])) as there:
            there.server.routes["/live"] = answers(b"x")
            url = "http://inner.example/live"
            assert isinstance(await fetch(there, url, allow_private=True), Fetched)
            assert isinstance(await fetch(there, url), Rejected)
            assert isinstance(await fetch(there, url, allow_private=True), Fetched)

    run(go())


def test_cookies_are_not_kept() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes["/live"] = answers(b"x", Set_Cookie="id=1; Path=/")
            await fetch(there)
            await fetch(there)
            assert not any("cookie" in asked.headers for asked in there.server.asked)

    run(go())


def test_a_host_is_asked_by_one_at_a_time() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes |= {f"/{n}": answers(b"x") for n in range(8)}
            await asyncio.gather(*(fetch(there, f"http://feed.example/{n}") for n in range(8)))
            assert there.server.most_at_once == 1
            assert len(there.server.paths()) == 8
            assert len(there.server.asked) == 9, "robots.txt is asked for once"
            assert there.clock.slept == [1.0] * 8

    run(go())
