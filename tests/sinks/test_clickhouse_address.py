from __future__ import annotations

from pathlib import Path

import pytest

from sinks.clickhouse.address import parse_address
from sinks.store import StoreError


@pytest.mark.parametrize(("url", "host", "port", "database", "user"), [
    ("clickhouse://store", "store", 9000, "newsroom", "default"),
    ("clickhouse://store/", "store", 9000, "newsroom", "default"),
    ("clickhouse://desk@store:9001/news_2", "store", 9001, "news_2", "desk"),
    ("clickhouse://a%40b@store", "store", 9000, "newsroom", "a@b"),
    ("clickhouse://store?secure=1", "store", 9440, "newsroom", "default"),
    ("clickhouse://[::1]:9001/news", "::1", 9001, "news", "default"),
])
def test_tells_where_and_who(url: str, host: str, port: int, database: str, user: str) -> None:
    assert parse_address(url)[:4] == (host, port, database, user)


def test_says_where_without_the_user() -> None:
    assert str(parse_address("clickhouse://desk@store?compression=lz4")) == "clickhouse://store:9000/newsroom"
    assert str(parse_address("clickhouse://desk@[::1]")) == "clickhouse://[::1]:9000/newsroom"


def test_options_are_the_drivers(tmp_path: Path) -> None:
    for name in ("ca", "cert", "key"):
        (tmp_path / name).touch()
    url = f"clickhouse://a?secure=1&verify=0&ca={tmp_path}/ca&cert={tmp_path}/cert&key={tmp_path}/key&server_name=store" \
          "&alt_hosts=b:9000,c&compression=lz4&connect_timeout=2.5&timeout=30"
    assert parse_address(url).driver_options == {
        "secure": True, "verify": False, "ca_certs": f"{tmp_path}/ca", "certfile": f"{tmp_path}/cert",
        "keyfile": f"{tmp_path}/key", "server_hostname": "store", "alt_hosts": "b:9000,c", "compression": "lz4",
        "connect_timeout": 2.5, "send_receive_timeout": 30.0, "tcp_keepalive": True,
    }


def test_without_options_there_is_no_tls_no_compression_and_no_endless_wait() -> None:
    options = parse_address("clickhouse://store?compression=none").driver_options
    assert (options["secure"], options["compression"]) == (False, False)
    assert 0 < options["connect_timeout"] < options["send_receive_timeout"] <= 60


@pytest.mark.parametrize(("url", "why"), [
    ("http://store", "no address of a store: write clickhouse://user@host:port/database"),
    ("clickhouse://", "no address of a store"),
    ("clickhouse://store:no", "cannot be read"),
    ("clickhouse://store:99999", "cannot be read"),
    ("clickhouse://store/a/b", "no name of a database"),
    ("clickhouse://store/drop table", "no name of a database"),
    ("clickhouse://store#x", "no address of a store"),
    ("clickhouse://store?compress=lz4", "no option 'compress'; it has secure, verify, ca"),
    ("clickhouse://store?compression=brotli", "option compression .* lz4 or none"),
    ("clickhouse://store?secure=yes", "option secure .* 1 or 0"),
    ("clickhouse://store?ca=/none", "there is no file /none"),
    ("clickhouse://store?verify=0", "option verify .* needs secure=1"),
    ("clickhouse://store?timeout=0", "option timeout .* above 0"),
    ("clickhouse://store?timeout=nan", "option timeout .* above 0"),
    ("clickhouse://store?alt_hosts=b,,c", "option alt_hosts"),
    ("clickhouse://store?alt_hosts=b:port", "option alt_hosts"),
])
def test_what_is_wrong_is_said(url: str, why: str) -> None:
    with pytest.raises(StoreError, match=why) as error:
        parse_address(url)
    assert "\n" not in str(error.value)


def test_a_key_needs_its_certificate(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    with pytest.raises(StoreError, match="needs cert"):
        parse_address(f"clickhouse://store?secure=1&key={tmp_path}/key")


@pytest.mark.parametrize("url", [
    "clickhouse://desk:secret@store", "http://desk:secret@store", "clickhouse://desk:secret@store:99999",
    "clickhouse://desk:secret@store/a b?x=y", "clickhouse://:secret@",
])
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(StoreError) as error:
        parse_address(url)
    assert "secret" not in str(error.value)
