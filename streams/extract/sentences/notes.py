"""Correction notes: where a desk takes back what its own earlier text said, and which numbers it takes back.

Two tables. OWN names the desk's text and voice: a verb of saying behind it tells what was said wrongly. TURNS are the
words that take a number back, put one right, or lead away from numbers. "a/b c" in a row stands for "a c" and "b c".
Each row carries an example that is a test: 41 is taken back in it, 39 is put right, other numbers are neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal, NamedTuple, TypeVar

from streams.extract.sentences.line import Line
from streams.extract.sentences.qualifiers import Quantity
from streams.extract.words.phrases import Phrases

Role = Literal["old", "new", "perhaps", "aside"]  # perhaps: old where the update has another number


class Own(NamedTuple):
    """`sure`: whoever names it speaks of the desk's text; else only within a note, or with a word of error."""

    words: str
    sure: bool
    example: str


_FORMER = "earlier/previous/original/initial/prior/first/older/preceding/outdated"
_PIECES = "story/article/report/update/post/item/entry/dispatch/piece/headline/page/blog/summary/alert/caption/tweet"
OWN = (
    Own(f"{_FORMER} * version/versions/headline/headlines", True, "An earlier version said 41 people died."),
    Own(f"{_FORMER} * story/article", True, "A previous story said 41 people died."),
    Own(f"version/versions of this/our/the/that {_PIECES}", True, "Some versions of this story said 41 people died."),
    Own(f"our/this/ap {_FORMER} * report/update/post/item/entry/tweet/caption/dispatch/summary", True,
        "Our earlier report said 41 people died."),
    Own(f"{_FORMER} * report/update/post/item/entry/alert/tweet/caption/dispatch/summary", False,
        "Correction: A previous update said 41 people died."),
    Own(f"this/our/the {_PIECES}/version/newspaper", False, "This post originally said 41 people died."),
    Own("this/our live blog", False, "Our live blog earlier said 41 people died."),
    Own("we", False, "Correction: We said 41 people died."),
    Own("ap/afp/reuters/upi/bbc/cnn/guardian", False, "Correction: Reuters said 41 people died."),
    Own("associated press", False, "Correction: The Associated Press said 41 people died."),
    Own("france-presse", False, "Correction: Agence France-Presse said 41 people died."),
)  # fmt: skip


class Turn(NamedTuple):
    """Words from which on numbers are `role`: all of them, or only the `next`, or the `last` one before.

    `other`: the next number is put right where the rest is taken back, taken back otherwise. `opens`: whether the
    words alone make a note of the sentence: always, at its start, behind a number taken back (pair), or not.
    """

    words: str
    role: Role | Literal["other", "none"]
    example: str
    reach: Literal["on", "next", "last"] = "on"
    opens: Literal["always", "start", "pair", "no"] = "no"
    near: str = ""  # one of these words must be in the sentence


_AMENDED = "corrected/amended/edited/changed/updated/clarified/modified/revised"
TELLING = "say/show/reflect/read/state/give/fix/make/clarify/correct/note/indicate/attribute"
_REMOVED = "removed deleted withdrawn withdrew retracted"
_DELETED = "sentence/line/paragraph/tweet/post/alert/headline/story/report/claim"
_WRONG = "wrong/incorrect/inaccurate/erroneous/mistaken"
TURNS = (
    Turn(f"{_AMENDED} to {TELLING}", "new", "This story has been corrected to say 39 people died, not 41.",
         opens="always"),
    Turn(f"{_PIECES} * been corrected/amended/edited/clarified", "new",
         "UPDATE: this item has been amended: the death toll is 39 and not, as we wrote, 41", opens="always"),
    Turn(f"this/our {_PIECES}/version corrects", "new", "This version corrects the number of dead to 39, not 41.",
         opens="always"),
    Turn(f"{_AMENDED} to", "new", "This item has been amended to 39 dead from 41."),
    Turn("corrects/correcting", "new", "CORRECTS number of dead to 39 from 41", opens="start"),
    Turn("refiles/refiling/repeats to correct/fix/show", "new", "(Refiles to correct death toll to 39 from 41)",
         opens="always"),
    Turn("correctly said/stated/reported", "new",
         "The headline wrongly said 41 people died; the story correctly said 39 people died."),
    Turn("correct/actual/right number/figure/toll/total/count/tally", "new",
         "The correct number of dead is 39, not 41.", opens="always"),
    Turn(f"{_WRONG} number/figure/toll/total/count/tally", "none",
         "An article on the dam gave an incorrect number of deaths. It was 39, not 41.", opens="always"),
    Turn("should have said/been/read/stated/given/reported/put", "new",
         "An earlier version said 41 people died; it should have said 39 people died."),
    Turn("should read/be/say", "new", "Correction: 41 people dead should read 39 people dead."),
    Turn("it earlier/previously/originally/initially/first said/reported/stated/gave/put", "old",
         "The story has been corrected; it earlier said 41 people died."),
    Turn("in fact/reality", "new", "An earlier version said 41 people died, in fact 39 people did die."),
    Turn("it is/was", "new", "An earlier version gave the number of dead as 41. It is 39."),
    Turn("when", "new", "An earlier version said 41 people died when only 39 had."),
    Turn("but", "new", "An earlier version said 41 people died, but 39 people died."),
    Turn("not", "other", "Correction: 39 people died, not 41.", "next"),
    Turn("instead of", "other", "Corrects to fix the death toll: 39 instead of 41", "next"),
    Turn("rather than", "other", "Correction: 39 people died rather than 41.", "next"),
    Turn("as opposed to", "other", "Correction: 39 people died as opposed to 41.", "next"),
    Turn("in place of", "other", "Corrects death toll to 39 in place of 41", "next"),
    Turn("sted/replacing", "other", "Corrects death toll to 39, sted 41", "next"),
    Turn("from", "old", "Corrects death toll to 39 from 41", "next"),
    Turn("as earlier/previously/originally/initially/first reported/stated/said/published/written/given", "old",
         "The number of dead is 39, not 41 as earlier reported.", "last", opens="pair"),
    Turn("as we/was/were * reported/stated/said/wrote/published/given", "old",
         "The number of dead is 39, not 41 as we had reported.", "last", opens="pair"),
    Turn("reference/references/mention/mentions to/of", "old", "We have removed a reference to 41 dead.",
         opens="always", near=_REMOVED),
    Turn(f"{_DELETED} that/which said/stated/reported/put/gave", "old",
         "We have deleted a tweet that said 41 people died.", opens="always", near=_REMOVED),
    Turn(f"{_DELETED} saying/stating", "old", "A post saying 41 people died has been deleted.", opens="always",
         near=_REMOVED),
    Turn("our/its/their/his/her report/story/claim/statement that", "old",
         "We have withdrawn our report that 41 people died.", opens="always", near="withdrawn withdrew retracted"),
    Turn(f"was/were/is {_WRONG}", "old", "Correction: The 41 dead we gave was wrong.", "last"),
    Turn("spelling/name/names/surname/age/ages/rank/title/hometown/nationality/date/day/location/identity of", "aside",
         "An earlier version misstated the ages of two of the dead."),
    Turn("misspelled/misspelt/misidentified/misnamed/mislabeled/misattributed/attributed", "aside",
         "An earlier version misidentified two of the dead."),
    Turn(";", "none", "An earlier version said 41 people died; 12 people are missing."),
    Turn("—", "none", "An earlier version said 41 people died — 12 people are missing."),
    Turn("while", "none", "An earlier version said 41 people died while 12 people are missing."),
)  # fmt: skip

_SAYING = frozenset(
    "said says stated reported gave given put listed told wrote written read showed had carried contained claimed"
    " recorded noted counted included published posted tabulated referred quoted cited say saying".split()
)
_MISTOLD = frozenset("misstated misreported overstated understated miscounted misquoted misstates transposed".split())
_WRONGLY = frozenset("wrongly incorrectly erroneously mistakenly inaccurately falsely".split())
_AMISS = frozenset({"in error", "by mistake"})  # right behind the verb: "reported in error"
_ERRORS = frozenset("editing reporting typographical typing production transcription translation editor's".split())
_TOLD = _SAYING - frozenset(
    "counted included listed recorded noted published carried contained had showed read say saying".split()
)
_FIRST = frozenset("originally initially previously earlier first".split())
_AGENTS = frozenset("we ap afp reuters upi bbc cnn guardian press france-presse".split())
_TEXT_WORDS = frozenset((*_PIECES.split("/"), "newsletter", "bulletin", "brief", "gallery", "video", "graphic", "file"))
_TEXTS = frozenset("story headline article update item".split())
_TURNING = frozenset("; — but while after because since when".split())  # the desk's text is not their subject
_LABELS = frozenset(
    "correction corrections clarification clarifications corrected amendment erratum corrigendum".split()
)
_LABEL_ENDS = frozenset(": — . ( [".split())
_LABEL_LINKS = frozenset("to of for from on at".split())
_LABEL = 12  # words among which a label's colon stands
_CUES = (
    _LABELS | _WRONGLY | _MISTOLD | _FIRST | frozenset(_REMOVED.split())
    | frozenset(_AMENDED.split("/")) | frozenset(_WRONG.split("/"))
    | frozenset(
        "version versions headline headlines alert story article error mistake correct corrects correcting correctly"
        " actual right note refiles refiling repeats we".split()
    )
)  # fmt: skip
_PAIR = 7  # words between "not" and its number
_BARE_ENDS = frozenset(("", ".", ",", ")", "]", ";", '"', "'", "dead", "people", "in", "to"))
_PAIR_ASIDE = frozenset(
    ", \" ' the a of as at we had it was were is wrote said stated reported earlier previously originally initially"
    " first wrongly incorrectly erroneously mistakenly to for".split()
)


class NumberInNote(NamedTuple):
    """What a note makes of a number, and the token behind the words that say so."""

    role: Role
    behind: int


class Note(NamedTuple):
    """A sentence of a note; `roles` by the first token of a number; `own` are words that name no speaker."""

    roles: dict[int, NumberInNote]
    own: list[tuple[int, int]]


R = TypeVar("R", Own, Turn)


def _spelled(rows: Sequence[R]) -> Iterator[R]:
    """The rows with every choice of a/b written out."""
    for row in rows:
        for words in product(*(word.split("/") for word in row.words.split())):
            yield row._replace(words=" ".join(words))


_OWN: Phrases[Own] = Phrases(_spelled(OWN))
_TURNS: Phrases[Turn] = Phrases(_spelled(TURNS))


def notes_of(lines: Sequence[Line], carrier: str | None = None) -> dict[int, Note]:
    """The sentences of correction notes by id of their line. A note goes on to the end of its paragraph."""
    found: dict[int, Note] = {}
    desk = _AGENTS if carrier is None else agencies_in(carrier)
    paragraph, spoke = -1, False
    for line in lines:
        noted = line.paragraph == paragraph
        if not noted and _CUES.isdisjoint(line.present):
            continue
        label = _label_end(line)
        note = _Scan(line, desk, noted=noted or label > 0, goes_on=noted and spoke, start=label).note()
        if note is not None:
            found[id(line)] = note
            spoke = bool(note.own)
            alone = label > 0 and len(line.words) - label < 3  # "CORRECTION." on a line of its own
            paragraph = line.paragraph + alone
    return found


def agencies_in(carrier: str) -> frozenset[str]:
    """The words by which a carrier may name itself in its notes."""
    named = frozenset(carrier.lower().split()) & _AGENTS
    return named | {"press"} if "ap" in named else named


def _label_end(line: Line) -> int:
    """The token behind "Correction:", "(CLARIFICATION —", "Correction to the 2 p.m. update:"; 0 without a label."""
    i = 0
    while line.word(i) in ("(", "[", '"', "*", "eds", "update", ":", "—"):
        i += 1
    words = line.words
    if words[i : i + 3] in (["editor", "'s", "note"], ["editors", "'", "note"], ["note", "to", "readers"]):
        i += 2
    elif line.word(i) not in _LABELS:
        return 0
    i += line.word(i + 1) == "*"
    if line.word(i + 1) in _LABEL_LINKS or line.word(i + 1) in ("(", "["):
        colon = next((k for k in range(i + 2, min(i + _LABEL, len(words))) if words[k] == ":"), None)
        return colon + 1 if colon is not None else (i + 2 if line.word(i + 1) in ("(", "[") else 0)
    return i + 2 if line.word(i + 1) in _LABEL_ENDS or not line.word(i + 1) else 0


class _Scan:
    """One walk over a sentence. `role` is what its next number is; `desk` whether the desk's text is the subject."""

    def __init__(self, line: Line, carrier: frozenset[str], *, noted: bool, goes_on: bool, start: int) -> None:
        self.line = line
        self.present = line.present
        self.turns = frozenset(_TURNS.starts(line.words, line.present))
        self.owns = frozenset(_OWN.starts(line.words, line.present))
        self.carrier = carrier
        self.is_note = noted
        self.labelled = start > 0
        self.start = start
        self.role: Role | None = None
        self.behind = start
        self.pair: tuple[Turn, int] | None = None
        self.desk: str | None = "it" if goes_on and line.words[0] == "it" else None
        self.last: int | None = None  # the number before, of this clause
        self.roles: dict[int, NumberInNote] = {}
        self.own: list[tuple[int, int]] = []

    def _tells_of_error(self) -> bool:
        """ "Because of an editing error the story said"; a pilot's error is none of the desk's."""
        words = self.line.words
        return "error" in self.present and words[words.index("error") - 1] in _ERRORS

    def note(self) -> Note | None:
        i = self.start
        while i < len(self.line.words):
            quantity = self.line.quantity_at.get(i)
            if quantity is not None:
                self._number(quantity)
                i = quantity.last + 1
            else:
                i = self._word(i)
        return Note(self.roles, self.own) if self.is_note else None

    def _number(self, quantity: Quantity) -> None:
        before, self.last = self.last, quantity.first
        if self.pair is not None:
            turn, behind = self.pair
            self.pair = None
            between = self.line.words[behind : quantity.first]
            bare = turn.words != "from" or self.line.word(quantity.last + 1) in _BARE_ENDS
            if bare and len(between) <= _PAIR and _PAIR_ASIDE.issuperset(between):
                of_old = self.role in ("old", "perhaps") or self.desk in ("version", "versions")
                flipped = turn.role == "other" and of_old
                self.roles[quantity.first] = NumberInNote("new" if flipped else "old", quantity.first)
                if before is not None:
                    self.roles.setdefault(before, NumberInNote("old" if flipped else "new", before))
                return
        if self.role is not None:
            self.roles[quantity.first] = NumberInNote(self.role, self.behind)

    def _word(self, i: int) -> int:
        """Take in the words at i; the token behind them."""
        words, word = self.line.words, self.line.words[i]
        turned = _TURNS.find(words, i, self.present) if i in self.turns else None
        if word in _TURNING:
            self.desk = None
        if turned is not None and (not turned[0].near or not self.present.isdisjoint(turned[0].near.split())):
            self._turn(turned[0], i, turned[1] + 1)
            return turned[1] + 1
        named = _OWN.find(words, i, self.present) if i in self.owns else None
        if named is not None and self._names_the_desk(named[0], i, named[1] + 1):
            self.desk = words[named[1]]
            self.own.append((i, named[1] + 1))
            self.is_note = self.is_note or named[0].sure
            return named[1] + 1
        if word in _SAYING or word in _MISTOLD:
            self._said(i)
        return i + 1

    def _turn(self, turn: Turn, i: int, behind: int) -> None:
        opens = turn.opens == "always" or (turn.opens == "start" and self._starts(i))
        if turn.reach == "last":
            taken_back = self.last in self.roles
            opens = turn.opens == "pair" and taken_back
            if self.last is not None and self.is_note and turn.opens == "no" and not taken_back:
                self.roles[self.last] = NumberInNote("old", self.last)
        elif turn.reach == "next":
            self.pair = turn, behind
        else:
            if turn.words.startswith("should ") and self.last is not None and self.is_note:
                self.roles.setdefault(self.last, NumberInNote("old", self.last))  # "41 should read 39"
            self.role = None if turn.role == "none" or turn.role == "other" else turn.role
            self.behind = behind
            self.desk = None
            self.last = None
            if turn.role != "none":
                self.own.append((i, behind))
        self.is_note = self.is_note or opens

    def _starts(self, i: int) -> bool:
        return i == 0 or self.line.words[i - 1] in ("(", "[", ":", ";", "—") or i == self.start

    def _names_the_desk(self, own: Own, i: int, end: int) -> bool:
        words = self.line.words
        if own.sure:
            if words[end : end + 1] == ["of"]:  # not "the first version of the list"
                return not _TEXT_WORDS.isdisjoint(words[end + 1 : end + 6])
            return self.line.word(end) not in ("by", "from", "in")
        if words[:i].count('"') % 2:
            return False  # somebody is quoted
        if self.labelled or self._tells_of_error():
            return True
        ours = words[i] in ("we", "our", "this")
        if self.is_note and (ours or words[end - 1] in _TEXTS):
            return True
        beside = (*words[max(i - 2, 0) : i], *words[end : end + 3])
        return (ours or words[end - 1] in self.carrier) and not _FIRST.isdisjoint(beside)

    def _said(self, i: int) -> None:
        """A verb of saying: what follows was said by the desk's text, or wrongly by whomever."""
        words = self.line.words
        wrongly = " ".join(words[i + 1 : i + 3]) in _AMISS or not _WRONGLY.isdisjoint(
            (*words[max(i - 2, 0) : i], *words[i + 1 : i + 2])
        )
        mistold = words[i] in _MISTOLD or (wrongly and words[i] in _TOLD)
        if not mistold and self.desk is None:
            return
        if not mistold and self.desk in _AGENTS and not self.is_note and not self._tells_of_error():
            self.role = "perhaps"
        else:
            self.role = "old"
        if mistold:
            self.own.append((i, i + 1))
        self.is_note = True
        self.behind = i + 1
        passive = mistold and not {"was", "were", "been"}.isdisjoint(words[max(i - 2, 0) : i])
        if passive and self.last is not None:
            self.roles[self.last] = NumberInNote("old", self.last)
