"""Letters and colours of a terminal: in go pixels, numbers and words, out come lines of text.

With colour (24-bit ANSI) pictures are half blocks on their own ground, alike on dark and light terminals;
without it they are plain Unicode that survives a pipe into a file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.errors import ShapeError
from digitscope.pictures import colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitscope.arrays import Bytes, Floats

RESET: Final = "\x1b[0m"
INKED: Final = 0.4  # a pixel that bright counts as ink where there are only two levels
STEPS: Final = " ▏▎▍▌▋▊▉█"
LEVELS: Final = "▁▂▃▄▅▆▇█"
SHADES: Final = " ░▒▓█"


@dataclass(frozen=True, slots=True)
class Ink:
    """What a terminal can show. colour: 24-bit ANSI or plain Unicode.  width: its columns."""

    colour: bool = False
    width: int = 80

    def __call__(
        self,
        text: str,
        levels: Sequence[int] | None = None,
        *,
        ground: Sequence[int] | None = None,
        bold: bool = False,
    ) -> str:
        """`text` in that colour on that ground (0..255 each); as it is where there is no colour.

        >>> Ink(colour=True)("7", (1, 2, 3)), Ink()("7", (1, 2, 3))
        ('\\x1b[38;2;1;2;3m7\\x1b[0m', '7')
        """
        codes = ["1"] if bold else []
        codes += [f"38;2;{levels[0]};{levels[1]};{levels[2]}"] if levels is not None else []
        codes += [f"48;2;{ground[0]};{ground[1]};{ground[2]}"] if ground is not None else []
        return f"\x1b[{';'.join(codes)}m{text}{RESET}" if self.colour and codes and text else text


def picture(pixels: Any, ink: Ink) -> list[str]:
    """An image as text, two pixel rows a line: 14 lines of 28 columns for an MNIST image.

    pixels: (784,), (28, 28) or any (rows, columns), 0 black to 1 white.  Raises ShapeError.
    >>> picture(np.eye(2), Ink())
    ['▀▄']
    """
    image = np.asarray(pixels, dtype=float)
    image = image.reshape(28, 28) if image.shape == (784,) else image
    if image.ndim != 2:
        raise ShapeError("a picture is (784,) or (rows, columns)", came=str(image.shape), hint="give one image")
    if ink.colour:
        return half_blocks(colours.brightness(image), ink)
    top, bottom = _pairs(image >= INKED, fill=False)
    return [
        "".join(" ▄▀█"[2 * up + down] for up, down in zip(*rows, strict=True)) for rows in zip(top, bottom, strict=True)
    ]


def half_blocks(levels: Bytes, ink: Ink) -> list[str]:
    """(rows, columns, 3) levels as lines of half blocks; a colour code is written only where it changes."""
    lines = []
    for upper, lower in zip(*_pairs(levels, fill=levels[-1:, :1]), strict=True):
        line, last = "", ""
        for top, bottom in zip(upper, lower, strict=True):
            code = "\x1b[38;2;{};{};{};48;2;{};{};{}m".format(*top, *bottom)
            line += ("" if code == last else code) + "▀"
            last = code
        lines.append(line + RESET)
    return lines


def _pairs(rows: Any, *, fill: Any) -> tuple[Any, Any]:
    if len(rows) % 2:
        rows = np.concatenate([rows, np.broadcast_to(fill, rows[:1].shape)])
    return rows[::2], rows[1::2]


def signs(weights: Floats, *, scale: float) -> list[str]:
    """Weights (rows, columns) without colour: `+` and `#` positive, `-` and `=` negative, blank near 0.

    Two rows make a line.  scale: the weight that counts as full.
    >>> signs(np.array([[1.0, 0.3, 0.0, -0.3, -1.0]] * 2), scale=1.0)
    ['#+ -=']
    """
    top, bottom = _pairs(weights, fill=weights[-1:])
    means = (top + bottom) / 2 / scale
    steps = np.searchsorted([-0.5, -0.15, 0.15, 0.5], means)
    return ["".join("=- +#"[step] for step in row) for row in steps]


def bar(fraction: float, width: int) -> str:
    """A bar of `width` columns, filled from the left in eighths of a column.

    >>> bar(0.5, 5)
    '██▌  '
    """
    eighths = round(8 * width * min(max(fraction, 0.0), 1.0))
    full, part = divmod(eighths, 8)
    return ("█" * full + (STEPS[part] if part else "")).ljust(width)


def percent(part: float) -> str:
    """Tenths of a percent, cut off and not rounded: what is not sure is not 100%, what is possible is not 0%.

    >>> percent(0.99999), percent(0.0002)
    ('99.9%', '<0.1%')
    """
    tenths = floor(round(1000 * part, 6))
    return "<0.1%" if part > 0 and not tenths else f"{tenths / 10:.1f}%"


def curve(values: Iterable[float | None], *, width: int = 60) -> str:
    """A line of numbers as a little curve from its lowest to its highest; what is not there is a blank.

    Longer lines are thinned to `width`; first and last stay.
    >>> curve([1, 2, 3, None, 8])
    '▁▂▃ █'
    """
    given = list(values)
    if len(given) > width:
        given = [given[round(i * (len(given) - 1) / max(1, width - 1))] for i in range(width)]
    numbers = [value for value in given if value is not None and np.isfinite(value)]
    if not numbers:
        return " " * len(given)
    low, span = min(numbers), (max(numbers) - min(numbers)) or 1.0
    return "".join(
        " " if value is None or not np.isfinite(value) else LEVELS[round((value - low) / span * 7)] for value in given
    )


def columns(text: str) -> int:
    """Columns that `text` (no ANSI in it) takes: wide letters two, marks that sit on others none.

    >>> columns("七e")
    3
    """
    return sum(
        0
        if unicodedata.category(letter) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def shortened(text: str, width: int) -> str:
    """`text` in at most `width` columns: the middle goes first, for the end of a file's name says most.

    >>> shortened("a-very-long-name.png", 12)
    'a-very-….png'
    """
    if columns(text) <= width:
        return text
    end = text[-(width // 3) :]
    while end and columns(end) > width // 3:
        end = end[1:]
    start = text
    while start and columns(start) + columns(end) + 1 > width:
        start = start[:-1]
    return f"{start}…{end}"


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` (without ANSI) filled with blanks to `width` columns."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def table(rows: Iterable[Sequence[object]], header: Sequence[str]) -> str:
    """Rows as aligned columns under a ruled header; columns of numbers stand to the right.

    >>> print(table([("plain", 13002), ("wide", 89610)], ("network", "parameters")))
    network  parameters
    ───────  ──────────
    plain         13002
    wide          89610
    """
    body = [[str(cell) for cell in row] for row in rows]
    right = [
        all(_is_number(row[i]) for row in body) and any(row[i].strip() for row in body) for i in range(len(header))
    ]
    widths = [max(columns(row[i]) for row in [list(header), *body]) for i in range(len(header))]
    lines = []
    for line in (list(header), ["─" * width for width in widths], *body):
        cells = (padded(line[i], width, right=right[i]) for i, width in enumerate(widths))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _is_number(cell: str) -> bool:
    return not cell.strip() or cell.strip().lstrip("+-").replace(",", "").replace(".", "").rstrip("%").isdigit()
