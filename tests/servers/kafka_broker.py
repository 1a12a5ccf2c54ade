"""A real Kafka broker for tests: KRaft, broker and controller in one JVM, on free loopback ports."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from tests.servers.java import fetched, java
from tests.servers.process import START_SECONDS, ServerProcess, ServerUnavailable

_POM = Path(__file__).parent / "kafka" / "pom.xml"
_LOGGING = Path(__file__).parent / "kafka" / "log4j2.properties"

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


class KafkaBroker(ServerProcess):
    """One broker. It opens its listeners only once it may serve.

    `listeners`, `protocols` and `properties` add to the configuration, `format_arguments` to the
    storage tool's.
    """

    def __init__(
        self, folder: Path, *, listeners: str = "", protocols: str = "", properties: str = "",
        format_arguments: tuple[str, ...] = (),
    ) -> None:
        """Prepare and format the folder. Raises ServerUnavailable when Kafka cannot be had here."""
        self._classpath = f"{kafka_jars()}/*"
        super().__init__(folder, ports=2)
        [controller] = self.other_ports
        self._properties = folder / "server.properties"
        self._properties.write_text(_PROPERTIES.format(
            port=self.port, controller=controller, data=folder / "data", listeners=listeners, protocols=protocols,
        ) + properties)
        self._format(format_arguments)

    @property
    def address(self) -> str:
        """`host:port` of the plain listener."""
        return f"127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        return [*self._java("kafka.Kafka"), str(self._properties)]

    def _format(self, arguments: tuple[str, ...]) -> None:
        done = subprocess.run(
            [*self._java("kafka.tools.StorageTool"), "format", "--cluster-id", "bmV3c3Jvb20tdGVzdHM",
             "--config", str(self._properties), *arguments],
            capture_output=True, text=True, timeout=START_SECONDS, check=False,
        )
        if done.returncode:
            raise ServerUnavailable(f"the storage tool failed: {(done.stdout + done.stderr).strip()[-800:]}")

    def _java(self, main: str) -> list[str]:
        return [*java(self.temporary), f"-Dlog4j2.configurationFile={_LOGGING}", "-cp", self._classpath, main]


def kafka_jars() -> Path:
    """The folder with the broker's jars. Raises ServerUnavailable."""
    version = hashlib.blake2b(_POM.read_bytes(), digest_size=8).hexdigest()
    return fetched(f"kafka-{version}", lambda folder: [
        "--file", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={folder}", "-DincludeScope=runtime",
    ])
