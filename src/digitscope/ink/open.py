"""Any image file, opened safely; the first step of the walk READ.

In: a path or the bytes of a file. Out: grey levels (h, w), upright, on paper. What a file is, its bytes say;
size and kind are judged from its head, before any pixel is decoded; from damaged data comes ImageError only.
"""

from __future__ import annotations

import os
import struct
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from digitscope.errors import ImageError
from digitscope.ink.header import Header, read_bmp, read_gif, read_webp
from digitscope.ink.jpeg import read_jpeg
from digitscope.ink.kinds import kind_of, unreadable
from digitscope.ink.png import read_png, rows_are_whole
from digitscope.ink.tiff import orientation, read_tiff
from digitscope.storage import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digitscope.arrays import Bytes, Floats

_READERS: Final[dict[str, Callable[[bytes], Header]]] = {
    "PNG": read_png,
    "JPEG": read_jpeg,
    "WEBP": read_webp,
    "BMP": read_bmp,
    "TIFF": read_tiff,
    "GIF": read_gif,
}
_PLUGINS: Final = {"WEBP": "PIL.WebPImagePlugin", "TIFF": "PIL.TiffImagePlugin"}
"""Left to itself, Pillow loads all its forty readers to find these two."""
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUIET = threading.Lock()
"""Held while warnings are switched off: that switch belongs to the whole process."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an image may be: bytes of its file, pixels, and the longer side in pixels."""

    file_bytes: int = 64 * 2**20
    pixels: int = 64_000_000
    side: int = 65_500


COMMAND_LINE: Final = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An image as it came: upright, its transparent parts on paper.

    grey: (h, w) uint8, read-only, 0 black to 255 white.  warnings: "TRUNCATED" where the file's end is
    missing though no row is, "ANIMATED" where further frames were not looked at.  format: as "PNG".
    """

    grey: Bytes
    warnings: tuple[str, ...]
    format: str


def open_image(source: str | os.PathLike[str] | bytes, *, limits: Limits = COMMAND_LINE) -> Opened:
    """The grey levels of an image file, given as its path or its bytes.

    Raises ImageError, by code: IMAGE_UNREADABLE for damaged data, IMAGE_FORMAT_UNSUPPORTED for other than the
    six formats, FILE_TOO_LARGE, IMAGE_TOO_MANY_PIXELS, IMAGE_SIDE_TOO_LONG, IMAGE_TOO_SLOW, and for a path
    NOT_FOUND, NOT_A_FILE, NOT_READABLE.
    >>> from io import BytesIO
    >>> from PIL import Image
    >>> Image.new("L", (3, 2), 255).save(file := BytesIO(), "PNG")
    >>> open_image(file.getvalue()).grey.shape
    (2, 3)
    """
    if isinstance(source, bytes | bytearray | memoryview):
        data = _within(bytes(source), limits)
    else:
        data = read_file(source, limit=limits.file_bytes, refusal=ImageError)
    kind = kind_of(data)
    try:
        header = _READERS[kind](data)
    except (struct.error, IndexError):
        raise unreadable(f"a {kind} file cut off within its head") from None
    _check_size(header, limits)
    try:
        return _decode(header)
    except ImageError:
        raise
    except Exception as error:  # what Pillow raises on hostile data is not a closed list
        raise unreadable(f"a damaged {kind} file ({type(error).__name__})") from error


def grey_levels(picture: Image.Image) -> Bytes:
    """The grey levels of a Pillow image of any mode, (h, w) uint8, read-only; transparent parts lie on paper.

    Wider numbers are brought to 0..255: where none is above 255 they stay as they are, those of 16 bits are
    divided by 257, and real numbers up to 1 are multiplied.
    >>> grey_levels(Image.new("F", (1, 1), 1.0))
    array([[255]], dtype=uint8)
    """
    if picture.mode == "L" and "transparency" not in picture.info:
        grey = picture
    elif picture.mode.startswith(("I", "F")):
        return _wide_levels(picture)
    elif picture.has_transparency_data:
        grey = _on_paper(picture)
    else:
        grey = picture.convert("L")
    return np.frombuffer(grey.tobytes(), np.uint8).reshape(grey.height, grey.width)


def _within(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.file_bytes:
        raise ImageError(
            f"a file must have at most {limits.file_bytes:,} bytes",
            came=f"{len(data):,}",
            hint="save the image smaller",
            code="FILE_TOO_LARGE",
        )
    return data


def _check_size(header: Header, limits: Limits) -> None:
    width, height = header.width, header.height
    if width < 1 or height < 1:
        raise unreadable(f"{width} x {height} pixels")
    if width * height > limits.pixels:
        asked, code = f"an image must have at most {limits.pixels:,} pixels", "IMAGE_TOO_MANY_PIXELS"
    elif max(width, height) > limits.side:
        asked, code = f"an image's sides must be at most {limits.side:,} pixels", "IMAGE_SIDE_TOO_LONG"
    else:
        return
    raise ImageError(asked, came=f"{width:,} x {height:,}", hint="crop it or make it smaller", code=code)


def _decode(header: Header) -> Opened:
    """Every row of the picture, or an exception of whatever kind."""
    truncated = header.truncated
    if header.format == "PNG":
        truncated = not rows_are_whole(header.picture) or truncated
    picture = _quietly_loaded(header) if header.format == "TIFF" else _loaded(header)
    turn = header.orientation
    animated = header.animated
    if header.format == "WEBP":
        turn = orientation(picture.info.get("exif", b""))
        animated = getattr(picture, "n_frames", 1) > 1
    if header.format == "BMP" and picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (0, 0):
        picture = picture.convert("RGB")  # the fourth byte is padding that calls itself alpha
    if turn in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[turn])
    noted = (("TRUNCATED", truncated), ("ANIMATED", animated))
    return Opened(grey_levels(picture), tuple(name for name, true in noted if true), header.format)


def _loaded(header: Header) -> Image.Image:
    if header.format in _PLUGINS:
        import_module(_PLUGINS[header.format])
    picture = Image.open(BytesIO(header.picture), formats=(header.format,))
    if header.format == "JPEG":
        picture.draft("L", None)  # brightness is stored by itself; colours need not be made
    if picture.width * picture.height > header.width * header.height:
        raise unreadable("a picture larger than its head says")
    picture.load()
    return picture


def _quietly_loaded(header: Header) -> Image.Image:
    """TIFF's reader warns of every oddity in tags that play no part here, and the library below it prints."""
    with _QUIET, warnings.catch_warnings(), _errors_unprinted():
        warnings.simplefilter("ignore")
        return _loaded(header)


@contextmanager
def _errors_unprinted() -> Iterator[None]:
    """The C library's messages go to the process's own standard error: nowhere, meanwhile."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
        finally:
            os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _wide_levels(picture: Image.Image) -> Bytes:
    """Modes I, I;16 and F."""
    numbers: Floats = np.asarray(picture, dtype=np.float32)
    if not np.isfinite(numbers).all():
        raise unreadable("pixels that are not finite")
    most = float(numbers.max(initial=0))
    if picture.mode == "F" and most <= 1:
        numbers = numbers * 255
    elif most > 255:
        numbers = numbers / 257  # 65535 / 257 = 255
    return _wide_on_paper(np.clip(np.rint(numbers), 0, 255).astype(np.uint8), picture)


def _wide_on_paper(grey: Bytes, picture: Image.Image) -> Bytes:
    clear = picture.info.get("transparency")
    if isinstance(clear, int):
        shown = np.asarray(picture) != clear
        mask = Image.fromarray(shown.astype(np.uint8) * 255)
        levels = Image.fromarray(grey)
        levels.putalpha(mask)
        return grey_levels(levels)
    grey.setflags(write=False)
    return grey


def _on_paper(picture: Image.Image) -> Image.Image:
    """Transparent parts become paper: white, unless what is to be seen is light and the smaller part."""
    if picture.mode not in ("LA", "RGBA"):
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A")
    grey = picture.convert("RGB").convert("L") if picture.mode == "RGBA" else picture.getchannel("L")
    on_black = Image.composite(grey, Image.new("L", grey.size, 0), alpha)
    alpha_sum, light_sum = _sum(alpha), _sum(on_black)
    if light_sum > alpha_sum / 2 and alpha_sum < 255 / 2 * alpha.width * alpha.height:
        return on_black
    return Image.composite(grey, Image.new("L", grey.size, 255), alpha)


def _sum(picture: Image.Image) -> int:
    return sum(level * count for level, count in enumerate(picture.histogram()))
