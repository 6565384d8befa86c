"""A training as it happens, in the terminal: a line an epoch, and the present one as it grows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from digitscope.cli.options import columns, is_terminal, note, tell

if TYPE_CHECKING:
    from digitscope.training.trainer import Step

WIDTH = 20
NEEDED = 80
"""Columns that a line takes at most: a longer one would wrap, and could not be written over."""


class Live:
    """Shows Steps as they come. Loss and accuracy are means over the present epoch so far.

    Where nobody watches (a pipe), only whole epochs are printed.
    """

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self.since = time.monotonic()
        self.watched = is_terminal() and columns() >= NEEDED
        self.place: float | None = None
        self.sums = (0.0, 0.0, 0.0)
        tell(
            f"{'':32}training            held out\n{'epoch':>9}{'':23}loss    accuracy    loss    accuracy     seconds"
        )

    def show(self, step: Step) -> None:
        """One Step: a new line where it ends an epoch, else the present line anew."""
        row, ended = step.row, step.state.batch == 0 or step.stopped
        if self.place is None:  # a run that was taken up begins amid an epoch
            self.place = int(row.epoch) if row.epoch % 1 else row.epoch - 1
        part = row.epoch - self.place
        self.place = row.epoch
        if part > 0 and row.loss is not None and row.accuracy is not None:
            self.sums = (self.sums[0] + part, self.sums[1] + part * row.loss, self.sums[2] + part * row.accuracy)
        if ended or self.watched:
            start = "\r\x1b[K" if self.watched else ""
            tell(start + self._line(step, ended=ended), end="\n" if ended else "")
        if ended:
            self.sums = (0.0, 0.0, 0.0)
        for warning in step.warnings:
            note(f"warning: {warning}")

    def _line(self, step: Step, *, ended: bool) -> str:
        row, (weight, loss, accuracy) = step.row, self.sums
        behind = 1.0 if ended and step.diverged is None else row.epoch % 1
        epoch = step.state.epoch if ended and step.diverged is None else step.state.epoch + 1
        filled = round(WIDTH * behind)
        line = f"{epoch:>4}/{self.epochs:<4}  {'━' * filled}{'╌' * (WIDTH - filled)} "
        line += f"{loss / weight:<6.4f}  {accuracy / weight:<10.2%}" if weight else " " * 18
        if row.validation_loss is not None and row.validation_accuracy is not None:
            best = "★" if step.improved else " "
            line += f"  {row.validation_loss:<6.4f}  {row.validation_accuracy:<7.2%} {best}"
        return f"{line}  {time.monotonic() - self.since:9.1f}" if ended else line
