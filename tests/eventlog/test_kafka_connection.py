"""Addresses and security settings of a Kafka log are understood, or refused with a clear line."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from eventlog.kafka.connection import Mechanism, Protocol, Security, connect
from eventlog.kafka.log import KafkaLog
from eventlog.port import LogError
from schemas.records import NewRecord
from tests.servers.secure_kafka import PASSWORD, USER, SecureKafka

pytest_plugins = ["tests.servers.plugin"]

LOGIN: dict[str, Any] = {"mechanism": "PLAIN", "username": "reporter", "password": "hush"}


@pytest.mark.parametrize(("url", "servers"), [
    ("kafka://broker", ("broker:9092",)),
    ("kafka://broker:19092", ("broker:19092",)),
    ("kafka://broker:19092/", ("broker:19092",)),
    ("kafka://a.example,b.example:9093", ("a.example:9092", "b.example:9093")),
    ("kafka://[::1]:9093", ("[::1]:9093",)),
    ("kafka://[::1]", ("[::1]:9092",)),
])
def test_an_address_names_one_server_or_more(url: str, servers: tuple[str, ...]) -> None:
    assert connect(url).servers == servers


@pytest.mark.parametrize("url", [
    "", "kafka://", "broker:9092", "sqlite://log", "kafka://a,,b", "kafka://a,", "kafka://broker:port",
    "kafka://broker:99999", "kafka://reporter:hush@broker", "kafka://broker/topic", "kafka://a b",
])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(LogError) as refused:
        connect(url)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("settings", [
    {"protocol": "SASL_SSL"},
    {"protocol": "SASL_SSL", "mechanism": "PLAIN", "username": "reporter"},
    {"protocol": "SSL", **LOGIN},
    {"protocol": "PLAINTEXT", **LOGIN},
    {"protocol": "PLAINTEXT", "cafile": Path(__file__)},
    {"protocol": "SASL_PLAINTEXT", **LOGIN, "cafile": Path(__file__)},
    {"protocol": "SSL", "cafile": Path("no-such-file.pem")},
])
def test_security_settings_that_do_not_fit_together_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(LogError):
        Security(**settings)


def test_a_password_is_not_shown() -> None:
    security = Security(protocol="SASL_PLAINTEXT", **LOGIN)
    assert "hush" not in repr(connect("kafka://broker", security))


class TestOverTlsAndWithLogins:
    """The same against a real broker with certificates and users."""

    @pytest.fixture
    def login(self, secure_kafka: SecureKafka) -> functools.partial[Security]:
        return functools.partial(
            Security, protocol="SASL_SSL", username=USER, password=PASSWORD, cafile=secure_kafka.cafile
        )

    def test_tls(self, secure_kafka: SecureKafka) -> None:
        round_trip(secure_kafka.tls, Security(protocol="SSL", cafile=secure_kafka.cafile))

    def test_mutual_tls(self, secure_kafka: SecureKafka) -> None:
        round_trip(secure_kafka.mutual, Security(
            protocol="SSL", cafile=secure_kafka.cafile, certfile=secure_kafka.certfile,
            keyfile=secure_kafka.keyfile,
        ))

    @pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    def test_logins(
        self, secure_kafka: SecureKafka, login: functools.partial[Security], mechanism: Mechanism
    ) -> None:
        round_trip(secure_kafka.login, login(mechanism=mechanism))

    @pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
    def test_a_wrong_password_is_an_error_that_says_so(
        self, secure_kafka: SecureKafka, login: functools.partial[Security], mechanism: Mechanism
    ) -> None:
        wrong = login(mechanism=mechanism, password=PASSWORD[::-1])
        with pytest.raises(LogError, match="login") as refused:
            KafkaLog(secure_kafka.login, security=wrong, timeout_seconds=2)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize("protocol", ["SSL", "PLAINTEXT"])
    def test_a_server_nobody_vouches_for_and_a_wrong_protocol_are_errors(
        self, secure_kafka: SecureKafka, protocol: Protocol
    ) -> None:
        with pytest.raises(LogError, match=r"127\.0\.0\.1"):
            KafkaLog(secure_kafka.tls, security=Security(protocol=protocol), timeout_seconds=2)


def round_trip(url: str, security: Security) -> None:
    """Write, read and commit as that user."""
    log = KafkaLog(url, security=security)
    before = log.latest("dead_letters", 0)
    log.append([NewRecord("dead_letters", "key", "ab" * 16, "DeadLetter", b"value")])
    (found,) = log.read("dead_letters", 0, before, 10)
    assert found.value == b"value"
    log.close()
