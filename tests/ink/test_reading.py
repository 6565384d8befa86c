"""Images all the way to the shipped network's answer: every mode gives the same, ordinary trouble is read through."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from digitscope.data.mnist import mnist
from digitscope.ink import prepare
from digitscope.measures.calibration import probabilities
from digitscope.networks.catalogue import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes, Floats

    Save = Callable[..., bytes]

DIGITS = mnist("test").images[:60].reshape(-1, 28, 28)
LABELS = mnist("test").labels[:60]


@pytest.fixture(scope="module")
def read() -> Callable[[Any], Floats]:
    """read(image): the shipped network's ten probabilities."""
    file = find("plain")

    def probabilities_of(image: Any) -> Floats:
        sums = file.network.trace(prepare(image).pixels).pre_activations[-1]
        return probabilities(sums, temperature=file.temperature)

    return probabilities_of


def large(digit: Bytes, side: int = 200) -> Bytes:
    return np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))


def on_page(digit: Bytes) -> Bytes:
    """Dark on light, 200 pixels high."""
    levels: Bytes = np.rint(255 - np.pad(large(digit), 50) * 0.75).astype(np.uint8)
    return levels


def png(numbers: Floats, *, colour: int, interlaced: bool = False) -> bytes:
    """The kinds of PNG that Pillow does not write; numbers: (h, w, channels)."""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    parts = [numbers[y::dy, x::dx] for x, y, dx, dy in (passes if interlaced else ((0, 0, 1, 1),))]
    rows = b"".join(b"\0" + row.tobytes() for part in parts for row in part)
    head = struct.pack(">IIBBBBB", *numbers.shape[1::-1], numbers.itemsize * 8, colour, 0, 0, interlaced)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def in_colours(page: Bytes, mode: str) -> Image.Image:
    return Image.fromarray(page).convert("RGB").convert(mode)


INEXACT = 0.05
MODES: dict[str, tuple[Callable[[Bytes, Save], Any], float]] = {
    "L": (lambda page, save: save(Image.fromarray(page), "PNG"), 0.02),
    "LA": (lambda page, save: save(in_colours(page, "LA"), "PNG"), 0.02),
    "P": (lambda page, save: save(Image.fromarray(page).convert("P"), "PNG"), 0.02),
    "P with a clear colour": (
        lambda page, save: save(Image.fromarray(page).convert("P"), "PNG", transparency=int(page[0, 0])),
        0.02,
    ),
    "RGB": (lambda page, save: save(in_colours(page, "RGB"), "PNG"), 0.02),
    "RGBA": (lambda page, save: save(in_colours(page, "RGBA"), "PNG"), 0.02),
    "RGBA, in the alpha": (lambda page, save: save(_cut_out(page), "PNG"), INEXACT),
    "I;16": (lambda page, save: save(Image.fromarray(page.astype(np.uint16) * 257), "PNG"), 0.02),
    "I": (lambda page, _: Image.fromarray(page.astype(np.int32)), 0.02),
    "F": (lambda page, _: Image.fromarray(page.astype(np.float32) / 255), 0.02),
    "16-bit RGB": (lambda page, _: png(np.stack([page.astype(">u2") * 257] * 3, axis=-1), colour=2), 0.02),
    "interlaced": (lambda page, _: png(page[..., None], colour=0, interlaced=True), 0.02),
    "JPEG": (lambda page, save: save(Image.fromarray(page), "JPEG"), INEXACT),
    "YCbCr": (lambda page, save: save(in_colours(page, "YCbCr"), "JPEG"), INEXACT),
    "CMYK": (lambda page, save: save(in_colours(page, "CMYK"), "JPEG"), INEXACT),
    "CMYK in TIFF": (lambda page, save: save(in_colours(page, "CMYK"), "TIFF"), INEXACT),
}


def _cut_out(page: Bytes) -> Image.Image:
    ink = Image.new("RGBA", page.shape[::-1], (64, 64, 64, 0))
    ink.putalpha(Image.fromarray(np.rint((page[0, 0] - page) / np.ptp(page) * 255.0).astype(np.uint8)))
    return ink


@pytest.mark.parametrize("mode", MODES)
def test_a12_every_mode_gives_the_answer_of_grey_levels(mode: str, read: Callable[[Any], Floats], save: Save) -> None:
    made, near = MODES[mode]
    alike = 0
    for digit in DIGITS[:20]:
        page = on_page(digit)
        expected, found = read(page), read(made(page, save))
        alike += np.argmax(found) == np.argmax(expected) and np.abs(found - expected).max() <= near
    # levels that differ by a little move a picture whose centre lies between two pixels by a whole one
    assert alike >= (18 if near == INEXACT else 20)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_a12_two_levels_give_the_answer_of_black_and_white(
    kind: str, read: Callable[[Any], Floats], save: Save
) -> None:
    for digit in DIGITS[:20]:
        page = on_page(digit) > 150
        expected, found = read(page * np.uint8(255)), read(save(Image.fromarray(page), kind))
        assert np.abs(found - expected).max() <= 0.02


def noisy(digit: Bytes) -> Bytes:
    noise = np.random.default_rng(int(digit.sum())).normal(size=digit.shape) * 20
    return np.clip(digit + noise, 0, 255).astype(np.uint8)


def close_up(digit: Bytes, margin: int = 1) -> Bytes:
    rows, columns = (np.flatnonzero(digit.max(axis=axis) > 40) for axis in (1, 0))
    ink = digit[rows[0] - margin : rows[-1] + 1 + margin, columns[0] - margin : columns[-1] + 1 + margin]
    height, width = ink.shape
    return 255 - np.asarray(Image.fromarray(ink).resize((10 * width, 10 * height), Image.Resampling.BICUBIC))


def dusty(digit: Bytes) -> Bytes:
    """Cropped to the ink itself, with one large grain of dust where there is room."""
    page = close_up(digit, margin=0).copy()
    for row, column in (
        (4, 4),
        (4, page.shape[1] - 16),
        (page.shape[0] - 16, 4),
        (page.shape[0] - 16, page.shape[1] - 16),
    ):
        if page[row - 4 : row + 16, column - 4 : column + 16].min() > 200:
            page[row : row + 12, column : column + 12] = 0
            break
    return page


def thick(digit: Bytes) -> Bytes:
    grown = Image.fromarray(large(digit, 280))
    for _ in range(10):  # 3 ten times is 21 once, and much faster
        grown = grown.filter(ImageFilter.MaxFilter(3))
    return 255 - np.asarray(grown)[30:250, 50:230]


def dark_edge(digit: Bytes) -> Bytes:
    page = on_page(digit)
    page[:6] = page[:, :6] = 20
    return page


def strip_of_desk(digit: Bytes) -> Bytes:
    page = np.pad(on_page(digit), ((0, 0), (60, 0)), constant_values=90)
    return np.clip(page + np.random.default_rng(0).normal(size=page.shape) * 3, 0, 255).astype(np.uint8)


def dark_card(digit: Bytes) -> Image.Image:
    y, x = np.mgrid[:300, :300]
    off = np.hypot(np.maximum(np.abs(y - 149.5) - 126, 0), np.maximum(np.abs(x - 149.5) - 126, 0))
    alpha = np.where(off > 24, 0, 255).astype(np.uint8)
    return Image.merge("LA", (Image.fromarray(np.pad(large(digit), 50)), Image.fromarray(alpha)))


@pytest.mark.parametrize("drawn", [noisy, close_up, dusty, thick, dark_edge, strip_of_desk, dark_card])
def test_ordinary_trouble_is_read_through(drawn: Callable[[Bytes], Any], read: Callable[[Any], Floats]) -> None:
    found = np.array([np.argmax(read(drawn(digit))) for digit in DIGITS])
    assert np.mean(found == LABELS) >= 0.85  # the digits themselves: about 0.97
