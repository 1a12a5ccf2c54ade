"""How the house reaches a Kafka cluster: its address, its security, how long it may take, what went wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors

from eventlog.port import LogAddressError, LogError

SCHEME = "kafka://"
DEFAULT_PORT = 9092
# a dead letter carries up to 10 MB of the original; the rest is room for its other fields
MAX_VALUE_BYTES = 11 * 1024 * 1024
# and for key, headers and the batch around it: the topics' max.message.bytes, the producer's largest request
MAX_MESSAGE_BYTES = 12 * 1024 * 1024

_KNOCK_AGAIN_SECONDS = 0.2

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

# what the client says of every lost connection goes where the application sends its logs, or nowhere
logging.getLogger("kafka").addHandler(logging.NullHandler())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Security:
    """TLS and login. `cafile` None trusts the system's authorities; `certfile`/`keyfile` are for mutual TLS."""

    protocol: Protocol = "PLAINTEXT"
    mechanism: Mechanism | None = None
    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    cafile: Path | None = None
    certfile: Path | None = None
    keyfile: Path | None = None

    def __post_init__(self) -> None:
        """Raises LogAddressError when the parts do not fit together."""
        login = (self.mechanism, self.username, self.password)
        if self.protocol.startswith("SASL_") and None in login:
            raise LogAddressError(f"Kafka's {self.protocol} needs a mechanism, a username and a password")
        if not self.protocol.startswith("SASL_") and any(login):
            raise LogAddressError(
                f"Kafka's {self.protocol} has no login: use SASL_SSL, or leave out mechanism and username")
        files = (self.cafile, self.certfile, self.keyfile)
        if not self.protocol.endswith("SSL") and any(files):
            raise LogAddressError(
                f"Kafka's {self.protocol} has no TLS: use SSL or SASL_SSL, or leave out the certificates")
        for file in files:
            if file is not None and not file.is_file():
                raise LogAddressError(f"no certificate or key file {file}")

    def settings(self) -> dict[str, Any]:
        """The same for kafka-python's clients."""
        settings: dict[str, Any] = {"security_protocol": self.protocol}
        if self.mechanism is not None:
            settings |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        files = {"ssl_cafile": self.cafile, "ssl_certfile": self.certfile, "ssl_keyfile": self.keyfile}
        return settings | {name: str(file) for name, file in files.items() if file is not None}

    def ssl_context(self) -> ssl.SSLContext | None:
        """The same for clients that take a context; None without TLS. Raises LogError for a file that is no PEM."""
        if not self.protocol.endswith("SSL"):
            return None
        try:
            context = ssl.create_default_context(cafile=self.cafile)
            if self.certfile is not None:
                context.load_cert_chain(self.certfile, self.keyfile)
        except ssl.SSLError as error:
            raise LogError(f"the certificates for Kafka cannot be used: {words_of(error)}") from error
        return context


PLAIN = Security()


@dataclasses.dataclass(frozen=True)
class Connection:
    """A cluster, and how many seconds any one thing asked of it may take before it counts as failed."""

    servers: tuple[str, ...]
    security: Security = PLAIN
    seconds: float = 30.0

    @property
    def milliseconds(self) -> int:
        return round(self.seconds * 1_000)

    def client(self, make: Callable[..., Any], **settings: Any) -> Any:
        """One of kafka-python's clients, connected. Raises the client's errors, and OSError."""
        # a client that fails to connect leaves its thread and its files open: knock first
        self._knock()
        return make(
            bootstrap_servers=list(self.servers),
            client_id="newsroom",
            bootstrap_timeout_ms=self.milliseconds,
            # a request lost with its connection is sent again within the time that the whole may take
            request_timeout_ms=max(1_000, self.milliseconds // 3),
            reconnect_backoff_max_ms=1_000,
            **self.security.settings(),
            **settings,
        )

    def _knock(self) -> None:
        """Wait until one of the servers takes a connection. Raises OSError when none does in time."""
        deadline = time.monotonic() + self.seconds
        while True:
            for server in self.servers:
                host, _, port = server.rpartition(":")
                left = max(0.1, deadline - time.monotonic())
                try:
                    socket.create_connection((host.strip("[]"), int(port)), timeout=left).close()
                    return
                except OSError as error:
                    refused = error
            if time.monotonic() >= deadline:
                raise refused
            time.sleep(_KNOCK_AGAIN_SECONDS)

    def explain(self, doing: str, error: Exception) -> LogError:
        """The client's error as one line: what was tried, where, why not, what to do."""
        where = f"the Kafka log at {','.join(self.servers)}"
        if isinstance(error, kafka_errors.AuthorizationError):
            return LogError(f"{where} does not allow this user to {doing}: {words_of(error)}")
        if isinstance(error, kafka_errors.SaslAuthenticationFailedError):
            return LogError(f"{where} refuses the login: check mechanism, username and password")
        if isinstance(error, kafka_errors.RetriableError | OSError):
            secured = "" if self.security.protocol == "PLAINTEXT" else ", and are protocol and login right"
            return LogError(
                f"{where} did not {doing} within {self.seconds:g} s ({words_of(error)}): "
                f"is it running and reachable{secured}?"
            )
        return LogError(f"{where} did not {doing}: {words_of(error)}")

    @contextlib.contextmanager
    def errors_explained(self, doing: str) -> Iterator[None]:
        """Turns whatever the client raises for the cluster's or the network's sake into a LogError."""
        try:
            yield
        except (kafka_errors.KafkaError, OSError) as error:
            raise self.explain(doing, error) from error

    @contextlib.contextmanager
    def admin(self, doing: str) -> Iterator[Any]:
        """kafka-python's admin client, for the length of one task. Raises LogError."""
        with self.errors_explained(doing):
            client = self.client(KafkaAdminClient)
            try:
                yield client
            finally:
                client.close()


def connect(url: str, security: Security = PLAIN, seconds: float = 30.0) -> Connection:
    """`kafka://host[:port][,host[:port]]...` as a Connection; nothing is sent yet. Raises LogAddressError."""
    hosts = url.removeprefix(SCHEME).rstrip("/").split(",")
    if not url.startswith(SCHEME) or not all(hosts):
        raise LogAddressError(f"{url!r} is no address of a Kafka log: write {SCHEME}host:port[,host:port]")
    if any(set(host) & set("@/?# ") for host in hosts):
        raise LogAddressError(
            "the address of a Kafka log holds hosts and ports only; give the login by its own settings")
    return Connection(tuple(_with_port(host) for host in hosts), security, seconds)


def _with_port(host: str) -> str:
    port = host.rpartition("]")[2].partition(":")[2]  # after a bracketed IPv6 address, too
    if port and not (port.isascii() and port.isdigit() and int(port) < 65_536):
        raise LogAddressError(f"{host!r} is no host:port of a Kafka broker")
    return host if port else f"{host.rstrip(':')}:{DEFAULT_PORT}"


def words_of(error: Exception) -> str:
    """What the client says, cut where it would go on and on."""
    return " ".join(str(error).split())[:300] or type(error).__name__
