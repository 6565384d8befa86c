"""Sound image files of every mode, turn and number of frames; the cases A12 to A16 of the list of faults."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from digitscope.ink import open_image
from digitscope.ink.tiff import orientation
from imagefiles import PNG, chunk, png_head, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes

    Save = Callable[..., bytes]
    Files = dict[str, bytes]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a12_a_digit_is_the_same_in_every_mode_of_png(mode: str, glyph: Bytes, save: Save) -> None:
    picture = Image.fromarray(glyph)
    wide = Image.fromarray(glyph.astype(np.uint16) * 257) if mode == "I;16" else picture.convert(mode)
    grey = open_image(save(wide, "PNG")).grey.astype(int)
    assert np.abs(grey - glyph).max() <= 1


def test_a12_two_levels_are_black_and_white(glyph: Bytes, save: Save) -> None:
    picture = Image.fromarray(glyph > 127)
    for kind in ("PNG", "BMP", "TIFF"):
        assert np.array_equal(open_image(save(picture, kind)).grey, (glyph > 127) * 255), kind


def test_a12_sixteen_bits_that_hold_eight_are_taken_as_eight(glyph: Bytes, save: Save) -> None:
    assert np.array_equal(open_image(save(Image.fromarray(glyph.astype(np.uint16)), "PNG")).grey, glyph)


def test_a12_sixteen_bits_colours_and_rare_modes_are_read(glyph: Bytes, save: Save) -> None:
    rows = b"".join(b"\0" + np.repeat(row.astype(">u2") * 257, 3).tobytes() for row in glyph)
    data = png_head(28, 28, bits=16, colour=2) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND")
    assert np.array_equal(open_image(data).grey, glyph)
    for mode in ("CMYK", "YCbCr"):
        data = save(Image.fromarray(glyph).convert("RGB").convert(mode), "JPEG", quality=98)
        assert np.abs(open_image(data).grey.astype(int) - glyph).max() < 20, mode


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("ink", [0, 255])
def test_a12_transparent_parts_become_paper_that_contrasts_with_the_ink(
    kind: str, ink: int, glyph: Bytes, save: Save
) -> None:
    picture = Image.new("LA", (28, 28), (ink, 0))
    picture.putalpha(Image.fromarray(glyph))
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    grey = open_image(save(picture.convert("RGBA"), kind, **options)).grey
    assert np.array_equal(grey, glyph if ink else 255 - glyph)


def test_a12_a_palette_with_a_transparent_colour_is_on_paper(glyph: Bytes, save: Save) -> None:
    picture = Image.fromarray((glyph > 127).astype(np.uint8), "P")
    picture.putpalette([255, 0, 0, 0, 0, 0])
    for kind in ("PNG", "GIF"):
        grey = open_image(save(picture, kind, transparency=0)).grey
        assert np.array_equal(grey, np.where(glyph > 127, 0, 255)), kind


def test_a12_a_clear_level_among_sixteen_bits_is_paper(glyph: Bytes) -> None:
    rows = b"".join(b"\0" + (30_000 - row.astype(">u2") * 100).astype(">u2").tobytes() for row in glyph)
    clear = chunk(b"tRNS", struct.pack(">H", 30_000))
    data = png_head(28, 28, bits=16) + clear + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND")
    assert (open_image(data).grey[glyph == 0] == 255).all()


def test_a12_a_light_page_with_clear_corners_keeps_its_light_paper(glyph: Bytes) -> None:
    alpha = np.full((28, 28), 255, np.uint8)
    alpha[:4, :4] = 0
    page = Image.merge("LA", (Image.fromarray(255 - glyph), Image.fromarray(alpha)))
    file = io.BytesIO()
    page.save(file, "PNG")
    assert open_image(file.getvalue()).grey[0, 0] == 255


def test_a13_a_fully_transparent_image_is_white_paper(save: Save) -> None:
    assert (open_image(save(Image.new("RGBA", (9, 9)), "PNG")).grey == 255).all()


def test_a13_padding_of_a_bitmap_that_calls_itself_alpha_hides_nothing(glyph: Bytes) -> None:
    pixels = np.zeros((28, 28, 4), np.uint8)
    pixels[..., :3] = glyph[::-1, :, None]
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 56, 28, 28, 1, 32, 3, pixels.nbytes, 0, 0, 0, 0) + masks
    data = b"BM" + struct.pack("<IHHI", 70 + pixels.nbytes, 0, 0, 70) + head + pixels.tobytes()
    assert np.array_equal(open_image(data).grey, glyph)


def test_a14_tiff_of_real_or_wide_numbers_is_refused(glyph: Bytes, save: Save) -> None:
    numbers = glyph.astype(np.float32)
    numbers[3, 4] = np.nan
    assert refusal(save(Image.fromarray(numbers), "TIFF")).code == "IMAGE_FORMAT_UNSUPPORTED"
    assert refusal(save(Image.fromarray(glyph.astype(np.uint16)), "TIFF")).code == "IMAGE_FORMAT_UNSUPPORTED"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("turn", [1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 65_535])
def test_a15_pictures_are_turned_upright(kind: str, turn: int, glyph: Bytes, save: Save) -> None:
    stored = np.rot90(glyph, {3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3}.get(turn, 0))  # what the camera wrote
    if turn in (2, 4):
        stored = stored[:, ::-1]
    if turn in (5, 7):
        stored = stored[::-1]
    exif = Image.Exif()
    exif[0x0112] = turn
    options: dict[str, Any] = {"quality": 98} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    data = save(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif.tobytes(), **options)
    assert np.abs(open_image(data).grey.astype(int) - glyph).max() < 25


def test_a15_damaged_exif_is_ignored(files: Files) -> None:
    for note in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"):
        segment = b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note
        data = files["jpeg"][:2] + segment + files["jpeg"][2:]
        assert np.array_equal(open_image(data).grey, open_image(files["jpeg"]).grey)


def test_a15_a_turn_that_does_not_exist_is_none() -> None:
    head = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"
    assert orientation(b"Exif\0\0" + head + b"\x06\0" + bytes(6)) == 6
    assert orientation(head + b"\x09\0" + bytes(6)) == 1


def test_a16_only_the_first_of_many_frames_is_read(glyph: Bytes, save: Save) -> None:
    two = save(Image.fromarray(glyph), "GIF", save_all=True, append_images=[Image.fromarray(255 - glyph)])
    frame = two[two.index(b"\x2c") : two.rindex(b"\x21")]
    many = two[: two.index(b"\x2c")] + frame * 10_000 + b";"
    start = time.perf_counter()
    opened = open_image(many)
    assert time.perf_counter() - start < 1
    assert opened.warnings == ("ANIMATED",)
    assert np.array_equal(opened.grey, glyph)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a16_other_kinds_with_frames_give_their_first(kind: str, glyph: Bytes, save: Save) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    frames = [Image.fromarray(255 - glyph).convert("RGB")] * 3
    data = save(Image.fromarray(glyph).convert("RGB"), kind, save_all=True, append_images=frames, **options)
    opened = open_image(data)
    assert opened.warnings == ("ANIMATED",)
    assert np.array_equal(opened.grey, glyph)


def test_a16_a_gif_without_a_frame_is_unreadable() -> None:
    assert refusal(b"GIF89a\x0a\0\x0a\0\0\0\0;").code == "IMAGE_UNREADABLE"


def test_a16_endless_small_pieces_are_given_up_soon() -> None:
    for data in (
        b"GIF89a\x0a\0\x0a\0\0\0\0!\xfe" + b"\1x" * 3_000_000,
        PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0)) + chunk(b"teXt") * 600_000,
        b"\xff\xd8\xff\xfe\0\2" + b"\xff\xfe\0\2" * 1_500_000,
    ):
        start = time.perf_counter()
        error = refusal(data)
        assert error.code == "IMAGE_UNREADABLE"
        assert "countless" in error.came or data.startswith(b"\xff\xd8")
        assert time.perf_counter() - start < 1.5
