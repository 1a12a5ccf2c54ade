"""Generated stories as they are told, and the readers of what exports write beside their updates.

The texts are such as the grammar of rolling stories takes as they are: paragraphs of whole sentences of five words or
more, no time headings, no furniture of pages; headlines hold no tags, do not end like a sentence and do not repeat the
text. Those out of the store have been through that grammar before.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from xml.etree import ElementTree

import msgspec
from hypothesis import strategies as st

from newsroom.show.exports.atom import FIGURES
from newsroom.show.exports.story import (
    ExportedFigure,
    ExportedRecall,
    ExportedStatement,
    ExportedStory,
    ExportedVersion,
    uri,
)
from schemas.ids import digest

START = dt.datetime(2026, 3, 14, 15, 20, tzinfo=dt.UTC)
WORDS = "rain fell on the old bridge and men in boats came to the town by night with food for all who wait".split()
SENTENCES = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=5, max_size=24).map(lambda words: " ".join(words).capitalize() + "."),
    st.sampled_from([
        "Tom & Jane <at the bridge> wait for 5 < 6 boats.", "The firm Rock&amp;Sons gave food & <b>boats</b> to the town.",
        "«Agua», said María Ñandú — “nothing more”.", "A man cried: 'The bridge! The bridge!'", "Boats came \u2028or did not come.",
        "The town counts 41 dead, the mayor's office says.", "It rains &lt; &#60; ]]> </script> --> on the town.",
    ]),
)  # fmt: skip
TEXTS = st.lists(SENTENCES, min_size=1, max_size=3, unique=True).map(lambda found: "\n\n".join(found).replace("\u2028", ""))
HEADLINES = st.one_of(
    st.none(), st.sampled_from(["Boats & food", "Water at 5 < 6 metres", "Is it over?", "Toll at 41"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: "Watch on " + " ".join(words)),
)  # fmt: skip
NAMES = st.sampled_from(["PNA", "Agencia Sur & Co", "Radio <Laguna>", "Ñuñoa Herald"])
NUMBERS = st.one_of(st.none(), st.integers(0, 10**6))
MOMENTS = st.integers(0, 10**9).map(lambda milliseconds: START + dt.timedelta(milliseconds=milliseconds))


@st.composite
def figures(draw: st.DrawFn) -> ExportedFigure:
    said = st.builds(
        ExportedStatement, claimant=st.one_of(st.none(), NAMES), carriers=st.lists(NAMES, max_size=2).map(tuple),
        words=st.sampled_from(["41", "at least 45", "dozens"]), low=NUMBERS, high=NUMBERS,
        scope=st.sampled_from(["total", "subset"]), at=MOMENTS, standing=st.booleans(),
    )  # fmt: skip
    return draw(st.builds(
        ExportedFigure, incident=st.integers(0, 3).map(lambda n: uri(digest("incident", n))), place=st.one_of(st.none(), NAMES),
        country=st.sampled_from([None, "PE"]), cause=st.sampled_from([None, "landslide"]),
        category=st.sampled_from(["killed", "missing"]), low=NUMBERS, best=NUMBERS, high=NUMBERS,
        printed=st.sampled_from(["—", "at least 45", "dozens (24)"]), disputed=st.booleans(), as_of=MOMENTS,
        ruled_by=st.one_of(st.none(), NAMES), said=st.lists(said, max_size=3).map(tuple),
    ))  # fmt: skip


@st.composite
def stories(draw: st.DrawFn) -> ExportedStory:
    """Items in one to three versions each, no two told at the same time; recalls and figures."""
    counts = draw(st.lists(st.integers(1, 3), min_size=0, max_size=4))
    times = draw(st.lists(MOMENTS, min_size=sum(counts), max_size=sum(counts), unique=True))
    updates = []
    for index, count in enumerate(counts):
        told = sorted(times.pop() for _ in range(count))
        for number, at in enumerate(told, start=1):
            updates.append(ExportedVersion(
                item=uri(digest("item", index)), number=number, published_at=told[0], told_at=at,
                headline=draw(HEADLINES), text=draw(TEXTS), carrier=draw(st.one_of(st.none(), NAMES)),
                is_correction=number > 1 and draw(st.booleans()),
            ))  # fmt: skip
    recalls = draw(st.lists(st.builds(
        ExportedRecall, item=st.integers(0, 9).map(lambda n: uri(digest("gone", n))), recalled_at=MOMENTS,
        reason=st.sampled_from(["wrong & withdrawn", "The account of a second slide was wrong."]),
    ), max_size=2))  # fmt: skip
    return ExportedStory(
        story="rain-on-the-bridge", uri=uri(digest("export", "rain")), subject="rain on the bridge",
        headline="The Latest: Rain & boats", country=draw(st.sampled_from([None, "PE"])),
        language=draw(st.sampled_from(["en", "und"])), told_at=draw(MOMENTS), policy="house",
        updates=tuple(sorted(updates, key=lambda update: update.told_at, reverse=True)), recalls=tuple(recalls),
        figures=tuple(draw(st.lists(figures(), max_size=3))),
    )  # fmt: skip


def figures_of_ninjs(raw: bytes) -> tuple[ExportedFigure, ...]:
    return msgspec.convert(json.loads(raw)["figures"], tuple[ExportedFigure, ...])


def figures_of_atom(raw: bytes) -> tuple[ExportedFigure, ...]:
    found = []
    for element in ElementTree.fromstring(raw).iter(f"{{{FIGURES}}}figure"):  # noqa: S314 - our own
        said = [
            {**voice.attrib, "carriers": [carrier.text for carrier in voice.findall(f"{{{FIGURES}}}carrier")]}
            for voice in element.findall(f"{{{FIGURES}}}said")
        ]
        found.append(_converted({**element.attrib, "said": said}))
    return tuple(found)


def figures_of_liveblog(raw: bytes) -> tuple[ExportedFigure, ...]:
    found = []
    for each in json.loads(raw).get("about", []):
        event, more = each["observationAbout"], _properties(each)
        where = event.get("location", {})
        said = []
        for claim in each["subjectOf"]:
            its = _properties(claim)
            said.append({
                "claimant": claim.get("author", {}).get("name"), "carriers": [each["name"] for each in claim["publisher"]],
                "words": claim["text"], "low": its.get("minValue"), "high": its.get("maxValue"), "scope": its["scope"],
                "at": claim["datePublished"], "standing": its["standing"],
            })  # fmt: skip
        found.append(_converted({
            "incident": event["@id"], "place": where.get("name"), "country": where.get("address"), "cause": event.get("name"),
            "category": each["measuredProperty"], "low": each.get("minValue"), "best": each.get("value"),
            "high": each.get("maxValue"), "printed": more["printed"], "disputed": more["disputed"],
            "as_of": each["observationDate"], "ruled_by": more.get("ruledBy"), "said": said,
        }))  # fmt: skip
    return tuple(found)


def _properties(node: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in node["additionalProperty"]}


def _converted(value: dict[str, Any]) -> ExportedFigure:
    """What is left out is None."""
    optional = dict.fromkeys(("place", "country", "cause", "low", "best", "high", "ruled_by"))
    said = [{**dict.fromkeys(("claimant", "low", "high")), **each} for each in value["said"]]
    return msgspec.convert({**optional, **value, "said": said}, ExportedFigure, strict=False)
