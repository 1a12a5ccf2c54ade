"""What is taken of a record: pages as their servers meant them; the rest is passed over by kind, or refused."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from backports import zstd
from cramjam import brotli
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generated_crawl import record, response
from producers.crawls.payload import HEAD, LIMIT, PassedOver, Payload, UnusablePayload, UsablePayload, payload
from tests.forms import example_count

ADDRESS = "http://a.example/story"
PAGE = "<html><p>Café, naïve — “quoted”.</p></html>".encode()
RNG = random.Random(1)


def of(*made: bytes) -> list[Payload]:
    return [payload(each) for each in ArchiveIterator(io.BytesIO(b"".join(made)), parse_http=False)]


def answered(head: str, body: bytes) -> Payload:
    block = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
    (found,) = of(record("response", ADDRESS, block, "application/http; msgtype=response", RNG))
    return found


def chunked(body: bytes, size: int = 7) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def br(body: bytes) -> bytes:
    return bytes(brotli.compress(body))


CODED = {
    "as it is": ("", PAGE),
    "identity": ("Content-Encoding: identity", PAGE),
    "gzip": ("Content-Encoding: gzip", gzip.compress(PAGE)),
    "x-gzip": ("content-encoding: X-GZIP", gzip.compress(PAGE)),
    "deflate": ("Content-Encoding: deflate", zlib.compress(PAGE)),
    "bare deflate": ("Content-Encoding: deflate", bare(PAGE)),
    "brotli": ("Content-Encoding: br", br(PAGE)),
    "zstd": ("Content-Encoding: zstd", zstd.compress(PAGE)),
    "chunked": ("Transfer-Encoding: chunked", chunked(PAGE)),
    "gzip in chunks": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(PAGE))),
    "two codings": ("Content-Encoding: br, gzip", gzip.compress(br(PAGE))),
    "gzip that was undone": ("Content-Encoding: gzip", PAGE),
    "deflate that was undone": ("Content-Encoding: deflate", PAGE),
    "brotli that was undone": ("Content-Encoding: br", PAGE),
    "chunks that were undone": ("Transfer-Encoding: chunked", PAGE),
    "all of it undone": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", PAGE),
}


@pytest.mark.parametrize(("head", "body"), CODED.values(), ids=CODED)
def test_codings_are_undone(head: str, body: bytes) -> None:
    assert answered(f"Content-Type: text/html; charset=utf-8\r\n{head}".strip(), body) == UsablePayload(ADDRESS, PAGE)


def test_what_was_cut_off_on_its_way_is_taken_as_far_as_it_came() -> None:
    page = PAGE * 5000
    for head, body in (("Content-Encoding: gzip", gzip.compress(page)), ("Transfer-Encoding: chunked", chunked(page, 900))):
        found = answered(f"Content-Type: text/html\r\n{head}", body[: len(body) // 2])
        assert isinstance(found, UsablePayload)
        assert page.startswith(found.raw)
        assert found.raw


def test_an_unknown_coding_is_refused() -> None:
    for coding in ("sdch", "gzip, gzip, gzip, gzip"):
        found = answered(f"Content-Type: text/html\r\nContent-Encoding: {coding}", b"???")
        assert isinstance(found, UnusablePayload)
        assert (found.reason, found.head, found.size) == ("malformed", b"???", 3)
        assert coding in found.message


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gzip": ("Content-Encoding: gzip", lambda: gzip.compress(bytes(200_000_000))),
    "gzip twice": ("Content-Encoding: gzip, gzip", lambda: gzip.compress(gzip.compress(bytes(200_000_000)))),
    "brotli": ("Content-Encoding: br", lambda: bytes(brotli.compress(bytes(100_000_000), 1))),
    "zstd": ("Content-Encoding: zstd", lambda: zstd.compress(bytes(200_000_000))),
    "chunks": ("Transfer-Encoding: chunked", lambda: chunked(b"x" * 20_000_000, 1_000_000)),
}


@pytest.mark.parametrize(("head", "made"), BOMBS.values(), ids=BOMBS)
def test_bombs_are_refused_in_bounded_memory(head: str, made: Callable[[], bytes]) -> None:
    body = made()
    tracemalloc.start()
    found = answered(f"Content-Type: text/html\r\n{head}", body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, UnusablePayload)
    assert (found.reason, len(found.head)) == ("too_large", HEAD)
    assert LIMIT < found.size <= LIMIT + HEAD + 1
    assert "\n" not in found.message
    assert most < 10 * LIMIT


def test_pages_over_the_limit_are_refused_and_those_at_it_are_not() -> None:
    assert isinstance(answered("Content-Type: text/html", b"x" * LIMIT), UsablePayload)
    assert isinstance(answered("Content-Type: text/html", b"x" * (LIMIT + 1)), UnusablePayload)
    (found,) = of(record("resource", ADDRESS, b"x" * (LIMIT + 1), "text/html", RNG))
    assert isinstance(found, UnusablePayload)


TYPES = {
    "text/html": True, "TEXT/HTML; charset=x": True, "text/plain": True, "application/xhtml+xml": True,
    "application/json": True, "application/ld+json": True, "application/rss+xml": True, "application/atom+xml": True,
    "text/xml": True, "application/xml": True, "application/vnd.iptc.g2.newsitem+xml": True,
    "image/svg+xml": False, "image/png": False, "text/css": False, "application/javascript": False, "video/mp4": False,
    "application/pdf": False, "text": False, ";": True,
}  # fmt: skip


@pytest.mark.parametrize(("media", "is_taken"), TYPES.items(), ids=TYPES)
def test_types_that_stories_are_told_in(media: str, is_taken: bool) -> None:
    found = answered(f"Content-Type: {media}", b"<p>x</p>")
    assert isinstance(found, UsablePayload if is_taken else PassedOver)
    if media != ";":
        (found,) = of(record("resource", ADDRESS, b"<p>x</p>", media, RNG))
        assert found == UsablePayload(ADDRESS, b"<p>x</p>") if is_taken else isinstance(found, PassedOver)


def test_without_a_type_markup_is_taken() -> None:
    assert answered("Server: x", b"\n <p>") == UsablePayload(ADDRESS, b"\n <p>")
    assert answered("Server: x", b'{"a": 1}') == UsablePayload(ADDRESS, b'{"a": 1}')
    assert answered("Server: x", b"\x89PNG") == PassedOver("documents of no known type")


@pytest.mark.parametrize("media", ["application/http;msgtype=response", "Application/HTTP; msgtype=response", "APPLICATION/HTTP"])
def test_http_is_http_in_any_case(media: str) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    assert of(record("response", ADDRESS, block + PAGE, media, RNG)) == [UsablePayload(ADDRESS, PAGE)]


def test_what_is_passed_over_is_named_by_few_kinds() -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    found = of(
        record("request", ADDRESS, b"GET /", "application/http; msgtype=request", RNG),
        record("odd", ADDRESS, b"", "text/html", RNG),
        response(ADDRESS, PAGE, RNG, status="404 Not Found"),
        response(ADDRESS, PAGE, RNG, status="nonsense"),
        response(ADDRESS, PAGE, RNG, content_type="strange/1"),
        response("https://a.example/robots.txt?x=1", b"User-agent: *", RNG, content_type="text/plain"),
        record("response", "", block + PAGE, "application/http; msgtype=response", RNG),
        record("response", "dns:a.example", b"1.2.3.4", "text/dns", RNG),
        record("response", ADDRESS, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, "application/http", RNG),
    )
    assert found == [PassedOver(what) for what in (
        "request records", "unknown records", "responses with HTTP status 404", "responses without an HTTP status",
        "documents of no known type", "rules for crawlers", "records without an address", "responses that are not HTTP",
        "responses without an HTTP status",
    )]


@pytest.mark.parametrize(("charset", "encoding"), [("iso-8859-1", "latin1"), ('"windows-1251"', "cp1251"),
                                                   ("utf-8", "utf-8"), ("no-such", "utf-8"), ("ascii", "utf-8")])
def test_the_charset_of_http_is_heard(charset: str, encoding: str) -> None:
    text = "<p>Ж</p>" if "1251" in charset else "<p>é</p>"
    found = answered(f"Content-Type: text/html; charset={charset}", text.encode(encoding))
    assert found == UsablePayload(ADDRESS, text.encode())


def test_an_address_is_one_line_to_print() -> None:
    (found,) = of(record("resource", "<http://a.example/\x1b[31mé>", b"<p>", "text/html", RNG))
    assert found == UsablePayload("http://a.example/\ufffd[31mé", b"<p>")


@given(st.binary(max_size=200), st.lists(st.sampled_from(["gzip", "br", "deflate", "zstd"]), max_size=2), st.booleans())
@settings(max_examples=example_count(200), deadline=None)
def test_any_body_gives_something(body: bytes, codings: list[str], in_chunks: bool) -> None:
    head = "Content-Type: text/html" + "".join(f"\r\nContent-Encoding: {each}" for each in codings)
    head += "\r\nTransfer-Encoding: chunked" if in_chunks else ""
    assert isinstance(answered(head, body), UsablePayload)
