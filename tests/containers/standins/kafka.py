"""Stands in for apache/kafka: that image's way with settings, and the broker that the tests fetch from Maven Central.

KAFKA_LOG_DIRS in the environment is log.dirs of server.properties; a folder that is not formatted yet is formatted.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_PROPERTIES = Path("/tmp/server.properties")  # noqa: S108 - in a container of its own
_JAVA = ["java", "-Xms128m", "-Xmx768m", "-XX:+UseSerialGC",
         "-Dlog4j2.configurationFile=/standins/tests/servers/kafka/log4j2.properties", "-cp", "/opt/kafka/libs/*"]
_CLUSTER = "bmV3c3Jvb20tdGVzdHM"


def main() -> None:
    settings = {name.removeprefix("KAFKA_").lower().replace("_", "."): value for name, value in os.environ.items()
                if name.startswith("KAFKA_")}
    _PROPERTIES.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    subprocess.run([*_JAVA, "kafka.tools.StorageTool", "format", "--ignore-formatted", "--cluster-id", _CLUSTER,
                    "--config", str(_PROPERTIES)], check=True)
    os.execvp(_JAVA[0], [*_JAVA, "kafka.Kafka", str(_PROPERTIES)])  # noqa: S606


if __name__ == "__main__":
    main()
