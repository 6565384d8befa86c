"""Grey levels from wide numbers and from pictures with clear parts, and the memory that this takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from digitscope.errors import ImageError
from digitscope.ink import Limits, open_image, prepare
from digitscope.ink.grey import as_levels, grey_levels

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes

    Save = Callable[..., bytes]


@pytest.mark.parametrize("white", [1, 255, 1023, 4095, 16_383, 65_535])
@pytest.mark.parametrize("mode", ["I", "F", "I;16", "array"])
def test_numbers_of_any_width_give_the_same_levels_from_arrays_and_pillow_images(white: int, mode: str) -> None:
    numbers = np.array([[0, white // 2, white]])
    kind = {"I": np.int32, "F": np.float32, "I;16": np.uint16}.get(mode)
    levels = as_levels(numbers) if kind is None else grey_levels(Image.fromarray(numbers.astype(kind)))
    assert np.array_equal(levels, np.rint(numbers * (255 / white)))
    assert not levels.flags.writeable


def test_real_numbers_that_overshoot_one_a_little_are_not_taken_for_bytes() -> None:
    assert as_levels(np.array([[0, 0.5, 1.5]])).tolist() == [[0, 128, 255]]


@pytest.mark.parametrize("wrong", [-1, 65_536, np.nan, np.inf, -np.inf])
def test_numbers_that_no_grey_level_can_be_are_refused_everywhere(wrong: float) -> None:
    numbers = np.array([[0, wrong]], np.float32)
    for refuse in (as_levels, lambda values: grey_levels(Image.fromarray(values))):
        with pytest.raises(ImageError):
            refuse(numbers)
    if np.isfinite(wrong):
        with pytest.raises(ImageError, match="grey levels must be"):
            prepare(numbers.astype(np.int64))


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ImageError, match="0 x 5"):
        grey_levels(Image.new("L", (0, 5)))


def test_a12_ten_bits_in_a_file_of_sixteen_are_seen(glyph: Bytes, save: Save) -> None:
    grey = open_image(save(Image.fromarray(glyph.astype(np.uint16) * 4), "PNG")).grey
    assert np.abs(grey.astype(int) - glyph).max() <= 1


def test_large_pictures_are_read_in_strips_to_the_same_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    colours = Image.fromarray(rng.integers(0, 256, (61, 47, 4), np.uint8))
    wide = Image.fromarray(rng.integers(0, 60_000, (61, 47), np.uint16))
    several = (colours, colours.convert("RGB"), colours.convert("RGB").convert("CMYK"), wide)
    at_once = [grey_levels(picture) for picture in several]
    monkeypatch.setattr("digitscope.ink.grey._AT_ONCE", 47 * 9)
    for picture, levels in zip(several, at_once, strict=True):
        difference = np.abs(grey_levels(picture).astype(int) - levels)
        assert difference.max() <= (2 if picture is colours else 0)  # the brink of a strip is not looked across


def card(digit: Bytes, *, dark: bool, clear: str) -> Image.Image:
    """A page or a chalkboard, clear at its rounded corners or all around it."""
    levels = np.pad(np.asarray(Image.fromarray(digit).resize((200, 200))), 50)
    y, x = np.mgrid[:300, :300]
    off = np.hypot(np.maximum(np.abs(y - 149.5) - 120, 0), np.maximum(np.abs(x - 149.5) - 120, 0))
    alpha = np.where(off > 30, 0, 255).astype(np.uint8)
    if clear == "margins":
        levels, alpha = np.pad(levels, 200), np.pad(alpha, 200)
    return Image.merge("LA", (Image.fromarray(levels if dark else 255 - levels), Image.fromarray(alpha)))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("clear", ["corners", "margins"])
def test_clear_parts_around_a_card_go_on_as_the_card(dark: bool, clear: str, glyph: Bytes) -> None:
    grey = grey_levels(card(glyph, dark=dark, clear=clear))
    assert set(np.unique(grey[:5, :5])) == {0 if dark else 255}
    assert prepare(card(glyph, dark=dark, clear=clear)).inverted != dark


@pytest.mark.parametrize("dark", [True, False])
def test_a13_an_empty_card_with_clear_corners_is_blank(dark: bool) -> None:
    assert prepare(card(np.zeros((28, 28), np.uint8), dark=dark, clear="corners")).blank


@pytest.mark.parametrize("ink", [0, 60, 200, 255])
def test_a_digit_cut_out_of_its_paper_lies_on_what_contrasts(ink: int, glyph: Bytes) -> None:
    large = np.pad(np.asarray(Image.fromarray(glyph).resize((200, 200))), 50)
    cut = Image.merge("LA", (Image.new("L", (300, 300), ink), Image.fromarray(large)))
    assert set(np.unique(grey_levels(cut)[:5])) == {0 if ink > 127 else 255}


@pytest.mark.parametrize("dark", [True, False])
def test_a_digit_whose_paper_was_made_the_clear_colour_lies_on_what_contrasts(dark: bool, glyph: Bytes) -> None:
    large = np.pad(np.asarray(Image.fromarray(glyph).resize((200, 200), Image.Resampling.BICUBIC)), 50)
    picture = Image.fromarray(255 - large if dark else large)
    picture.info["transparency"] = 255 if dark else 0
    expected = prepare(np.asarray(picture))
    assert np.abs(prepare(picture).pixels - expected.pixels).mean() < 0.03


MEASURE = """
import sys
from digitscope.ink import open_image
peak = lambda: int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
before = peak()
open_image(sys.argv[1])
print(peak() - before)
"""


def ramp(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.tile((np.arange(width) // 32 % 256).astype(np.uint8), (height, 1)))


def with_alpha(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    picture.putalpha(ramp(picture.width, picture.height))
    return picture


LARGEST: dict[str, Callable[[], tuple[Image.Image, str, dict[str, Any]]]] = {
    "grey": lambda: (ramp(8000, 8000), "PNG", {}),
    "sixteen bits": lambda: (Image.fromarray(np.asarray(ramp(8000, 8000)).astype(np.uint16) * 257), "PNG", {}),
    "a clear colour": lambda: (ramp(8000, 8000).convert("P"), "PNG", {"transparency": 3}),
    "colours": lambda: (ramp(8000, 8000).convert("RGB"), "PNG", {}),
    "alpha": lambda: (with_alpha(ramp(8000, 8000)), "PNG", {}),
    "CMYK": lambda: (ramp(8000, 8000).convert("RGB").convert("CMYK"), "JPEG", {}),
    "progressive": lambda: (ramp(6450, 6450).convert("RGB").convert("CMYK"), "JPEG", {"progressive": True}),
    "WebP": lambda: (with_alpha(ramp(5590, 5590)), "WEBP", {"lossless": True, "quality": 0, "method": 0}),
    "TIFF": lambda: (with_alpha(ramp(7800, 8000)), "TIFF", {"compression": "tiff_adobe_deflate"}),
}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("name", LARGEST)
def test_g5_the_largest_image_of_any_kind_takes_less_than_600_megabytes(name: str, tmp_path: Path) -> None:
    picture, kind, options = LARGEST[name]()
    turned = Image.Exif()
    turned[0x0112] = 6
    picture.save(tmp_path / "large", kind, exif=turned.tobytes(), **options)
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "large")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 600


@pytest.mark.parametrize(
    ("kind", "options", "needed"),
    [("WEBP", {}, 16), ("TIFF", {}, 8), ("JPEG", {"progressive": True}, 10), ("PNG", {}, 5)],
)
def test_g5_kinds_that_take_more_memory_have_a_smaller_limit(
    kind: str, options: dict[str, Any], needed: int, save: Save
) -> None:
    data = save(Image.new("RGB", (100, 100)), kind, **options)
    assert open_image(data, limits=Limits(memory=10_000 * needed)).grey.shape == (100, 100)
    with pytest.raises(ImageError, match=f"a {kind} image of this kind must have at most 9,999 pixels") as caught:
        open_image(data, limits=Limits(memory=10_000 * needed - 1))
    assert caught.value.code == "IMAGE_TOO_MANY_PIXELS"
