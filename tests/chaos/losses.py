"""Log, store or ledger of a data folder lost, damaged, or put back from an older copy."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_PAGE = 4096  # bytes of SQLite
_BESIDE = ("", "-wal", "-shm", "-journal")


class Loss(NamedTuple):
    what: str  # log, store, ledger
    how: str  # lost, damaged, old copy

    def __str__(self) -> str:
        return f"{self.what} {self.how}"


LOSSES = tuple(Loss(what, how) for how in ("lost", "damaged", "old copy") for what in ("log", "store", "ledger"))


def inject(loss: Loss, data: Path, copy: Path, rng: random.Random) -> None:
    """Do it to the folder; `copy` is the folder as it was once."""
    match loss.how:
        case "lost":
            remove(data, loss.what)
        case "old copy":
            restore(data, copy, loss.what)
        case _:
            _DAMAGES[loss.what](data, rng)


def remove(data: Path, what: str) -> None:
    if what == "store":
        shutil.rmtree(data / "store")
        return
    for suffix in _BESIDE:
        (data / f"{what}.sqlite{suffix}").unlink(missing_ok=True)


def restore(data: Path, copy: Path, what: str) -> None:
    remove(data, what)
    if what == "store":
        shutil.copytree(copy / "store", data / "store", symlinks=True)
        return
    for suffix in _BESIDE:
        if (copy / f"{what}.sqlite{suffix}").exists():
            shutil.copy(copy / f"{what}.sqlite{suffix}", data / f"{what}.sqlite{suffix}")


def _damage_file(what: str) -> Callable[[Path, random.Random], None]:
    """All but the first page is rubbish, or the file is cut short; what SQLite keeps beside it is gone."""

    def damage(data: Path, rng: random.Random) -> None:
        path = data / f"{what}.sqlite"
        raw = path.read_bytes()
        for suffix in _BESIDE[1:]:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        cut = rng.random() < 0.3
        path.write_bytes(raw[:len(raw) // 2] if cut else raw[:_PAGE] + rng.randbytes(max(0, len(raw) - _PAGE)))

    return damage


def _damage_store(data: Path, rng: random.Random) -> None:
    """A part of a table is gone, or its columns are zeros."""
    parts = sorted(path.parent for path in (data / "store" / "clickhouse").glob("store/*/*/all_*/data.bin"))
    part = rng.choice(parts)
    if rng.random() < 0.5:
        shutil.rmtree(part)
    else:
        (part / "data.bin").write_bytes(bytes((part / "data.bin").stat().st_size))


_DAMAGES: dict[str, Callable[[Path, random.Random], None]] = {
    "log": _damage_file("log"), "ledger": _damage_file("ledger"), "store": _damage_store,
}
