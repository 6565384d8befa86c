"""An image with its answers drawn on it: a box around each digit, the digit and its confidence above."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from digitscope.pictures.blocks import percent
from digitscope.pictures.colours import BLUE, ORANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitscope.arrays import Bytes
    from digitscope.reading.sheet import Reading

SURE: Final = 0.9
SMALLEST: Final = 320
"""Small images are enlarged to this side, or the writing would hide them."""


def overlay(grey: Bytes, readings: Sequence[Reading]) -> bytes:
    """A PNG of the image (h, w) with its readings: blue where the confidence is 0.9 or more, orange below.

    >>> overlay(np.full((20, 20), 255, np.uint8), [])[:4]
    b'\\x89PNG'
    """
    from PIL import Image, ImageDraw, ImageFont

    scale = max(1, -(-SMALLEST // max(grey.shape)))
    picture = Image.fromarray(grey).convert("RGB")
    picture = picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(picture)
    letters = max(14, min(picture.size) // 14)
    font = ImageFont.load_default(letters)
    for reading in readings:
        if reading.label is None or reading.box is None:
            text, colour, corner = str(reading.reason).replace("_", " ").lower(), ORANGE, (4, 4)
        else:
            colour = BLUE if reading.confidence >= SURE else ORANGE
            x, y, width, height = (scale * side for side in reading.box)
            draw.rectangle((x - 2, y - 2, x + width + 1, y + height + 1), outline=colour, width=max(2, letters // 8))
            text, corner = (
                f"{reading.label}  {percent(reading.confidence)}",
                (x, max(0, y - letters - letters // 2)),
            )
        ground = draw.textbbox(corner, text, font=font)
        draw.rectangle((ground[0] - 3, ground[1] - 2, ground[2] + 3, ground[3] + 2), fill=colour)
        draw.text(corner, text, fill="white", font=font)
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
