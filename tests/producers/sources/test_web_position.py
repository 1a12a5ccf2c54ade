"""What is kept between looks: of bounded size, without a secret, and said when it is of no use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.sources.source import SourceAway
from producers.sources.web.source import WebSource
from telemetry.secret import Secret
from tests.producers.sources.web_reader import MANY, URL, Reader, route
from tests.producers.sources.web_server import (
    answers,
    in_turn,
    run,
    versioned,
    web,
)


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
            reader = Reader(there, url, follow="all", pages="newer", headers={"X-Key": Secret("s3cret")})
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
