"""The pure fold: events of one partition of `figures`, in their order, to changes.

What is decided again, be it sent twice or reprocessed, stands on the log behind newer inputs: it is told to nobody.
Once the mark of a reprocessing says that it is whole, what it prints otherwise is told as `reprocessed`.
"""

from __future__ import annotations

import datetime as dt

from newsroom.changes.board import Board
from newsroom.changes.change import TollChange
from newsroom.changes.state import BoardState, ChangesState
from newsroom.changes.telling import differing
from schemas.events import Event, FigureChanged, FigureReconciled, IncidentsRelinked, Reprocessed, RulingFiled

_AGAIN_FOR = dt.timedelta(days=1)  # longer than any reprocessing: what was only sent twice must not be kept for ever


class TollChanges:
    """The changes that the events of one partition are, given what was told before.

    A function of the events and the times at which the log took them. Holds the incidents of the last 32 days of
    published time, and at most 20,000.
    """

    def __init__(self, state: ChangesState | None = None) -> None:
        self.state = state if state is not None else ChangesState(board=BoardState())
        self._board = Board(self.state.board)

    def fold(self, event: Event, recorded_at: dt.datetime) -> list[TollChange]:
        """What changes by the next event, which the log took at that time; first the rulings that ended until then."""
        ended = self.expired(recorded_at)
        state = self.state
        match event:
            case FigureChanged() | FigureReconciled() | RulingFiled() | IncidentsRelinked():
                offset = event.caused_by.offset
                if offset < state.newest or state.again is not None:
                    self._decided_again(event, offset, recorded_at)
                if offset < state.newest:
                    return ended
                state.newest = offset
                return [*ended, *_applied(self._board, event, recorded_at)]
            case Reprocessed():
                return [*ended, *self._reprocessed(event, recorded_at)]
        return ended

    def expired(self, now: dt.datetime) -> list[TollChange]:
        """The rulings that ended by then and were not told to end, each once."""
        return self._board.expired(now)

    def _decided_again(
        self, event: FigureChanged | FigureReconciled | RulingFiled | IncidentsRelinked, offset: int,
        recorded_at: dt.datetime,
    ) -> None:
        state = self.state
        if state.again is not None and recorded_at - state.again_since > _AGAIN_FOR:
            state.again = None
        if offset < state.newest and (state.again is None or offset < state.again_newest):
            state.again, state.again_since = BoardState(), recorded_at
        if state.again is not None:
            state.again_newest = offset
            board = Board(state.again)
            board.expired(recorded_at)
            _applied(board, event, recorded_at)

    def _reprocessed(self, mark: Reprocessed, recorded_at: dt.datetime) -> list[TollChange]:
        """From here on what was decided again is what was told."""
        state = self.state
        if state.again is None:
            return []
        changes = list(differing(state.board, state.again, mark.event_id, recorded_at))
        state.board, state.again, state.again_newest = state.again, None, -1
        self._board = Board(state.board)
        return changes


def _applied(
    board: Board, event: FigureChanged | FigureReconciled | RulingFiled | IncidentsRelinked, recorded_at: dt.datetime
) -> list[TollChange]:
    if isinstance(event, RulingFiled | IncidentsRelinked):
        board.edited(event)
        return []
    return board.told(event, recorded_at)
