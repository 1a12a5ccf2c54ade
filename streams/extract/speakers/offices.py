"""Who speaks without an office: relatives, witnesses, rebels, parties, unions, campaigners, posts, a paper's own count.

Told by the words that the text calls a speaker by; a bare name tells nothing. "Union health minister" and "state
radio" speak for a government.
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
    ("Union health minister Ana Corvo said 12 people died.", False),
    ("The hospital's director, Ana Corvo, said 12 people died.", False),
    ("Ana Corvo said 12 people died.", False),
)
_WITHOUT = frozenset(
    (
        "relative relatives family families resident residents villager villagers witness witnesses eyewitness"
        " eyewitnesses survivor survivors neighbour neighbours neighbor neighbors passenger passengers trader traders"
        " fisherman fishermen students youths protesters activist activists campaigner campaigners opposition union"
        " unions rebel rebels insurgent insurgents militant militants guerrilla guerrillas jihadist jihadists taliban"
        " movement front lawyer lawyers amnesty ngo nurse ombudsman weibo facebook telegram twitter post posts website"
        " newspaper weekly daily blog radio station media network monitor monitors observatory watch seismologist"
        " television tv broadcaster journalist photographer blogger portal sister brother cousin father mother wife"
        " husband militia militias fighters houthis hezbollah hamas shabab shabaab liberation party association"
        " elder elders vigilante vigilantes foundation federation charity church bishop priest pastor imam"
        " bystander passer-by holidaymaker holidaymakers group"
    ).split()
)
_ANYWAY = frozenset(
    (
        "opposition volunteers lawmaker lawmakers legislator legislators senator congressman congresswoman mp mla"
        " outlets outlet channels newspapers relatives tourist tourists"
    ).split()
)  # also beside a word of an office: "provincial lawmaker", "rescue volunteers"
_WITH = frozenset(
    (
        "ministry minister government governor police sheriff mayor army military navy coast guard hospital hospitals"
        " authority authorities agency department coroner commissioner commission brigade firefighters rescue rescuers"
        " disaster emergency civil protection defence defense cross crescent prosecutor prosecutors state prefect"
        " prefecture district provincial council spokesman's"
    ).split()
)


def is_without_office(words: Iterable[str]) -> bool:
    """Whether these words, in small letters, name somebody who holds no office."""
    called = {word.removesuffix("'s").removesuffix("’s") for word in words}
    return not called.isdisjoint(_ANYWAY) or (not called.isdisjoint(_WITHOUT) and called.isdisjoint(_WITH))
