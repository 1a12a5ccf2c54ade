"""How many dead letters of a source are kept with their bytes: a flood of bad documents must not fill the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from producers.intake.taking import IntakeBatch
from schemas.events import DeadLetter


class LetterQuota:
    """Counts from the start of the process. What is beyond it is kept, too, but without its bytes: where it came from,
    why it was refused and how large it was. So nothing is lost unseen, and the source still has the bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: Counter[str] = Counter()  # by source

    def keep_to(self, batch: IntakeBatch, source_of: Callable[[DeadLetter], str]) -> None:
        """Cut the batch's letters beyond the quota of their source; that it is reached is said once."""
        for number, letter in enumerate(batch.dead_letters):
            source = source_of(letter)
            self._kept[source] += 1
            if self._kept[source] > self._most:
                batch.dead_letters[number] = replace(letter, payload=b"")
            if self._kept[source] == self._most + 1:
                batch.messages.append(
                    f"{source} has given {self._most:,} dead letters: of those that follow name, reason and size are "
                    "kept, not the bytes; mend the source and take it in again (NEWSROOM_DEAD_LETTERS_PER_SOURCE)")


def named_by(paths: Sequence[str]) -> Callable[[DeadLetter], str]:
    """Which of the paths a letter came of; all of them where its name does not say, as of a crawl's page."""

    def path_of(letter: DeadLetter) -> str:
        inside = (path for path in paths if f"{letter.source}/".startswith(f"{path.rstrip('/')}/"))
        return next(inside, ", ".join(paths))

    return path_of
