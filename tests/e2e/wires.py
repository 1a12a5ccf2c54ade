"""One item's versions as four wires would print them: the same facts in ninjs, AP's JSON, NewsML-G2 and JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

NOON = dt.datetime(2026, 3, 14, 17, tzinfo=dt.UTC)  # in Trujillo
HEADLINE = "Mudslide buries houses in Trujillo"


class Version(NamedTuple):
    number: int
    text: str = ""
    status: str = "usable"  # usable, withheld, canceled
    note: str = ""
    embargo: int | None = None  # minutes after NOON

    @property
    def made_at(self) -> dt.datetime:
        return NOON + dt.timedelta(minutes=10 * self.number)


def _time(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _embargo(version: Version) -> str | None:
    return None if version.embargo is None else _time(NOON + dt.timedelta(minutes=version.embargo))


def ninjs(version: Version) -> bytes:
    item = {
        "uri": "urn:meridian:trujillo", "type": "text", "version": str(version.number), "pubStatus": version.status,
        "standard": {"name": "ninjs", "version": "3.1"}, "versionCreated": _time(version.made_at),
        "firstCreated": _time(NOON), "language": "en", "located": "Trujillo, Peru",
        "headlines": [{"value": HEADLINE}], "bodies": [{"contentType": "text/plain", "value": version.text}],
        "infoSources": [{"name": "Meridian", "role": "provider"}], "edNote": version.note or None,
        "embargoedUntil": _embargo(version),
    }
    return json.dumps({name: value for name, value in item.items() if value is not None}).encode()


def ap(version: Version) -> bytes:
    item = {
        "uri": "https://api.wire.example/content/tru1", "altids": {"itemid": "tru1", "etag": f"tru1_{version.number}"},
        "version": version.number, "type": "text", "pubstatus": version.status, "signals": ["newscontent"],
        "versioncreated": _time(version.made_at), "firstcreated": _time(NOON), "headline": HEADLINE,
        "editorialrole": "FullStory", "provider": "Meridian", "ednote": version.note,
        "datelinelocation": {"city": "Trujillo", "countrycode": "PER", "countryname": "Peru"},
        "body_html": "".join(f"<p>{escape(part)}</p>" for part in version.text.split("\n\n")),
    }
    if version.embargo is not None:
        item["embargoed"] = _embargo(version)
    return json.dumps({"data": {"items": [{"item": item}]}}).encode()


def newsml(version: Version) -> bytes:
    body = "".join(f"<p>{escape(part)}</p>" for part in version.text.split("\n\n"))
    embargo = f"<embargoed>{_embargo(version)}</embargoed>" if version.embargo is not None else ""
    note = f"<edNote>{escape(version.note)}</edNote>" if version.note else ""
    signal = '<signal qcode="sig:correction"/>' if version.note.lower().startswith("correct") else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid={quoteattr("urn:meridian:trujillo")}
 version="{version.number}" standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Meridian"><name>Meridian</name></provider>
<versionCreated>{_time(version.made_at)}</versionCreated>{embargo}<pubStatus qcode="stat:{version.status}"/>
{note}{signal}</itemMeta>
<contentMeta><located><name>Trujillo, Peru</name></located><headline>{escape(HEADLINE)}</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}
</body></html></inlineXML></contentSet></newsItem>""".encode()


def live_blog(version: Version) -> bytes:
    """A page whose one post was edited; the format has no kill and no embargo."""
    post = {
        "@type": "BlogPosting", "@id": "https://meridian.example/trujillo#1", "headline": "Toll",
        "datePublished": _time(NOON + dt.timedelta(minutes=10)), "dateModified": _time(version.made_at),
        "articleBody": version.text,
    }
    if version.note:
        post["correction"] = version.note
    page = {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": HEADLINE,
        "publisher": {"@type": "Organization", "name": "Meridian"}, "datePublished": _time(NOON),
        "contentLocation": {"@type": "Place", "name": "Trujillo, Peru"}, "liveBlogUpdate": [post],
    }
    return f'<!DOCTYPE html><html><head><title>x</title><script type="application/ld+json">{json.dumps(page)}</script></head><body></body></html>'.encode()


WIRES: dict[str, Callable[[Version], bytes]] = {"ninjs": ninjs, "ap": ap, "newsml": newsml, "liveblog": live_blog}
KILLING = ("ninjs", "ap", "newsml")
