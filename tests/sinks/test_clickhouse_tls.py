"""TLS to a store on a server, the front's end made by Python's ssl."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.clickhouse.store import ClickHouseStore
from sinks.store import StoreError, StoreUnavailable
from tests.servers.clickhouse import ClickHouseFront

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make certificates")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with server.crt, client.crt and their keys, each its own authority."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("server", "client"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt", "-days", "2",
             "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True,
        )
    return folder


@pytest.fixture(scope="module", params=["server's certificate", "and the client's"])
def secure(
    request: pytest.FixtureRequest, certificates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ClickHouseFront]:
    files = [certificates / "server.crt", certificates / "server.key", certificates / "client.crt"]
    front = ClickHouseFront(
        tmp_path_factory.mktemp("secure"), tls=files if request.param == "and the client's" else files[:2]
    )
    front.start()
    yield front
    front.kill()


def asks(url: str) -> None:
    store = ClickHouseStore(url)
    try:
        store.create_database()
        assert store.query("SELECT 1").rows == [(1,)]
    finally:
        store.close()


def test_with_the_right_certificates_it_works(secure: ClickHouseFront, certificates: Path) -> None:
    own = f"cert={certificates}/client.crt&key={certificates}/client.key"
    asks(f"{secure.url}?secure=1&ca={certificates}/server.crt&{own}&compression=lz4")
    asks(f"{secure.url}?secure=1&verify=0&{own}")


@pytest.mark.parametrize("ca", ["", "&ca={}/client.crt"], ids=["the system's", "another's"])
def test_a_server_that_cannot_be_trusted_is_not_tried_again(
    secure: ClickHouseFront, certificates: Path, ca: str
) -> None:
    with pytest.raises(StoreError, match="shows a certificate that cannot be trusted") as error:
        asks(f"{secure.url}?secure=1{ca.format(certificates)}")
    assert not isinstance(error.value, StoreUnavailable)
    assert "\n" not in str(error.value)


def test_without_tls_nothing_is_said_to_it(secure: ClickHouseFront) -> None:
    with pytest.raises(StoreError):
        asks(secure.url)


def test_a_server_that_asks_for_a_certificate_takes_no_client_without(
    secure: ClickHouseFront, certificates: Path, request: pytest.FixtureRequest
) -> None:
    url = f"{secure.url}?secure=1&ca={certificates}/server.crt"
    if "and the client's" in request.node.name:
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            asks(url)
    else:
        asks(url)
