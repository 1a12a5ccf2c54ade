"""Settings: from the command line, else NEWSROOM_* in the environment, else these defaults.

Secrets come from the environment or from a file that a setting names, and are never printed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from newsroom.errors import Failure

KAFKA = "kafka://"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NEWSROOM_", extra="ignore")

    data: Path = Field(default=Path("newsroom-data"), description="folder of the embedded log and store")
    log: str | None = Field(
        default=None, description="address of the log: sqlite://FILE or kafka://HOST:PORT,...; else the data folder's"
    )
    store: str | None = Field(
        default=None,
        description="address of the store: chdb://FOLDER or clickhouse://USER@HOST:PORT/DB; else the data folder's",
    )
    ledger: Path | None = Field(
        default=None,
        description="file in which `run` and `ingest` remember items and positions; else beside the SQLite log, "
        "or in the data folder",
    )
    default_timezone: str = Field(
        default="America/New_York",
        description="zone of pages that name neither a city nor a zone: the house zone of the US wires",
    )
    claimants: Path | None = Field(
        default=None, description="file of your own claimants: their names, offices and grades (docs/claimants.md)"
    )
    contact: str | None = Field(
        default=None, description="mail address or page told to the sites that are polled, for whoever minds"
    )
    batch: int = Field(default=500, ge=1, description="updates that go through the pipeline at a time")
    store_wait_seconds: float = Field(default=10.0, ge=0, description="how long to wait for a store in use")

    sink_batch_records: int = Field(default=10_000, ge=1, description="records of the log in one batch of the sink")
    sink_batch_seconds: float = Field(default=0.5, gt=0, description="age at which a batch is written although small")

    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="how to speak to Kafka"
    )
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(
        default=None, description="how to log in to Kafka"
    )
    kafka_username: str | None = Field(default=None, description="who logs in to Kafka")
    kafka_password: SecretStr | None = Field(default=None, description="password for Kafka")
    kafka_password_file: Path | None = Field(default=None, description="file that holds the password for Kafka")
    kafka_cafile: Path | None = Field(default=None, description="authorities trusted for Kafka's certificate (PEM)")
    kafka_certfile: Path | None = Field(default=None, description="our certificate for Kafka (PEM)")
    kafka_keyfile: Path | None = Field(default=None, description="our key for Kafka (PEM)")

    schema_registry: str | None = Field(
        default=None, description="address of a schema registry with Confluent's REST API, for events on Kafka"
    )
    schema_registry_username: str | None = Field(default=None, description="who logs in to the registry")
    schema_registry_password: SecretStr | None = Field(default=None, description="password for the registry")
    schema_registry_password_file: Path | None = Field(
        default=None, description="file that holds the password for the registry"
    )
    schema_registry_cafile: Path | None = Field(default=None, description="authorities trusted for the registry (PEM)")

    clickhouse_password: SecretStr | None = Field(default=None, description="password for the ClickHouse server")
    clickhouse_password_file: Path | None = Field(
        default=None, description="file that holds the password for the ClickHouse server"
    )

    kafka_session_seconds: float = Field(
        default=6.0, gt=1, description="silence after which a worker's partitions go to others"
    )
    health_port: int | None = Field(
        default=None, ge=0, le=65_535,
        description="port of the pages; else 6065 of `ingest`, 6066 of `work`, 6067 of `sink`; 0: any free one",
    )
    health_host: str = Field(default="127.0.0.1", description="address that these pages listen on")


def on_kafka(settings: Settings) -> bool:
    return settings.log is not None and settings.log.startswith(KAFKA)


def read_secret(name: str, value: SecretStr | None, file: Path | None) -> str | None:
    """A secret of the settings. Raises Failure when the file that holds it cannot be read."""
    try:
        return _secret(value, file)
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"the file that {name} names cannot be read: {error}") from error


def _secret(value: SecretStr | None, file: Path | None) -> str | None:
    """The secret itself, from the setting or else from the first line of the file. Raises OSError."""
    if value is not None:
        return value.get_secret_value()
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.stat().st_size else ""
    return None
