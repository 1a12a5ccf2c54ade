"""The registry's client: what it takes for an address and a login, and what it makes of answers that are wrong."""

from __future__ import annotations

import base64
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import Codec, SchemaFromTheFuture, encode
from schemas.registry import MAX_ANSWER_BYTES, Access, Registry, RegistryAway, RegistryError
from tests.schemas.examples import examples
from tests.schemas.ids import IdsInMemory
from tests.servers.process import free_ports
from tests.servers.registry_standin import RegistryStandIn
from tests.servers.secure_kafka import _certificate

pytest_plugins = ["tests.servers.plugin"]

HUSH: dict[str, Any] = {"username": "reporter", "password": "hush"}
SCHEMA = '{"type":"record","name":"Toll","fields":[]}'
Answer = Callable[[socket.socket], None]


class Misbehaving:
    """Answers each request with the same bytes, whatever they are, then hangs up."""

    def __init__(self) -> None:
        self.answer: Answer = saying(200, b"{}")
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                try:
                    connection.recv(65_536)
                    self.answer(connection)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65_536):
                        """Take what is still sent, so that the answer is not cut by a reset."""
                except OSError:
                    continue


def saying(status: int, body: bytes, *headers: str) -> Answer:
    head = "\r\n".join([f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", "Connection: close", *headers])
    return lambda connection: connection.sendall(head.encode() + b"\r\n\r\n" + body)


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    server = Misbehaving()
    yield server
    server.close()


@pytest.mark.parametrize(("answer", "words", "may_pass"), [
    pytest.param(saying(500, b'{"error_code":50001,"message":"Error in the backend\\ndata store"}'), "500 Error in the backend data", True, id="error-code"),
    pytest.param(saying(503, b"<html>down</html>"), "answers 503", True, id="down"),
    pytest.param(saying(429, b""), "answers 429", True, id="too-many"),
    pytest.param(saying(404, b"<html>nothing here</html>"), "answers 404; is that a registry's address", False, id="nothing-here"),
    pytest.param(saying(404, b'{"detail":"Not Found"}'), "is that a registry's address", False, id="not-found"),
    pytest.param(saying(404, b'{"error_code":40499,"message":"Gone"}'), "404 Gone", False, id="gone"),
    pytest.param(saying(401, b'{"error_code":40101,"message":"Unauthorized"}'), "401 Unauthorized; check the login", False, id="login"),
    pytest.param(saying(403, b""), "answers 403; check the login", False, id="forbidden"),
    pytest.param(saying(301, b"", "Location: http://elsewhere.example/"), "answers 301", False, id="moved"),
    pytest.param(saying(200, b"<html>welcome</html>"), "not JSON", False, id="page"),
    pytest.param(saying(200, b"\xff\xfe"), "not JSON", False, id="bytes"),
    pytest.param(saying(200, b"[" * 100_000), "not JSON", False, id="nested"),
    pytest.param(saying(200, gzip.compress(b'{"schema":"{}"}'), "Content-Encoding: gzip"), "not JSON", False, id="packed"),
    pytest.param(saying(200, b"[]"), "no 'schema'", False, id="list"),
    pytest.param(saying(200, b'{"schema":7}'), "no 'schema'", False, id="number"),
    pytest.param(saying(200, b"x" * (MAX_ANSWER_BYTES + 1)), "larger than", False, id="large"),
    pytest.param(saying(200, b'{"schema":"{}"}', "Content-Length: 99"), "", True, id="cut"),
    pytest.param(lambda connection: connection.sendall(b"SSH-2.0-registry\r\n"), "", True, id="other-protocol"),
    pytest.param(socket.socket.getpeername, "", True, id="silent"),  # nothing at all
])
def test_an_answer_that_is_wrong_is_one_line(server: Misbehaving, answer: Answer, words: str, may_pass: bool) -> None:
    server.answer = answer
    with pytest.raises(RegistryError) as wrong:
        Registry(server.url).schema(7)
    message = str(wrong.value)
    assert message.startswith(f"the schema registry at {server.url} did not look up schema 7") or "no 'schema'" in message
    assert words in message
    assert message.isprintable()
    assert isinstance(wrong.value, RegistryAway) is may_pass


@pytest.mark.parametrize("found", [b"0.5", b'"7"', b"true", b"-1", b"2147483648", b"null"])
def test_an_id_that_is_none_is_refused(server: Misbehaving, found: bytes) -> None:
    server.answer = saying(200, b'{"id":%s}' % found)
    with pytest.raises(RegistryError, match="id"):
        Registry(server.url).id_of("newsroom.Toll", SCHEMA)


@pytest.mark.parametrize("schema", ['{"type": "nonsense"}', "not JSON", '["null", "some.Unknown"]', '"\ud83d"', "[" * 5_000])
def test_a_schema_that_cannot_be_understood_is_the_future_s(schema: str) -> None:
    ids = IdsInMemory()
    ids.schemas = [schema]
    with pytest.raises(SchemaFromTheFuture, match="schema 1 cannot be understood") as wrong:
        Codec(ids).decode("UpdateFiled", b"\x00\x00\x00\x00\x01body")
    assert "\n" not in str(wrong.value)


def test_nobody_there(server: Misbehaving) -> None:
    [port] = free_ports(1)
    with pytest.raises(RegistryAway, match="running and reachable"):
        Registry(f"http://127.0.0.1:{port}").schema(7)


def test_a_server_that_keeps_silent_or_dribbles_is_given_up(server: Misbehaving) -> None:
    def dribble(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    def keep_silent(connection: socket.socket) -> None:
        connection.settimeout(1)
        connection.recv(1)

    for answer in (keep_silent, dribble):
        server.answer = answer
        with pytest.raises(RegistryAway):
            Registry(server.url, seconds=0.2).schema(7)


@pytest.mark.parametrize("url", [
    "", "registry:8081", "kafka://registry", "http://", "http:///path", "http://registry/?a=b", "http://registry#a",
    "http://registry:port", "http://registry:99999", "http://[", "http://registry:8081 ",
])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RegistryError, match="address") as wrong:
        Registry(url)
    assert str(wrong.value).isprintable()


def test_a_login_in_the_address_is_refused_and_never_shown() -> None:
    with pytest.raises(RegistryError) as wrong:
        Registry("http://reporter:hush@registry:8081")
    assert "hush" not in str(wrong.value)


@pytest.mark.parametrize("access", [
    {"username": "reporter"},
    {"password": "hush"},
    {"username": "reporter", "password": "hush", "token": "hush"},
    {"username": "a:b", "password": "hush"},
    {"token": ""},
    {"token": "hush\n"},
    {"token": "h\u00fcsh"},
    {"keyfile": Path(__file__)},
    {"cafile": Path("nowhere.pem")},
], ids=str)
def test_an_access_that_cannot_be_right_is_refused(access: dict[str, Any]) -> None:
    with pytest.raises(RegistryError) as wrong:
        Access(**access)
    assert "hush" not in str(wrong.value)


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(Access(**HUSH)) + repr(Access(token=HUSH["password"]))


def test_files_that_hold_no_certificate_are_refused() -> None:
    for access in (Access(cafile=Path(__file__)), Access(certfile=Path(__file__))):
        with pytest.raises(RegistryError, match="certificates"):
            Registry("https://registry", access)
        with pytest.raises(RegistryError, match="https"):
            Registry("http://registry", access)


@pytest.mark.parametrize(("access", "header"), [
    ({"username": "reporter", "password": "h\u00fcsh: 1"},
     "Basic " + base64.b64encode("reporter:h\u00fcsh: 1".encode()).decode()),
    ({"token": "abc.def-1"}, "Bearer abc.def-1"),
], ids=["name and password", "token"])
def test_who_may_not_is_refused_and_who_may_is_let_in(access: dict[str, Any], header: str) -> None:
    with RegistryStandIn(authorization=header) as standin:
        with Registry(standin.url, Access(**access)) as registry:
            assert registry.id_of("newsroom.Toll", SCHEMA) == 1
        with pytest.raises(RegistryError, match=r"401.*login") as refused:
            Registry(standin.url, Access(token=HUSH["password"])).id_of("newsroom.Toll", SCHEMA)
        assert "hush" not in str(refused.value)


def test_mutual_tls(tmp_path: Path) -> None:
    for name in ("registry", "client"):
        _certificate(tmp_path, name)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=tmp_path / "client.crt")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(tmp_path / "registry.crt", tmp_path / "registry.key")
    known = Access(cafile=tmp_path / "registry.crt", certfile=tmp_path / "client.crt", keyfile=tmp_path / "client.key")
    with RegistryStandIn(tls=tls) as standin:
        assert Registry(standin.url, known).id_of("newsroom.Toll", SCHEMA) == 1
        with pytest.raises(RegistryAway):
            Registry(standin.url, Access(cafile=tmp_path / "registry.crt")).id_of("newsroom.Toll", SCHEMA)


def test_neither_proxy_nor_netrc_of_the_machine_is_used(
    registry_standin: RegistryStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert Registry(registry_standin.url).id_of("newsroom.Toll", SCHEMA) == 1


def test_a_registry_under_a_path_is_asked_there(registry_standin: RegistryStandIn) -> None:
    with pytest.raises(RegistryError, match="404"):
        Registry(f"{registry_standin.url}/api/").schema(7)
    assert registry_standin.asked == ["GET /api/schemas/ids/7"]


def test_a_registered_schema_is_only_looked_up(registry_standin: RegistryStandIn) -> None:
    Codec(Registry(registry_standin.url)).register()
    registry_standin.asked.clear()
    Codec(Registry(registry_standin.url)).register()
    assert [line for line in registry_standin.asked if line.endswith("/versions")] == []


def test_each_id_is_asked_for_once(registry_standin: RegistryStandIn) -> None:
    writer, reader = Codec(Registry(registry_standin.url)), Codec(Registry(registry_standin.url))
    writer.register()
    registry_standin.asked.clear()
    written = [(type(event).__name__, writer.encode(event)) for event in examples() * 3]
    assert registry_standin.asked == []
    for name, raw in written:
        reader.decode(name, raw)
    assert sorted(registry_standin.asked) == sorted({f"GET /schemas/ids/{raw[4]}" for _, raw in written})


def test_an_id_that_was_unknown_may_be_known_later(registry_standin: RegistryStandIn) -> None:
    event = examples()[0]
    raw = b"\x00\x00\x00\x00\x01" + encode(event)[10:]
    reader = Codec(Registry(registry_standin.url))
    with pytest.raises(SchemaFromTheFuture, match="no Avro schema with the id 1"):
        reader.decode(type(event).__name__, raw)
    Codec(Registry(registry_standin.url)).encode(event)
    assert reader.decode(type(event).__name__, raw) == event


def test_without_a_registry_a_codec_is_the_plain_functions() -> None:
    codec = Codec()
    assert codec.register() == {}
    for event in examples():
        assert codec.encode(event) == encode(event)
        assert codec.decode(type(event).__name__, encode(event)) == event


def test_threads_share_a_codec(registry_standin: RegistryStandIn) -> None:
    codec, failed = Codec(Registry(registry_standin.url)), []

    def work() -> None:
        for event in examples():
            if codec.decode(type(event).__name__, codec.encode(event)) != event:
                failed.append(event)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_client_given_back_is_closed() -> None:
    with Registry("http://127.0.0.1:1") as registry:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        registry.schema(7)
