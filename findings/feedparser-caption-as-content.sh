#!/usr/bin/env bash
# feedparser 6.0.14, 28 November 2026.
#
# Expected: Media RSS gives media:description to the picture or film it stands by. feedparser's documentation says that
# an entry's `content` is its full text (content:encoded, Atom's content), and its `summary` the description.
# What happens: whichever description comes second in an item, the picture's included, is put into `content` as text
# like any other. If the picture comes first, its caption is the `summary` and the story is the `content`.
# Why it matters: a reader that prefers `content`, as the fuller text, takes the caption for the story. Captions are
# about archive pictures: a toll of years ago is read as the toll of today, and today's is not read at all.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check feedparser==6.0.14

"$room/venv/bin/python" -I - <<'END'
import sys

import feedparser

STORY = "Twelve people died in the flood at Nordhaven, officials said."
CAPTION = "Boats in the old harbour after the flood of 2009, which killed 40."
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Invented news</title><link>https://news.example/</link><description>Invented</description>
<item><title>Flood at Nordhaven</title><link>https://news.example/1</link>{}</item>
</channel></rss>"""
story = f"<description>{STORY}</description>"
picture = (
    '<media:content url="https://news.example/1.jpg" medium="image" type="image/jpeg">'
    f"<media:description>{CAPTION}</media:description></media:content>"
)

print("feedparser", feedparser.__version__)
seen = []
for order, item in (("story, picture", story + picture), ("picture, story", picture + story)):
    parsed = feedparser.parse(FEED.format(item))
    entry = parsed.entries[0]
    content = [part.value for part in entry.get("content", [])]
    print(f"{order}: bozo {parsed.bozo}, summary {entry.summary!r}, content {content!r}")
    seen.append((bool(parsed.bozo), entry.summary, content))
if seen != [(False, STORY, [CAPTION]), (False, CAPTION, [STORY])]:
    sys.exit("CHANGED: the description that comes second is no longer put into content")
print("As described: the caption of a picture is taken for the text of the story, or for its summary.")
END
