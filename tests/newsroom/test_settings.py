"""A setting that there is none of is an error that names the nearest; what others put beside ours is none."""

from __future__ import annotations

import pytest

from newsroom.errors import UsageFailure
from newsroom.settings import described, from_environment
from tests.e2e.newsroom_process import newsroom

LINKS_OF_A_SERVICE = {
    "{}_SERVICE_HOST": "10.0.0.11", "{}_SERVICE_PORT": "6066", "{}_SERVICE_PORT_HEALTH": "6066",
    "{}_PORT": "tcp://10.0.0.11:6066", "{}_PORT_6066_TCP": "tcp://10.0.0.11:6066", "{}_PORT_6066_TCP_PROTO": "tcp",
    "{}_PORT_6066_TCP_PORT": "6066", "{}_PORT_6066_TCP_ADDR": "10.0.0.11",
}  # fmt: skip


@pytest.mark.parametrize(("mistyped", "nearest"), [
    ("NEWSROOM_KAFKA_USER", "NEWSROOM_KAFKA_USERNAME"), ("NEWSROOM_LOGS", "NEWSROOM_LOG"),
    ("NEWSROOM_HEALTHPORT", "NEWSROOM_HEALTH_PORT"), ("NEWSROOM_HEALT_PORT", "NEWSROOM_HEALTH_PORT"),
    ("NEWSROOM_SINK_BATCH_RECORD", "NEWSROOM_SINK_BATCH_RECORDS"), ("newsroom_clickhouse_pasword", "NEWSROOM_CLICKHOUSE_PASSWORD"),
    ("NEWSROOM_TIMEZONE", "NEWSROOM_DEFAULT_TIMEZONE"), ("NEWSROOM_", "NEWSROOM_"),
])  # fmt: skip
def test_a_mistyped_setting_names_the_nearest(mistyped: str, nearest: str) -> None:
    with pytest.raises(UsageFailure, match=rf"^{mistyped.upper()} in the environment is no setting; .* {nearest}"):
        from_environment({mistyped: "6066"})


def test_it_is_one_line_and_exit_code_2() -> None:
    done = newsroom("formats", environment={"NEWSROOM_LOGG": "x"})
    assert done.returncode == 0, "a command without settings asks for none"
    done = newsroom("figures", environment={"NEWSROOM_LOGG": "sqlite://secret"})
    assert done.returncode == 2
    assert done.stderr.decode() == ("newsroom: NEWSROOM_LOGG in the environment is no setting; the nearest there is: "
                                    "NEWSROOM_LOG (docs/operations.md has them all)\n")


@pytest.mark.parametrize(("asked", "said"), [
    (("migrate", "--store", "clickhouse://user:hushed@store/x"), "must not hold a password"),
    (("migrate", "--store", "clickhouse://"), "is no address of a store"),
    (("topics", "--log", "kafka://user:hushed@broker:1"), "hosts and ports only"),
    (("topics", "--log", "kafka://broker:99999"), "is no host:port of a Kafka broker"),
])  # fmt: skip
def test_a_wrong_address_is_one_line_and_exit_code_2(asked: tuple[str, ...], said: str) -> None:
    done = newsroom(*asked)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert said in line
    assert "hushed" not in line


@pytest.mark.parametrize("service", ["NEWSROOM", "NEWSROOM_WORK", "NEWSROOM_INGEST_METRICS"])
def test_what_kubernetes_says_of_services_is_no_setting(service: str) -> None:
    from_environment({name.format(service): value for name, value in LINKS_OF_A_SERVICE.items()})


def test_what_tests_and_other_programs_read_is_no_setting() -> None:
    from_environment({"NEWSROOM_TEST_SERVERS": "1", "NEWSROOM_REQUIRE_SERVERS": "1", "NEWSROOMS": "x", "PATH": "/bin"})


def test_every_setting_is_known_in_capitals_or_not() -> None:
    given = {f"NEWSROOM_{name}".upper(): str(told.default) for name, told in described().items() if told.default is not None}
    assert from_environment(given) == from_environment({name.lower(): value for name, value in given.items()})
