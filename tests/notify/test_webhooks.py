"""One post to a webhook: signed, over a checked connection, believed by its status alone."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from standardwebhooks.webhooks import Webhook as StandardWebhook

from newsroom.notify.signing import headers_of, new_secret, read_secrets
from newsroom.notify.webhooks import NotTaken, PostTimeouts, Webhook
from tests.notify.receiving import Receiver

EVENT = b'{"specversion":"1.0","id":"m1","source":"urn:newsroom","type":"newsroom.toll.changed","data":{"a":"\xe2\x86\x92"}}'
SECRET = new_secret()


def keys(*secrets: str) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets)


def webhook(url: str, *, allow_private: bool = True, ca_file: str | None = None, wait: float = 20.0) -> Webhook:
    return Webhook(httpx.URL(url), keys(SECRET), "newsroom/test", allow_private=allow_private, ca_file=ca_file,
                   timeouts=PostTimeouts(wait, wait, wait))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(SECRET).serving() as served:
        yield served


def test_a_message_is_read_and_verified_by_the_libraries_of_the_standards(receiver: Receiver) -> None:
    sender = webhook(receiver.url)
    for _ in range(3):
        sender.send("m1", "", EVENT)
    sender.close()
    assert receiver.faults == []
    assert [(each.id, each.event.get_type(), each.event.get_data()) for each in receiver.got] == [
        ("m1", "newsroom.toll.changed", {"a": "→"})] * 3


def test_while_secrets_are_changed_a_message_is_signed_with_both(tmp_path: Path) -> None:
    before, after = new_secret(), new_secret()
    (tmp_path / "secret").write_text(f"{after}\n{before}\n")
    headers = headers_of("m1", EVENT, 1_772_000_000, read_secrets(tmp_path / "secret", "here"))
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (before, after):
        signed = StandardWebhook(secret).sign("m1", dt.datetime.fromtimestamp(1_772_000_000, dt.UTC), EVENT.decode())
        assert signed in headers["webhook-signature"].split(" ")


@pytest.mark.parametrize(("status", "words"), [
    (500, "it answered 500"), (404, "it answered 404"), (302, "it answered 302, which is not followed"),
    (410, "it answered 410"),
])
def test_what_is_not_acknowledged_is_not_taken(receiver: Receiver, status: int, words: str) -> None:
    receiver.answer = lambda _: status
    receiver.headers = {"location": receiver.url, "retry-after": "7"}
    with pytest.raises(NotTaken, match=words) as refused:
        webhook(receiver.url).send("m1", "", EVENT)
    assert refused.value.retry_after == 7
    assert receiver.calls == 1


@pytest.mark.parametrize("asked", ["soon", "-1", "9" * 30, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_is_no_number_of_seconds_is_not_heeded(receiver: Receiver, asked: str) -> None:
    receiver.answer, receiver.headers = (lambda _: 503), {"retry-after": asked}
    with pytest.raises(NotTaken) as refused:
        webhook(receiver.url).send("m1", "", EVENT)
    assert refused.value.retry_after == 0


def test_of_a_long_answer_little_is_read(receiver: Receiver) -> None:
    receiver.answer, receiver.answer_body = (lambda _: 200), b"x" * 50_000_000
    webhook(receiver.url).send("m1", "", EVENT)
    assert receiver.faults == []


def test_the_own_network_is_refused_unless_it_is_meant(receiver: Receiver) -> None:
    with pytest.raises(NotTaken, match="an address that is loopback: allow_private says that it may be"):
        webhook(receiver.url, allow_private=False).send("m1", "", EVENT)
    with pytest.raises(NotTaken, match="an address that is of a cloud's metadata"):
        webhook("http://169.254.169.254/latest").send("m1", "", EVENT)
    assert receiver.calls == 0


def test_nobody_there_and_nobody_answering_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(NotTaken, match="it kept us waiting for too long"):
            webhook(f"http://127.0.0.1:{port}/", wait=0.3).send("m1", "", EVENT)
    with pytest.raises(NotTaken, match="refused"):
        webhook(f"http://127.0.0.1:{port}/").send("m1", "", EVENT)


def test_what_is_no_http_is_not_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        def answer() -> None:
            with server.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b"250 queued\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(NotTaken, match="it broke its answer off, or it is no HTTP"):
            webhook(f"http://127.0.0.1:{server.getsockname()[1]}/").send("m1", "", EVENT)
        thread.join()


@contextlib.contextmanager
def with_tls(folder: Path, name: str) -> Iterator[tuple[Receiver, str]]:
    """A receiver whose certificate is for that name, and the file of it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate,
         "-subj", "/CN=receiver", "-addext", f"subjectAltName={name}"], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with Receiver(SECRET, tls=tls).serving() as served:
        yield served, str(certificate)


def test_certificates_are_checked_for_who_made_them_and_for_whom(tmp_path: Path) -> None:
    with with_tls(tmp_path, "IP:127.0.0.1") as (receiver, certificate):
        with pytest.raises(NotTaken, match="its certificate is not trusted"):
            webhook(receiver.url).send("m1", "", EVENT)
        webhook(receiver.url, ca_file=certificate).send("m1", "", EVENT)
        assert [each.id for each in receiver.got] == ["m1"]
    with with_tls(tmp_path, "DNS:other.example") as (receiver, certificate):
        with pytest.raises(NotTaken, match="its certificate is not trusted"):
            webhook(receiver.url, ca_file=certificate).send("m1", "", EVENT)
        assert receiver.got == []
