"""One document from a server that behaves badly: whole, refused with one line, or away; never half, never a hang."""

from __future__ import annotations

import gzip

import pytest

from producers.sources.http.politeness import LONGEST_REST
from producers.sources.source import SourceAway
from producers.sources.web.fetched import Fetched, Gone, Unchanged
from tests.producers.sources.web_asking import CUT, LIMIT, QUICK, URL, away, fetch, fetched, outcome, rejected
from tests.producers.sources.web_server import (
    PUBLIC,
    Handler,
    Names,
    answers,
    head,
    raw,
    redirects,
    run,
    trickling,
    versioned,
    web,
)


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
], ids=["no-gzip", "identity", "gzip", "x-gzip"])  # fmt: skip
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


def test_what_says_at_once_that_it_is_too_large_is_not_read_to_the_limit() -> None:
    begun = head(200, {"Content-Length": str(2**30)}) + b"x" * 70_000
    assert rejected(trickling(begun, b"")).unusable.size == 2**30


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
