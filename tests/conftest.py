"""Hypothesis searches anew at every run by hand; in CI it tries the same examples every time, so that a change is
judged by what it changed."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
