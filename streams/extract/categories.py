"""Words that say what happened to people: one row per word or phrase, each with an example that is a test.

Forms, by where the number stands:
  state   after its subject            "12 people are missing"
  verb    a verb after its subject     "12 people from the village died"
  past    both ways                    "12 were killed", "it killed 12"
  active  before its object            "killing 12", "the bodies of 12 men"
  count   a noun after the number      "12 deaths"
  toll    a noun that has a number     "the death toll rose to 12"
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from schemas.events import Category
from streams.extract.phrases import Phrases

Form = Literal["state", "verb", "past", "active", "count", "toll"]


class Predicate(NamedTuple):
    words: str
    category: Category | Literal["same"]  # same: what the figure before said ("only 12 were still there")
    form: Form
    example: str


def _rows(category: Category, form: Form, example: str, *phrases: str) -> tuple[Predicate, ...]:
    """Rows that share category and form; `example` has "_" where the phrase stands."""
    return tuple(Predicate(words, category, form, example.replace("_", words.replace("* ", "the "))) for words in phrases)


KILLED = (
    *_rows("killed", "past", "12 people were _",
           "killed", "slain", "murdered", "massacred", "executed", "beheaded", "assassinated", "slaughtered",
           "shot dead", "shot and killed", "shot to death", "gunned down", "fatally shot", "fatally wounded",
           "fatally injured", "fatally stabbed", "stabbed to death", "beaten to death", "crushed to death",
           "trampled to death", "hacked to death", "burned to death", "burnt to death", "electrocuted",
           "frozen to death", "starved to death", "burned alive", "burnt alive", "buried alive", "found shot", "found hanged", "found slain", "lynched", "swept to their deaths"),
    *_rows("killed", "state", "12 people are _", "dead", "deceased", "found dead", "feared dead", "presumed dead",
           "pronounced dead", "confirmed dead", "declared dead", "lifeless", "among the dead", "among those killed",
           "among the victims", "among the fatalities", "among the deaths"),
    *_rows("killed", "verb", "12 people _", "died", "die", "dies", "passed away", "perished", "drowned", "suffocated", "lost their lives",
           "lost his life", "lost her life", "lost * lives", "did not survive", "froze to death", "starved to death",
           "died of * injuries", "died of * wounds", "fell to their death", "were lost", "bled to death", "succumbed", "plunged to their deaths",
           "fell to their deaths", "to their deaths", "to their death", "to his death", "to her death"),
    *_rows("killed", "active", "the blast _ 12 people", "killing", "kills", "kill", "slaying", "murdering",
           "massacring", "beheading", "executing", "drowning", "leaving dead", "claimed the lives of",
           "claiming the lives of", "took the lives of", "taking the lives of", "cost the lives of", "costing the lives of", "wiped out", "took with it"),
    *_rows("killed", "active", "_ 12 people were reported", "the killing of", "the killings of", "the murder of",
           "the murders of", "the massacre of", "the slaying of", "the slayings of", "the execution of",
           "the deaths of", "the death of", "deaths of", "death of", "killing of", "killings of", "murder of",
           "massacre of", "slaying of", "bodies of", "body of", "the bodies of", "corpses of", "the corpses of",
           "the remains of", "remains of", "loss of", "the loss of"),
    *_rows("killed", "count", "officials reported 12 _", "deaths", "death", "fatalities", "fatality", "dead bodies",
           "lives lost", "killings", "murders"),
    *_rows("killed", "toll", "the _ rose to 12", "death toll", "death tolls", "toll", "death count", "death tally",
           "body count", "fatality count", "count of the dead", "count of dead", "number of dead", "number of the dead",
           "number of deaths", "number of fatalities", "number killed", "number of those killed",
           "number of people killed", "number of * killed", "number of * dead", "number of victims",
           "number of the victims", "toll of the dead", "tally of the dead", "tally of dead", "dead count", "fatalities count",
           "number of confirmed deaths", "number of confirmed dead", "total dead", "earlier toll",
           "previous toll", "initial toll", "earlier death toll", "previous death toll", "initial death toll"),
)
INJURED = (
    *_rows("injured", "past", "12 people were _", "injured", "wounded", "hurt", "maimed", "burned", "badly burned",
           "bruised", "stabbed", "grazed", "scalded", "burnt", "cut by", "hit by", "struck by", "overcome by", "gassed",
           "crippled", "disfigured"),
    *_rows("injured", "state", "12 people are _", "among the injured", "among the wounded", "among those injured",
           "among those wounded", "among those hurt"),
    *_rows("injured", "verb", "12 people _", "suffered injuries", "suffered * injuries", "sustained injuries",
           "sustained * injuries", "suffered wounds", "suffered * wounds", "suffered burns", "suffered * burns",
           "suffered smoke inhalation", "suffered fractures",
           "suffered * fractures", "suffered broken bones", "suffered cuts", "suffered * cuts", "broke bones",
           "sustained wounds", "sustained * wounds", "sustained burns", "sustained * burns", "had injuries",
           "had * injuries", "had burns", "escaped with * injuries", "escaped with injuries", "received injuries",
           "received * injuries", "breathed in smoke", "inhaled smoke"),
    *_rows("injured", "active", "the blast was _ 12 people", "injuring", "wounding", "hurting", "maiming", "injures",
           "wounds", "hurts", "injure", "wound", "the wounding of", "injuries to"),
    *_rows("injured", "count", "officials reported 12 _", "injuries", "injury"),
    *_rows("injured", "toll", "the _ rose to 12", "number of injured", "number of the injured", "number of wounded",
           "number of the wounded", "number of injuries", "number injured", "number of people injured",
           "number of * injured", "number of * wounded", "injury count", "injury toll", "count of the injured",
           "count of the wounded"),
)
MISSING = (
    *_rows("missing", "state", "12 people are _", "missing", "unaccounted for", "unaccounted", "unaccounted-for",
           "not accounted for", "not been accounted for", "not yet been accounted for", "yet to be accounted for",
           "not been heard from", "not heard from", "not been seen", "not been seen since", "not come home",
           "not returned", "not * returned", "not * found", "not * located", "not * accounted for", "never found",
           "could not be found", "cannot be found", "cannot be traced", "could not be reached", "out of contact",
           "out of touch", "feared buried", "believed buried", "feared lost", "lost in", "feared drowned",
           "still under the rubble", "unheard from", "not been found", "not yet been found", "yet to be found", "not been located",
           "yet to be located", "still being sought", "still sought", "being searched for", "lost at sea",
           "nowhere to be found", "washed away", "swept away", "swept out to sea", "not been traced", "untraced", "among the missing", "among those missing"),
    *_rows("missing", "verb", "12 people _", "disappeared", "vanished", "went missing"),
    *_rows("missing", "active", "_ 12 people are not known", "the whereabouts of", "whereabouts of", "no trace of",
           "no sign of", "no word from", "no word of", "no contact with", "lost contact with", "the fate of",
           "the disappearance of"),
    *_rows("missing", "toll", "the _ rose to 12", "number of missing", "number of the missing", "number missing",
           "number of people missing", "number of * missing", "number of * unaccounted", "number unaccounted for",
           "counts of the missing", "count of the missing", "count of missing", "counts of missing", "missing count",
           "list of the missing", "list of missing", "missing list", "total missing"),
)
UNIDENTIFIED = _rows(
    "unidentified", "state", "12 bodies are _", "unidentified", "not identified", "not been identified",
    "not yet been identified", "not yet identified", "still not identified", "yet to be identified",
    "still to be identified", "could not be identified", "not be identified", "awaiting identification",
    "awaited identification", "waiting to be identified", "nameless", "without names", "without a name", "not been named", "not * identified", "yet to be * identified",
    "still being identified", "await identification", "awaiting * identification", "remain to be identified",
    "not been claimed", "unclaimed", "cannot be identified", "not be identified", "not * named", "no name",
    "not been recognized", "beyond recognition", "have no name", "not known by name", "not been matched",
    "yet to be named",
)
HOSPITALIZED = (
    *_rows("hospitalized", "past", "12 people were _", "hospitalized", "hospitalised", "treated", "admitted"),
    *_rows("hospitalized", "state", "12 people are _", "in hospital", "in the hospital", "in hospitals",
           "in * hospital", "in * hospitals", "at * hospital", "at * hospitals", "taken to * hospital",
           "taken to * hospitals", "rushed to * hospital", "rushed to * hospitals", "brought to * hospital",
           "brought to * hospitals", "transported to * hospital", "transported to * hospitals", "sent to * hospital",
           "sent to * hospitals", "admitted to * hospital", "admitted to * hospitals", "airlifted to * hospital",
           "airlifted to * hospitals", "flown to * hospital", "flown to * hospitals", "carried to * hospital",
           "being treated", "treated for", "treated at * hospital", "treated at * hospitals", "treated in * hospital",
           "treated in * hospitals", "in intensive care", "in critical condition", "in serious condition",
           "in stable condition", "in fair condition", "in good condition", "in grave condition", "in surgery",
           "critical", "stable", "under treatment", "receiving treatment", "receiving medical treatment",
           "receiving care", "under observation", "kept overnight", "in * ward", "at clinics", "at * clinics", "on stretchers", "getting treatment", "undergoing treatment", "undergoing surgery", "in care",
           "in clinics", "in * clinics", "in * wards", "on ventilators", "on * ventilator", "on life support"),
    *_rows("hospitalized", "verb", "12 people _", "went to * hospital", "went to * hospitals", "came to * hospital",
           "came to * hospitals", "arrived at * hospital", "arrived at * hospitals", "needed hospital treatment",
           "needed treatment", "required treatment", "required hospital treatment", "required * treatment", "needed * treatment", "needed hospital care",
           "received treatment", "underwent surgery", "sought treatment", "needed surgery", "were seen", "spent the night in * hospital",
           "sought medical care", "sought care", "sought medical treatment", "went to emergency rooms"),
    *_rows("hospitalized", "active", "the hospital was _ 12 people", "treating", "admitting",
           "hospitalizing", "hospitalising", "taken in", "took in", "takes in", "received"),
    *_rows("hospitalized", "toll", "the _ rose to 12", "number of people in hospital", "number in hospital",
           "number of * hospitalized", "number hospitalized"),
)
DETAINED = (
    *_rows("detained", "past", "12 people were _", "detained", "arrested", "taken into custody", "jailed",
           "imprisoned", "rounded up", "taken into detention", "apprehended", "handcuffed", "seized", "captured", "caught",
           "taken in for questioning", "brought in for questioning", "taken away", "led away", "swept up", "remanded",
           "interned", "booked", "nabbed", "hauled away", "put under arrest", "placed under arrest"),
    *_rows("detained", "state", "12 people are _", "among those arrested", "among those detained", "among those held",
           "among the detained", "among the arrested", "in custody", "in police custody", "in * custody", "being held",
           "held for questioning", "held over", "held on", "held in", "held", "in detention", "behind bars",
           "under arrest", "in jail", "in cells", "in lockup", "in lockups", "in * hands", "in * cells"),
    *_rows("detained", "active", "police were _ 12 people", "detaining", "arresting", "arrest",
           "the arrest of", "the arrests of", "arrest of", "arrests of", "the detention of", "holding"),
    *_rows("detained", "count", "police made 12 _", "arrests", "detentions"),
    *_rows("detained", "toll", "the _ rose to 12", "number of arrests", "number of people arrested",
           "number of * arrested", "number of * detained", "number of detainees"),
)
DISPLACED = (
    *_rows("displaced", "past", "12 people were _", "displaced", "evacuated", "uprooted", "moved to shelters",
           "moved to safety", "moved out"),
    *_rows("displaced", "verb", "12 people _", "spent the night in", "stayed in", "stay in"),
    *_rows("displaced", "state", "12 people are _", "homeless", "left homeless", "made homeless", "in shelters",
           "in * shelters", "in camps", "in * camps", "in tents", "out of their homes", "forced from their homes",
           "forced from * homes", "forced out of * homes", "driven from * homes", "driven out of * homes",
           "forced to flee", "forced to evacuate", "forced to leave * homes", "living in tents", "without homes",
           "without a home", "without shelter", "with nowhere to live", "without a roof", "with no home", "housed in", "put up in",
           "lodged in", "staying with relatives", "sheltering in", "sheltering at", "at * shelters", "at shelters",
           "in evacuation centers", "in * centers", "cut off from * homes", "shelter in", "to flee", "to evacuate",
           "to leave their homes", "from their homes", "into shelters", "into * shelters", "into * camps", "into camps", "to * shelters",
           "to * camps", "slept in the open", "slept outside", "sleeping in the open", "sleeping outside"),
    *_rows("displaced", "verb", "12 people _", "moved into * camps", "moved into camps",
           "moved into * shelters", "moved into shelters", "moved to * camps", "fled their homes", "fled * homes", "fled", "left their homes",
           "lost their homes", "sheltered in", "left * villages", "left the area", "lost * homes", "moved to higher ground",
           "took shelter", "sought shelter", "sought refuge", "took refuge"),
    *_rows("displaced", "active", "the flood was _ 12 people", "displacing", "displaces", "uprooting", "evacuating",
           "the evacuation of", "evacuation of", "evacuate"),
    *_rows("displaced", "toll", "the _ rose to 12", "number of displaced", "number of the displaced",
           "number of people displaced", "number of * displaced", "number of evacuees", "number of * evacuated"),
    *_rows("displaced", "count", "the town took in 12 _", "evacuees"),
)
RESCUED = (
    *_rows("rescued", "past", "12 people were _", "rescued", "saved", "plucked from", "pulled to safety",
           "brought to safety", "taken to safety", "pulled out alive", "pulled alive", "dug out alive", "found alive",
           "brought out alive", "recovered alive", "pulled from * alive", "carried to safety", "freed alive",
           "winched to safety", "led to safety", "lifted to safety", "taken out alive", "brought up alive", "pulled from",
           "pulled out of", "dug from", "dug out of", "brought ashore", "taken ashore", "brought to shore",
           "pulled ashore", "pulled to shore", "lifted from", "lifted off", "winched from", "winched off",
           "winched aboard", "taken off", "hauled from", "hauled out", "led out", "carried out", "brought out",
           "pulled out", "taken aboard", "hauled aboard", "pulled aboard", "helped out", "freed from",
           "pulled clear", "brought up", "dug free", "cut free", "found safe", "rescued alive", "airlifted",
           "airlifted to safety", "airlifted out", "airlifted from"),
    *_rows("rescued", "state", "they found 12 people _", "alive", "among those rescued", "among the rescued",
           "among those saved", "to safety", "to shore"),
    *_rows("rescued", "verb", "12 people _", "came out alive", "escaped alive", "made it out", "made it out alive",
           "made it ashore", "swam ashore", "swam to safety", "got out alive", "escaped unhurt", "walked away unhurt",
           "reached safety", "reached the shore", "reached shore", "survived"),
    *_rows("rescued", "active", "boats were _ 12 people", "rescuing", "saving", "rescue", "the rescue of", "rescue of",
           "picked up", "plucked", "lifted", "winched", "winching", "airlifted", "pulled", "pulling", "dug out"),
    *_rows("rescued", "toll", "the _ rose to 12", "number of rescued", "number of people rescued",
           "number of * rescued", "number of those rescued", "number of survivors", "number rescued", "rescued so far"),
    *_rows("rescued", "count", "they counted 12 _", "rescues"),
)
OTHER = (
    *_rows("other", "past", "12 people were _", "killed or wounded", "killed or injured", "killed or hurt",
           "killed and wounded", "killed and injured", "dead or wounded", "dead or injured", "dead or missing",
           "dead and missing", "killed or missing", "dead and wounded", "dead and injured", "wounded or killed",
           "injured or killed", "missing or dead", "identified", "named", "positively identified", "infected",
           "sickened", "poisoned"),
    *_rows("other", "active", "police had _ 12 of the dead", "put names to", "identifying", "names to"),
    *_rows("unidentified", "active", "police had _ 12 of the dead", "yet to identify", "not identified", "not yet identified",
           "unable to identify"),
    *_rows("other", "count", "officials reported 12 _", "casualties", "deaths and injuries", "deaths or injuries",
           "killed and injured"),
    *_rows("other", "toll", "the _ rose to 12", "casualty toll", "casualty count", "number of casualties",
           "casualty figure", "number of dead and wounded", "number of dead and injured", "number of * infected"),
)
SAME = (
    Predicate("still there", "same", "state", "12 were taken to hospital but 3 were still there"),
    *(
        Predicate(words, "same", "state", f"12 were taken to hospital and 3 were {words} the capital")
        for words in ("flown to", "taken to", "transferred to", "sent to", "moved to", "airlifted to")
    ),
    Predicate("shot", "same", "past", "12 people died and 3 were shot"),
    Predicate("still in", "same", "state", "12 were in the camp and 3 were still in"),
    Predicate("remained there", "same", "verb", "12 were taken to hospital but 3 remained there"),
    *(
        Predicate(words, "same", "toll", f"12 people died; {words} later rose to 14")
        for words in ("the figure", "the total", "the number", "the new total", "the count", "the new count", "a total",
                      "the latest count", "the official count", "the overall count", "the new figure", "official figure",
                      "the overall total", "new total", "new count", "new figure", "official count", "the tally",
                      "the new tally", "tally", "earlier figure", "earlier count", "earlier total", "earlier number",
                      "earlier tally", "previous figure", "previous count", "previous total", "previous number",
                      "previous tally", "initial figure", "initial count")
    ),
    Predicate("remain there", "same", "verb", "12 were taken to hospital but 3 remain there"),
)
PREDICATES = (*KILLED, *INJURED, *MISSING, *UNIDENTIFIED, *HOSPITALIZED, *DETAINED, *DISPLACED, *RESCUED, *OTHER, *SAME)
PHRASES = Phrases(PREDICATES)

BARE_TOLLS = {
    "dead": "killed", "missing": "missing", "injured": "injured", "wounded": "injured", "displaced": "displaced",
    "homeless": "displaced", "hospitalized": "hospitalized", "detained": "detained", "killed": "killed",
    "arrested": "detained", "rescued": "rescued", "unidentified": "unidentified",
}  # "the dead", "the confirmed dead", "the missing guests": a toll when a determiner stands before

def _telling(words: str) -> str:
    """The longest word of a phrase: wherever the phrase stands, so does this."""
    return max(words.replace("*", "").split(), key=len)


TRIGGERS = tuple(sorted({_telling(row.words) for row in PREDICATES} | set(BARE_TOLLS) | {"bodies", "corpses", "remains", "body", "victims", "survivors", "ashore", "safety", "hospital", "custody", "lives",
              "deaths", "away", "shelters", "homes"}))
