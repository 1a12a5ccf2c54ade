"""The own network is not reached through what strangers write: by redirects, names, links or robots.txt."""

from __future__ import annotations

import pytest

from producers.sources.source import SourceAway
from tests.producers.sources.web_reader import Reader, route
from tests.producers.sources.web_server import PUBLIC, Names, answers, redirects, run, web

ADDRESSES = ["127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.1.1", "100.64.0.1", "0.0.0.1",
             "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::",
             "198.18.0.1", "192.0.0.1"]  # fmt: skip
SPELLINGS = ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]", "127.0.0.1.",
             "127。0。0。1", "0", "[64:ff9b::7f00:1]", "[fe80::1]"]  # fmt: skip
METADATA = ["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254"]


def url(address: str, path: str = "/secret") -> str:
    return f"http://[{address}]{path}" if ":" in address and "[" not in address else f"http://{address}{path}"


def names(*addresses: str) -> Names:
    """A network in which inner.example has these addresses, and localhost its own."""
    return Names(inner_example=[list(addresses) or [PUBLIC]], localhost=[["127.0.0.1", "::1"]])


@pytest.mark.parametrize("host", [*ADDRESSES, *SPELLINGS, *METADATA])
def test_redirects_do_not_lead_there(host: str) -> None:
    async def go() -> None:
        async with web(names()) as there:
            route(there, feed=redirects(url(host)), secret=answers(b"secret"))
            reader = Reader(there)
            look = await reader.look()
            assert [unusable.reason for unusable in look.unusable] == ["refused"]
            assert not look.documents
            assert there.server.paths() == ["/feed"]
            assert set(there.network.connected) == {PUBLIC}
            assert not (await reader.look()).unusable

    run(go())


@pytest.mark.parametrize("address", [*ADDRESSES, *METADATA])
@pytest.mark.parametrize("beside_a_public_one", [False, True])
def test_names_do_not_lead_there(address: str, beside_a_public_one: bool) -> None:
    async def go() -> None:
        async with web(names(*([PUBLIC] if beside_a_public_one else []), address)) as there:
            route(there, secret=answers(b"secret"), feed=answers(b"entry=http://inner.example/secret"),
                  robots=redirects("http://inner.example/robots.txt"))  # fmt: skip
            with pytest.raises(SourceAway, match=r"inner\.example"):
                await Reader(there, "http://inner.example/secret").look()
            assert not there.network.connected
            look = await Reader(there, follow="entries").look()
            assert [unusable.reason for unusable in look.unusable] == ["refused"]
            assert there.server.paths() == ["/feed"]

    run(go())


@pytest.mark.parametrize("host", [*ADDRESSES, *SPELLINGS])
def test_links_do_not_lead_there(host: str) -> None:
    async def go() -> None:
        async with web(names()) as there:
            body = f"next={url(host, '/page')} entry={url(host)}".encode()
            route(there, feed=answers(body), secret=answers(b"secret"), page=answers(b"secret"))
            look = await Reader(there, follow="all").look()
            assert [document.raw for document in look.documents] == [body]
            assert [unusable.reason for unusable in look.unusable] == ["refused"] * 2
            assert there.server.paths() == ["/feed"]

    run(go())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_source_may_be_allowed_to(address: str) -> None:
    async def go() -> None:
        async with web(names(address)) as there:
            route(there, feed=redirects("http://inner.example/secret"), secret=answers(b"inner"))
            assert await Reader(there, allow_private=True).bodies() == ["inner"]
            route(there, feed=redirects(url(address)))
            assert await Reader(there, allow_private=True).bodies() == ["inner"]
            assert await Reader(there).bodies() == [], "what one source may, another may not"

    run(go())


@pytest.mark.parametrize("address", METADATA)
def test_nobody_is_allowed_to_the_metadata_of_clouds(address: str) -> None:
    async def go() -> None:
        async with web(names(address)) as there:
            for target in ("http://inner.example/secret", url(address)):
                route(there, feed=redirects(target), secret=answers(b"secret"))
                look = await Reader(there, allow_private=True).look()
                assert [unusable.reason for unusable in look.unusable] == ["refused"]
            assert there.server.paths() == ["/feed"] * 2

    run(go())


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """DNS rebinding: public when it is checked, private when it is connected to."""

    async def go() -> None:
        rebinding = Names(inner_example=[[PUBLIC], ["127.0.0.1"]])
        async with web(rebinding) as there:
            route(there, feed=answers(b"one"))
            reader = Reader(there, "http://inner.example/feed", ignore_robots=True)
            assert await reader.bodies() == ["one"]
            assert (there.network.connected, rebinding.asked) == ([PUBLIC], ["inner.example"])
            with pytest.raises(SourceAway, match="loopback"):
                await reader.look()
            assert there.network.connected == [PUBLIC]

    run(go())


def test_robots_txt_does_not_lead_there() -> None:
    async def go() -> None:
        async with web(names("10.0.0.1")) as there:
            route(there, feed=answers(b"one"), **{"robots.txt": redirects("http://inner.example/secret")})
            assert await Reader(there).bodies() == ["one"]
            assert set(there.network.connected) == {PUBLIC}

    run(go())
