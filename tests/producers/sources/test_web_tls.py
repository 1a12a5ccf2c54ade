"""TLS is verified for the name that was asked for, although the connection is made to an address."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from producers.sources.http.client import Client, Timeouts, user_agent
from producers.sources.source import SourceAway
from tests.producers.sources.web_reader import Reader, route
from tests.producers.sources.web_server import PUBLIC, Asked, answers, redirects, run, web

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make certificates")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of feed.example, its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=feed.example", "-addext", "subjectAltName=DNS:feed.example", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def looks(certificate: tuple[Path, Path], url: str, *, trusted: bool = True) -> tuple[list[str], list[Asked], list[str]]:
    """What a look gives, what the server was asked, and the names that it was asked for in TLS."""
    told: list[str] = []

    async def go() -> tuple[list[str], list[Asked], list[str]]:
        server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server_tls.load_cert_chain(*certificate)
        server_tls.sni_callback = lambda _socket, name, _context: told.append(name)
        tls = ssl.create_default_context(cafile=certificate[0]) if trusted else None
        async with web(tls=tls, server_tls=server_tls) as there:
            route(there, feed=answers(b"one"), down=redirects("http://feed.example/feed"))
            bodies = await Reader(there, url).bodies()
            assert set(there.network.connected) == {PUBLIC}
            return bodies, there.server.asked, told

    return run(go())


def test_the_name_is_kept(certificate: tuple[Path, Path]) -> None:
    bodies, asked, told = looks(certificate, "https://feed.example/feed")
    assert bodies == ["one"]
    assert {each.host for each in asked} == {"feed.example"}
    assert set(told) == {"feed.example"}


def test_another_name_is_not_believed(certificate: tuple[Path, Path]) -> None:
    with pytest.raises(SourceAway, match="certificate is not trusted"):
        looks(certificate, "https://other.example/feed")


def test_an_unknown_authority_is_not_believed(certificate: tuple[Path, Path]) -> None:
    with pytest.raises(SourceAway, match="certificate is not trusted"):
        looks(certificate, "https://feed.example/feed", trusted=False)


def test_a_server_that_speaks_no_tls_is_away() -> None:
    async def go() -> None:
        async with web(timeouts=Timeouts(connect=0.5)) as there:
            await Reader(there, "https://feed.example/feed").look()

    with pytest.raises(SourceAway, match=r"feed\.example"):
        run(go())


def test_nothing_leads_from_tls_to_without(certificate: tuple[Path, Path]) -> None:
    bodies, asked, _ = looks(certificate, "https://feed.example/down")
    assert bodies == []
    assert [each.path for each in asked] == ["/robots.txt", "/down"]


def test_tls_cannot_be_left_unverified() -> None:
    loose = ssl.create_default_context()
    loose.check_hostname = False
    loose.verify_mode = ssl.CERT_NONE
    with pytest.raises(ValueError, match="verified"):
        Client(user_agent("0.0"), tls=loose)


@pytest.mark.parametrize("contact", ["desk@nëws.example", "desk\r\nX: y"])
def test_a_contact_that_no_header_can_hold_is_said(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        user_agent("0.0", contact)
