"""A real schema registry for tests: Apicurio Registry, which speaks Confluent's REST API too.

Maven fetches it from Maven Central by its coordinates, once per user and version; it needs a Java of 17 or newer.
It keeps its schemas in a file database in its folder, so they outlive a kill.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from tests.servers.kafka_broker import _dying_with_us, free_ports
from tests.servers.kafka_jars import FETCH_SECONDS, ServerUnavailable, _cache

VERSION = "3.0.9"  # the last line that runs on Java 17
START_SECONDS = 90
STOP_SECONDS = 20
_ARTIFACT = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"
# later versions of this plugin want the parent of its pom, which was never published
_UNPACK = "org.apache.maven.plugins:maven-dependency-plugin:2.8:unpack"
_JAVA = ("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


class SchemaRegistryServer:
    """One registry with its data in `folder`, which may be started, stopped, killed and started again.

    It keeps ports and data meanwhile. With `certificate` and `key` (PEM) it takes TLS on a port of its own.
    Like the Kafka broker it ends with the thread that started it.
    """

    def __init__(self, folder: Path, certificate: Path | None = None, key: Path | None = None) -> None:
        """Raises ServerUnavailable when it cannot be had here."""
        self._home = registry_home()
        self.folder = folder
        self.port, self.tls_port = free_ports(2)
        self.start_seconds = 0.0
        self._tls = (certificate, key)
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "tmp").mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Where Confluent's API is, over plain HTTP."""
        return f"http://127.0.0.1:{self.port}/apis/ccompat/v7"

    @property
    def tls_url(self) -> str:
        """The same over TLS."""
        return f"https://127.0.0.1:{self.tls_port}/apis/ccompat/v7"

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers. Raises ServerUnavailable when it does not within a minute or so."""
        started = time.monotonic()
        with (self.folder / "registry.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dying_with_us(), *_JAVA, *self._settings(), "-jar", str(self._jar())],
                stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=self.folder,
            )
        try:
            self._wait_until_it_answers(started + START_SECONDS)
        except BaseException:
            self.kill()
            raise
        self.start_seconds = time.monotonic() - started

    def stop(self) -> None:
        """End it in good order; kill it when it takes too long. Harmless when it does not run."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone. Harmless when it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _settings(self) -> list[str]:
        settings = {
            "java.io.tmpdir": self.folder / "tmp",
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

    def _jar(self) -> Path:
        [jar] = self._home.glob("*-runner.jar")
        return jar

    def _wait_until_it_answers(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if not self.running:
                raise ServerUnavailable(f"the schema registry ended at its start:\n{self._log_tail()}")
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/subjects", trust_env=False, timeout=5).is_success:
                    return
            time.sleep(0.1)
        raise ServerUnavailable(f"the schema registry did not answer within {START_SECONDS} s:\n{self._log_tail()}")

    def _log_tail(self, lines: int = 20) -> str:
        return "\n".join((self.folder / "registry.log").read_text(errors="replace").splitlines()[-lines:])


def registry_home() -> Path:
    """The folder with the unpacked registry, fetched if this user has not done so yet.

    Raises ServerUnavailable without Java, without Maven, or when Maven cannot fetch it.
    """
    if shutil.which("java") is None:
        raise ServerUnavailable("no java on PATH: install openjdk-17-jre-headless or newer")
    folder = _cache() / f"apicurio-registry-{VERSION}"
    if not folder.is_dir():
        _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    """Fills the folder whole or not at all, however many do it at the same time."""
    if shutil.which("mvn") is None:
        raise ServerUnavailable("no mvn on PATH: install maven")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as scratch:
        home = Path(scratch) / "registry"
        command = ["mvn", "--batch-mode", "--quiet", _UNPACK, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={home}"]
        try:
            # away from any pom of ours, which Maven would read
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False, cwd=scratch,
            )
        except subprocess.TimeoutExpired:
            raise ServerUnavailable(f"Maven did not fetch the schema registry within {FETCH_SECONDS} s") from None
        if done.returncode:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr.strip())
            raise ServerUnavailable(f"Maven cannot fetch the schema registry: {reason[:400]}")
        try:
            home.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was first, with the same files
                raise
