"""What an array means here, and the checks at the door.

In: whatever a caller has (lists, any dtype, any memory order, a data frame). Out: C-contiguous float32 or
float64 arrays of a known shape, finite, or an error that says what came. Nothing that comes in is changed.
"""

from __future__ import annotations

import warnings
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from digitscope.errors import ArrayTypeError, LabelError, NotFiniteError, PixelRangeWarning, ShapeError
from digitscope.text import shown, to_json

Floats: TypeAlias = npt.NDArray[Any]
"""Real numbers, float32 in use and float64 in checks."""
Bytes: TypeAlias = npt.NDArray[np.uint8]
"""Grey levels as files hold them, 0..255."""
Labels: TypeAlias = npt.NDArray[np.int64]
"""Classes, 0..9 for digits."""

GREY_LEVELS = np.float32(255)
DIGITS: Final = tuple("0123456789")
"""The names of the labels where nothing else is said."""
NAME_LENGTH: Final = 40
NAMES_BYTES: Final = 32_768
"""Of all names together, as JSON: a network file has room for as many beside what else it says."""
LOOKS_LIKE_BYTES = 2.0  # no 0..1 picture comes near it, no 0..255 picture with ink in it stays below


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same array, read-only from now on; for arrays that we made and nobody else holds.

    >>> frozen(np.zeros(3)).flags.writeable
    False
    """
    array.setflags(write=False)
    return array


def settled(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A read-only array that nobody else can write to: itself where that is so already, else a copy.

    >>> mine = np.zeros(3)
    >>> settled(mine) is mine, settled(frozen(mine)) is mine
    (False, True)
    """
    owner: Any = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return frozen(array.copy())
        owner = owner.base
    return array if owner is None or isinstance(owner, bytes) else frozen(array.copy())


def as_numbers(values: Any, *, what: str) -> npt.NDArray[Any]:
    """`values` as an array of real numbers in native byte order, not yet checked further.

    Raises ArrayTypeError for objects, strings, complex numbers and ragged lists.
    >>> as_numbers([[1, 2]], what="pixels").dtype.kind
    'i'
    """
    try:
        array = np.asarray(values)
    except Exception as error:  # an __array__ of anybody may raise anything
        raise ArrayTypeError(
            f"{what} must be an array of numbers",
            came=f"{type(values).__name__} ({error})",
            hint="give rows of the same length",
        ) from None
    if array.dtype.kind not in "fiub":
        raise ArrayTypeError(
            f"{what} must be real numbers",
            came=f"dtype {array.dtype}",
            hint="convert with .astype(float) first",
        )
    return array


def as_floats(values: Any, *, what: str, dtype: npt.DTypeLike = np.float32) -> Floats:
    """`values` as a C-contiguous array of `dtype`; the caller's own array if it is one already.

    Raises ArrayTypeError as `as_numbers`, NotFiniteError with the first index that is not finite.
    >>> as_floats([0, 1], what="bias")
    array([0., 1.], dtype=float32)
    """
    array = as_numbers(values, what=what)
    with np.errstate(over="ignore"):  # a float64 beyond float32 becomes infinite and is refused below
        floats = np.ascontiguousarray(array, dtype=dtype).reshape(array.shape)
    finite = np.isfinite(floats)
    if not finite.all():
        index = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise NotFiniteError(
            f"{what} must be finite",
            came=f"{array[index]} at index {index if len(index) != 1 else index[0]}",
            hint="replace NaN and infinity first",
        )
    return floats


def as_pixels(values: Any, *, inputs: int, dtype: npt.DTypeLike = np.float32) -> Floats:
    """Images as (inputs,) for one or (n, inputs) for many; pictures (28, 28) are taken where inputs is 784.

    Raises ShapeError for any other shape; warns PixelRangeWarning where the values look like 0..255.
    >>> as_pixels(np.zeros((28, 28)), inputs=784).shape
    (784,)
    """
    pixels = as_floats(values, what="pixels", dtype=dtype)
    if pixels.shape == (28, 28) and inputs == 784:
        pixels = pixels.reshape(784)
    if pixels.ndim not in (1, 2) or pixels.shape[-1] != inputs:
        shapes = f"({inputs},) or (n, {inputs})" if inputs != 784 else "(784,), (28, 28) or (n, 784)"
        raise ShapeError(f"pixels must be {shapes}", came=str(np.shape(values)), hint="see ink.prepare(image)")
    if pixels.size and pixels.max() > LOOKS_LIKE_BYTES:
        warnings.warn(
            f"pixels are 0 (black) to 1 (white), these go up to {pixels.max():g}: divide by 255 if they are bytes",
            PixelRangeWarning,
            stacklevel=3,
        )
    return pixels


def as_labels(values: Any, *, count: int, classes: int = 10) -> Labels:
    """`count` classes as (count,) int64; a single number will do for one image.

    Raises LabelError where the count differs, where a label is no whole number, or outside 0..classes-1.
    >>> as_labels([7], count=1)
    array([7])
    """
    array = np.atleast_1d(as_numbers(values, what="labels"))
    if array.shape != (count,):
        raise LabelError(
            f"labels must be one for each of {count} images",
            came=str(array.shape),
            hint="give one label an image",
        )
    with np.errstate(invalid="ignore"):  # NaN and what is beyond int64 are refused below
        labels = array.astype(np.int64)
    bad = (labels != array) | (labels < 0) | (labels >= classes)
    if bad.any():
        first = int(np.argmax(bad))
        raise LabelError(
            f"labels must be whole numbers 0 to {classes - 1}",
            came=f"{array[first]} at index {first}",
            hint="correct or leave out that image",
        )
    return labels


def as_names(values: Any, *, count: int) -> tuple[str, ...]:
    """The names of `count` labels: different from each other, 1 to 40 printable letters, no blanks around them.

    Raises LabelError; all names together take at most 32 KiB.
    >>> as_names(["cat", "dog"], count=2)
    ('cat', 'dog')
    """
    names = tuple(values) if isinstance(values, list | tuple) else None
    if names is None or len(names) != count:
        came = f"{len(names)} of them" if names is not None else type(values).__name__
        raise LabelError(f"{count} labels must have a name each", came=came, hint="give a list of names")
    for name in names:
        sound = isinstance(name, str) and name.isprintable() and name == name.strip()
        if not sound or not 0 < len(name) <= NAME_LENGTH:
            raise LabelError(
                f"a label's name must be 1 to {NAME_LENGTH} printable letters, no blanks around them",
                came=shown(repr(name)),
                hint="rename that label",
            )
    if len(set(names)) != count:
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise LabelError("labels must have different names", came=f"{shown(twice)} twice", hint="rename one of them")
    if (size := len(to_json(names))) > NAMES_BYTES:
        raise LabelError(
            f"the names of all labels must take at most {NAMES_BYTES:,} bytes",
            came=f"{count:,} names of {size:,} bytes",
            hint="are these labels? else give shorter ones",
        )
    return names


def from_bytes(levels: Bytes) -> Floats:
    """Grey levels 0..255 as pixels 0..1, float32; every engine and command goes through this one division.

    >>> from_bytes(np.array([0, 255], np.uint8))
    array([0., 1.], dtype=float32)
    """
    return np.divide(levels, GREY_LEVELS, dtype=np.float32)


def to_bytes(pixels: Floats) -> Bytes:
    """Pixels 0..1 as grey levels 0..255, rounded to the nearest, clipped at both ends.

    >>> to_bytes(np.array([-1.0, 0.5, 1.0]))
    array([  0, 128, 255], dtype=uint8)
    """
    return np.clip(np.rint(np.multiply(pixels, GREY_LEVELS)), 0, 255).astype(np.uint8)
