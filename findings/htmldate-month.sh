#!/usr/bin/env bash
# htmldate 1.11.0 (with dateparser 1.5.0 and python-dateutil 4.0.0), 28 November 2026.
#
# Expected: HTML lets the datetime of a <time> element be a month, as in 2024-05. A reader that answers with a whole day
# would give the month's first day, or no date, and the same for the same page whenever it is asked.
# What happens: the machine-readable month gets today's day of the month: asked on the 28th, 2024-05-28. The month in
# words alone ("May 2024") is 1 January of its year.
# Why it matters: reviews of a disaster are dated by month. Read again tomorrow, the same page has another date, so that
# an old toll moves about among newer ones, and the same article with its date in words lies four months before the
# event it is about.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check \
    htmldate==1.11.0 dateparser==1.5.0 python-dateutil==4.0.0

"$room/venv/bin/python" -I - <<'END'
import sys
from datetime import date
from importlib.metadata import version

from htmldate import find_date

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Flood at Nordhaven: a review</title></head>"
    "<body><article>{}<p>Twelve people died.</p></article></body></html>"
)
before = date.today()
coded = find_date(PAGE.format('<time datetime="2024-05">Spring issue</time>'), original_date=True)
words = find_date(PAGE.format("<p>May 2024</p>"), original_date=True)
after = date.today()

print("htmldate", version("htmldate"), "today is", after)
print('<time datetime="2024-05">:', coded)
print("<p>May 2024</p>:", words)
if coded not in {f"2024-05-{day:%d}" for day in (before, after)} or words != "2024-01-01":
    sys.exit("CHANGED: htmldate no longer fills a month up with today's day, or with 1 January")
if after.day == 1:
    print("(Today is a first: that the day is today's is seen on any other day.)")
print("As described: the coded month has today's day, the month in words is 1 January.")
END
