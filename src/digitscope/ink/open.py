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

from PIL import Image

from digitscope.errors import ImageError
from digitscope.ink.grey import grey_levels
from digitscope.ink.header import Header, read_bmp, read_gif, read_webp
from digitscope.ink.jpeg import read_jpeg
from digitscope.ink.kinds import kind_of, unreadable
from digitscope.ink.png import read_png, rows_are_whole
from digitscope.ink.tiff import orientation, read_tiff
from digitscope.storage import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digitscope.arrays import Bytes

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
_MOST_SCANS: Final = 100
_MOST_SCANNED: Final = 4_000_000_000
"""Scans of a JPEG, and these times its pixels: some seconds of work. Encoders write about ten scans."""
_QUIET = threading.Lock()
"""Held while warnings are switched off: that switch belongs to the whole process."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an image may be: bytes of its file, pixels, the longer side in pixels, bytes that decoding takes.

    >>> Limits(pixels=16_000_000).side
    65500
    """

    file_bytes: int = 64 * 2**20
    pixels: int = 64_000_000
    side: int = 65_500
    memory: int = 500_000_000


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
    NOT_FOUND, NOT_A_FILE, NOT_READABLE.  A JPEG that is damaged within but closed with its end mark cannot be told
    from a sound one: it is read as its decoder patches it.
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
    del data  # what is decoded may be a copy of it
    _check_size(header, limits)
    try:
        return _decode(header)
    except ImageError:
        raise
    except Exception as error:  # what Pillow raises on hostile data is not a closed list
        raise unreadable(f"a damaged {kind} file ({type(error).__name__})") from error


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
    """Refuses what would take too much memory or time, before any of it is decoded."""
    width, height = header.width, header.height
    if width < 1 or height < 1:
        raise unreadable(f"{width} x {height} pixels")
    pixels, came = width * height, f"{width:,} x {height:,}"
    if pixels > limits.pixels:
        raise _too_large(f"an image must have at most {limits.pixels:,} pixels", came, "IMAGE_TOO_MANY_PIXELS")
    if max(width, height) > limits.side:
        raise _too_large(f"an image's sides must be at most {limits.side:,} pixels", came, "IMAGE_SIDE_TOO_LONG")
    most = limits.memory // header.pixel_bytes
    if pixels > most:
        asked = f"a {header.format} image of this kind must have at most {most:,} pixels"
        raise _too_large(asked, came, "IMAGE_TOO_MANY_PIXELS")
    most = min(_MOST_SCANS, _MOST_SCANNED // pixels)
    if header.scans > most:
        raise _too_large(f"a JPEG of {came} must have at most {most} scans", f"{header.scans:,}", "IMAGE_TOO_SLOW")


def _too_large(asked: str, came: str, code: str) -> ImageError:
    hint = "save it again as an ordinary JPEG or as PNG" if code == "IMAGE_TOO_SLOW" else "crop it or make it smaller"
    return ImageError(asked, came=came, hint=hint, code=code)


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
    grey = grey_levels(picture)
    if turn in _UPRIGHT:
        grey = grey_levels(Image.fromarray(grey).transpose(_UPRIGHT[turn]))  # after, as one channel needs the least
    noted = (("TRUNCATED", truncated), ("ANIMATED", animated))
    return Opened(grey, tuple(name for name, true in noted if true), header.format)


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
