"""Documents made of documents: cut, spliced, repeated, nested, with what parsers stumble over put in. Deterministic."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

LARGEST = 300_000  # bytes; size alone has tests of its own

_TOKENS = re.compile(rb"[A-Za-z_:-]+|\d+|\s+|.", re.DOTALL)
_HOSTILE = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"&#0;", b"&#xD800;", b"&amp;amp;",
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?x ", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"</p>", b"<p", b"<div>",
    b"{", b"}", b"[", b"]", b"null", b"true", b"1e999", b"-1", b"9" * 400, b'"', b"\\u0000", b"\\ud800", b",,", b":",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xcc\x81" * 50, b"2026-02-30T25:61:61Z", b"0000-00-00", b"9999-12-31T23:59:59Z",
    b"1:10 p.m.", b"13:75", b"noon", b"midnight", b"12:00 a.m. Monday", b"February 30", b"___\n", b"\r", b"\r\n\r\n",
    b"@graph", b"@id", b"liveBlogUpdate", b"pubstatus", b"canceled", b"embargoed", b"urn:x", b"99999999999999999999 dead",
    b"xmlns='x'", b"encoding='utf-7'", b"charset=koi8-r",
)


def mutant(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the documents, changed one to eight times."""
    document = rng.choice(seeds)
    for _ in range(rng.randint(1, 8)):
        document = rng.choice(_WAYS)(rng, document, seeds)[:LARGEST]
    return document


def _cut(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    return document[: rng.randint(0, len(document))]


def _drop(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(rng, document)
    return document[:start] + document[end:]


def _repeat(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(rng, document)
    return document[:end] + document[start:end] * rng.choice((1, 2, 10, 300)) + document[end:]


def _splice(rng: random.Random, document: bytes, seeds: Sequence[bytes]) -> bytes:
    other = rng.choice(seeds)
    start, end = _span(rng, other)
    at = rng.randint(0, len(document))
    return document[:at] + other[start:end] + document[at:]


def _flip(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(document)
    for _step in range(min(len(changed), rng.choice((1, 3, 30)))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _insert(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    at = rng.randint(0, len(document))
    return document[:at] + rng.choice(_HOSTILE) * rng.choice((1, 1, 1, 2, 500)) + document[at:]


def _swap_tokens(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    tokens = _TOKENS.findall(document[:20_000])
    if len(tokens) < 2:
        return document
    for _step in range(rng.randint(1, 5)):
        first, second = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[first], tokens[second] = tokens[second], tokens[first]
    return b"".join(tokens) + document[20_000:]


def _numbers(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    return re.sub(rb"\d+", lambda found: rng.choice((found[0], b"0", b"-7", b"99", b"31", b"1e5", b"")), document, count=40)


def _encode(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    text = document.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7")), "replace")


def _nest(rng: random.Random, document: bytes, _: Sequence[bytes]) -> bytes:
    opening, closing = rng.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<p>", b"</p>"), (b"<a>", b"</a>"), (b"(", b")")))
    times = rng.choice((2, 50, 5_000))
    start, end = _span(rng, document)
    return document[:start] + opening * times + document[start:end] + closing * times + document[end:]


def _span(rng: random.Random, document: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(document))
    return start, min(len(document), start + rng.choice((1, 4, 40, 400, 4_000)))


_WAYS = (_cut, _drop, _repeat, _splice, _flip, _insert, _insert, _swap_tokens, _numbers, _encode, _nest)
