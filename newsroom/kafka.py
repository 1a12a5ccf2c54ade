"""The settings as Kafka's clients want them."""

from __future__ import annotations

from eventlog.kafka import KafkaLog
from eventlog.kafka_connection import Connection, Security, connect
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.wiring import KAFKA, on_kafka, read_secret


def security(settings: Settings) -> Security:
    """TLS and login. Raises LogError when they do not fit together, Failure for an unreadable secret."""
    return Security(
        protocol=settings.kafka_protocol, mechanism=settings.kafka_mechanism, username=settings.kafka_username,
        password=read_secret("NEWSROOM_KAFKA_PASSWORD_FILE", settings.kafka_password, settings.kafka_password_file),
        cafile=settings.kafka_cafile, certfile=settings.kafka_certfile, keyfile=settings.kafka_keyfile,
    )


def address(settings: Settings) -> str:
    """Raises UsageFailure when the log is not on Kafka."""
    if not on_kafka(settings) or settings.log is None:
        raise UsageFailure(f"this needs a log on Kafka: name it with --log {KAFKA}HOST:PORT or NEWSROOM_LOG")
    return settings.log


def open_kafka(settings: Settings) -> KafkaLog:
    """Raises LogError."""
    return KafkaLog(address(settings), security=security(settings))


def connection(settings: Settings) -> Connection:
    """How to reach the admin side. Raises LogError, UsageFailure."""
    return connect(address(settings), security(settings))
