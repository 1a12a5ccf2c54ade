"""One document from a server that behaves badly: whole, refused with one line, or away; never half, never a hang."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping

import pytest
from pydantic import SecretStr

from producers.sources.addresses import parse
from producers.sources.client import Timeouts
from producers.sources.fetched import Fetched, Gone, Known, Outcome, Rejected, Unchanged
from producers.sources.fetching import Terms
from producers.sources.politeness import LONGEST_REST
from producers.sources.source import SourceAway
from tests.producers.sources.web_server import (
    PUBLIC,
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
    trickling,
    versioned,
    web,
)  # fmt: skip

URL = "http://feed.example/live"
LIMIT = 100_000
QUICK = Timeouts(connect=5.0, read=0.5, total=1.0)  # for answers that never end


async def fetch(
    web: Web, url: str = URL, known: Known | None = None, *, own: str = URL, headers: Mapping[str, SecretStr] | None = None,
    allow_private: bool = False, ignore_robots: bool = False,
) -> Outcome:  # fmt: skip
    terms = Terms(parse(own), headers or {}, LIMIT, allow_private, ignore_robots)
    return await web.fetcher.fetch(parse(url), terms, known)


def outcome(handler: Handler, routes: Mapping[str, Handler] | None = None, timeouts: Timeouts | None = None) -> Outcome:
    async def go() -> Outcome:
        async with web(timeouts=timeouts) as there:
            there.server.routes = {"/live": handler, **{f"/{path}": route for path, route in (routes or {}).items()}}
            return await fetch(there)

    return run(go())


def away(handler: Handler, *, timeouts: Timeouts | None = None) -> SourceAway:
    with pytest.raises(SourceAway) as caught:
        outcome(handler, timeouts=timeouts)
    line = str(caught.value)
    assert "feed.example" in line
    assert "\n" not in line
    return caught.value


def fetched(handler: Handler, **routes: Handler) -> Fetched:
    found = outcome(handler, routes)
    assert isinstance(found, Fetched)
    return found


def rejected(handler: Handler, *, timeouts: Timeouts | None = None) -> Rejected:
    found = outcome(handler, timeouts=timeouts)
    assert isinstance(found, Rejected)
    assert "\n" not in found.unusable.message
    return found


def test_a_document_comes_under_its_address_with_its_type() -> None:
    document = fetched(answers(b"<rss/>", Content_Type="Application/RSS+XML; charset=latin-1")).document
    assert (document.name, document.raw, document.media_type) == (URL, b"<rss/>", "application/rss+xml")


def test_we_say_who_we_are_and_what_we_can_unpack() -> None:
    async def go() -> None:
        async with web() as there:
            await fetch(there)
            asked = there.server.asked[-1]
            assert asked.headers["user-agent"] == "newsroom/0.0 (+desk@news.example)"
            assert asked.headers["accept-encoding"] == "gzip, deflate"
            assert asked.host == "feed.example"
            assert there.network.connected == [PUBLIC, PUBLIC]

    with pytest.raises(Gone):
        run(go())


@pytest.mark.parametrize("media_type", ["image/png", "nonsense", "text/html; charset=no-such", "", "x" * 5000])
def test_wrong_types_go_through(media_type: str) -> None:
    document = fetched(answers(b'{"a": "\xff"}', Content_Type=media_type)).document
    assert document.raw == b'{"a": "\xff"}'
    assert len(document.media_type or "") <= 100


@pytest.mark.parametrize(("body", "packing"), [
    (b"plain", "gzip"), (b"plain", "identity"), (gzip.compress(b"plain"), "gzip"), (gzip.compress(b"plain"), "x-gzip"),
])  # fmt: skip
def test_packed_or_only_said_to_be(body: bytes, packing: str) -> None:
    assert fetched(answers(body, Content_Encoding=packing)).document.raw == b"plain"


@pytest.mark.parametrize("handler", [
    answers(b"x", Content_Encoding="br"),
    answers(b"x", Content_Encoding="gzip, gzip"),
    answers(b"no deflate at all", Content_Encoding="deflate"),
    answers(gzip.compress(b"x" * 999)[:15] + b"\xff" * 30, Content_Encoding="gzip"),
])  # fmt: skip
def test_what_cannot_be_unpacked_is_refused(handler: Handler) -> None:
    assert rejected(handler).unusable.reason == "unreadable"


CUT = {
    "shorter than it says": raw(head(200, {"Content-Length": "100"}) + b"half"),
    "chunks that break off": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nhalf "),
    "no last chunk": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nhalf \r\n"),
    "gzip that breaks off": answers(gzip.compress(b"half and half")[:-9], Content_Encoding="gzip"),
    "nothing at all": raw(b""),
    "half a head": raw(b"HTTP/1.1 200 O"),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.0\r\n\r\n"),
    "lengths that differ": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "a length that is none": raw(head(200, {"Content-Length": "many"}) + b"x"),
    "a head without end": raw(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: y\r\n" * 50_000),
    "bad chunks": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nhalf\r\n0\r\n\r\n"),
}


@pytest.mark.parametrize("how", CUT)
def test_half_a_document_is_none(how: str) -> None:
    away(CUT[how])


def test_what_follows_after_the_length_is_not_of_the_document() -> None:
    assert fetched(raw(head(200, {"Content-Length": "4"}) + b"wholeHTTP/1.1 200 OK\r\n")).document.raw == b"whol"


def test_what_trickles_ends() -> None:
    assert "within 1 s" in str(away(trickling(head(200), b"x"), timeouts=QUICK))
    away(trickling(head(200, {"Transfer-Encoding": "chunked"}), b"1\r\nx\r\n"), timeouts=QUICK)
    away(trickling(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), timeouts=QUICK)
    away(trickling(b"", b""), timeouts=QUICK)


@pytest.mark.parametrize(("size", "announced"), [(LIMIT + 1, True), (LIMIT + 1, False)])
def test_a_byte_too_many_is_too_large(size: int, announced: bool) -> None:
    body = b"x" * size
    found = rejected(answers(body) if announced else raw(head(200) + body))
    assert found.unusable.reason == "too_large"
    assert found.unusable.size >= size
    assert 0 < len(found.unusable.head) <= 64 * 1024
    assert len(fetched(answers(body[:LIMIT])).document.raw) == LIMIT


def test_a_length_beyond_all_numbers_is_too_large_or_no_http() -> None:
    for length in ("99999999999999", "9" * 400):
        try:
            found = rejected(raw(head(200, {"Content-Length": length}) + b"x"))
        except SourceAway:
            continue
        assert found.unusable.reason == "too_large"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 451])
def test_a_server_that_will_not(status: int) -> None:
    gone = away(answers(b"no", status))
    assert isinstance(gone, Gone)
    assert str(status) in str(gone)


@pytest.mark.parametrize("status", [206, 300, 304, 305, 408, 500, 502, 504, 599])
def test_a_server_that_cannot_now(status: int) -> None:
    gone = away(answers(b"half", status))
    assert not isinstance(gone, Gone)
    assert str(status) in str(gone)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("said", "seconds"), [
    ("30", 30.0), ("Fri, 15 Jan 2027 08:01:00 GMT", 60.0), ("never", 60.0), ("999999999", LONGEST_REST), (None, 60.0),
])  # fmt: skip
def test_a_server_that_wants_to_be_left_alone_is(status: int, said: str | None, seconds: float) -> None:
    async def go() -> None:
        async with web() as there:  # the clock stands at 2027-01-15 08:00
            headers = {} if said is None else {"Retry_After": said}
            there.server.routes["/live"] = answers(b"busy", status, **headers)
            there.clock.seconds = 1_800_000_000.0 - 1.0  # a second passes between robots.txt and the page
            with pytest.raises(SourceAway) as busy:
                await fetch(there)
            assert busy.value.retry_after == seconds
            count = len(there.server.asked)
            with pytest.raises(SourceAway, match="left alone"):
                await fetch(there, "http://feed.example/other")
            assert len(there.server.asked) == count
            there.clock.seconds += seconds
            with pytest.raises(Gone):
                await fetch(there, "http://feed.example/other")

    run(go())


def test_a_name_without_address_is_away() -> None:
    async def go() -> None:
        async with web(Names(feed_example=[[]])) as there:
            await fetch(there)

    with pytest.raises(SourceAway, match=r"no address of feed\.example"):
        run(go())


def test_a_server_that_does_not_listen_is_away() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.port = 1  # nobody is there
            await fetch(there)

    with pytest.raises(SourceAway, match=r"feed\.example"):
        run(go())


# conditions


def test_what_is_known_is_not_told_again() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes["/live"] = versioned(b"one", '"1"')
            first = await fetch(there)
            assert isinstance(first, Fetched)
            assert isinstance(await fetch(there, known=first.known), Unchanged)
            there.server.routes["/live"] = versioned(b"two", '"2"')
            assert isinstance(await fetch(there, known=first.known), Fetched)

    run(go())


def test_dates_are_sent_back_as_they_came() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes["/live"] = answers(b"one", Last_Modified="yesterday, or so")
            first = await fetch(there)
            assert isinstance(first, Fetched)
            await fetch(there, known=first.known)
            assert there.server.asked[-1].headers["if-modified-since"] == "yesterday, or so"

    run(go())


def test_validators_go_to_the_address_that_gave_them_alone() -> None:
    async def go() -> None:
        async with web() as there:
            there.server.routes |= {"/live": redirects("/a"), "/a": versioned(b"a", '"1"'), "/b": versioned(b"b", '"1"')}
            first = await fetch(there)
            assert isinstance(first, Fetched)
            assert isinstance(await fetch(there, known=first.known), Unchanged)
            there.server.routes["/live"] = redirects("/b")
            moved = await fetch(there, known=first.known)
            assert isinstance(moved, Fetched)
            assert moved.document.raw == b"b"

    run(go())


def test_long_validators_are_not_kept() -> None:
    known = fetched(answers(b"x", ETag='"' + "x" * 5000 + '"')).known
    assert known.etag is None


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_name_the_document(status: int) -> None:
    found = fetched(redirects("/b?x=1#part", status), **{"b?x=1": redirects("http://other.example/c"), "c": answers(b"x")})
    assert found.document.name == "http://other.example/c"


def test_five_redirects_and_no_more() -> None:
    steps = {f"{n}": redirects(f"/{n + 1}") for n in range(1, 5)}
    assert fetched(redirects("/1"), **steps, **{"5": answers(b"x")}).document.name.endswith("/5")
    with pytest.raises(SourceAway, match="in a row"):
        outcome(redirects("/1"), steps | {"5": redirects("/6"), "6": answers(b"x")})


def test_circles_end() -> None:
    away(redirects("/live"))
    away(redirects(""))


def test_a_redirect_to_nowhere_is_away() -> None:
    away(answers(b"", 302))


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://feed.example/x", "http://me:secret@feed.example/", "http://[::1",
                                "gopher://127.0.0.1:6379/_x", "http://feed.example:25/", "x" * 9000])  # fmt: skip
def test_redirects_to_what_is_not_followed(to: str) -> None:
    unusable = rejected(redirects(to)).unusable
    assert unusable.reason == "refused"
    assert "secret" not in unusable.message


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
    headers = {"X-Api-Key": SecretStr("s3cret")}

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
