"""The two colour scales of digitscope: in go weights or activations, out come red-green-blue levels 0..255.

Signed numbers run from orange over the colour of the paper to blue. The two sides differ in hue and, at every
size, in lightness, so the sign is seen without colour vision too. Brightness is never rescaled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from digitscope.arrays import Bytes, Floats

STOPS: Final = np.linspace(-1, 1, 9)
LIGHT: Final = np.array(
    [
        (196, 92, 14), (230, 130, 44), (246, 175, 104), (252, 217, 178),
        (255, 254, 250),
        (188, 210, 234), (110, 161, 213), (44, 104, 172), (12, 50, 108),
    ]
)  # fmt: skip
DARK: Final = np.array(
    [
        (222, 118, 44), (176, 88, 28), (118, 63, 25), (64, 42, 27),
        (19, 22, 28),
        (38, 66, 102), (58, 116, 178), (116, 178, 238), (204, 231, 255),
    ]
)  # fmt: skip
"""Levels at -1, -0.75, ... 1, the paper in the middle; the ends of the two sides differ most in lightness."""
BLACK: Final = np.array((16, 18, 24))
WHITE: Final = np.array((255, 255, 255))
BLUE: Final = (58, 116, 178)
ORANGE: Final = (222, 118, 44)
GREY: Final = (128, 134, 142)
"""Single marks that are seen on light and on dark ground."""


def paper(*, dark: bool = False) -> tuple[int, int, int]:
    """The ground that everything is drawn on, which is also the colour of a weight of 0.

    >>> paper()
    (255, 254, 250)
    """
    red, green, blue = (DARK if dark else LIGHT)[len(STOPS) // 2]
    return int(red), int(green), int(blue)


def ink(*, dark: bool = False) -> tuple[int, int, int]:
    """The colour of writing on that paper."""
    return (226, 230, 236) if dark else (29, 34, 45)


def signed(values: Floats, *, dark: bool = False) -> Bytes:
    """Numbers -1..1 of any shape as (..., 3) levels; what is beyond is drawn as -1 or 1.

    >>> signed(np.array([0.0, 1.0, -7.0])).tolist()
    [[255, 254, 250], [12, 50, 108], [196, 92, 14]]
    """
    stops = DARK if dark else LIGHT
    return np.stack([np.rint(np.interp(values, STOPS, stops[:, i])) for i in range(3)], axis=-1).astype(np.uint8)


def brightness(activations: Floats) -> Bytes:
    """Activations or pixels 0 (black) to 1 (white) of any shape as (..., 3) levels, the same in every layer.

    >>> brightness(np.array([0.0, 1.0])).tolist()
    [[16, 18, 24], [255, 255, 255]]
    """
    part = np.clip(np.asarray(activations, dtype=float), 0, 1)[..., None]
    levels: Bytes = np.rint(BLACK + part * (WHITE - BLACK)).astype(np.uint8)
    return levels


def lightness(levels: Bytes) -> Floats:
    """CIE 1976 L* (0 black to 100 white) of (..., 3) sRGB levels: how light they look without their hue.

    >>> float(lightness(np.array([255, 255, 255])).round(3))
    100.0
    """
    part = np.asarray(levels) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)  # IEC 61966-2-1
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    steep: Floats = luminance * 24389 / 27
    return np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, steep)


def scale_of(weights: Floats) -> float:
    """The weight that gets the full colour: 99.5% are no larger, so a few giants do not pale the rest.

    >>> scale_of(np.zeros(3))
    1.0
    """
    return float(np.quantile(np.abs(weights), 0.995)) or 1.0
