"""Tests that have two forms: a short one for `make test`, and the whole one for `make test-long`."""

from __future__ import annotations

from typing import Any

import pytest


def forms(short: Any, long: Any) -> list[Any]:
    """The values of a parameter in the two forms."""
    return [pytest.param(short, id="short"), pytest.param(long, id="long", marks=pytest.mark.long)]
