"""Every command that takes an incident takes the same ids, and refuses the others in the same words."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias
from uuid import UUID

import pytest

from newsroom.cli.app import main
from newsroom.commands.incident_named import incident_named
from newsroom.errors import UsageFailure
from newsroom.settings import Settings
from newsroom.wiring import open_store
from sinks.rows import COLUMNS, rows_of
from sinks.store import Store
from tests.builders import NOON
from tests.e2e import newsroom_command
from tests.e2e.newsroom_command import with_demo
from tests.forms import covering
from tests.sinks.events import reconciled
from tests.stores import going_to_use, opened

pytestmark = pytest.mark.usefixtures("engine_kept")

SIGNED = ("--by", "Night editor", "--reason", "called the morgue")
UPDATE = "9cc019f9"  # of the demo's incident
MANY = [f"fab{number}" * 8 for number in range(7)]
ENDED = "eee0" * 8


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Command(NamedTuple):
    """`words` with INCIDENT and OUT in them; `code` and `told` are what it ends with for the demo's incident ID."""

    words: tuple[str, ...]
    told: str
    code: int = 0


Run: TypeAlias = Callable[..., Done]
# what merge and split say is refused by the desk, which names the incident: so that the next of them finds it unchanged
COMMANDS = {
    "why": Command(("why", "INCIDENT"), "incident ID"),
    "plot": Command(("plot", "INCIDENT", "--out", "OUT.svg"), "OUT.svg"),
    "export": Command(("export", "INCIDENT", "--format", "liveblog"), "UUID"),
    "rule": Command(("rule", "INCIDENT", "killed", "--best", "39", *SIGNED), "39 killed in incident ID8"),
    "merge": Command(("incidents", "merge", "INCIDENT", "INCIDENT", *SIGNED), "ID, ID are one incident already", 1),
    "split": Command(("incidents", "split", "INCIDENT", "--update", "OTHER", *SIGNED), "none of the claims of incident ID", 1),
    "sql": Command(("sql", "--query", "policies-compared", "--param", "incident=INCIDENT", "--json"), "Trujillo"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_demo(tmp_path_factory.mktemp("newsroom") / "data")


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> Done:
        going_to_use(data)
        monkeypatch.setattr(sys, "argv", ["newsroom", *words, "--data", str(data)])
        with pytest.raises(SystemExit) as end:
            main()
        return Done(int(str(end.value.code)), *capfd.readouterr())

    return run


class Ids(NamedTuple):
    present: str
    old: str
    other_update: str  # one without claims on the incident


@pytest.fixture(scope="module")
def ids(data: Path) -> Ids:
    """Of the demo's incident, split and merged again, beside invented ones."""
    [present] = column(data, "SELECT DISTINCT incident_id FROM current_figures")
    said(data, "incidents", "split", present, "--update", UPDATE, *SIGNED)
    both = column(data, "SELECT DISTINCT incident_id FROM current_figures")
    said(data, "incidents", "merge", *both, *SIGNED)
    invented = [reconciled(5, 1, incident_id=each) for each in MANY]
    invented += [reconciled(5, 1, incident_id=ENDED), reconciled(None, 2, incident_id=ENDED, voices=())]
    with open_store(Settings(data=data)) as store:
        for event in invented:
            table, [row] = rows_of(event, NOON)
            store.insert(table, COLUMNS[table], [row])
    [present] = column(data, "SELECT DISTINCT incident_id FROM current_figures WHERE notEmpty(aliases)")
    [old] = column(data, "SELECT DISTINCT arrayJoin(aliases) FROM current_figures")
    [other, *_] = column(data, "SELECT update_id FROM timeline WHERE update_id NOT IN (SELECT update_id FROM claims)")
    return Ids(present, old, other)


def said(data: Path, *words: str | Path) -> None:
    done = newsroom_command.command(*words, "--data", data)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("empty") / "store") as store:
        yield store


def column(data: Path, sql: str) -> list[str]:
    with open_store(Settings(data=data), must_exist=True) as store:
        return [str(value) for (value,) in store.query(sql).rows]


def words(command: Command, typed: str, out: Path, ids: Ids) -> Sequence[str]:
    filled = {"OUT.svg": str(out), "OTHER": ids.other_update}
    return [filled.get(word, word.replace("INCIDENT", typed)) for word in command.words]


@pytest.mark.parametrize(
    ("name", "typed"), covering(COMMANDS, ["full", "8 digits", "3 digits", "capitals", "old", "3 digits of old"])
)
def test_every_command_takes_an_id_an_old_one_and_the_beginning_of_either(
    name: str, typed: str, run: Run, ids: Ids, tmp_path: Path
) -> None:
    command, out = COMMANDS[name], tmp_path / "OUT.svg"
    id_ = ids.old if "old" in typed else ids.present
    digits = re.match(r"\d", typed)
    id_ = id_.upper() if typed == "capitals" else id_[: int(digits[0]) if digits else None]
    done = run(*words(command, id_, out, ids))
    assert done.code == command.code, done
    told = command.told.replace("UUID", str(UUID(ids.present))).replace("ID8", ids.present[:8])
    assert told.replace("ID", ids.present) in done.out + done.err
    assert out.exists() == (name == "plot")


REFUSED = {
    "ffffffff": (r"there is no incident 'ffffffff': `newsroom figures` lists all, the newest are PRESENT Trujillo, PE, "
                 r"landslide; ([0-9a-f]{12} Trujillo, PE, landslide(; )?){4}"),
    "f" * 40: r"there is no incident 'f{40}': .*",
    "fab": (r"'fab' begins the ids of 7 incidents: write more digits, of fab0fab0fab0 Trujillo, PE, landslide; "
            r"([0-9a-f]{12} Trujillo, PE, landslide(; )?){4} and others"),
    "ab": r"'ab' is no id of an incident: write at least 3 of its hexadecimal digits, as `newsroom figures` shows them",
    **{odd: re.escape(f"{odd!r} is no id of an incident: write at least 3") + ".*" for odd in ("", "fab%", "' OR 1=1 --")},
}


@pytest.mark.parametrize(("name", "typed"), covering(COMMANDS, REFUSED), ids=ascii)
def test_every_command_refuses_what_means_no_one_incident_in_the_same_words(
    name: str, typed: str, run: Run, ids: Ids, tmp_path: Path
) -> None:
    told = REFUSED[typed]
    done = run(*words(COMMANDS[name], typed, tmp_path / "OUT.svg", ids))
    assert (done.code, done.out) == (2, "")
    first = rf"there is no story {re.escape(repr(typed))}: `newsroom sql .*` lists them; as an incident: "
    assert re.fullmatch(
        f"newsroom: {first if name == 'export' else ''}{told.replace('PRESENT', ids.present[:12])}\n", done.err
    ), done.err


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"why", "sql"}))
def test_of_one_that_ended_there_is_nothing_to_act_on(name: str, run: Run, ids: Ids, tmp_path: Path) -> None:
    done = run(*words(COMMANDS[name], ENDED[:8], tmp_path / "OUT.svg", ids))
    assert done.code == 2
    assert done.err.endswith("nothing stands of incident eee0eee0 now: `newsroom why eee0eee0` shows what was said of it\n")
    assert "nothing stands" in run("why", ENDED[:8]).out


@pytest.mark.parametrize("typed", ["fab_", "fab\n", "fab\\", "{a:String}", " abc", "١٢٣٤", "fab\udcff", "0x65baf0"])
def test_what_is_not_written_in_hexadecimal_digits_is_no_id(typed: str, empty: Store) -> None:
    with pytest.raises(UsageFailure, match=re.escape(f"{typed!r} is no id of an incident: write at least 3")) as failure:
        incident_named(empty, typed)
    assert "\n" not in str(failure.value)


def test_where_there_is_no_incident_it_says_so(empty: Store) -> None:
    with pytest.raises(UsageFailure, match=r"^there is no incident 'fab': none stands now$"):
        incident_named(empty, "fab")
