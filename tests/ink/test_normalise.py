"""From grey levels to 784 numbers: MNIST stays MNIST, other images become like it, blanks stay blank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digitscope.arrays import from_bytes
from digitscope.data.mnist import mnist
from digitscope.errors import ArrayTypeError, DigitscopeError, ImageError, NotFiniteError, ShapeError
from digitscope.ink import open_image, prepare, prepare_ink
from digitscope.ink.pieces import label_pieces, without_specks

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope.arrays import Bytes, Floats

HANDWRITING = Path(__file__).parents[1] / "data" / "handwriting"


def page(
    digit: Bytes,
    *,
    shape: tuple[int, int] = (300, 400),
    side: int = 200,
    at: tuple[int, int] | None = None,
    paper: float = 225,
    ink: float = 60,
    noise: float = 0,
    uneven: float = 0,
) -> Bytes:
    """A digit drawn `side` pixels high on paper that gets lighter by `uneven` to the right of its middle."""
    rng = np.random.default_rng(0)
    strength = np.zeros(shape)
    if side:
        top, left = at or ((shape[0] - side) // 2, (shape[1] - side) // 2)
        drawn = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
        strength[top : top + side, left : left + side] = np.asarray(drawn) / 255
    sheet = paper + uneven * np.linspace(-1, 1, shape[1])[None, :]
    levels = sheet * (1 - strength) + ink * sheet / paper * strength + rng.normal(size=shape) * noise
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)


def likeness(one: Floats, other: Floats) -> float:
    """Cosine between two pictures; two different digits are near 0.4."""
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_mnists_own_images_stay_as_they_are() -> None:
    images = mnist("test").images[:500].reshape(-1, 28, 28)
    changes = [np.abs(prepare(image).levels.astype(int) - image).max() for image in images]
    assert np.mean(np.array(changes) <= 8) > 0.98


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a scan", {}),
        ("a photo", {"noise": 6, "uneven": 20}),
        ("one half in the shade", {"uneven": 80, "paper": 165, "noise": 4}),
        ("a noisy photo", {"noise": 25}),
        ("a thumbnail", {"shape": (60, 60), "side": 50, "noise": 5}),
        ("in a corner", {"at": (2, 190), "noise": 3}),
        ("small on a page", {"shape": (1200, 900), "side": 90, "noise": 4}),
        ("small pencil on rough paper", {"shape": (400, 400), "side": 60, "paper": 230, "ink": 170, "noise": 8}),
        ("faint pencil", {"paper": 230, "ink": 190, "noise": 5}),
        ("chalk", {"paper": 50, "ink": 210, "noise": 6}),
        ("chalk in uneven light", {"paper": 50, "ink": 210, "noise": 6, "uneven": 20}),
    ],
)
def test_a_digit_on_paper_becomes_much_like_mnists(name: str, options: dict[str, Any]) -> None:
    alike = []
    for digit in mnist("test").images[:20].reshape(-1, 28, 28):
        prepared = prepare(page(digit, **options))
        assert not prepared.blank
        assert prepared.inverted == ("chalk" not in name)
        alike.append(likeness(prepared.pixels, from_bytes(digit).ravel()))
    assert np.mean(alike) > 0.88  # where the shift rounds the other way, by one pixel, it is near 0.75
    assert min(alike) > 0.6


def test_the_box_is_where_the_ink_is() -> None:
    sheet = np.full((1000, 700), 240, np.uint8)
    sheet[200:500, 300:360] = 20
    x, y, width, height = prepare(sheet).box or (0, 0, 0, 0)
    assert abs(x - 300) < 10
    assert abs(y - 200) < 10
    assert abs(width - 60) < 20
    assert abs(height - 300) < 20


def test_the_picture_has_mnists_measures() -> None:
    for digit in mnist("test").images[:50].reshape(-1, 28, 28):
        prepared = prepare(page(digit, noise=3))
        assert max(prepared.scaled.shape) == 20
        assert prepared.levels.max() == 255
        weights = prepared.levels.astype(float)
        for axis in (0, 1):
            centre = weights.sum(axis=1 - axis) @ np.arange(28) / weights.sum()
            assert abs(centre - 14) <= 0.5 + 1e-6
        assert np.array_equal(prepared.pixels, from_bytes(prepared.levels).ravel())


def test_what_is_heavy_on_one_side_stays_inside_the_frame() -> None:
    drawn = np.zeros((28, 28), np.uint8)
    drawn[4:24, 4] = 255
    drawn[4:24, 4:24] = np.maximum(drawn[4:24, 4:24], 30)
    drawn[4:24, 4:6] = 255
    assert prepare(drawn).levels.astype(int).sum() == prepare(drawn).scaled.astype(int).sum()


BLANKS = {
    "white": np.full((28, 28), 255, np.uint8),
    "black": np.zeros((28, 28), np.uint8),
    "grey": np.full((300, 200), 128, np.uint8),
    "one pixel": np.full((1, 1), 7, np.uint8),
    "one row": np.zeros((1, 500), np.uint8),
}


@pytest.mark.parametrize("name", BLANKS)
def test_a13_an_even_image_is_blank(name: str) -> None:
    prepared = prepare(BLANKS[name])
    assert prepared.blank
    assert prepared.box is None
    assert not prepared.pixels.any()
    assert prepared.pixels.shape == (784,)


def test_a13_a_fully_transparent_image_is_blank(save: Callable[..., bytes]) -> None:
    assert prepare(save(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")).blank


@pytest.mark.parametrize("shape", [(28, 28), (20, 33), (100, 100), (300, 400), (900, 700)])
@pytest.mark.parametrize("options", [{"noise": 3}, {"noise": 30}, {"uneven": 20}, {"uneven": 20, "noise": 8}])
def test_a13_empty_paper_is_blank(shape: tuple[int, int], options: dict[str, Any]) -> None:
    assert prepare(page(BLANKS["white"], shape=shape, side=0, **options)).blank


@pytest.mark.parametrize("shape", [(28, 28), (120, 90), (300, 400)])
def test_a13_pure_noise_is_blank(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    assert prepare(rng.integers(0, 256, shape, np.uint8)).blank
    assert prepare(rng.integers(0, 2, shape, np.uint8) * np.uint8(255)).blank


def grained() -> Bytes:
    """Paper with patches of lighter and darker fibre."""
    grain = np.random.default_rng(0).normal(size=(40, 52)).astype(np.float32)
    rough = 225 + 4 * np.asarray(Image.fromarray(grain).resize((400, 300), Image.Resampling.BICUBIC))
    return rough.astype(np.uint8)


def test_a13_coarse_grain_of_paper_is_blank() -> None:
    assert prepare(grained()).blank


def test_a13_paper_that_is_burnt_out_on_one_side_is_blank() -> None:
    for noise in (0, 2):
        assert prepare(page(BLANKS["white"], side=0, paper=225, uneven=60, noise=noise)).blank


def test_a13_lone_dots_are_no_digit() -> None:
    sheet = grained()
    rng = np.random.default_rng(0)
    sheet[rng.integers(0, 300, 30), rng.integers(0, 400, 30)] = 120
    assert prepare(sheet).blank


def test_a_digit_that_nearly_fits_is_not_blurred_by_resampling() -> None:
    drawn = np.zeros((40, 40), np.uint8)
    drawn[5:24, 10] = np.arange(101, 196, 5)
    drawn[5:24, 11] = 255
    assert np.array_equal(prepare(drawn).scaled, drawn[5:24, 10:12])


def test_specks_do_not_widen_the_crop() -> None:
    sheet = page(BLANKS["white"], side=0)
    sheet[30:280, 150:210] = 40
    clean = prepare(sheet)
    for y, x in ((3, 5), (280, 380), (150, 20)):
        sheet[y : y + 14, x : x + 14] = 40
    assert likeness(prepare(sheet).pixels, clean.pixels) > 0.99


def test_noise_does_not_widen_the_crop_of_mnists_own_size() -> None:
    rng = np.random.default_rng(0)
    wider = 0
    for digit in mnist("test").images[:100].reshape(-1, 28, 28):
        noisy = np.clip(digit + rng.normal(size=digit.shape) * 20, 0, 255).astype(np.uint8)
        wider += max((prepare(noisy).box or (0, 0, 99, 99))[2:]) > 22
    assert wider <= 5


def test_a_bar_that_does_not_touch_belongs_to_the_digit() -> None:
    five = np.zeros((100, 80), np.float32)
    five[30:90, 20:35] = 1
    five[10:20, 20:60] = 1
    assert np.array_equal(without_specks(five), five)


def test_a14_not_a_number_is_named_with_its_place() -> None:
    image = np.zeros((28, 28))
    image[3, 4] = np.nan
    with pytest.raises(NotFiniteError, match=r"nan at index \(3, 4\)") as caught:
        prepare(image)
    assert isinstance(caught.value, ValueError)
    with pytest.raises(ImageError, match="not finite"):
        prepare(Image.fromarray(image.astype(np.float32)))


def as_big_endian(image: Floats) -> Floats:
    return image.astype(">f4")


ARRAYS: dict[str, Callable[[Floats], Any]] = {
    "float64": lambda image: image.astype(np.float64),
    "float16": lambda image: image.astype(np.float16),
    "big-endian": as_big_endian,
    "Fortran": np.asfortranarray,
    "strided": lambda image: np.repeat(np.repeat(image, 2, axis=0), 3, axis=1)[::2, ::3],
    "lists": lambda image: image.tolist(),
    "levels": lambda image: np.rint(image * 255).astype(np.int64),
    "bytes": lambda image: np.rint(image * 255).astype(np.uint8),
    "0 to 255 as real numbers": lambda image: image * 255,
}


@pytest.mark.parametrize("name", ARRAYS)
def test_j127_every_kind_of_array_gives_the_same_and_stays_as_it_is(name: str, glyph: Bytes) -> None:
    image = from_bytes(glyph)
    given_array = ARRAYS[name](image)
    before = np.array(given_array).tobytes()
    if isinstance(given_array, np.ndarray):
        given_array.setflags(write=False)
    assert np.abs(prepare(given_array).pixels - prepare(image).pixels).max() <= 1e-6
    assert np.array(given_array).tobytes() == before


def test_j127_nought_and_one_are_paper_and_ink(glyph: Bytes) -> None:
    two = glyph > 127
    for kind in (bool, np.uint8, np.int32, np.float32):
        assert np.array_equal(prepare(two.astype(kind)).levels, prepare(two * np.uint8(255)).levels)


def test_an_array_that_the_caller_can_write_to_is_not_kept(glyph: Bytes) -> None:
    image = glyph.copy()
    prepared = prepare(image)
    image[:] = 0
    assert np.array_equal(prepared.grey, glyph)
    assert image.flags.writeable


@pytest.mark.parametrize(
    ("image", "error"),
    [
        (np.zeros((28, 28), object), ArrayTypeError),
        ([["a"]], ArrayTypeError),
        (np.zeros((2, 28, 28)), ShapeError),
        (np.zeros(784), ShapeError),
        (np.zeros((0, 5)), ShapeError),
        (np.full((5, 5), -1.0), ImageError),
        (np.full((5, 5), 65_536), ImageError),
    ],
)
def test_j127_what_is_no_image_is_refused(image: Any, error: type[DigitscopeError]) -> None:
    with pytest.raises(error):
        prepare(image)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I", "F", "CMYK", "YCbCr", "I;16"])
def test_a12_pillow_images_of_every_mode_give_the_same_picture(mode: str, glyph: Bytes) -> None:
    picture = Image.fromarray(glyph)
    if mode == "1":
        picture = Image.fromarray(glyph > 100)
    elif mode == "I;16":
        picture = Image.fromarray(glyph.astype(np.uint16) * 257)
    else:
        picture = picture.convert("RGB").convert(mode) if mode in ("CMYK", "YCbCr") else picture.convert(mode)
    assert likeness(prepare(picture).pixels, prepare(glyph).pixels) > (0.9 if mode == "1" else 0.999)


def test_paths_bytes_and_opened_images_are_prepared_alike(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "seven.png"
    path.write_bytes(files["png"][:-12])
    ways = [prepare(path), prepare(str(path)), prepare(files["png"][:-12]), prepare(open_image(path))]
    assert len({way.levels.tobytes() for way in ways}) == 1
    assert [way.warnings for way in ways] == [("TRUNCATED",)] * 4


def test_every_step_is_kept_and_cannot_be_written_to(glyph: Bytes) -> None:
    for prepared in (prepare(page(glyph)), prepare(BLANKS["white"])):
        for array in (prepared.grey, prepared.ink, prepared.scaled, prepared.levels, prepared.pixels):
            assert not array.flags.writeable


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=900), st.integers(1, 40))
def test_any_levels_at_all_give_a_picture_in_its_frame_or_a_blank(data: bytes, width: int) -> None:
    height = max(1, len(data) // width)
    prepared = prepare(np.resize(np.frombuffer(data, np.uint8), (height, width)))
    assert prepared.pixels.shape == (784,)
    assert prepared.blank == (not prepared.pixels.any())
    if prepared.box:
        x, y, w, h = prepared.box
        assert x >= 0
        assert y >= 0
        assert 1 <= w <= width - x
        assert 1 <= h <= height - y


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.1, 0.4, 0.6, 0.9]))
def test_pieces_are_labelled_as_a_flood_would(seed: int, share: float) -> None:
    mask = np.random.default_rng(seed).random((12, 15)) < share
    labels = label_pieces(mask)
    flooded = np.zeros(mask.shape, np.int64)
    for y, x in np.argwhere(mask):
        if not flooded[y, x]:
            _flood(mask, flooded, y, x, int(flooded.max()) + 1)
    assert np.array_equal(labels, flooded)


def _flood(mask: Any, labels: Any, y: int, x: int, number: int) -> None:
    waiting = [(y, x)]
    while waiting:
        y, x = waiting.pop()
        if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1] and mask[y, x] and not labels[y, x]:
            labels[y, x] = number
            waiting += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


def drawing(*strokes: tuple[int, int, int, int], strength: float = 1.0) -> Floats:
    """Ink on a pad of 112 x 112; a stroke is a rectangle of top, left, height, width."""
    ink = np.zeros((112, 112), np.float32)
    for top, left, height, width in strokes:
        ink[top : top + height, left : left + width] = strength
    return ink


def test_ink_is_cropped_scaled_and_centred_and_every_step_is_kept() -> None:
    prepared = prepare_ink(drawing((10, 50, 90, 9)))
    assert prepared.box == (50, 10, 9, 90)
    assert prepared.scaled.shape == (20, 2)
    assert prepared.levels[4:24, 14:16].min() == 255
    assert prepared.levels.astype(int).sum() == prepared.scaled.astype(int).sum()
    assert np.array_equal(prepared.pixels, from_bytes(prepared.levels).ravel())
    assert not prepared.inverted
    for array in (prepared.grey, prepared.ink, prepared.scaled, prepared.levels, prepared.pixels):
        assert not array.flags.writeable


def test_ink_is_the_last_part_of_the_way_of_every_image(glyph: Bytes) -> None:
    for image in (glyph, page(glyph, noise=3), page(glyph, shape=(1200, 900), side=300)):
        whole = prepare(image)
        again = prepare_ink(whole.ink)
        assert np.array_equal(again.levels, whole.levels)
        assert np.array_equal(again.scaled, whole.scaled)


def test_a_pad_full_of_ink_is_ink_where_an_even_image_is_paper() -> None:
    assert prepare(np.ones((112, 112))).blank
    assert prepare_ink(np.ones((112, 112))).levels[4:24, 4:24].min() == 255


@given(st.integers(0, 90), st.integers(0, 60), st.integers(1, 5))
def test_where_on_the_pad_one_draws_does_not_matter(top: int, left: int, thickness: int) -> None:
    shape = (0, 0, 20, thickness), (9, 0, thickness, 50)
    moved = [(top + y, left + x, height, width) for y, x, height, width in shape]
    assert np.array_equal(prepare_ink(drawing(*moved)).levels, prepare_ink(drawing(*shape)).levels)


@pytest.mark.parametrize(
    "ink",
    [
        drawing(),
        drawing((10, 10, 80, 9), strength=0.09),
        drawing((0, 70, 1, 1), (60, 0, 1, 1), (111, 62, 1, 1), (104, 111, 1, 1), strength=0.102),
    ],
    ids=["no ink", "too faint", "specks that are averaged away"],
)
def test_a13_a_pad_with_nothing_to_see_is_blank(ink: Floats) -> None:
    prepared = prepare_ink(ink)
    assert prepared.blank
    assert prepared.box is None
    assert not prepared.pixels.any()
    assert prepared.scaled.shape == (0, 0)


def test_ink_that_comes_in_is_neither_changed_nor_kept() -> None:
    ink = drawing((10, 50, 90, 9))
    prepared = prepare_ink(ink)
    ink[:] = 0
    assert prepared.ink.any()
    assert ink.flags.writeable


def test_j127_ink_of_every_kind_of_array_gives_the_same() -> None:
    ink = drawing((10, 50, 90, 9), (10, 20, 8, 70))
    ways = [ink, ink.astype(np.float64), ink.astype(bool), np.asfortranarray(ink), ink.tolist(), ink.astype(np.uint8)]
    assert len({prepare_ink(way).levels.tobytes() for way in ways}) == 1


@pytest.mark.parametrize(
    ("ink", "error", "message"),
    [
        (np.zeros(784), ShapeError, r"must be \(h, w\)"),
        (np.zeros((0, 4)), ShapeError, r"must be \(h, w\)"),
        (np.full((4, 4), 255, np.uint8), ImageError, "got 255 to 255: divide bytes by 255"),
        (np.full((4, 4), -0.1), ImageError, "ink is 0"),
        (np.full((4, 4), np.nan), NotFiniteError, "ink must be finite"),
        (np.full((4, 4), "a"), ArrayTypeError, "real numbers"),
    ],
)
def test_j127_what_is_no_ink_is_refused(ink: Any, error: type[DigitscopeError], message: str) -> None:
    with pytest.raises(error, match=message):
        prepare_ink(ink)


@pytest.mark.parametrize("name", ["hwd1000", "semeion"])
def test_other_peoples_handwriting_gets_mnists_measures(name: str) -> None:
    with np.load(HANDWRITING / f"{name}.npz") as stored:
        images = stored["images"][::10]
    prepared = [prepare(image) for image in images]
    assert not any(one.blank for one in prepared)
    assert np.mean([one.inverted for one in prepared]) in (0.0, 1.0)
    brightness = np.mean([one.pixels.mean() for one in prepared])
    assert 0.05 < brightness < 0.3
