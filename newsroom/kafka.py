"""The settings as Kafka's clients want them."""

from __future__ import annotations

from eventlog.kafka.connection import Connection, Security, connect
from eventlog.kafka.framing import AS_IT_IS, Framing
from eventlog.kafka.log import KafkaLog
from newsroom.errors import UsageFailure
from newsroom.settings import KAFKA, Settings, on_kafka, read_secret
from schemas.codec import Codec


def kafka_security(settings: Settings) -> Security:
    """TLS and login. Raises LogError when they do not fit together, Failure for an unreadable secret."""
    return Security(
        protocol=settings.kafka_protocol, mechanism=settings.kafka_mechanism, username=settings.kafka_username,
        password=read_secret("NEWSROOM_KAFKA_PASSWORD_FILE", settings.kafka_password, settings.kafka_password_file),
        cafile=settings.kafka_cafile, certfile=settings.kafka_certfile, keyfile=settings.kafka_keyfile,
    )


def kafka_address(settings: Settings) -> str:
    """Raises UsageFailure when the log is not on Kafka."""
    if not on_kafka(settings) or settings.log is None:
        raise UsageFailure(f"this needs a log on Kafka: name it with --log {KAFKA}HOST:PORT or NEWSROOM_LOG")
    return settings.log


def kafka_framing(settings: Settings) -> Framing:
    """How events stand on Kafka: with a registry's schema ids if one is named. Raises RegistryFailure."""
    if settings.schema_registry is None:
        return AS_IT_IS
    from schemas.registry import Access, Registry  # a third of a second that only a registry's user waits for

    codec = Codec(Registry(settings.schema_registry, Access(
        username=settings.schema_registry_username,
        password=read_secret("NEWSROOM_SCHEMA_REGISTRY_PASSWORD_FILE", settings.schema_registry_password,
                             settings.schema_registry_password_file),
        cafile=settings.schema_registry_cafile,
    )))
    codec.register()
    return Framing(codec)


def open_kafka(settings: Settings, framed: Framing | None = None, seconds: float = 30.0) -> KafkaLog:
    """Whatever is asked of it may take so many seconds. Raises LogError, and RegistryFailure without `framed`."""
    return KafkaLog(
        kafka_address(settings), security=kafka_security(settings),
        framing=kafka_framing(settings) if framed is None else framed, timeout_seconds=seconds,
    )


def kafka_connection(settings: Settings) -> Connection:
    """How to reach the admin side. Raises LogError, UsageFailure."""
    return connect(kafka_address(settings), kafka_security(settings))
