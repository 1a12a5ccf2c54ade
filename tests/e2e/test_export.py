"""The stories of the demo, exported as a user does it, and read back by the formats that we read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsroom.show.exports.story import uri
from producers.article import Article
from producers.formats.common.format import HEAD, Format, Reading
from producers.formats.web import feed, liveblog
from producers.formats.wires import ninjs
from tests.e2e.newsroom_command import answer, command, with_demo
from tests.producers.pages import events_of, gazetteer

pytestmark = pytest.mark.usefixtures("engine_kept")

STORY = "the-mudslide-in-northern-peru"
FORMATS: dict[str, Format] = {"atom": feed.FORMAT, "ninjs": ninjs.FORMAT, "liveblog": liveblog.FORMAT}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's stories, one of their updates withdrawn by an editor."""
    folder = with_demo(tmp_path_factory.mktemp("export") / "data")
    oldest = answer("timeline", "--story", STORY, "--data", folder)[-1]
    done = command("withdraw", oldest["update_id"], "--by", "Ana Ruiz", "--reason", "wrong place", "--data", folder)
    assert done.returncode == 0, done.stderr
    return folder


def exported(data: Path, name: str, story: str = STORY) -> list[Article]:
    done = command("export", story, "--format", name, "--data", data)
    assert done.returncode == 0, done.stderr
    form = FORMATS[name]
    assert [each for each, known in FORMATS.items() if known.matches(done.stdout[:HEAD])] == [name]
    parsed = form.parse(done.stdout, "story", Reading(), gazetteer())
    assert parsed.refused == ()
    return list(parsed.articles)


@pytest.fixture(scope="module")
def incident(data: Path) -> str:
    return str(answer("figures", "--data", data)[0]["incident_id"])


@pytest.fixture(scope="module")
def timeline(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer("timeline", "--data", data)
    return found


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("asked", ["story", "incident"])
def test_the_timeline_is_read_back_from_every_format(
    data: Path, incident: str, timeline: list[dict[str, Any]], name: str, asked: str
) -> None:
    printed = [
        (row["published_at"], row["text"]) for row in timeline
        if row["disposition"] not in ("duplicate", "withdrawn") and (asked == "incident" or row["story"] == STORY)
    ]  # fmt: skip
    assert len(printed) > 5
    articles = exported(data, name, STORY if asked == "story" else incident[:12])
    found = [
        (update.published_at.isoformat().replace("+00:00", "Z"), update.text) for article in articles for update in article.updates
    ]
    assert found == printed
    gone = [uri(row["update_id"]) for row in timeline if row["disposition"] == "withdrawn"]
    recalls = [recall.item for article in articles for recall in article.recalls]
    assert recalls == ([] if name == "liveblog" else gone)


@pytest.mark.parametrize("name", ["atom", "ninjs"])
def test_updates_keep_their_carriers_and_so_their_ids(data: Path, name: str) -> None:
    """Whoever takes in what we exported files no copy of it: an update is named by who told what when."""
    rows = answer("timeline", "--story", STORY, "--data", data)
    told = {row["update_id"] for row in rows if row["disposition"] not in ("duplicate", "withdrawn")}
    again = {event.update_id for article in exported(data, name) for event in events_of(article, "story")}
    assert again == told


def test_a_file_is_written_and_said_so(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "story.atom"
    done = command("export", STORY, "--format", "atom", "--policy", "acled", "--out", out, "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == f"{out}: {out.stat().st_size:,} bytes\n"
    assert b"\xc2\xabacled\xc2\xbb" in out.read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["no-such-story", "--format", "atom"], 2, "newsroom: there is no story 'no-such-story': `newsroom sql"),
        (["ffff", "--format", "atom"], 2, "newsroom: there is no story 'ffff': `newsroom sql"),
        ([STORY, "--format", "pdf"], 2, "newsroom: --format 'pdf' is none of liveblog, ninjs, atom"),
        ([STORY, "--format", "atom", "--policy", "guess"], 2, "newsroom: --policy 'guess' is none of house"),
        ([STORY, "--format", "atom", "--out", "/nowhere/x.atom"], 1, "newsroom: /nowhere/x.atom cannot be written: No such file"),
        ([STORY], 2, "newsroom export: "),
    ],
)
def test_errors_are_one_line(data: Path, words: list[str], code: int, said: str) -> None:
    done = command("export", *words, "--data", data)
    assert done.returncode == code
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(said)
    assert done.stdout == b""
