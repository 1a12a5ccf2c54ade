"""Documents of wires in XML, bent: bytes changed, parts in any order; and what holds for whatever comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from producers.formats.common.format import HEAD, Format
from tests.producers.xml_gold import outcome


@st.composite
def mutants(draw: st.DrawFn, paths: Sequence[Path]) -> bytes:
    raw = bytearray(draw(st.sampled_from(paths)).read_bytes())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 40))
        raw[start : start + length] = draw(st.one_of(st.binary(max_size=20), st.just(bytes(raw[:60]))))
    return bytes(raw)


def texts(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts of documents and other words, in any order."""
    return st.lists(st.one_of(parts, st.text(max_size=6)), max_size=14).map("".join)


def reads_the_same_twice(form: Format, document: str | bytes) -> None:
    """A story or a refusal, and no other error."""
    raw = document.encode("utf-8", "ignore") if isinstance(document, str) else document
    form.matches(raw[:HEAD])
    assert outcome(form, raw) == outcome(form, raw)
