"""What the units say exists in the code."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path

from newsroom.cli import app
from newsroom.settings import Settings

SERVICE = Path(__file__).parents[2] / "deploy" / "systemd" / "newsroom.service"


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(SERVICE)
    return parser["Service"]


def test_the_command_of_the_service_is_one_of_ours() -> None:
    _, command, *_ = shlex.split(unit()["ExecStart"])
    assert command in {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}


def test_the_environment_of_the_service_sets_what_is_read() -> None:
    name, _, _ = unit()["Environment"].partition("=")
    assert name.removeprefix("NEWSROOM_").lower() in Settings.model_fields
