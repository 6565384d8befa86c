"""A network and what reading needs beyond it, to a file and back.

In: a Network, its temperature, how it was made. Out: safetensors bytes with one JSON object of metadata, the
same bytes for the same content; on the way back everything is checked before any of it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from digitscope.arrays import DIGITS, Floats, as_names, as_numbers, frozen
from digitscope.engine.network import Layer, Network
from digitscope.environment import versions
from digitscope.errors import ArrayTypeError, DigitscopeError, LabelError, NetworkFileError, SettingError
from digitscope.networks.checks import (
    EXTRA,
    FORMAT,
    PLAIN_FIELDS,
    check_architecture,
    check_claims,
    check_metadata,
    check_seal,
    is_temperature,
    labels_in,
    refused,
    seal,
)
from digitscope.storage import AnyPath, read_file, write_atomically
from digitscope.tensors import pack, unpack
from digitscope.text import DEPTH, from_json, frozen_value, shown, to_json

FILE_LIMIT: Final = 64 * 2**20
KEY: Final = "digitscope"


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFile:
    """Everything that a network file holds; two are equal when their files are, bit for bit.

    labels: what the outputs are called; where nothing is said, 0 to 9 for ten outputs, and for others empty: not known.
    network: float32; float64 is taken where float32 holds all its numbers exactly.
    temperature: finite, above 0; confidence is softmax(z / temperature).
    refusal: when to give no answer, a plain mapping or None.
    recipe, data, figures, versions: plain mappings, kept read-only (lists become tuples).
    extras: arrays of floats that reading needs, named `reader.*`.  notices: what loading changed, for people.
    Raises SettingError.
    >>> from digitscope.engine.initialise import initialise
    >>> network = initialise((784, 16, 16, 10), rng=np.random.default_rng(0))
    >>> NetworkFile(network, recipe={"seed": 0}).recipe["seed"]
    0
    """

    network: Network
    temperature: float = 1.0
    refusal: Mapping[str, Any] | None = None
    recipe: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=versions)
    extras: Mapping[str, Floats] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_temperature(self.temperature):
            came = shown(repr(self.temperature))
            raise SettingError("a temperature must be finite and above 0", came=came, hint="1 changes nothing")
        object.__setattr__(self, "temperature", float(self.temperature))
        object.__setattr__(self, "network", _in_float32(self.network))
        object.__setattr__(self, "labels", _labels(self.labels, self.network.widths[-1]))
        for name in PLAIN_FIELDS:
            object.__setattr__(self, name, _plain(name, getattr(self, name)))
        if self.refusal is not None:
            object.__setattr__(self, "refusal", _plain("refusal", self.refusal))
        extras = {name: _extra(name, array) for name, array in self.extras.items()}
        object.__setattr__(self, "extras", MappingProxyType(extras))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NetworkFile) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses process borders as its own file (read-only mappings cannot)."""
        return from_bytes, (to_bytes(self),)

    def _identity(self) -> tuple[object, ...]:
        extras = sorted((name, array.dtype.str, array.shape, array.tobytes()) for name, array in self.extras.items())
        return self.network, to_json(_described(self)), tuple(extras)


def _labels(names: tuple[str, ...], outputs: int) -> tuple[str, ...]:
    if not names:
        return DIGITS if outputs == len(DIGITS) else ()
    try:
        return as_names(names, count=outputs)
    except LabelError as error:
        raise SettingError(error.asked, came=error.came, hint=error.hint) from None


def _in_float32(network: Network) -> Network:
    if network.dtype == np.float32:
        return network
    for index, layer in enumerate(network.layers):
        if not (_fits_float32(layer.weights) and _fits_float32(layer.bias)):
            raise SettingError(
                "a network file holds float32",
                came=f"float64 numbers in layer {index} that float32 cannot hold",
                hint="use network.astype('float32')",
            )
    return network.astype(np.float32)


def _fits_float32(array: Floats) -> bool:
    with np.errstate(over="ignore"):
        return np.array_equal(array.astype(np.float32), array)


def _plain(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SettingError(f"{name} must be a mapping", came=type(value).__name__, hint="give names to its values")
    plain: Mapping[str, Any] = frozen_value(value, what=name, depth=DEPTH - 2)
    return plain


def _extra(name: Any, value: Any) -> Floats:
    try:
        array = as_numbers(value, what="extras")
    except ArrayTypeError as error:
        raise SettingError(error.asked, came=error.came, hint=error.hint) from None
    named = isinstance(name, str) and EXTRA.fullmatch(name)
    if not named or array.dtype not in (np.float16, np.float32, np.float64):
        raise SettingError(
            "extras must be arrays of floats named reader.*",
            came=f"{shown(repr(name))}, {array.dtype}",
            hint="rename or convert it",
        )
    if not np.isfinite(array).all():
        raise SettingError(f"{name} must be finite", came="NaN or infinity", hint="replace them first")
    return frozen(np.array(array, array.dtype.newbyteorder("="), order="C"))


def save(path: AnyPath, file: NetworkFile, *, half: bool = False) -> None:
    """Writes the file wholly or not at all. Raises StorageError, and what `to_bytes` raises.

    >>> import tempfile, pathlib
    >>> from digitscope.engine.initialise import initialise
    >>> file = NetworkFile(initialise((784, 10), rng=np.random.default_rng(0)), temperature=1.5)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(pathlib.Path(folder, "mine.safetensors"), file)
    ...     load(pathlib.Path(folder, "mine.safetensors")).temperature
    1.5
    """
    write_atomically(path, to_bytes(file, half=half))


def to_bytes(file: NetworkFile, *, half: bool = False) -> bytes:
    """The file as bytes; equal files give equal bytes.

    half: weights and biases as float16, half the size.  Raises SettingError where that would change one of them,
    NetworkFileError for texts beyond 64 KiB.

    >>> from digitscope.engine.initialise import initialise
    >>> file = NetworkFile(initialise((784, 10), rng=np.random.default_rng(0)))
    >>> from_bytes(to_bytes(file)) == file
    True
    """
    arrays: dict[str, Floats] = {}
    for index, layer in enumerate(file.network.layers):
        arrays[f"layers.{index}.weights"] = _halved(layer.weights) if half else layer.weights
        arrays[f"layers.{index}.bias"] = _halved(layer.bias) if half else layer.bias
    arrays |= file.extras
    text = f"{to_json(_described(file))[:-1]},"
    return pack(arrays, {KEY: f'{text}"sha256":"{seal(arrays, text)}"}}'})


def _halved(array: Floats) -> Floats:
    with np.errstate(over="ignore"):
        short = array.astype(np.float16)
    if not np.array_equal(short, array):
        came = "numbers that float16 cannot hold"
        raise SettingError("half a file's size holds float16", came=came, hint="round the network first")
    return short


def _described(file: NetworkFile) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "activations": file.network.activations,
        "reader": {"temperature": file.temperature, "refusal": file.refusal},
        **_told_labels(file.labels),
        **{name: getattr(file, name) for name in PLAIN_FIELDS},
    }


def _told_labels(labels: tuple[str, ...]) -> dict[str, Any]:
    """The ten digits go without saying; labels that are just numbers are told as such, which the lab understands."""
    if labels in ((), DIGITS):
        return {}
    numbers = tuple(range(len(labels)))
    return {"labels": numbers if labels == tuple(map(str, numbers)) else labels}


def load(path: AnyPath, *, limit: int = FILE_LIMIT) -> NetworkFile:
    """The network file at `path`, read once. limit: bytes.

    Raises NetworkFileError, and nothing else, for what is no whole network file of ours; see `from_bytes`.
    >>> from digitscope.engine.initialise import initialise
    >>> save(folder / "mine.safetensors", NetworkFile(initialise((784, 10), rng=0)))
    >>> load(folder / "mine.safetensors").network.widths
    (784, 10)
    """
    content = read_file(path, limit=limit, refusal=NetworkFileError)
    try:
        return from_bytes(content)
    except NetworkFileError as error:
        raise refused(f"{shown(path)}: {error.asked}", error.came, error.hint, error.code) from error


def from_bytes(content: bytes) -> NetworkFile:
    """The network file that these bytes are.

    F16 is widened; F64 is narrowed, with a notice, where that changes no number. Metadata of a name that we
    do not know is passed over.  Raises NetworkFileError, and nothing else, with the code of what is wrong.
    """
    packed = unpack(content)
    if KEY not in packed.metadata:
        raise refused(f"the metadata must have the key {KEY}", "none", "it was not made by digitscope")
    text = packed.metadata[KEY]
    about = from_json(text, what="the metadata", refusal=NetworkFileError)
    check_metadata(about)
    check_architecture(packed.arrays, about["activations"])
    check_claims(about, packed.arrays)
    check_seal(packed.arrays, text)
    try:
        return _assembled(packed.arrays, about)
    except NetworkFileError:
        raise
    except DigitscopeError as error:  # what JSON can hold and a network file cannot
        raise refused(error.asked, error.came, "the file was not made by digitscope") from error


def _assembled(arrays: Mapping[str, Floats], about: Mapping[str, Any]) -> NetworkFile:
    for name, array in arrays.items():
        if wrong := array.size - int(np.count_nonzero(np.isfinite(array))):
            came = f"{wrong} of {array.size} NaN or infinite"
            raise refused(f"{name} must be finite", came, "train it again", "MODEL_NOT_FINITE")
    layers, notices = [], []
    for index, activation in enumerate(about["activations"]):
        parts = [f"layers.{index}.{part}" for part in ("weights", "bias")]
        notices += [
            f"{name} was float64 and is float32 now; no number changed" for name in parts if _wide(arrays[name])
        ]
        weights, bias = (_single(name, arrays[name]) for name in parts)
        layers.append(Layer(weights, bias, activation))
    return NetworkFile(
        Network(tuple(layers)),
        temperature=about["reader"]["temperature"],
        refusal=about["reader"].get("refusal"),
        **{name: about[name] for name in PLAIN_FIELDS},
        extras={name: array for name, array in arrays.items() if EXTRA.fullmatch(name)},
        notices=tuple(notices),
        labels=labels_in(about, layers[-1].bias.size),
    )


def _wide(array: Floats) -> bool:
    return array.dtype == np.float64


def _single(name: str, array: Floats) -> Floats:
    if not _fits_float32(array):
        came = "float64 numbers that float32 cannot hold"
        raise refused(f"{name} must be float32", came, "save it as float32", "MODEL_DTYPE")
    return array.astype(np.float32)
