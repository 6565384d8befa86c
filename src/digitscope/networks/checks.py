"""Whether the parts of a network file fit each other: metadata, names, shapes, checksum.

In: what `tensors.unpack` gives, and the metadata's JSON. Out: nothing, or a refusal that says what is wrong.
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import as_names
from digitscope.engine.activations import ACTIVATIONS
from digitscope.errors import LabelError, NetworkFileError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from digitscope.arrays import Floats

FORMAT: Final = 1
PLAIN_FIELDS: Final = ("recipe", "data", "figures", "versions")
EXTRA: Final = re.compile(r"reader\.[a-z0-9_.]{1,100}")
LAB_INPUTS: Final = 784
LAB_OUTPUTS: Final = range(2, 65)
SEAL: Final = re.compile(r'"sha256":"([0-9a-f]{64})"\}\Z')
"""The checksum stands last in the metadata, so that it can cover every letter before it."""


def refused(asked: str, came: str, hint: str, code: str = "MODEL_HEADER_INVALID") -> NetworkFileError:
    """The error, not raised yet."""
    return NetworkFileError(asked, came=came, hint=hint, code=code)


def _misbuilt(asked: str, came: str, hint: str) -> NetworkFileError:
    return refused(asked, came, hint, "MODEL_ARCHITECTURE")


def is_temperature(value: Any) -> bool:
    """Whether it is a number, finite and above 0.

    >>> is_temperature(1), is_temperature(True), is_temperature(float("nan"))
    (True, False, False)
    """
    if isinstance(value, np.floating):
        value = float(value)
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= sys.float_info.max


def seal(arrays: Mapping[str, Floats], text: str) -> str:
    """SHA-256 in hexadecimal over the metadata before the sum itself, then each tensor in order of its name.

    >>> seal({"reader.x": np.zeros(1, np.float32)}, "{")[:8]
    '6ecd3f25'
    """
    digest = hashlib.sha256(text.encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"\n{name} {array.dtype.name} {list(array.shape)}\n".encode())
        digest.update(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(-1).data)
    return digest.hexdigest()


def check_seal(arrays: Mapping[str, Floats], text: str) -> None:
    """Raises NetworkFileError MODEL_CORRUPT where one bit of tensors or metadata is not what was saved."""
    found = SEAL.search(text)
    if not found or found[1] != seal(arrays, text[: found.start()]):
        raise refused(
            "the file must be what its checksum says",
            "other bytes" if found else "no checksum at the end of its metadata",
            "it was changed or damaged: get it again",
            "MODEL_CORRUPT",
        )


def check_metadata(about: Any) -> None:
    """Raises NetworkFileError where the metadata is not what a file of our format or an older one says."""
    if not isinstance(about, dict) or type(about.get("format")) is not int or about["format"] < 1:
        raise refused(
            "the metadata must be an object with a format",
            "another value",
            "the file was not made by digitscope",
        )
    if about["format"] > FORMAT:
        raise refused(
            f"this digitscope reads network files up to format {FORMAT}",
            f"format {about['format']}",
            "install a newer digitscope",
            "MODEL_TOO_NEW",
        )
    wanted: dict[str, Callable[[Any], bool]] = {
        "activations": lambda value: isinstance(value, list) and all(isinstance(name, str) for name in value),
        "reader": lambda value: isinstance(value, dict) and is_temperature(value.get("temperature")),
        **dict.fromkeys(PLAIN_FIELDS, lambda value: isinstance(value, dict)),
    }
    for name, fits in wanted.items():
        if not fits(about.get(name)):
            came = shown(repr(about[name])) if name in about else "nothing"
            raise refused(f"the metadata's {name} must be as digitscope writes it", came, "the file is damaged")


def check_architecture(arrays: Mapping[str, Floats], activations: Sequence[str]) -> None:
    """Raises NetworkFileError MODEL_ARCHITECTURE where names, shapes and activations make no network."""
    names = {name for name in arrays if not EXTRA.fullmatch(name)}
    wanted = [f"layers.{index}.{part}" for index in range(len(activations)) for part in ("weights", "bias")]
    for name in sorted(names.symmetric_difference(wanted)):
        asked = f"{len(activations)} activations must have their tensors and no others"
        came = f"no {name}" if name in wanted else name
        raise _misbuilt(asked, came, f"wanted are {shown(', '.join(wanted))}")
    unknown = [name for name in activations if name not in ACTIVATIONS]
    hidden = [name for name in activations[:-1] if name in ACTIVATIONS and ACTIVATIONS[name].output_only]
    if not activations or unknown or hidden:
        came = shown((unknown + hidden)[0]) if activations else "none"
        raise _misbuilt("activations must be known, softmax only the last", came, f"use {', '.join(ACTIVATIONS)}")
    n_in = None
    for index in range(len(activations)):
        n_in = _check_layer(index, n_in, arrays)


def _check_layer(index: int, n_in: int | None, arrays: Mapping[str, Floats]) -> int:
    """Gives n_out of the layer. n_in: how many neurons are before it; None where any number will do."""
    name = f"layers.{index}.weights"
    shape = arrays[name].shape
    if len(shape) != 2 or not math.prod(shape) or n_in not in (None, shape[1]):
        wanted = f"(n_out, {n_in or 'n_in'})"
        raise _misbuilt(f"{name} must be {wanted}, none of them 0", str(shape), "each layer takes what the last gives")
    bias = arrays[f"layers.{index}.bias"].shape
    if bias != shape[:1]:
        raise _misbuilt(f"layers.{index}.bias must be {shape[:1]}", str(bias), "one bias for each row of weights")
    return int(shape[0])


def check_claims(about: Mapping[str, Any], arrays: Mapping[str, Floats]) -> None:
    """Other makers may say more than we write; raises NetworkFileError where that is not what we would do."""
    shapes = [arrays[f"layers.{index}.weights"].shape for index in range(len(about["activations"]))]
    widths = [shapes[0][1], *(shape[0] for shape in shapes)]
    for name, true in {"widths": widths, "normalisation": None}.items():
        if name in about and about[name] != true:
            came = shown(repr(about[name]))
            raise _misbuilt(f"the metadata's {name} must be {shown(repr(true))}", came, "correct it or leave it out")


def labels_in(about: Mapping[str, Any], outputs: int) -> tuple[str, ...]:
    """What the outputs are called by the metadata's labels: names, or 0, 1, 2 and so on; none where it does not say.

    Raises NetworkFileError where these are not the labels of so many outputs.
    >>> labels_in({"labels": ["cat", "dog"]}, 2), labels_in({"labels": [0, 1]}, 2), labels_in({}, 2)
    (('cat', 'dog'), ('0', '1'), ())
    """
    if "labels" not in about:
        return ()
    labels = about["labels"]
    if labels == list(range(outputs)) and not any(isinstance(label, bool) for label in labels):
        return tuple(map(str, labels))
    try:
        return as_names(labels, count=outputs)
    except LabelError as error:
        hint = "correct the metadata's labels or leave them out"
        raise _misbuilt(f"the metadata's labels: {error.asked}", error.came, hint) from None


def check_lab(widths: Sequence[int], labels: Sequence[str] = ()) -> None:
    """Raises NetworkFileError MODEL_ARCHITECTURE where the lab has no picture for such inputs or no place for outputs.

    labels: what the outputs are called; the lab knows them by number only.
    >>> check_lab((784, 16, 16, 10))
    """
    if widths[0] != LAB_INPUTS or widths[-1] not in LAB_OUTPUTS:
        raise _misbuilt(
            f"the lab's networks go from {LAB_INPUTS} pixels to {LAB_OUTPUTS[0]} to {LAB_OUTPUTS[-1]} outputs",
            f"one from {widths[0]} to {widths[-1]}",
            "choose a network that reads 28 x 28 pixels",
        )
    if labels and list(labels) != [str(label) for label in range(widths[-1])]:
        raise _misbuilt(
            "the lab's networks answer with digits, 0 first",
            f"one that answers {shown(', '.join(labels))}",
            "on the command line, read and evaluate know it",
        )


def check_count(what: str, came: int, *, most: int, hint: str) -> None:
    """Raises NetworkFileError MODEL_TOO_LARGE where the network has more of that than it may have here.

    >>> check_count("neurons", 42, most=8_192, hint="choose a smaller one")
    """
    if came > most:
        raise refused(f"a network must have at most {most:,} {what} here", f"{came:,}", hint, "MODEL_TOO_LARGE")
