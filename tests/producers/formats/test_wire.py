"""What is one rule for every wire, whatever it is written in; and that no document of any brings one down.

Where the wires' readers once differed, what stands here is the safer for an editor: a wrong toll is worse than none,
and nothing is lost without a word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.article import HELD, Article, NotAStory, Parsed, Refused
from producers.formats.common.format import Format, Reading
from producers.formats.wires import rules
from tests.forms import example_count
from tests.producers import wire_gold, wire_mutants, xml_gold, xml_mutants
from tests.producers.pages import gazetteer

TOLD = dt.datetime(2026, 3, 14, 15, 20, tzinfo=dt.UTC)
FORMATS = {**wire_gold.FOLDERS, **xml_gold.FORMATS}


class Said(NamedTuple):
    """What an item says; None where nothing."""

    status: str | None = None
    note: str | None = None
    embargo: str | None = None
    told: str | None = "2026-03-14T15:20:00Z"
    headline: str | None = "Dam bursts in Peru"
    text: str = "LIMA, Peru (AP) - At least 12 people died when a dam burst."


def ninjs(said: Said) -> bytes:
    return msgspec.json.encode({
        "uri": "x:1", "version": "3", "versioncreated": said.told, "pubstatus": said.status, "ednote": said.note,
        "embargoed": said.embargo, "headline": said.headline, "body_html": f"<p>{said.text}</p>",
    })  # fmt: skip


def ap(said: Said) -> bytes:
    return msgspec.json.encode({"item": {
        "altids": {"itemid": "x:1", "etag": "a"}, "version": 3, "versioncreated": said.told, "pubstatus": said.status,
        "ednote": said.note, "embargoed": said.embargo, "headline": said.headline, "body_nitf": f"<p>{said.text}</p>",
    }})  # fmt: skip


def _element(name: str, value: str | None, attribute: str | None = None) -> str:
    if value is None:
        return ""
    return f"<{name} {attribute}={quoteattr(value)}/>" if attribute else f"<{name}>{value}</{name}>"


def newsml(said: Said) -> bytes:
    return (
        f"<newsItem guid='x:1' version='3'><itemMeta>{_element('versionCreated', said.told)}{_element('embargoed', said.embargo)}"
        f"{_element('pubStatus', said.status, 'qcode')}{_element('edNote', said.note)}</itemMeta><contentMeta>{_element('headline', said.headline)}"
        f"</contentMeta><contentSet><inlineXML><html><body><p>{said.text}</p></body></html></inlineXML></contentSet></newsItem>"
    ).encode()


def nitf(said: Said) -> bytes:
    status = f" management-status={quoteattr(said.status)}" if said.status else ""
    return (
        f"<nitf><head><docdata{status}><doc-id id-string='x:1'/><du-key version='3'/>{_element('date.issue', said.told, 'norm')}"
        f"{_element('date.release', said.embargo, 'norm')}{_element('ed-msg', said.note, 'info')}</docdata></head><body><body.head><hedline>"
        f"{_element('hl1', said.headline)}</hedline></body.head><body.content><p>{said.text}</p></body.content></body></nitf>"
    ).encode()


WRITERS: dict[str, Callable[[Said], bytes]] = {"ninjs": ninjs, "ap": ap, "newsml": newsml, "nitf": nitf}
every_wire = pytest.mark.parametrize("name", FORMATS)


def parsed(name: str, said: Said, reading: Reading | None = None) -> Parsed:
    try:
        return FORMATS[name].parse(WRITERS[name](said), "wire", reading or Reading(), gazetteer())
    except NotAStory as error:
        return Parsed((), (Refused(error.reason, str(error)),))


def one(name: str, said: Said, reading: Reading | None = None) -> Article:
    read = parsed(name, said, reading)
    assert not read.refused
    (article,) = read.articles
    return article


def refusal(name: str, said: Said, reading: Reading | None = None) -> tuple[str, str]:
    read = parsed(name, said, reading)
    assert not read.articles
    (refused,) = read.refused
    return refused.reason, refused.message


@every_wire
def test_what_is_known_of_a_version(name: str) -> None:
    article = one(name, Said())
    (update,) = article.updates
    assert (update.item, update.version, update.published_at, update.versioned_at) == ("x:1", "3", TOLD, TOLD)
    assert (update.notice, article.headline, article.embargoed_until, article.recalls) == ("none", "Dam bursts in Peru", None, ())


@every_wire
@pytest.mark.parametrize(
    ("status", "stands"),
    [("withheld", "withheld"), ("canceled", "canceled"), ("Cancelled", "canceled"), ("stat:canceled", "canceled"),
     ("unpublished", "withheld")],  # XML knew no such word and refused it: what was taken down stood on
)  # fmt: skip
@pytest.mark.parametrize("embargo", [None, "2030-01-01T00:00:00Z", "soon"])  # a kill never waits
def test_a_kill_recalls_the_item(name: str, status: str, stands: str, embargo: str | None) -> None:
    for said in (Said(status, embargo=embargo), Said(status, embargo=embargo, headline=None, text="")):
        article = one(name, said)
        (recall,) = article.recalls
        assert (recall.item, recall.version, recall.recalled_at) == ("x:1", "3", TOLD)
        assert recall.reason == f"Its publisher marked it {stands}."
        assert (article.updates, article.embargoed_until, article.warnings) == ((), None, ())
    assert one(name, Said(status, note="KILL: not true.")).recalls[0].reason == "KILL: not true."


@every_wire
def test_a_recall_is_of_the_day_as_printed(name: str) -> None:
    article = one(name, Said("canceled", told="2026-03-14T22:20:00-05:00"))
    assert article.story_date == dt.date(2026, 3, 14)


@every_wire
@pytest.mark.parametrize("status", ["draft", "usable?", "stat:", "unknown:gone"])
def test_an_unknown_status_is_refused(name: str, status: str) -> None:
    reason, message = refusal(name, Said(status))
    assert reason == "malformed"
    assert message.endswith("is none of usable, embargoed, withheld, canceled: ask its sender")


@every_wire
@pytest.mark.parametrize("status", [None, "usable", "embargoed"])
@pytest.mark.parametrize("printed", ["soon", "2030-03-15", "2030-03-15T00:01:00+99:00", "2030-02-30T00:01:00Z"])
def test_an_embargo_that_cannot_be_read_holds_the_item_and_says_so(name: str, status: str | None, printed: str) -> None:
    # XML refused the item: nothing got out, but only a dead letter was left of it
    article = one(name, Said(status, embargo=printed))
    assert article.updates
    assert article.embargoed_until == HELD
    assert article.warnings[-1].startswith(f"its embargo «{printed}» is no time with an offset: held")


@every_wire
@pytest.mark.parametrize(
    ("status", "printed", "until"),
    [(None, None, None), ("embargoed", None, HELD), (None, "2026-03-15T00:01:00-05:00", dt.datetime(2026, 3, 15, 5, 1, tzinfo=dt.UTC)),
     ("embargoed", "2026-03-15T00:01:00Z", dt.datetime(2026, 3, 15, 0, 1, tzinfo=dt.UTC))],
)  # fmt: skip
def test_an_embargo_that_can_be_read_says_nothing(name: str, status: str | None, printed: str | None, until: dt.datetime | None) -> None:
    article = one(name, Said(status, embargo=printed))
    assert (article.embargoed_until, article.warnings) == (until, ())


NOTES = {
    "CORRECTION": True, "Corrects the toll": True, "(CORRECTS the toll)": True, "Corrected version.": True, "<CORRECTS": True,
    "Eds: Corrects spelling of Ica.": True, "Editor's note: this corrects the toll": True,
    # as only XML knew it: where a sentence begins; a correction that is missed leaves a wrong toll standing
    "Adds quotes. Corrects the toll.": True, "Adds quotes - corrects the toll": True, "Adds quotes--corrects toll": True,
    # as only JSON knew it: in capitals, wherever it stands
    "Eds: UPDATES with quotes and CORRECTS toll": True, "RECASTS, with CORRECTED toll": True,
    # neither where it says that there is none, or says something else
    "UPDATES with NO CORRECTION": False, "NOT CORRECTED": False, "The CORRECTIONAL home burnt": False, "Adds a self-corrected quote.": False,
    "Adds that nothing needs correction so far.": False, "UPDATES with the correct time.": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_what_labels_a_correction(note: str) -> None:
    assert rules.labels_correction(note) == NOTES[note]


@every_wire
@pytest.mark.parametrize("note", [note for note in NOTES if "<" not in note])
def test_a_note_labels_a_correction_on_every_wire(name: str, note: str) -> None:
    assert one(name, Said(note=note)).updates[0].notice == ("correction" if NOTES[note] else "none")


@every_wire
@pytest.mark.parametrize("label", ["Correction: ", "CORRECTED-", "Corrected (March 14): "])
def test_a_headline_labels_a_correction_and_stays_the_story_it_was(name: str, label: str) -> None:
    # only feeds knew it: on a wire the label made another story of it, whose correction was of nothing
    before, after = one(name, Said()), one(name, Said(headline=f"{label}Dam bursts in Peru"))
    assert after.updates[0].notice == "correction"
    assert (after.headline, after.story) == (before.headline, before.story)


@every_wire
@pytest.mark.parametrize("told", [None, "yesterday", "2026-02-30T15:20:00Z"])
def test_an_item_without_its_time_is_refused_unless_the_user_says_the_day(name: str, told: str | None) -> None:
    # the user's day helped in XML only, though every refusal advises it
    for status in (None, "canceled"):
        reason, message = refusal(name, Said(status, told=told))
        assert (reason, "--date DAY" in message) == ("no_date", True)
    day = Reading(day=dt.date(2026, 3, 14), timezone="UTC")
    (update,) = one(name, Said(told=told), day).updates
    assert (update.published_at, update.flags) == (dt.datetime(2026, 3, 14, tzinfo=dt.UTC), ("day_only",))
    (recall,) = one(name, Said("canceled", told=told), day).recalls
    assert recall.recalled_at == dt.datetime(2026, 3, 14, 23, 59, 59, 999999, tzinfo=dt.UTC)  # with all that was told on it


@every_wire
def test_an_item_without_text_is_refused(name: str) -> None:
    # as "empty": a feed whose texts are only linked leaves out what is "not_a_story" without a word
    reason, message = refusal(name, Said(text=""))
    assert (reason, message.endswith(": ask its sender for the whole item")) == ("empty", True)


def _holds(name: str, raw: bytes) -> None:
    form: Format = FORMATS[name]
    (wire_mutants.a_wire_is_well_formed if name in wire_gold.FOLDERS else xml_mutants.reads_the_same_twice)(form, raw)


@every_wire
@settings(deadline=None)
@given(raw=st.binary(max_size=300))
def test_any_bytes_give_one_clear_line(name: str, raw: bytes) -> None:
    _holds(name, raw)


@every_wire
@settings(max_examples=example_count(150), deadline=None)
@given(data=st.data())
def test_a_mutated_document_gives_articles_or_refusals(name: str, data: st.DataObject) -> None:
    is_json = name in wire_gold.FOLDERS
    _holds(name, data.draw(wire_mutants.mutants(wire_gold.inputs(name)) if is_json else xml_mutants.mutants(xml_gold.specimens(name))))
