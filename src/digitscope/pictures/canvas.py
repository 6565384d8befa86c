"""Paper and pens for figures: matplotlib's figures with our own settings, and their bytes as PNG, SVG or PDF.

matplotlib is imported when the first figure is made, not before, and none of its global settings is changed.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from digitscope.errors import SettingError
from digitscope.pictures import colours
from digitscope.pictures.terms import MINUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

    from digitscope.arrays import Bytes, Floats

Colour: TypeAlias = tuple[float, float, float]
"""Red, green, blue from 0 to 1, as matplotlib takes them."""
FORMATS: Final[dict[str, dict[str, None]]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What files would say about the day and the program, left out: the same figure is the same bytes."""

OF_DRAWING: Final = (
    "axes.", "figure.", "font.", "grid.", "image.", "legend.", "lines.", "markers.", "mathtext.", "patch.",
    "path.", "pdf.", "savefig.", "svg.", "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip
"""Settings of matplotlib that change how a figure looks: ours for a moment, whatever the user's are."""


class Theme:
    """The colours of one figure, light or dark, as matplotlib takes them (0..1)."""

    def __init__(self, *, dark: bool) -> None:
        self.dark = dark
        self.paper = unit(colours.paper(dark=dark))
        self.ink = unit(colours.ink(dark=dark))
        self.faint = self.mixed(0.42)
        self.line = self.mixed(0.74)
        self.positive = unit(colours.signed(np.array(0.75), dark=dark))
        self.negative = unit(colours.signed(np.array(-0.75), dark=dark))

    def mixed(self, paper: float) -> Colour:
        """Ink thinned with that share of paper."""
        red, green, blue = ((1 - paper) * i + paper * p for i, p in zip(self.ink, self.paper, strict=True))
        return red, green, blue

    def signed(self, value: float) -> Colour:
        return self.negative if value < 0 else self.positive


def unit(levels: Sequence[int] | Bytes) -> Colour:
    """Levels 0..255 as numbers 0..1."""
    red, green, blue = (float(level) / 255 for level in levels)
    return red, green, blue


def on(levels: Bytes) -> str:
    """Black or white, whichever is read better on that ground."""
    return "black" if colours.lightness(levels) > 55 else "white"


def number(value: float, digits: int = 2) -> str:
    """A signed number with a true minus sign; nothing is `-0.00`.

    >>> number(-0.001), number(1.5, 1)
    ('+0.00', '+1.5')
    """
    text = f"{value:+.{digits}f}"
    return ("+" + text[1:] if float(text) == 0 else text).replace("-", MINUS)


@contextmanager
def settings() -> Iterator[None]:
    """Our own settings of matplotlib, whatever the user's are, for as long as a figure is made or drawn."""
    import matplotlib as mpl

    own: Any = {key: value for key, value in mpl.rcParamsDefault.items() if key.startswith(OF_DRAWING)}
    own |= {
        "font.family": "DejaVu Sans",
        "font.size": 9.0,
        "axes.linewidth": 0.6,
        "svg.hashsalt": "digitscope",
        "text.parse_math": False,  # names of files and labels may hold a $
    }
    with mpl.rc_context(own):
        yield


def sheet(width: float, height: float, theme: Theme) -> Figure:
    """An empty figure of that many inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=100, facecolor=theme.paper)


def axes(parent: FigureBase, box: tuple[float, float, float, float], theme: Theme, *, bare: bool = False) -> Axes:
    """Axes at (left, bottom, width, height) of the parent, quiet: two thin lines, or none at all if bare."""
    made = parent.add_axes(box, facecolor=theme.paper)
    for side, spine in made.spines.items():
        spine.set(visible=not bare and side in ("left", "bottom"), color=theme.line)
    made.tick_params(colors=theme.faint, labelsize=7.5, length=0 if bare else 2.5, width=0.6, color=theme.line)
    if bare:
        made.set(xticks=[], yticks=[])
    return made


def image(where: Axes, levels: Bytes, theme: Theme, *, framed: bool = True) -> None:
    """(rows, columns, 3) levels as sharp square pixels, with a hairline around."""
    where.imshow(levels, interpolation="none", aspect="equal")
    for spine in where.spines.values():
        spine.set(visible=framed, color=theme.line, linewidth=0.5)
    where.set(xticks=[], yticks=[])


def colour_bar(where: Axes, scale: float, theme: Theme, *, beyond: bool) -> None:
    """The signed scale from -scale to scale; `beyond` says that some weights are larger still."""
    ramp = colours.signed(np.linspace(-1, 1, 255), dark=theme.dark)[None]
    where.imshow(ramp, extent=(-1, 1, 0, 1), aspect="auto", interpolation="none")
    ends = ("≤ ", "≥ ") if beyond else ("", "")
    labels = [ends[0] + number(-scale), "0", ends[1] + number(scale)]
    where.set_xticks([-1, 0, 1], labels=labels)
    where.tick_params(length=2, labelsize=7, pad=2)
    sides: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    for label, side in zip(where.get_xticklabels(), sides, strict=True):
        label.set_horizontalalignment(side)
    where.set_yticks([])
    for spine in where.spines.values():
        spine.set(visible=True, color=theme.line, linewidth=0.5)


def title(parent: FigureBase, x: float, y: float, text: str, more: str, theme: Theme, *, size: float = 11.0) -> None:
    """A heading, and after it in smaller, fainter letters what else there is to say."""
    head = parent.text(x, y, text, fontsize=size, fontweight="bold", color=theme.ink, ha="left", va="baseline")
    if more:
        from matplotlib.text import Annotation

        parent.add_artist(
            Annotation(
                more,
                xy=(1, 0),
                xycoords=head,
                xytext=(8, 0),
                textcoords="offset points",
                fontsize=size - 2.5,
                color=theme.faint,
                va="bottom",
                annotation_clip=False,
            )
        )


def grid(count: int) -> tuple[int, int]:
    """Rows and columns for that many pictures: square if it comes out even, else as wide as needed.

    >>> grid(16), grid(10), grid(64)
    ((4, 4), (2, 5), (8, 8))
    """
    best = min(
        range(1, count + 1),
        key=lambda columns: (-(-count // columns) * columns - count) + abs(columns - -(-count // columns)),
    )
    columns = max(best, -(-count // best))
    return -(-count // columns), columns


def scaled(values: Floats, scale: float, theme: Theme) -> Bytes:
    """Weights as levels on the theme's paper."""
    return colours.signed(values / scale, dark=theme.dark)


def render(figure: Figure, format: str, *, dpi: float = 150) -> bytes:  # noqa: A002 - matplotlib's own word
    """A figure as the bytes of a file; the same figure gives the same bytes on one machine.

    format: png, svg or pdf.  dpi: pixels an inch, for PNG.  Raises SettingError for other formats.
    >>> render(sheet(1, 1, Theme(dark=False)), "png")[1:4]
    b'PNG'
    """
    if format not in FORMATS:
        raise SettingError("a picture is png, svg or pdf", came=repr(format), hint="choose one of these")
    stream = io.BytesIO()
    with settings():
        figure.savefig(stream, format=format, dpi=dpi, metadata=FORMATS[format], facecolor=figure.get_facecolor())
    return stream.getvalue()
