"""A real Kafka broker with TLS, mutual TLS and logins, its certificates made for the occasion.

Needs `openssl` on PATH, beyond what the broker needs.
"""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from pathlib import Path

from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import ServerUnavailable, free_ports

USER, PASSWORD = "reporter", "newsdesk"
_SCRAMS = ("SCRAM-SHA-256", "SCRAM-SHA-512")

_PROPERTIES = """
ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/client.crt
listener.name.mutual.ssl.client.auth=required
listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.login.plain.sasl.jaas.config=\\
  org.apache.kafka.common.security.plain.PlainLoginModule required user_{user}="{password}";
listener.name.login.scram-sha-256.sasl.jaas.config=\\
  org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.login.scram-sha-512.sasl.jaas.config=\\
  org.apache.kafka.common.security.scram.ScramLoginModule required;
"""


@dataclasses.dataclass(frozen=True)
class SecureKafka:
    """The running broker, the addresses of its listeners, and the files a client needs."""

    broker: KafkaBroker
    tls: str  # TLS, anybody
    mutual: str  # TLS, with a certificate of the client's
    login: str  # TLS, with USER and PASSWORD by PLAIN or SCRAM
    cafile: Path
    certfile: Path
    keyfile: Path


def start_secure_kafka(folder: Path) -> SecureKafka:
    """Make the certificates and start the broker. Raises ServerUnavailable."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("broker", "client"):
        _certificate(folder, name)
    (folder / "broker.pem").write_text((folder / "broker.key").read_text() + (folder / "broker.crt").read_text())
    ports = dict(zip(("TLS", "MUTUAL", "LOGIN"), free_ports(3), strict=True))
    broker = KafkaBroker(
        folder / "broker",
        listeners="".join(f",{name}://127.0.0.1:{port}" for name, port in ports.items()),
        protocols=",TLS:SSL,MUTUAL:SSL,LOGIN:SASL_SSL",
        properties=_PROPERTIES.format(folder=folder, user=USER, password=PASSWORD),
        format_arguments=tuple(
            argument for scram in _SCRAMS
            for argument in ("--add-scram", f"{scram}=[name={USER},password={PASSWORD}]")
        ),
    )
    broker.start()
    urls = {name: f"kafka://127.0.0.1:{port}" for name, port in ports.items()}
    return SecureKafka(
        broker, urls["TLS"], urls["MUTUAL"], urls["LOGIN"],
        cafile=folder / "broker.crt", certfile=folder / "client.crt", keyfile=folder / "client.key",
    )


def _certificate(folder: Path, name: str) -> None:
    if shutil.which("openssl") is None:
        raise ServerUnavailable("no openssl on PATH: install openssl")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt", "-days", "2",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )
