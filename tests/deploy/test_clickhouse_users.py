"""The users of the ClickHouse server: what their files say, and that a real server takes them.

Debian's old server knows neither <grants> nor <constraints>: on it passwords, limits and quotas are tried, not what
may be read.
"""

from __future__ import annotations

import hashlib
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_driver import Client, errors

from tests.servers.clickhouse import OldClickHouse
from tests.servers.plugin import only_when_asked_for, unavailable
from tests.servers.process import ServerUnavailable

USERS = Path(__file__).parents[2] / "deploy" / "clickhouse" / "users.d"
FILES = sorted(USERS.glob("*.xml"))
PASSWORDS = {"CLICKHOUSE_WRITER_PASSWORD_SHA256": "ink", "CLICKHOUSE_ANALYST_PASSWORD_SHA256": "paper"}


def tree(name: str) -> ET.Element:
    return ET.parse(USERS / f"{name}.xml").getroot()  # noqa: S314 - our own file


def grants(name: str) -> list[str | None]:
    return [query.text for query in tree(name).iterfind(f"users/{name}/grants/query")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_user_has_a_profile_a_quota_and_a_password_from_the_environment(path: Path) -> None:
    name, root = path.stem, tree(path.stem)
    user = root.find(f"users/{name}")
    assert user is not None
    assert user.findtext("profile") == user.findtext("quota") == name
    assert root.find(f"profiles/{name}") is not None
    assert root.find(f"quotas/{name}/interval/duration") is not None
    password = user.find("password_sha256_hex")
    assert password is not None
    assert password.get("from_env") in PASSWORDS
    assert password.text is None


def test_analysts_may_read_the_house_and_nothing_else() -> None:
    assert grants("analyst") == ["GRANT SELECT ON newsroom.*"]
    assert grants("newsroom") == ["GRANT ALL ON newsroom.*", "GRANT SELECT ON system.*"]


def test_no_limit_of_analysts_can_be_lifted_beyond_its_constraint() -> None:
    profile = tree("analyst").find("profiles/analyst")
    assert profile is not None
    for setting in ("max_execution_time", "max_memory_usage", "max_threads", "max_result_rows"):
        limit, most = profile.findtext(setting), profile.findtext(f"constraints/{setting}/max")
        assert limit is not None
        assert most is not None
        assert 0 < int(limit) <= int(most)


class WithOurUsers(OldClickHouse):
    """Debian's server with the users of deploy/ beside its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        included = folder / "users.d"
        included.mkdir()
        for path in FILES:
            root = tree(path.stem)
            root.tag = "yandex"
            for profile in root.iterfind("profiles/*"):
                for constraints in profile.findall("constraints"):
                    profile.remove(constraints)
            ET.ElementTree(root).write(included / path.name)

    def client(self, user: str, password: str) -> Client:
        return Client("127.0.0.1", self.port, user=user, password=password)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithOurUsers]:
    only_when_asked_for()
    hashed = {name: hashlib.sha256(password.encode()).hexdigest() for name, password in PASSWORDS.items()}
    before = {name: os.environ.get(name) for name in hashed}
    os.environ.update(hashed)  # the server inherits it
    try:
        server = WithOurUsers(tmp_path_factory.mktemp("clickhouse-users"))
        server.start()
    except ServerUnavailable as why:
        unavailable(why)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    yield server
    server.kill()


@pytest.mark.servers
def test_the_server_takes_users_passwords_and_limits(server: WithOurUsers) -> None:
    for user, password in (("newsroom", "ink"), ("analyst", "paper")):
        assert server.client(user, password).execute("SELECT user FROM system.processes") == [(user,)]
        with pytest.raises(errors.ServerException):
            server.client(user, "wrong").execute("SELECT 1")
    settings = dict(server.client("analyst", "paper").execute(
        "SELECT name, value FROM system.settings WHERE name IN ('max_execution_time', 'max_threads', 'priority')"))
    assert settings == {"max_execution_time": "30", "max_threads": "2", "priority": "10"}


@pytest.mark.servers
def test_whoever_asks_too_often_is_refused_for_a_while(server: WithOurUsers) -> None:
    """Within a minute 300 questions: at most two such minutes are met in 700."""
    client = server.client("analyst", "paper")

    def ask_too_often() -> None:
        for _ in range(700):
            client.execute("SELECT 1")

    with pytest.raises(errors.ServerException, match=r"[Qq]uota"):
        ask_too_often()
