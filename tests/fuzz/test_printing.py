"""A round of what `python -m tests.fuzz.printing` does for longer."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import time

import pytest

import newsroom
from producers.formats.index import FORMATS
from tests.forms import forms
from tests.fuzz.printing import one_round

ROUNDS = 4  # by chance all documents of one may be readable, or none
SEED = "1" if os.environ.get("CI") else str(int(time.time()))


@pytest.mark.parametrize("documents", forms(len(FORMATS), 24))
def test_whatever_comes_in_is_printed_as_text(documents: int) -> None:
    rounds = [one_round(SEED, documents)]
    while len(rounds) < ROUNDS and not all(map(any, zip(*((r.updates, r.dead_letters) for r in rounds), strict=True))):
        rounds.append(one_round(f"{SEED}-{len(rounds)}", documents))
    assert [found.broken for found in rounds] == [()] * len(rounds), f"seed {SEED}"
    assert any(found.updates for found in rounds), "nothing of it could be read: nothing much was printed"
    assert any(found.dead_letters for found in rounds)


def test_what_steers_a_terminal_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in pkgutil.walk_packages(newsroom.__path__, "newsroom."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)  # what a command loads later would have the true one
    for module in [module for name, module in sys.modules.items() if name.startswith("newsroom.")]:
        if hasattr(module, "harmless"):
            monkeypatch.setattr(module, "harmless", lambda text: text)
    printed = one_round("1", 1)
    assert any("prints" in why and "\\x1b" in why for why in printed.broken)
