"""One story in every format, with a text in every field that its writer could fill: as each format lets it be written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

FRAGMENTS = (
    "[/live]", "[red]", "[link=file:///etc]x[/link]", ":skull:", "\x1b[31m", "\x1b]0;OWNED\x07", "\x9b2J", "\u202etxt.exe",
    "\u2066", "\u200f", "\u061c", "\r", "\b", "\x00", "\x7f", "\x85", "\u2028", "\ud800", "{0}", "%s", "\\[", "\\",
    "Ana Tovar", "火事", "e\u0301", "\t", "\n",
)  # fmt: skip
HOSTILE = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.characters()), max_size=6).map("".join)
"""Markup, what steers a terminal, and any other characters."""

TOLD = "2026-03-14T15:20:00Z"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e-\u202e\u2066-\u2069]")


def _sentence(text: str) -> str:
    return (f"LIMA, Peru ({text}) - Police chief Ana {text} Tovar said 7 people were killed {text} in a fire in Lima on Saturday. "
            f"More than 40 people were injured, the health ministry said {text}.")  # fmt: skip


def _entities(text: str) -> str:
    """As HTML, each character that steers as a reference to it."""
    return _CONTROLS.sub(lambda found: f"&#{ord(found[0])};", html.escape(text))


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def page(text: str) -> bytes:
    said = _entities(text)
    return (f"<html><head><title>{said}</title><meta property='article:published_time' content='{TOLD}'>"
            f'<meta property="og:site_name" content="{said}"><link rel="canonical" href="http://a.invalid/{said}">'
            f"</head><body><article><h1>The Latest: Fire in Lima {said}</h1><p>{_entities(_sentence(text))}</p></article></body></html>"
            ).encode(errors="surrogatepass")  # fmt: skip


def plain(text: str) -> bytes:
    said = _entities(text)
    return (f"The Latest: Fire in Lima {said}\n\nPublished: March 14, 2026\n\n{_entities(_sentence(text))}\n"
            ).encode(errors="surrogatepass")  # fmt: skip


def feed(text: str) -> bytes:
    twice = _xml(_entities(text))
    return (f"<?xml version='1.0'?><rss version='2.0'><channel><title>Desk {_xml(text)}</title><link>http://a.invalid</link><item>"
            f"<guid>g {_xml(text)}</guid><title>Fire in Lima {twice}</title><pubDate>Sat, 14 Mar 2026 15:00:00 GMT</pubDate>"
            f"<author>{_xml(text)}</author><description>{_xml(_entities(_sentence(text)))}</description></item></channel></rss>"
            ).encode()  # fmt: skip


def live_blog(text: str) -> bytes:
    post = {
        "@type": "BlogPosting", "@id": f"urn:x:{text}", "headline": f"Toll {text}", "datePublished": TOLD, "dateModified": TOLD,
        "articleBody": _entities(_sentence(text)), "correction": text,
    }
    return json.dumps({
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": f"Fire in Lima {text}", "datePublished": TOLD,
        "publisher": {"@type": "Organization", "name": text}, "contentLocation": {"@type": "Place", "name": "Lima, Peru"},
        "liveBlogUpdate": [post],
    }).encode()  # fmt: skip


def ninjs(text: str) -> bytes:
    return json.dumps({
        "uri": f"urn:n:{text}", "type": "text", "version": f"1{text}", "pubStatus": "usable", "versionCreated": TOLD,
        "firstCreated": TOLD, "language": "en", "located": "Lima, Peru", "standard": {"name": "ninjs", "version": "3.1"},
        "headlines": [{"value": f"Fire in Lima {text}"}], "bodies": [{"contentType": "text/html", "value": f"<p>{_entities(_sentence(text))}</p>"}],
        "infoSources": [{"name": text, "role": "provider"}], "edNote": text, "subjects": [{"name": text}],
    }).encode()  # fmt: skip


def ap(text: str) -> bytes:
    return json.dumps({"data": {"items": [{"item": {
        "uri": "https://a.invalid/1", "altids": {"itemid": f"a{text}", "etag": "1"}, "version": 1, "type": "text", "pubstatus": "usable",
        "signals": ["newscontent"], "versioncreated": TOLD, "firstcreated": TOLD, "headline": f"Fire in Lima {_entities(text)}",
        "editorialrole": "FullStory", "provider": text, "ednote": text, "body_nitf": f"<p>{_entities(_sentence(text))}</p>",
        "datelinelocation": {"city": "Lima", "countrycode": "PER", "countryname": "Peru"},
    }}]}}).encode()  # fmt: skip


def newsml(text: str) -> bytes:
    return (f"<newsItem guid={_attribute('g' + text)} version='1'><itemMeta><provider literal={_attribute(text)}><name>{_xml(text)}</name></provider>"
            f"<versionCreated>{TOLD}</versionCreated><pubStatus qcode='stat:usable'/><edNote>{_xml(text)}</edNote></itemMeta><contentMeta>"
            f"<headline>Fire in Lima {_xml(text)}</headline></contentMeta><contentSet><inlineXML><html><body><p>{_xml(_sentence(text))}</p>"
            "</body></html></inlineXML></contentSet></newsItem>").encode()  # fmt: skip


def nitf(text: str) -> bytes:
    return (f"<nitf><head><docdata><doc-id id-string={_attribute('i' + text)}/><date.issue norm='{TOLD}'/><ed-msg info={_attribute(text)}/>"
            f"<doc.rights provider={_attribute(text)}/></docdata></head><body><body.head><hedline><hl1>Fire in Lima {_xml(text)}</hl1></hedline>"
            f"<distributor>{_xml(text)}</distributor></body.head><body.content><p>{_xml(_sentence(text))}</p></body.content></body></nitf>"
            ).encode()  # fmt: skip


WRITERS: Mapping[str, Callable[[str], bytes]] = {
    "html": page, "text": plain, "feed": feed, "liveblog": live_blog, "ninjs": ninjs, "ap": ap, "newsml": newsml, "nitf": nitf,
}  # fmt: skip
