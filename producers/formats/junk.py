"""What a page prints around its story: captions, promos, share lines, credits, comment forms.

Every rule is about a whole paragraph, so that none can eat a part of a sentence, and looks at a bounded window.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_WINDOW = 600  # a rule's look at the beginning of a paragraph; captions are looked for at the end, too


class Rule(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    example: str


def _line(name: str, pattern: str, example: str) -> Rule:
    """A rule for the whole paragraph."""
    return Rule(name, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE), example)


def _start(name: str, pattern: str, example: str) -> Rule:
    """A rule for how the paragraph begins."""
    return Rule(name, re.compile(pattern), example)


_END = r"[\s.!:»>…]{0,4}"

JUNK = (
    _line("ad", rf"\W{{0,3}}(?:advertisement\W{{0,3}}){{1,4}}(?:continue reading.{{0,60}})?{_END}", "AdvertisementADVERTISEMENT"),
    _line("ad", r"\W?(?:sponsored(?: content)?|ad|ads by .{2,30}|promoted)\W?", "Sponsored content"),
    _line("ad", r"this advertisement has not loaded yet.{0,80}", "This advertisement has not loaded yet, but your article continues below."),
    _line("continues", rf"\W{{0,3}}(?:story|article|your article) continues? (?:below|after)(?: this)?(?: (?:the |this )?(?:ad|advertisement|video|photo|gallery))?\W?{_END}",
          "Story continues below"),
    _line("bracket", r"[\[(]\s?(?:promo|ad|advert|advertisement|related|read more|watch|photo|photos|video|gallery|image|more|embed|tweet)\b[^\]]{0,200}[\])]",
          "[promo: a new film]"),
    _line("promo", r"(?:read(?: more| also| next)?|also read|see also|related(?: (?:story|stories|news|content|articles?|coverage))?|more(?: coverage| news)?|watch(?: live| now)?"
          r"|trending(?: now)?|don['’]t miss|recommended(?: for you)?|you may (?:also )?like|most (?:read|popular)|photos?|videos?|gallery|listen|live ?blog|in pictures)\s?[:|»].{0,160}",
          "READ MORE: Storm nears the coast"),
    _line("promo", rf"(?:related(?: (?:stories|articles|content|coverage|links|news))?|more from .{{2,40}}|trending(?: now)?|recommended(?: for you)?|most (?:read|popular)(?: .{{2,20}})?|top stories|read more|read next|you may also like){_END}",
          "Related stories"),
    _line("link", r"(?:click|tap) (?:here|on) .{2,120}", "Click here for the full coverage"),
    _line("link", r"(?:online|on the web|more information)?:?\s?(?:https?://|www\.)\S{3,200}", "Online: http://example.org"),
    _line("share", rf"(?:share|tweet|email|e-mail|print|pin|save(?: (?:story|article))?|copy link|facebook|twitter|whatsapp|reddit|linkedin|pinterest|google\+?|[\s|,•·/]|and|\d{{1,5}} shares?){{1,16}}{_END}",
          "Share Tweet Email"),
    _line("share", r"(?:share|follow|like|find|join) (?:this(?: \w{2,10})?|us|the .{2,30}) (?:on|via|with) .{2,80}", "Share this on Facebook"),
    _line("read time", r"(?:estimated )?(?:read(?:ing)?(?: time)?:? ?\d{1,3}(?:-\d{1,3})? ?min(?:ute)?s?|\d{1,3}(?:-\d{1,3})? ?-?min(?:ute)?s? (?:to )?read|read time:? ?.{1,30})\W?",
          "Estimated read time: 14-15 minutes"),
    _line("photos", r"(?:\d{1,3} (?:photos?|images?|videos?|comments?|shares?)|(?:photo|image|slide) \d{1,3} (?:of|/) ?\d{1,3}|(?:show|hide|view) (?:captions?|gallery|photos?)|(?:close|open) (?:modal|gallery)|view comments|play video|full screen)",
          "2 photos"),
    _line("weather", r"weather icon\b.{0,60}|(?:currently:? ?)?-?\d{1,3} ?°\s?[FC]?.{0,30}", "weather icon Clear"),
    _line("ticker", r"(?:dow|djia|dow jones|nasdaq|s&p 500|s&p|nikkei|ftse|oil|gold|\W){1,6}\s?[\d.,]{2,12}\s.{0,100}[+−-]\s?\d.{0,60}", "DJIA 20,345.10 +0.30%"),
    _line("archive", r"(?:editor['’]s note: )?this (?:story|article|page|content|is an archived) ?(?:is from our archives?|was (?:originally|first) published .{0,80}|(?:has been |is )?archived.{0,120}|article or page.{0,120})",
          "This story was originally published by another page."),
    _line("archive", r"this (?:is|was) an archived (?:story|article|page).{0,160}", "This is an archived article and its facts may be old."),
    _line("sign-up", r"(?:sign up|subscribe|register|log ?in|sign in)(?: (?:for|to|here|now|today|with)\b.{0,160})?\W?", "Sign up for our daily newsletter"),
    _line("sign-up", r"(?:get|have) (?:the )?(?:latest|breaking|top|our) .{0,60}(?:inbox|newsletter|alerts?|app)\b.{0,60}", "Get the latest news in your inbox"),
    _line("menu", r"(?:skip to .{2,40}|menu|search|home(?: ?[|>/»] ?[\w &]{2,30}){1,5}|back to top|close|loading\W{0,3}|next|previous|comments?(?: ?\(\d{1,5}\))?)", "Skip to content"),
)  # fmt: skip

CAPTIONS = (
    _start("file picture", r"(?i:FILE\s?(?:[-–—:]|photo|picture)|FILE\))", "FILE - In this May 1 photo, a bridge stands."),
    _start("photo credit", r"(?i:\(?(?:photos?|image|picture|video|credit|photo credit|photo by|image credit)\s?(?:by|:|/|courtesy|from\b))", "Photo: The Town Museum"),
    _start("caption label", r"(?i:caption\b\s?:|(?:in|on) this (?:\w{2,12} ){0,3}(?:file )?(?:photo|image|frame|picture|frame grab|video grab|still image)(?: \w{2,12}){0,8}[ ,]{1,2}(?:provided|released|taken|made|from|a |the |people|rescue))",
           "In this photo provided by the town, a bridge stands."),
)  # fmt: skip
_CREDIT_AT_END = re.compile(
    r"\((?:[^()]{0,80}(?:\bPhoto\b|\bPhotos\b|Getty|/\s?(?:AP|AFP|Reuters|EPA|NurPhoto|Anadolu)\b|\bvia (?:AP|Reuters|AFP|Getty)\b"
    r"|\bfile photo|courtesy|[Hh]andout)[^()]{0,80})\)[\s.]{0,3}\Z|\b(?:AP Photo|Getty Images|Reuters)/[\w .,'’-]{2,60}\Z"
)

CREDITS = (
    _line("credit", r"(?:story|reporting|written|compiled|edited|additional reporting|editing)(?: and [a-z]{2,12})? by (?:(?!\b(?:said|says|killed|died)\b).){2,120}", "Story by the Town Gazette."),
    _line("byline", r"by (?:the )?(?:associated press|reuters|afp|ap)\b.{0,80}", "By The Associated Press"),
    _line("byline", r"(?:the )?associated press\W?", "The Associated Press"),
    Rule("byline", re.compile(r"B[Yy] [A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){0,5}(?:(?:,| and| [|]|/) .{0,60}\b(?:Press|AP|Reuters|AFP|Writers?|Reporters?|Editors?|Staff|Correspondents?|News|[A-Z]{3,})\b.{0,30})?\Z"), "By ANNA EXAMPLE, Associated Press"),
    _line("copyright", r"(?:copyright\b|©|\(c\)|all rights reserved).{0,400}", "Copyright 2017 The Town Gazette. All rights reserved."),
    _line("copyright", r".{0,80}this material may not be published, broadcast.{0,160}", "This material may not be published, broadcast, rewritten or redistributed."),
    _line("contributed", r".{2,300}\bcontributed to this (?:report|story|article)\W?", "Writers in two towns contributed to this report."),
    Rule("follow", re.compile(r"(?i:follow|for more|read more|see|full|find|more)\b.{0,60}\b(?:AP['’]s|AP|complete|full|continuing|our)\b.{0,50}\b(?:coverage|stories)\b.{0,120}\Z"), "Follow AP's complete coverage of the flood"),
    Rule("reporters", re.compile(r"[A-Z][\w.'’-]+ (?:[A-Z][\w.'’-]+ )?reported from .{2,80}\Z"), "Example reported from Townsville."),
    _line("site", r"[\w-]{2,30}\.(?:com|org|net|co\.uk)", "Example.com"),
)  # fmt: skip

TWEETS = (
    Rule("tweet", re.compile(r".{0,500}\b(?:pic\.twitter\.com/\w{4,14}|https?://t\.co/\w{4,14})\b.{0,120}\Z"), "The bridge is open. pic.twitter.com/abcd1234"),
    Rule("tweet", re.compile(r".{0,500}(?:—|–|--|-) ?[^()\n]{1,60}\(@\w{1,20}\)(?:,? \w{3,9}\.? \d{1,2}, \d{4})?\Z"), "— Town Police (@townpolice) May 1, 2017"),
    _line("tweet", r"(?:view (?:image|photo|tweet|this post) on (?:twitter|instagram)|see .{1,40}['’]s other tweets|twitter ads info and privacy)", "View image on Twitter"),
)  # fmt: skip

# From here on a page holds only comments and forms.
TAIL = (
    _line("comments", r"(?:leave|post|write|add) (?:a |your |an )?(?:reply|comment)s?(?: .{0,60})?\W?", "Leave a Reply"),
    _start("log-in", r"(?i:fill in your details below|log ?in (?:to|with) (?:comment|facebook|your)|you must be (?:logged|signed) in|you are commenting using)", "Fill in your details below or click an icon to log in:"),
    _start("comment rules", r"(?i:.{0,200}\b(?:provides commenting|in order to comment|commenters who violate)|comments? (?:are|is|have been) (?:now )?(?:closed|moderated|disabled))", "The Gazette provides commenting to allow for talk."),
    _line("comments", r"(?:\d{1,5} )?(?:comments|responses|replies)(?: (?:to|on) .{2,160})?|show comments|join the conversation|comments powered by .{2,30}|your email address will not be published.{0,80}", "3 comments"),
)  # fmt: skip

_NOTE = re.compile(
    r"(?:[\[(\W]{0,3})(?:CORRECTS|(?i:correction)(?:\s?:|\s?[—–-]\s)|(?i:(?:eds|editor['’]?s['’]? note)\b.{0,200}\bcorrect(?:s|ed|ion)\b)"
    r"|(?i:this (?:item|story|version|article|report|update|entry|headline|post)\b.{0,30}\bcorrect(?:s|ed|ing)\b))"
)
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")


def is_junk(paragraph: str) -> bool:
    """Whether the whole paragraph is no part of the story. A note that labels a correction is kept."""
    window = paragraph[:_WINDOW]
    if is_correction_note(window):
        return False
    if len(paragraph) <= _WINDOW and any(rule.pattern.match(window) for rule in (*JUNK, *TWEETS)):
        return True
    return is_caption(paragraph) or is_credit(paragraph) or is_promo_title(paragraph)


def is_caption(paragraph: str) -> bool:
    if _CREDIT_AT_END.search(paragraph[-200:]):
        return True
    return len(paragraph) <= 1500 and any(rule.pattern.match(paragraph[:_WINDOW]) for rule in CAPTIONS)


def is_credit(paragraph: str) -> bool:
    """Whether it says who wrote, carries or owns the story."""
    return len(paragraph) <= _WINDOW and any(rule.pattern.match(paragraph) for rule in CREDITS)


def begins_tail(paragraph: str) -> bool:
    """Whether comments and log-in forms begin here."""
    return any(rule.pattern.match(paragraph[:_WINDOW]) for rule in TAIL)


def is_correction_note(paragraph: str) -> bool:
    """Whether it is an editor's note that labels a correction."""
    return bool(_NOTE.match(paragraph[:_WINDOW]))


def is_promo_title(paragraph: str) -> bool:
    """Whether it is another story's headline: Every Word in Capitals, no sentence; copy is never set so."""
    if len(paragraph) > 160 or ends_sentence(paragraph):
        return False
    words = _TITLE_WORD.findall(paragraph)
    return len(words) >= 5 and sum(word[0].isupper() for word in words) >= 0.9 * len(words)


def ends_sentence(paragraph: str) -> bool:
    """Whether it ends with the punctuation of a sentence, quotes and brackets aside."""
    return paragraph.rstrip("\"'”’»)]  ").endswith((".", "!", "?", "…", ":", ";"))
