"""Readings as cards for a terminal: in go pictures with their answers, out comes one string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.pictures.blocks import Ink, bar, columns, padded, percent, picture, shortened
from digitscope.pictures.colours import BLUE, GREY

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGE: Final = {  # three lines of four columns each
    "0": "█▀▀█ █  █ ▀▀▀▀", "1": " ▄█    █   ▀▀▀", "2": "▀▀▀█ █▀▀▀ ▀▀▀▀", "3": "▀▀▀█  ▀▀█ ▀▀▀▀",
    "4": "█  █ ▀▀▀█    ▀", "5": "█▀▀▀ ▀▀▀█ ▀▀▀▀", "6": "█▀▀▀ █▀▀█ ▀▀▀▀", "7": "▀▀▀█    █    ▀",
    "8": "█▀▀█ █▀▀█ ▀▀▀▀", "9": "█▀▀█ ▀▀▀█ ▀▀▀▀", "": "     ▀▀▀▀     ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One reading, ready to be shown.

    name: of the file, cleaned.  pixels: (784,) or (28, 28), None where there is no picture.  digit: what the answer is
    called, None for none, and then `note` says why.  Confidences are 0..1.
    """

    name: str
    pixels: Any
    digit: int | str | None
    confidence: float = 0.0
    runner_up: int | str | None = None
    runner_up_confidence: float = 0.0
    note: str = ""


def cards(readings: Sequence[Card], ink: Ink) -> str:
    """Readings as a grid of cards: the picture, the answer, its confidence, the runner-up, the name.

    >>> print(cards([Card("a.png", np.zeros(784), None, note="blank")], Ink()).strip())
    blank
    ▀▀▀▀
          a.png
    """
    if not readings:
        return ""
    margin = min(_margin(card.pixels) for card in readings)
    width = 28 - 2 * margin
    across = max(1, (ink.width + 1) // (width + 1))
    gap = " " * min(3, (ink.width - across * width) // max(1, across - 1))
    blocks = [_card(card, margin, ink) for card in readings]
    rows = [blocks[start : start + across] for start in range(0, len(blocks), across)]
    return "\n\n".join(_row(row, gap) for row in rows)


def _row(row: Sequence[list[str]], gap: str) -> str:
    """Cards side by side, without the empty lines above all of them."""
    lines = [gap.join(line).rstrip() for line in zip(*row, strict=True)]
    first = next(i for i, line in enumerate(lines) if line)
    return "\n".join(lines[first:])


def _margin(pixels: Any) -> int:
    """Rings of empty pixels that a card leaves out, 2 at most: three cards fit into 80 columns then."""
    if pixels is None:
        return 2
    image = np.asarray(pixels).reshape(28, 28)
    return next(
        ring
        for ring in (2, 1, 0)
        if np.count_nonzero(image[ring : 28 - ring, ring : 28 - ring]) == np.count_nonzero(image)
    )


def _card(card: Card, margin: int, ink: Ink) -> list[str]:
    width = 28 - 2 * margin
    if card.pixels is None:
        lines = [" " * width] * (width // 2)
    else:
        inner = slice(margin, 28 - margin)
        lines = picture(np.asarray(card.pixels).reshape(28, 28)[inner, inner], ink)
    room = width - 6
    said = [" " * room] * 3
    if card.digit is None:
        said[0] = padded(shortened(card.note, room), room)
    else:
        named = "" if _is_short(card.digit) else f"{shortened(str(card.digit), room // 2)} "
        share = f"{named}{percent(card.confidence):>6} "
        said[0] = share + ink(bar(card.confidence, room - columns(share)), BLUE)
        if card.runner_up is not None:
            said[1] = ink(padded(f"then {_second(card, room)}, {percent(card.runner_up_confidence)}", room), GREY)
    said[2] = padded(shortened(card.name, room), room)
    return lines + [f"{ink(line, bold=True)}  {said[i]}" for i, line in enumerate(_glyph(card.digit))]


def _is_short(answer: int | str | None) -> bool:
    """Whether there is room for it beside the rest, large or as it is."""
    return answer is None or columns(str(answer)) <= 4


def _glyph(answer: int | str | None) -> list[str]:
    """Three lines of four columns: a digit large, a short name as it is, of a long one nothing."""
    text = "" if answer is None else str(answer)
    if text in LARGE:
        return [LARGE[text][5 * i : 5 * i + 4].ljust(4) for i in range(3)]
    return [padded(text if _is_short(answer) else "", 4), " " * 4, " " * 4]


def _second(card: Card, room: int) -> str:
    return shortened(str(card.runner_up), room - 12)
