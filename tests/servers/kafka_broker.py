"""A real Kafka broker for tests: KRaft, broker and controller in one JVM, on free loopback ports."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.servers.kafka_jars import ServerUnavailable, kafka_jars

START_SECONDS = 90
STOP_SECONDS = 20
_LOGGING = Path(__file__).parent / "kafka" / "log4j2.properties"
# one short-lived JVM with little data: start-up counts, peak speed does not
_JAVA = ("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")

_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAIN://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}{listeners}
advertised.listeners=PLAIN://127.0.0.1:{port}{listeners}
inter.broker.listener.name=PLAIN
listener.security.protocol.map=PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT{protocols}
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""


class KafkaBroker:
    """One broker with its data in `folder`, which may be started, stopped, killed and started again.

    It keeps its port and its data from start to start. It ends with the thread that started it (where
    `setpriv` is at hand), so that a killed test run leaves no broker behind: start it from the main thread.
    `listeners`, `protocols` and `properties` add to the configuration, `format_arguments` to the
    storage tool's.
    """

    def __init__(
        self, folder: Path, *, listeners: str = "", protocols: str = "", properties: str = "",
        format_arguments: tuple[str, ...] = (),
    ) -> None:
        """Prepare and format the folder. Raises ServerUnavailable when Kafka cannot be had here."""
        self._classpath = f"{kafka_jars()}/*"
        self.folder = folder
        self.port, controller = free_ports(2)
        self.start_seconds = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._properties = folder / "server.properties"
        self._properties.write_text(_PROPERTIES.format(
            port=self.port, controller=controller, data=folder / "data", listeners=listeners, protocols=protocols,
        ) + properties)
        self._format(format_arguments)

    @property
    def address(self) -> str:
        """`host:port` of the plain listener."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Process id of the running broker."""
        if self._process is None:
            raise RuntimeError("the broker is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it serves. Raises ServerUnavailable when it does not within a minute or so."""
        started = time.monotonic()
        with (self.folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dying_with_us(), *self._java("kafka.Kafka"), str(self._properties)],
                stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )
        try:
            self._wait_until_it_serves(started + START_SECONDS)
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

    def restart(self) -> None:
        """Kill it, then start it on the same data and port."""
        self.kill()
        self.start()

    def log_tail(self, lines: int = 20) -> str:
        """The last lines the broker wrote."""
        log = self.folder / "broker.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    def _wait_until_it_serves(self, deadline: float) -> None:
        # the broker opens its listeners only once it may serve: the first connection is the sign
        while time.monotonic() < deadline:
            if not self.running:
                raise ServerUnavailable(f"the broker ended at its start:\n{self.log_tail()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        raise ServerUnavailable(f"the broker did not serve within {START_SECONDS} s:\n{self.log_tail()}")

    def _format(self, arguments: tuple[str, ...]) -> None:
        done = subprocess.run(
            [*self._java("kafka.tools.StorageTool"), "format", "--cluster-id", "bmV3c3Jvb20tdGVzdHM",
             "--config", str(self._properties), *arguments],
            capture_output=True, text=True, timeout=START_SECONDS, check=False,
        )
        if done.returncode:
            raise ServerUnavailable(f"the storage tool failed: {(done.stdout + done.stderr).strip()[-800:]}")

    def _java(self, main: str) -> list[str]:
        return [*_JAVA, f"-Dlog4j2.configurationFile={_LOGGING}", "-cp", self._classpath, main]


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nobody uses at this moment, all different."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _dying_with_us() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL") if setpriv else ()
