"""Words that tell furniture from news. Data only; `words` says what each class means."""

from __future__ import annotations

TRADE = frozenset(
    "© account ad additional ads advertisement advertisements advertising alerts app apps archive article articles "
    "audio author autoplay banner below blog blogger bookmark breaking briefing briefings broadcast browser "
    "bulletin button byline bylines cameraman caption clarity click columnist comment comments compiled content "
    "contributed contributing contributor cookies copy copyright copyrighted correspondent correspondents coverage "
    "credit daily desk developing digest digital donate donation donations download edit edited editing edition "
    "editor editors edits email embed enable enlarge exclusive explained explainer explore facebook factbox feed "
    "feedback file follow followers footage freelance freelancer gallery getty graphic guidelines handout hashtag "
    "headline headlines highlights homepage hyperlink icon image images inbox infographic instagram interactive "
    "javascript join journalism journalist journalists latest learn licence license licensed likes linked linkedin "
    "listen livestream log login logout mail mailbox media membership menu mobile more news newsletter newsletters "
    "newsroom newswire note notification notifications online our page password permission photo photograph "
    "photographer photographs photojournalist photos picture pictures pinterest playback please podcast popup post "
    "posted posts premium preview print privacy prohibited promo promoted proofread published publisher publishing "
    "quiz read reader readers reading reads recap recommended reddit redistributed refresh register related reload "
    "replay replies report reported reporter reporters reporting reprint reprints reproduced reproduction "
    "republication republished reserved retransmitted retweet rewrite rewritten rights roundup rss screenshot "
    "scroll see settings share sidebar sign signup skip slideshow snapchat social sponsor sponsored staffers "
    "stories story stringer style subscribe subscriber subscribers subscription subscriptions survey syndicated tag "
    "tags tap teaser telegram text thread tiktok timeline tips toggle topic topics transcript translated "
    "translation trending trial tune tuned tweet twitter unauthorised unauthorized unlimited unlock unsubscribe "
    "unsupported update updated updates updating us version video videos viewers watch watching we web website "
    "weekly whatsapp widget write writer writers writes writing written you your yours youtube".split()
)
CREDITS = frozenset(
    "© copyright photo photos photograph photographs picture pictures image video reporting writing editing".split()
)
STAMPS = frozenset("© copyright reserved updated published posted".split())
CLOCK = frozenset("min mins minute minutes hour hours day days ago am pm a.m p.m".split())
HARM = frozenset(
    "killed dead death deaths died injured wounded hurt missing bodies toll victims casualties hospitalized".split()
)
SMALL = frozenset(
    "a about above across after again against all along already also although always am among an and another any "
    "are around as at away back be because been before behind being below beneath beside besides between beyond "
    "both but by came can come comes coming could despite did do does down during each earlier either else even "
    "ever every few first for former from get gets go goes going gone got had has have he her here hers him his how "
    "however i if in inside instead into is it its itself just last late later least less like many may me "
    "meanwhile might more moreover most much must my near nearly neither new next now of off on once only onto or "
    "other others our ours out outside over overall own part per perhaps rather several she should since so some "
    "soon still such than that the their theirs them then there these they this those though through throughout "
    "thus till to today together tomorrow tonight too toward towards under until up upon us very via want was we "
    "were what whatever when where whether which while who whom whose why will with within would yesterday yet you "
    "your yours".split()
)
OPENERS = frozenset("police".split())
DENIALS = frozenset("no not never nor neither none nobody nothing without cannot denied denies deny".split())
ADDITIONS = frozenset("more fewer another additional further".split())
