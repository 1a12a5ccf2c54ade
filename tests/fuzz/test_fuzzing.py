"""Every parser on generated documents: no exception but the documented one, no hang, bounded memory.

The long form takes some seconds for each; `make fuzz` is longer still.
"""

from __future__ import annotations

import os
import time

import pytest

from datelines.places import Gazetteer, load_gazetteer
from producers.article import Parsed
from producers.formats.common.format import Format, Reading
from producers.formats.index import FORMATS
from tests.forms import forms
from tests.fuzz.fuzzing import fuzz

SECONDS = float(os.environ.get("NEWSROOM_TEST_FUZZ_SECONDS", "10"))
SEED = 1 if os.environ.get("CI") else int(time.time())


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize("most", forms(100, None))
@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_parser_holds_its_contract_whatever_it_is_given(known: Format, most: int | None, gazetteer: Gazetteer) -> None:
    run = fuzz(known, SECONDS if most is None else 300, SEED, gazetteer, most)
    assert [(found.why, found.document[:2000]) for found in run.found] == [], f"seed {SEED}"
    assert run.documents > 0
    assert run.read > 0, "none of the documents was still a story: nothing much was tried"


def test_what_breaks_the_contract_is_found(gazetteer: Gazetteer) -> None:
    def breaks(raw: bytes, source: str, reading: Reading, _: Gazetteer) -> Parsed:
        if len(raw) % 7 == 0:
            raise ValueError(source)
        return Parsed(articles=())

    broken = FORMATS[-1]._replace(parse=breaks)
    run = fuzz(broken, SECONDS, SEED, gazetteer)
    assert "ValueError: fuzz" in run.found[0].why
