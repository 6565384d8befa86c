"""A digit and the files that hold it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from digitscope.data.mnist import mnist

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes


@pytest.fixture(scope="session")
def glyph() -> Bytes:
    """A seven, 28 x 28, light on dark."""
    return np.array(mnist("test").images[0]).reshape(28, 28)


@pytest.fixture(scope="session")
def save() -> Callable[..., bytes]:
    """save(image, "PNG", **options): the bytes of the file."""

    def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
        file = BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    return saved


@pytest.fixture(scope="session")
def files(glyph: Bytes, save: Callable[..., bytes]) -> dict[str, bytes]:
    """The seven in every kind of file that is read, by name."""
    grey = Image.fromarray(glyph)
    colours = grey.convert("RGB")
    second = Image.fromarray(255 - glyph)
    return {
        "png": save(grey, "PNG"),
        "png-rgb": save(colours, "PNG"),
        "png-palette": save(colours.quantize(8), "PNG"),
        "png-rgba": save(colours.convert("RGBA"), "PNG"),
        "png-16": save(Image.fromarray(glyph.astype(np.uint16) * 257), "PNG"),
        "jpeg": save(grey, "JPEG"),
        "jpeg-progressive": save(colours, "JPEG", progressive=True),
        "webp": save(colours, "WEBP"),
        "webp-lossless": save(colours, "WEBP", lossless=True),
        "bmp": save(grey, "BMP"),
        "bmp-rgb": save(colours, "BMP"),
        "tiff": save(grey, "TIFF"),
        "tiff-lzw": save(colours, "TIFF", compression="tiff_lzw"),
        "tiff-jpeg": save(colours, "TIFF", compression="jpeg"),
        "tiff-deflate": save(grey, "TIFF", compression="tiff_adobe_deflate"),
        "tiff-packbits": save(grey, "TIFF", compression="packbits"),
        "tiff-fax": save(grey.convert("1"), "TIFF", compression="group4"),
        "gif": save(grey, "GIF"),
        "gif-animated": save(grey, "GIF", save_all=True, append_images=[second]),
    }
