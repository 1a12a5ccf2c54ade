"""Whether a text is English, by its function words; other Latin-script languages are named where they can be told."""

from __future__ import annotations

_FUNCTION_WORDS = {
    "en": frozenset(
        "the of and to in a is are was were that for with has have had says said by from on at after"
        " their his its been not as who an be more it he she they but will there".split()
    ),
    "es": frozenset("el la los las de del que en y un una por con para se su al es más fue han como pero lo".split()),
    "fr": frozenset(
        "le la les des du de et en un une dans que qui est pour par sur au aux ont été plus pas ce".split()
    ),
    "de": frozenset(
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an".split()
    ),
    "it": frozenset("il la le gli di del della che e un una per con sono è nel dei al più da non si ha stato".split()),
    "pt": frozenset("o os as de do da dos das que em um uma por com para se no na é foi mais não ao pelo".split()),
    "nl": frozenset("de het een van en in op te dat die voor met zijn is aan er om niet ook bij naar door".split()),
    "id": frozenset("yang dan di dari untuk dengan pada ini itu dalam tidak akan ke oleh telah juga orang".split()),
    "tr": frozenset("ve bir bu için ile da de olarak çok olan daha gibi kadar sonra en ise".split()),
    "pl": frozenset("i w na z do się że nie jest to o od za przez po jak oraz dla".split()),
}
_OTHERS = tuple((code, words) for code, words in _FUNCTION_WORDS.items() if code != "en")
_ENGLISH = _FUNCTION_WORDS["en"]
_SAMPLE = 1_200  # characters read
_SHORT = 4  # words; of fewer nothing can be told, and a headline without function words is taken for English


_SURE = 6  # different function words that no other language of the table shares in such number


def detect(text: str) -> str:
    """ISO 639-1 code of the text's language; "und" when it cannot be told. Reads the first 1,200 characters."""
    sample = text[:_SAMPLE]
    words = sample.lower().split()
    known = set(words)
    english = len(known & _ENGLISH)
    if english >= _SURE:
        return "en"
    latin = sum(1 for char in sample if char < "\u0250" and char.isalpha())
    letters = latin if sample.isascii() else sum(1 for char in sample if char.isalpha())
    if letters == 0:
        return "en"
    if latin * 2 < letters:
        return "und"
    code, score = max(((code, len(known & table)) for code, table in _OTHERS), key=lambda pair: pair[1])
    if english >= score:
        return "en" if english or len(words) < 3 * _SHORT else "und"
    return code
