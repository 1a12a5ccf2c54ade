"""A real schema registry for tests: Apicurio Registry, which speaks Confluent's REST API too."""

from __future__ import annotations

import contextlib
from pathlib import Path

import httpx

from tests.servers.java import fetched, java
from tests.servers.process import ServerProcess

VERSION = "3.0.9"  # the last line that runs on Java 17
_ARTIFACT = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"
# later versions of this plugin want the parent of its pom, which was never published
_UNPACK = "org.apache.maven.plugins:maven-dependency-plugin:2.8:unpack"


class SchemaRegistryServer(ServerProcess):
    """One registry, with its schemas in a file database, so that they outlive a kill.

    With `certificate` and `key` (PEM) it takes TLS on a port of its own.
    """

    def __init__(self, folder: Path, certificate: Path | None = None, key: Path | None = None) -> None:
        """Raises ServerUnavailable when it cannot be had here."""
        self._home = registry_home()
        super().__init__(folder, ports=2)
        [self.tls_port] = self.other_ports
        self._tls = (certificate, key)

    @property
    def url(self) -> str:
        """Where Confluent's API is, over plain HTTP."""
        return f"http://127.0.0.1:{self.port}/apis/ccompat/v7"

    @property
    def tls_url(self) -> str:
        """The same over TLS."""
        return f"https://127.0.0.1:{self.tls_port}/apis/ccompat/v7"

    def command(self) -> list[str]:
        [jar] = self._home.glob("*-runner.jar")
        return [*java(self.temporary), *self._settings(), "-jar", str(jar)]

    def answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/subjects", trust_env=False, timeout=5).is_success
        return False

    def _settings(self) -> list[str]:
        settings = {
            "quarkus.http.host": "127.0.0.1",
            "quarkus.http.port": self.port,
            "apicurio.datasource.url": f"jdbc:h2:file:{self.folder}/schemas;WRITE_DELAY=0",  # on disk before the answer
        }
        certificate, key = self._tls
        if certificate is not None and key is not None:
            settings |= {
                "quarkus.http.ssl-port": self.tls_port,
                "quarkus.http.ssl.certificate.files": certificate,
                "quarkus.http.ssl.certificate.key-files": key,
            }
        return [f"-D{name}={value}" for name, value in settings.items()]


def registry_home() -> Path:
    """The folder with the registry's jars. Raises ServerUnavailable."""
    return fetched(
        f"apicurio-registry-{VERSION}",
        lambda home: [_UNPACK, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={home}"],
    )
