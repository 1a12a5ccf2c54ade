"""Who speaks without an office: relatives, witnesses, rebels, parties, unions, campaigners, posts, a paper's own count.

Told by the words that the text calls a speaker by, and where they tell nothing, to whom he belongs; a bare name tells
nothing. "Union health minister" and "state radio" speak for a government.
"""

from __future__ import annotations

from collections.abc import Iterable

EXAMPLES = (
    ("Villagers said 12 people died.", True),
    ("The opposition leader, Ana Corvo, said 12 people died.", True),
    ("The rebels said they had killed 12 soldiers.", True),
    ("Amnesty International said 12 people died.", True),
    ("The provincial lawmaker, Ana Corvo, said 12 people died.", True),
    ("Some outlets said 12 people died.", True),
    ("The church's pastor said 12 people died.", True),
    ("Ana Corvo, secretary of the doctors' union, said 12 people died.", True),
    ("The doctors' union did not agree. Ana Corvo, its secretary, said 12 people died.", True),
    ("The Highland Army, a militia, gave another account. Its commander, Ana Corvo, said 12 people died.", True),
    ("The rebels' governor, Ana Corvo, said 12 people died.", True),
    ("Islamic State said 12 people died.", True),
    ("Ana Corvo, head of the county's rescue service, said 12 people died.", False),
    ("Union health minister Ana Corvo said 12 people died.", False),
    ("The resident physician at the burns institute, Ana Corvo, said 12 people died.", False),
    ("The hospital's director, Ana Corvo, said 12 people died.", False),
    ("Ana Corvo said 12 people died.", False),
)
_WITHOUT = frozenset(
    (
        "relative family families resident residents villager villagers witness witnesses eyewitness eyewitnesses"
        " survivor survivors neighbour neighbours neighbor neighbors passenger passengers trader traders"
        " fisherman fishermen students youths protesters activist activists campaigner campaigners union unions"
        " insurgent militant militants guerrilla guerrillas jihadist jihadists taliban movement front lawyer"
        " lawyers amnesty ngo nurse ombudsman weibo facebook telegram twitter post posts website newspaper weekly"
        " daily blog radio media network monitor monitors observatory watch seismologist television tv"
        " broadcaster journalist photographer blogger portal sister brother cousin father mother wife husband"
        " fighters hezbollah hamas shabab shabaab party association elder elders vigilante vigilantes foundation"
        " federation charity church bishop priest pastor imam bystander passer-by holidaymaker holidaymakers"
        " group trawler youth community leader leaders labour labor sangh syndicate collective organiser"
        " organizer organisers organizers resistance traditional haram isis daesh qaeda convener convenor"
    ).split()
)
_ANYWAY = frozenset(
    (
        "opposition volunteers lawmaker lawmakers legislator legislators senator congressman congresswoman mp mla"
        " outlets outlet channels newspapers relatives tourist tourists rebel rebels insurgents houthi houthis exiled"
        " militia militias liberation"
    ).split()
)  # also beside a word of an office: "provincial lawmaker", "rescue volunteers", "Highland Liberation Army"
_WITH = frozenset(
    (
        "ministry minister government governor police sheriff mayor army military navy coast guard hospital hospitals"
        " authority authorities agency department coroner commissioner commission brigade firefighters rescue rescuers"
        " disaster emergency civil protection defence defense cross crescent prosecutor prosecutors state prefect"
        " prefecture district provincial council spokesman's physician physicians surgeon health medical forensic"
    ).split()
)


def is_without_office(words: Iterable[str], belongs: Iterable[str] = ()) -> bool:
    """Whether these words, in small letters, name somebody who holds no office; `belongs` counts where they tell
    nothing."""
    called = _plain(words)
    if called.isdisjoint(_WITHOUT) and called.isdisjoint(_WITH) and called.isdisjoint(_ANYWAY):
        called = _plain(belongs)
    if not called.isdisjoint(_ANYWAY) or called >= _ISLAMIC_STATE:
        return True
    return not called.isdisjoint(_WITHOUT) and called.isdisjoint(_WITH)


def _plain(words: Iterable[str]) -> set[str]:
    return {word.removesuffix("'s").removesuffix("’s").rstrip("'’") for word in words}


_ISLAMIC_STATE = frozenset({"islamic", "state"})
