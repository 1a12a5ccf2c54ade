"""Reads deploy/Dockerfile: stages, and their instructions one by one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


class Step(NamedTuple):
    instruction: str
    value: str


def stages() -> list[list[Step]]:
    """The instructions of each stage, its FROM first; what comes before the first FROM is left out."""
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text(encoding="utf-8"))
    found: list[list[Step]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, _, value = line.partition(" ")
        if instruction == "FROM":
            found.append([])
        if found:
            found[-1].append(Step(instruction, " ".join(value.split())))
    return found


def stage(name: str) -> list[Step]:
    """The instructions of the stage of this name."""
    [found] = [each for each in stages() if each[0].value.endswith(f" AS {name}")]
    return found


def values(stage: list[Step], instruction: str) -> list[str]:
    return [step.value for step in stage if step.instruction == instruction]


def environment(stage: list[Step]) -> dict[str, str]:
    pairs = [pair.partition("=") for value in values(stage, "ENV") for pair in value.split(" ")]
    return {name: value for name, _, value in pairs}
