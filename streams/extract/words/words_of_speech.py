"""Words of attribution: verbs of saying, nouns of speakers, titles. Data only, each row of VERBS with an example."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Verb(NamedTuple):
    """`say` verbs attribute whatever follows; `count` verbs only what a known kind of speaker counts."""

    words: str
    kind: Literal["say", "count"]
    example: str


VERBS = (
    Verb("say says said saying", "say", "Police say 12 people died."),
    Verb("tell tells told", "say", "Police told reporters 12 people died."),
    Verb("report reports reported reporting", "say", "The agency reported 12 people died."),
    Verb("confirm confirms confirmed confirming", "say", "Police confirmed 12 people died."),
    Verb("announce announces announced", "say", "Police announced 12 people died."),
    Verb("add adds added adding", "say", "Police added 12 people died."),
    Verb("state states stated", "say", "The ministry stated 12 people died."),
    Verb("claim claims claimed claiming", "say", "The group claims 12 people died."),
    Verb("insist insists insisted insisting", "say", "The minister insists 12 people died."),
    Verb("tweet tweets tweeted", "say", "The mayor tweeted 12 people died."),
    Verb("write writes wrote", "say", "The mayor wrote 12 people died."),
    Verb("post posts posted", "say", "The mayor posted 12 people died."),
    Verb("think thinks believe believes believed", "say", "The mayor thinks 12 people died."),
    Verb("estimate estimates estimated", "say", "The mayor estimates 12 people died."),
    Verb("note notes noted", "say", "The mayor noted 12 people died."),
    Verb("warn warns warned", "say", "The mayor warned 12 people died."),
    Verb("acknowledge acknowledges acknowledged", "say", "The mayor acknowledged 12 people died."),
    Verb("admit admits admitted", "say", "The company admitted 12 people died."),
    Verb("concede concedes conceded", "say", "The company conceded 12 people died."),
    Verb("specify specifies specified", "say", "The mayor specified 12 people died."),
    Verb("indicate indicates indicated", "say", "The mayor indicated 12 people died."),
    Verb("clarify clarifies clarified", "say", "The mayor clarified 12 people died."),
    Verb("reiterate reiterates reiterated repeat repeats repeated", "say", "The mayor repeated 12 people died."),
    Verb("reckon reckons reckoned guess guesses guessed", "say", "The mayor reckons 12 people died."),
    Verb("suggest suggests suggested", "say", "The mayor suggested 12 people died."),
    Verb("assert asserts asserted contend contends contended", "say", "The group asserts 12 people died."),
    Verb("recall recalls recalled recount recounts recounted", "say", "The mayor recalled 12 people died."),
    Verb("relay relays relayed", "say", "The mayor relayed 12 people died."),
    Verb("inform informs informed advise advises advised", "say", "Police advise 12 people died."),
    Verb("whisper whispers whispered mutter mutters muttered", "say", "The nurse whispers 12 people died."),
    Verb("fear fears", "say", "Officials fear 12 people died."),
    Verb("hear hears heard", "say", "The mayor heard 12 people died."),
    Verb("remark remarks remarked observe observes observed", "say", "The mayor remarked 12 people died."),
    Verb("communicate communicates communicated", "say", "The ministry communicated 12 people died."),
    Verb("underline underlined emphasize emphasizes emphasized", "say", "The mayor emphasized 12 people died."),
    Verb("cry cries cried shout shouts shouted", "say", "The driver shouted 12 people died."),
    Verb("bring brings brought", "count", "Officials brought the death toll to 12."),
    Verb("own owns owned", "count", "The ministry owns to 12 dead."),
    Verb("allege alleges alleged", "say", "The group alleges 12 people died."),
    Verb("boast boasts boasted", "say", "The group boasts 12 people died."),
    Verb("declare declares declared", "say", "The ministry declared 12 people died."),
    Verb("explain explains explained", "say", "The mayor explained 12 people died."),
    Verb("stress stresses stressed", "say", "The mayor stressed 12 people died."),
    Verb("maintain maintains maintained", "say", "The army maintains 12 people died."),
    Verb("disclose disclosed reveal reveals revealed", "say", "The army revealed 12 people died."),
    Verb("show shows showed", "say", "Figures from police show 12 people died."),
    Verb("put puts putting", "count", "Police put the dead at 12."),
    Verb("count counts counted", "count", "The ministry counts 12 dead."),
    Verb("speak speaks spoke spoken", "say", "The mayor spoke of 12 dead."),
    Verb("give gives gave given", "count", "Police give a death toll of 12."),
    Verb("list lists listed", "count", "The ministry lists 12 dead."),
    Verb("record records recorded", "count", "The ministry recorded 12 deaths."),
    Verb("register registers registered", "count", "The ministry registered 12 deaths."),
    Verb("raise raises raised", "count", "Officials raised the death toll to 12."),
    Verb("lower lowers lowered", "count", "Officials lowered the death toll to 12."),
    Verb("cut cuts", "count", "Officials cut the death toll to 12."),
    Verb("revise revises revised revising", "count", "Officials revised the death toll to 12."),
    Verb("correct corrects corrected correcting", "count", "Officials corrected the death toll to 12."),
    Verb("reduce reduces reduced", "count", "Officials reduced the death toll to 12."),
    Verb("update updates updated", "count", "Officials updated the death toll to 12."),
    Verb("take takes took", "count", "Officials took the death toll down to 12."),
    Verb("set sets", "count", "Officials set the death toll at 12."),
    Verb("tally tallies tallied", "count", "The ministry tallied 12 dead."),
    Verb("document documents documented", "count", "The group documented 12 deaths."),
    Verb("verify verifies verified", "count", "The group verified 12 deaths."),
    Verb("publish publishes published release released releases", "count", "The group published a list of 12 dead."),
)
VERB_KIND = {word: row.kind for row in VERBS for word in row.words.split()}

GROUPS = frozenset(
    (
        "officials authorities police activists doctors media medics witnesses residents rescuers investigators"
        " prosecutors firefighters survivors relatives experts militants rebels insurgents organizers organisers"
        " diplomats hospitals networks reports workers paramedics lawmakers ministers commanders monitors"
        " volunteers campaigners villagers locals seismologists forecasters engineers lawyers sources newspapers"
        " agencies outlets officers spokesmen leaders crews teams nurses fighters sheriffs responders services"
        " troops soldiers scientists analysts staff"
    ).split()
)
ROLES = frozenset(
    (
        "official spokesman spokeswoman spokesperson minister governor mayor sheriff chief commander director"
        " president premier officer captain colonel general major lieutenant sergeant prosecutor judge doctor"
        " surgeon nurse coroner examiner lawmaker senator congressman congresswoman representative deputy"
        " secretary ambassador consul diplomat analyst expert priest bishop imam pastor teacher principal"
        " headmaster superintendent inspector commissioner collector prefect administrator manager owner operator"
        " lawyer attorney witness resident man woman survivor relative villager dispatcher coordinator head leader"
        " chairman chairwoman activist medic paramedic firefighter rescuer marshal executive ceo founder professor"
        " scientist seismologist adviser aide envoy monarch king queen pope student neighbor commodore admiral"
        " brigadier ombudsman councilor councillor mp chancellor father mother brother sister son daughter husband"
        " wife worker driver passenger guard source constable shopkeeper"
    ).split()
)
BODIES_WORDS = frozenset(
    (
        "ministry department agency committee observatory center centre council commission office service"
        " services authority army navy military police government brigade group organization organisation"
        " association union alliance federation network party company operator firm hospital university institute"
        " bureau board force guard embassy consulate crescent cross society foundation corps command coalition"
        " presidency parliament court post news press times radio television tv channel newspaper media team"
        " mission fund bank church school district county city state defense defence protection watch league front"
        " movement medical administration"
        " division directorate unit secretariat constabulary municipality prefecture headquarters laboratory"
        " centres centers departments offices ministries councils commissions committees"
    ).split()
)
TITLES = frozenset(
    (
        "mr mrs ms dr prof lt col gen maj capt cmdr adm brig sgt cpl pvt rev fr sen rep gov hon insp supt sir"
        " lord lady president premier prime minister chief vice deputy senior governor mayor sheriff police fire"
        " state federal regional provincial local county district city interior foreign defense defence health"
        " tourism housing commander captain colonel general major lieutenant sergeant inspector commissioner"
        " prosecutor prefect director spokesman spokeswoman spokesperson official secretary senator congressman"
        " ambassador king queen prince pope bishop archbishop cardinal imam commodore admiral brigadier"
        " superintendent professor doctor judge justice attorney principal chairman chairwoman head detective"
        " trooper officer agent marshal assistant acting former medical examiner coroner lawmaker emergency"
    ).split()
)
SHORT_TITLES = {
    "dr": "doctor", "sen": "senator", "gov": "governor", "rep": "representative", "lt": "lieutenant", "col": "colonel",
    "gen": "general", "maj": "major", "capt": "captain", "adm": "admiral", "brig": "brigadier", "sgt": "sergeant",
    "insp": "inspector", "supt": "superintendent", "prof": "professor",
}  # fmt: skip
UNNAMED = frozenset(("official officer source diplomat commander person aide adviser").split())
AUTHORITIES = frozenset(
    (
        "officials official authorities police sheriff ministry minister governor mayor spokesman spokeswoman"
        " chief firefighters army department agency doctors hospital coroner"
    ).split()
)
NOT_ENTITIES = frozenset(
    ("it he she they who that this these those there which what others some many most we you i one nobody none").split()
)
NAME_LINKS = frozenset(("al el de da di la le van von bin ibn abu du del dos der den").split())
BASED = ("-based", "-run", "-led", "-backed", "-controlled", "-held", "-linked", "-affiliated", "-owned")
