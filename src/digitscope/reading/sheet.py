"""What reading gives: a Sheet for each image, with a Reading for each digit on it, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitscope.arrays import Floats
    from digitscope.errors import DigitscopeError

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the image as it is seen, upright; x and y from the upper left corner."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One digit, or why there is none.

    digit: 0..9, or None.  label: the answer's name, of whatever the network was taught; None without an answer.
    confidence: of the answer, 0..1, calibrated on MNIST's held-out digits; 0 where None.
    runner_up: the second choice as a digit, runner_up_label as a name, with runner_up_confidence.
    box: where the ink is, None for a blank image.
    reason: None, BLANK (no ink) or OVERFLOW (the network's own numbers are not finite).
    pixels: (784,) float32, what the network received.  probabilities: (classes,) float64, None without an answer.
    """

    digit: int | None
    confidence: float
    runner_up: int | None
    runner_up_confidence: float
    box: Box | None
    reason: str | None
    pixels: Floats
    probabilities: Floats | None
    label: str | None = None
    runner_up_label: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One image, read.

    source: its name as it was given.  readings: its digits in reading order.  warnings: codes, as TRUNCATED.
    error: why the image could not be read at all; readings is empty then.
    >>> Sheet("7.png").to_mapping()["digits"]
    []
    """

    source: str
    readings: tuple[Reading, ...] = ()
    warnings: tuple[str, ...] = ()
    error: DigitscopeError | None = None

    @property
    def digits(self) -> tuple[int | None, ...]:
        """The answers alone, as digits."""
        return tuple(reading.digit for reading in self.readings)

    @property
    def labels(self) -> tuple[str | None, ...]:
        """The answers alone, by their names."""
        return tuple(reading.label for reading in self.readings)

    def to_mapping(self) -> dict[str, Any]:
        """Plain values, as `digitscope read --format jsonl` writes them.

        A name that is not valid UTF-8 is shown with replacements, and whole in `file_bytes` (hexadecimal).
        """
        name = self.source.encode("utf-8", "surrogateescape")
        readable = name.decode("utf-8", "replace")
        undecodable = {} if readable == self.source else {"file_bytes": name.hex()}
        digits = [
            {
                "digit": reading.digit,
                "label": reading.label,
                "confidence": round(reading.confidence, 6),
                "runner_up": reading.runner_up,
                "runner_up_label": reading.runner_up_label,
                "runner_up_confidence": round(reading.runner_up_confidence, 6),
                "box": None if reading.box is None else list(reading.box),
                "reason": reading.reason,
            }
            for reading in self.readings
        ]
        error = None if self.error is None else {"code": self.error.code, "message": str(self.error)}
        return {
            "file": readable,
            **undecodable,
            "digits": digits,
            "error": error,
            "warnings": list(self.warnings),
        }
