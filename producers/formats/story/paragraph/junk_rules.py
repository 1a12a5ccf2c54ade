"""What a page prints around its story, as tables: a name, a pattern, an example that the tests hold it to.

Patterns are read without regard to case, but for groups marked (?-i:…), and never look further than a bounded
window. In WHOLE a pattern must match the whole paragraph, in STARTS its beginning.
"""

from __future__ import annotations

from typing import NamedTuple


class Junk(NamedTuple):
    name: str
    pattern: str
    example: str
    needs: tuple[str, ...] = ()  # in lower case: a pattern that begins anywhere is tried where one of them stands


_ORNAMENT = r"[^\w\x22“”‘’'«]{0,4}"
_MORE = r"[\s.!:»>…]{0,4}"
_LINKS = r"(?:stor(?:y|ies)|news|content|articles?|coverage|links)"

WHOLE = (
    Junk("ad", rf"\W{{0,3}}(?:advertisement(?: \d{{1,2}})?\W{{0,3}}){{1,4}}(?:continue reading.{{0,60}})?{_MORE}",
         "AdvertisementADVERTISEMENT"),
    Junk("ad", r"\W?(?:sponsored(?: content)?|ad|ads by .{2,30}|promoted)\W?", "Sponsored content"),
    Junk("ad", r"this advertisement has not loaded yet.{0,80}",
         "This advertisement has not loaded yet, but your article continues below."),
    Junk("continues", r"\W{0,3}(?:story|article|your article) continues? (?:below|after)(?: .{2,30})?\W{0,3}",
         "Story continues below"),
    Junk("bracket",
         r"[\[(]\s?(?:promo|ad|advert|advertisement|related|read more|watch|embed|tweet)\b[^\])]{0,200}[\])]",
         "[promo: a new film]"),
    Junk("bracket", r"[\[(]\s?(?:photos?|video|gallery|image|more)\b[^\])]{0,200}[\])]", "[photo: the bridge]"),
    Junk("promo", r"(?:read(?: more| also| next)?|also read|see also|don['’]t miss)\s?[:|»].{0,160}",
         "READ MORE: Storm nears the coast"),
    Junk("promo", rf"(?:related(?: {_LINKS})?|more(?: {_LINKS})?|trending(?: now)?)\s?[:|»].{{0,160}}",
         "Related story: Storm nears the coast"),
    Junk("promo", r"(?:watch(?: live| now)?|photos?|videos?|gallery|listen|live ?blog|in pictures)\s?[:|»].{0,160}",
         "Watch live: The storm"),
    Junk("promo",
         r"(?:recommended(?: for you)?|you may (?:also )?like|most (?:read|popular)|top stories)\s?[:|»].{0,160}",
         "Recommended: Storm nears the coast"),
    Junk("promo", rf"(?:related(?: {_LINKS})?|more from .{{2,40}}|trending(?: now)?|recommended(?: for you)?){_MORE}",
         "Related stories"),
    Junk("promo", rf"(?:most (?:read|popular)(?: .{{2,20}})?|top stories|read (?:more|next)|you may also like){_MORE}",
         "You may also like"),
    Junk("link", r"(?:click|tap) (?:here|on) .{2,120}", "Click here for the full coverage"),
    Junk("link", r"(?:online|on the web|more information)?:?\s?(?:https?://|www\.)\S{3,200}",
         "Online: www.example.org"),
    Junk("share",
         rf"(?:share|tweet|e-?mail|print|pin|save(?: story| article)?|copy link|facebook|twitter|whatsapp"
         rf"|reddit|linkedin"
         rf"|pinterest|google\+?|\d{{1,5}} shares?|[\s|,•·/]){{1,16}}{_MORE}", "Share Tweet Email"),
    Junk("share", r"(?:share|follow|like|find|join) (?:this(?: \w{2,10})?|us|the .{2,30}) (?:on|via|with) .{2,80}",
         "Share this on Facebook"),
    Junk("read time", r"(?:estimated )?read(?:ing)?(?: time)?:? ?\d{1,3}(?:-\d{1,3})? ?min(?:ute)?s?\W?",
         "Estimated read time: 14-15 minutes"),
    Junk("read time", r"\d{1,3}(?:-\d{1,3})? ?-?min(?:ute)?s? (?:to )?read\W?", "3 min read"),
    Junk("photos", r"\d{1,3} (?:photos?|images?|videos?|comments?|shares?)", "2 photos"),
    Junk("gallery", r"\d{1,3} ?/ ?\d{1,3}[\s:.]{1,3}.{3,480}\([^()]{2,80}\)\W{0,2}",
         "1 / 8 A boat lies on the railway line. (AFP/Ama Example)"),
    Junk("contact", r"(?:(?:media|press) )?(?:enquiries|inquiries|contacts?)\s?:.{2,160}",
         "Media enquiries: Example Unit, (02) 5550 9898"),
    Junk("photo agency", r"(?:(?:pa media|pa wire|getty images?|reuters|afp|epa|ap|shutterstock|press association)"
         r"(?: via |[\s/,|]{0,3})){1,3}", "AFP via Getty Images"),
    Junk("end of a wire", r"\(?-{0,2}ends?(?:item)?-{0,2}\)?|n{4}|keywords?:.{2,160}|\(\(.{4,160}\)\)"
         r"|(?-i:[a-z]{2,4}(?:[-/][a-z]{2,4}){1,5})", "jcr-fgg/ks/dl"),
    Junk("end of a wire", r"\d{6,14}|[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,30}){1,4}|tags?:?", "08041942"),
    Junk("link", r"for (?:a|an|the|more|full|latest) .{2,80}, (?:please )?(?:click|see|go to|double[- ]click)\b.{2,80}",
         "For a graphic on the temple, click on www.example.org"),
    Junk("share", r">> ?.{2,160}", ">> HAVE YOUR SAY: text your views"),
    Junk("mail", r"(?:view|read) this (?:e-?mail|newsletter|message) (?:in|on) .{2,200}"
         r"|you (?:are receiving|receive|received) this .{2,200}", "View this email in your browser"),
    Junk("caption", r"[\[(](?:photo|image|picture|video)[\])]\s.{2,500}", "[Photo] The yard. Photo: our reader"),
    Junk("photos", r"(?:photo|image|slide) \d{1,3} (?:of|/) ?\d{1,3}", "Image 1 of 12"),
    Junk("photos",
         r"(?:(?:show|hide|view|close|open) (?:captions?|gallery|photos?|comments|modal)|play video|full screen)",
         "Hide caption"),
    Junk("ad", r"\W{0,3}(?:advertising|ads?|sponsored|paid content)(?:\W{0,3}|\s?:\s.{2,120})",
         "Ad: Example Hardware, open Sundays."),
    Junk("links", rf"{_ORNAMENT}(?:also (?:on|in)|more on|see also|elsewhere on) (?-i:[A-Z]).{{1,40}}:\s.{{2,160}}",
         "ALSO ON TOWN ONE: How to help | Dam levels"),
    Junk("links", rf"{_ORNAMENT}(?:contact us|write to us|tip us|send us|get in touch|follow us|find us"
         r"|listen (?:live|now)|watch live|download (?:our|the) app|turn on notifications|join our (?:channel|group))\b"
         r".{0,160}",
         "Download our app | Send us your video: 555-0199"),
    Junk("links", rf"{_ORNAMENT}(?:[^|·•\n]{{1,30}}\s?[|·•]\s?){{0,6}}\W{{0,3}}"
         r"(?:share|print|send to a friend|follow (?:us|our|the).{0,20}|in photos|audio|podcast|facebook|tiktok"
         r"|whatsapp)\b[^|·•\n]{0,20}(?:\s?[|·•]\s?[^|·•\n]{1,30}){1,6}",
         "In photos | Audio | Follow our channel", needs=("|", "·", "•")),
    Junk("contact", r"for (?:further|more) information,? ?(?:please )?(?::|contact|call|visit|write).{2,200}",
         "For further information: Ana Example, Head of Information, Maputo"),
    Junk("service", r"(?:traffic|weather|time check|weather follows|road report)\s?[:.]\s.{2,120}",
         "Weather: 31 degrees, showers after 4."),
    Junk("order",
         r"(?:oldest|newest|latest|most recent|earliest) (?:(?:entries|posts?|updates?) )?(?:first|last|on top)\W?",
         "Oldest entries first"),
    Junk("weather", r"weather icon\b.{0,60}|(?:currently:? ?)?-?\d{1,3} ?°\s?[FC]?.{0,30}", "weather icon Clear"),
    Junk("ticker",
         r"(?:dow jones|dow|djia|nasdaq|s&p(?: 500)?|nikkei|ftse|oil"
         r"|gold)\W{1,3}[\d.,]{2,12}\s.{0,60}[+−-]\s?\d.{0,60}",
         "DJIA 20,345.10 +0.30%"),
    Junk("archive",
         r"this (?:story|article|page) (?:is from our archives?|was (?:originally|first) published) ?.{0,80}",
         "This story was originally published by another page."),
    Junk("archive", r"this (?:is|was) an archived (?:story|article|page).{0,160}",
         "This is an archived article and its facts may be old."),
    Junk("archive", r"this (?:story|article|page) (?:has been |is )archived.{0,120}",
         "This article has been archived."),
    Junk("sign-up", r"(?:sign up|subscribe|register|log ?in|sign in)(?: (?:for|to|here|now|today|with)\b.{0,160})?\W?",
         "Sign up for our daily newsletter"),
    Junk("sign-up",
         r"(?:get|have) (?:the )?(?:latest|breaking|top|our) .{0,60}\b(?:inbox|newsletter|alerts?|app)\b.{0,60}",
         "Get the latest news in your inbox"),
    Junk("label", r"breaking(?: news)?\W?", "Breaking"),
    Junk("menu",
         r"skip to .{2,40}|menu|search|back to top|close|loading\W{0,3}|next|previous|comments?(?: ?\(\d{1,5}\))?",
         "Skip to content"),
    Junk("menu", r"home(?: ?[|>/»] ?[\w &]{2,30}){1,5}", "Home > News > World"),
    Junk("tweet", r".{0,500}\bpic\.twitter\.com/\w{4,14}\b.{0,120}", "The bridge is open. pic.twitter.com/abcd1234",
         needs=("pic.twitter",)),
    Junk("tweet", r".{0,500}\bhttps?://t\.co/\w{4,14}\b.{0,120}",
         "The bridge is open. https://t.co/abcd1234", needs=("//t.co/",)),
    Junk("tweet", r".{0,400}(?:—|–|--) ?[^()]{1,60}\(@\w{1,20}\)(?:,? \w{3,9}\.? \d{1,2}, \d{4})?",
         "— Town Police (@townpolice) May 1, 2017",
         needs=("(@",)),
    Junk("tweet",
         r"view (?:image|photo|tweet|this post) on (?:twitter|instagram)|see .{1,40}['’]s other tweets"
         r"|twitter ads info.{0,20}",
         "View image on Twitter"),
)  # fmt: skip

CAPTION_STARTS = (
    Junk("file picture", r"(?-i:FILE)\s?(?:[-–—:]|photo\b|picture\b)", "FILE - In this May 1 photo, a bridge stands."),
    Junk("photo credit", r"\(?(?:photos?|image|picture|video|photo credit|image credit)\s?(?:by\b|:|/|courtesy\b)",
         "Photo: The Town Museum"),
    Junk("caption", r"caption\s?:", "Caption: The bridge."),
    Junk("in this photo",
         r"(?:in|on) this (?:[\w.,]{1,12} ){0,6}(?:photo|image|picture|frame|frame grab|video grab)\b.{0,60}"
         r"\b(?:provided|released|taken|made) (?:by|on"
         r"|from)\b", "In this photo provided by the town, a bridge stands."),
)  # fmt: skip

CREDITS = (
    Junk("credit", r"\(?(?:story|reporting|written|compiled|edited|additional reporting|editing)(?: and \w{2,12})? by "
         r"(?:(?!\b(?:said|says|killed|died)\b).){2,120}", "Story by the Town Gazette."),
    Junk("byline", r"(?:by )?(?:the )?associated press\W?", "The Associated Press"),
    Junk("byline", r"by (?:reuters|afp|ap)\b.{0,30}", "By Reuters"),
    Junk("byline", r"(?-i:B[Yy] [A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,5})"
         r"(?:(?:,| and| [|]|/) .{0,60}\b(?:Press|AP|Reuters|AFP|Writers?|Reporters?|Editors?|Staff"
         r"|Correspondents?|News)\b.{0,30})?",
         "By ANNA EXAMPLE, Associated Press"),
    Junk("copyright", r"(?:copyright\b|©|\(c\)|all rights reserved).{0,400}",
         "Copyright 2017 The Town Gazette. All rights reserved."),
    Junk("copyright", r".{0,80}this material may not be published, broadcast.{0,160}",
         "This material may not be published, broadcast, rewritten or redistributed.",
         needs=("this material may not",)),
    Junk("contributed", r".{2,300}\bcontributed to this (?:report|story|article)\W?",
         "Writers in two towns contributed to this report.", needs=("contributed to this",)),
    Junk("follow",
         r"(?:follow|for more|read more|see|full|find|more)\b.{0,60}\b(?-i:AP['’]s|AP|complete|full|continuing"
         r"|our)\b.{0,50}"
         r"\b(?:coverage|stories)\b.{0,120}", "Follow AP's complete coverage of the flood"),
    Junk("standards", r"our standards:.{2,80}", "Our Standards: The Gazette Principles."),
    Junk("reporters", r"(?-i:[A-Z][\w.'’-]+ (?:[A-Z][\w.'’-]+ )?)reported from (?-i:[A-Z]).{2,80}",
         "Example reported from Townsville.", needs=("reported from",)),
    Junk("site", r"[\w-]{2,30}\.(?:com|org|net|co\.uk)", "Example.com"),
)  # fmt: skip

# From here on a page holds only comments and forms.
TAIL_STARTS = (
    Junk("mail", r"confidentiality notice\b|this e-?mail (?:and any|is confidential|may contain)",
         "CONFIDENTIALITY NOTICE: This e-mail may contain privileged information."),
    Junk("log-in", r"fill in your details below", "Fill in your details below or click an icon to log in:"),
    Junk("log-in",
         r"log ?in (?:to|with) (?:comment|facebook|your)|you must be (?:logged|signed) in|you are commenting using",
         "You must be logged in to post."),
    Junk("comment rules", r".{0,200}\bprovides commenting", "The Gazette provides commenting to allow for talk.",
         needs=("provides commenting",)),
    Junk("comment rules", r".{0,200}\bin order to comment", "In order to comment here, agree to our terms.",
         needs=("in order to comment",)),
    Junk("comment rules", r"comments? (?:are|is|have been) (?:now )?(?:closed|moderated|disabled)",
         "Comments are closed."),
)  # fmt: skip
TAIL_WHOLE = (
    Junk("end of a release", r"[-–—*]{1,3} ?ends? ?[-–—*]{1,3}|notes? (?:to|for) editors?:?", "Notes to editors"),
    Junk("end of a wire", r"[# ]{0,4}(?-i:dpa)-notebook", "# dpa-Notebook"),
    Junk("comments", r"(?:leave|post|write|add) (?:a |your |an )?(?:reply|comments?)(?: .{0,60})?\W?", "Leave a Reply"),
    Junk("comments",
         r"(?:\d{1,5} )?(?:comments|responses|replies)(?: (?:to|on) [“‘«\x22].{2,160})?"
         r"|show comments|join the conversation",
         "3 comments"),
    Junk("comments", r"comments powered by .{2,30}|your email address will not be published.{0,80}",
         "Comments powered by Example"),
)  # fmt: skip

# An editor's note that labels a correction.
NOTE_STARTS = (
    Junk("note", r"[\[(\W]{0,3}(?-i:CORRECTS)\b", "(CORRECTS the toll in the second paragraph)"),
    Junk("note", r"[\[(\W]{0,3}correction(?:\s?:|\s?[—–-]\s)", "Correction: The toll is 12, not 21."),
    Junk("note", r"[\[(\W]{0,3}(?:eds|editor['’]?s['’]? note)\b.{0,200}\bcorrect(?:s|ed|ion)\b",
         "Editor's note: This corrects the toll."),
    Junk("note",
         r"[\[(\W]{0,3}this (?:item|story|version|article|report|update|entry|headline"
         r"|post) (?:(?:has been|have been|was|is|is being) (?:updated to )?)?correct(?:s|ed|ing)?\b",
         "This item has been corrected to show that 12 died."),
)  # fmt: skip
