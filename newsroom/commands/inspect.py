"""What is read, without a log or a store: `newsroom inspect`, `newsroom formats` and `newsroom --version`."""

from __future__ import annotations

from datelines.places import load_gazetteer
from newsroom.claimants import known_claimants
from newsroom.settings import Settings, installed_version
from newsroom.show import tables
from newsroom.show.inspected import inspected
from newsroom.show.inspected import inspected_as_json as inspected_json
from newsroom.show.lines import print_json, say
from producers.formats import index
from producers.formats.common.format import Reading
from producers.intake.taking import read_articles


def inspect(file: str, settings: Settings, reading: Reading, *, as_json: bool) -> None:
    gazetteer = load_gazetteer()
    articles = read_articles(file, reading, gazetteer)
    stories = [inspected(article, gazetteer, known_claimants(settings)) for article in articles]
    if as_json:
        shown = [inspected_json(story) for story in stories]
        print_json(shown[0] if len(shown) == 1 else shown)
    else:
        for story in stories:
            tables.print_story(story)


def show_formats(*, as_json: bool) -> None:
    """The formats, in the order in which a document is tried."""
    known = [{"name": each.name, "what": each.what, "endings": each.endings} for each in index.FORMATS]
    if as_json:
        print_json(known)
    else:
        tables.print_formats(known)


def show_version() -> None:
    say(f"newsroom {installed_version()}")
