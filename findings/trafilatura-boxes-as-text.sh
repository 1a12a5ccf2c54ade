#!/usr/bin/env bash
# trafilatura 2.3.1, 29 November 2026.
#
# Expected: its documentation says that it takes the main text and leaves out what stands around it, "recurring
# elements, headers and footers, ads, links". A list headed "Most read" and a box of facts about earlier events are
# none of an article's text, and their elements' classes say what they are.
# What happens: where they stand in the element that holds the article, both come out as paragraphs of it, in either
# mode, with nothing that sets them apart from the story's own.
# Why it matters: whoever reads figures out of the text reads the toll of an earlier disaster, and that of another
# story's headline, as this story's.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6

"$room/venv/bin/python" -I - <<'END'
import importlib.metadata
import sys

import trafilatura

STORY = [
    "Six people died when a dam burst above Nordhaven on Tuesday, the governor said.",
    "Two men were still missing in the evening, and eleven people were being treated in the county hospital.",
    "The valley road will stay closed until engineers have looked at the second dam, her office said.",
]
BESIDE = {
    "factbox": "The dam also burst in 1955, when 29 people were killed, and in 1964, when four were.",
    "most-read": "Two killed in kitchen fire in Westhaven",
}
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Six die as dam bursts</title></head><body>
<main><h1>Six die as dam bursts</h1>
{"".join(f"<p>{text}</p>" for text in STORY)}
<section class="factbox"><h4>About the dam</h4><p>{BESIDE["factbox"]}</p></section>
<div class="most-read"><p>Most read</p><p>1. {BESIDE["most-read"]}</p></div>
</main></body></html>"""

print("trafilatura", importlib.metadata.version("trafilatura"))
taken = {}
for fast in (False, True):
    text = trafilatura.extract(PAGE, fast=fast, include_comments=False) or ""
    taken[fast] = [name for name, words in BESIDE.items() if words in text]
    print(f"fast={fast}: {sum(words in text for words in STORY)} of {len(STORY)} paragraphs, beside them {taken[fast]}")
if taken != {False: list(BESIDE), True: list(BESIDE)}:
    sys.exit("CHANGED: boxes and lists of other stories are no longer taken for text")
print("As described: what stands beside the story is taken for its text.")
END
