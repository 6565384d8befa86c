"""Arrays and short texts as the bytes of a safetensors file, and back.

The walk of every network and checkpoint file: our own strict check of the header comes first, and only bytes
that passed it reach the safetensors library. Nothing here can run code that a file brings along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from digitscope.errors import NetworkFileError
from digitscope.text import from_json, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

HEADER_LIMIT: Final = 65_536
RANK_LIMIT: Final = 8
EXTENT_LIMIT: Final = 2**31 - 1
SIZES: Final = {"F16": 2, "F32": 4, "F64": 8, "I64": 8, "U8": 1}
"""Bytes an element, of every kind that is written or read here."""
KINDS: Final = {"float16": "F16", "float32": "F32", "float64": "F64", "int64": "I64", "uint8": "U8"}
FLOATS: Final = ("F16", "F32", "F64")
NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}")

# What else people call a model, by its first bytes; decided before any of it is looked at further.
FORMATS: Final = (
    (re.compile(rb"PK[\x03\x05]"), "a zip archive, as of PyTorch, Keras or numpy"),
    (re.compile(rb"\x80[\x01-\x05]"), "a Python pickle, as of PyTorch or joblib"),
    (re.compile(rb"\x93NUMPY"), "a numpy array file"),
    (re.compile(rb"\x89HDF\r\n\x1a\n"), "an HDF5 file, as of Keras"),
    (
        re.compile(rb"\x1f\x8b|\xfd7zXZ|BZh|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|\x78[\x01\x5e\x9c\xda]"),
        "a compressed file",
    ),
    (re.compile(rb"GGUF|GGML|ggjt|lmgg"), "a GGUF file"),
    (re.compile(rb"\x08[\x01-\x20][\x12\x1a\x22\x3a]"), "an ONNX file"),
    (re.compile(rb"....TFL3", re.DOTALL), "a TensorFlow Lite file"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF|II\*\x00|MM\x00\*|%PDF"), "an image or a document"),
    (re.compile(rb"[\t\n\r\x20-\x7e]{8}"), "text, or a Python pickle of the oldest kind"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """What a safetensors file holds.

    arrays: name -> read-only array.  metadata: name -> text, as it came: see `text.shown` before printing it.
    """

    arrays: Mapping[str, npt.NDArray[Any]]
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Tensor:
    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def pack(arrays: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors file as bytes; the same bytes for the same content where metadata has one key.

    arrays: float16, float32, float64, int64 or uint8 of any memory order.  Raises NetworkFileError for
    whatever `unpack` would not take back, so that nothing is written that cannot be read.
    >>> len(pack({"bias": np.zeros(3, np.float32)}, {}))
    84
    """
    import numpy as np
    from safetensors.numpy import save

    for name, array in arrays.items():
        if array.dtype.name not in KINDS:
            raise _dtype_refusal(name, array.dtype.name, tuple(SIZES))
    if not all(_is_text(text) for text in (*arrays, *metadata, *metadata.values())):
        raise _invalid("names and metadata must be texts that UTF-8 can hold", "something else")
    content = save(
        {name: np.asarray(array, array.dtype.newbyteorder("="), order="C") for name, array in arrays.items()},
        dict(metadata) or None,  # safetensors 0.8.0 writes a broken header where both are empty
    )
    _check(content, tuple(SIZES))
    return content


def unpack(content: bytes, *, dtypes: tuple[str, ...] = FLOATS) -> Packed:
    """The arrays and texts of a safetensors file, checked strictly before the library sees any of it.

    dtypes: the kinds that are taken, of F16, F32, F64, I64, U8.  Raises NetworkFileError with code
    MODEL_FORMAT_UNSUPPORTED, MODEL_HEADER_TOO_LARGE, MODEL_DTYPE or MODEL_HEADER_INVALID, and nothing else.
    >>> unpack(pack({"bias": np.zeros(3, np.float32)}, {"by": "hand"})).metadata["by"]
    'hand'
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    tensors, metadata = _check(content, dtypes)
    try:
        loaded = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise _invalid("the file must be one that the safetensors library reads", shown(str(error))) from error
    arrays = {tensor.name: loaded[tensor.name] for tensor in tensors}
    for array in arrays.values():
        array.setflags(write=False)
    return Packed(MappingProxyType(arrays), MappingProxyType(metadata))


def _check(content: bytes, dtypes: tuple[str, ...]) -> tuple[list[_Tensor], dict[str, str]]:
    text, size = _header(content)
    if not text.endswith(b"}"):
        raise _invalid("the header must end with } and spaces", shown(repr(text[-1:])))
    header = from_json(text, what="the header", refusal=NetworkFileError)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(_is_text(part) for pair in metadata.items() for part in pair):
        raise _invalid("the header's __metadata__ must be texts with a name each", "something else")
    tensors = [_tensor(name, entry, size, dtypes) for name, entry in header.items()]
    end = 0
    for tensor in sorted(tensors, key=lambda one: (one.start, one.end)):
        if tensor.start != end:
            kind = "an overlap" if tensor.start < end else "a hole"
            raise _invalid("tensors must lie one after the other", f"{kind} before {tensor.name}")
        end = tensor.end
    if end != size:
        raise _invalid(f"the tensors must fill all {size:,} bytes after the header", f"{end:,}")
    return tensors, metadata


def _header(content: bytes) -> tuple[bytes, int]:
    """The header's text without its padding, and how many bytes come after it."""
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or not 2 <= length <= len(content) - 8 or content[8:9] != b"{":
        _refuse_other_formats(content)
        if len(content) < 8:
            raise _invalid("a network file starts with 8 bytes of length", f"a file of {len(content)} bytes")
        if not 2 <= length <= len(content) - 8:
            raise _invalid(f"the header must lie within the {len(content):,} bytes", f"a length of {length:,}")
        raise _invalid("the header must start with {", shown(repr(content[8:9])))
    if length > HEADER_LIMIT:
        raise NetworkFileError(
            f"the header must be at most {HEADER_LIMIT:,} bytes",
            came=f"{length:,}",
            hint="keep texts and tensors few",
            code="MODEL_HEADER_TOO_LARGE",
        )
    return content[8 : 8 + length].rstrip(b" "), len(content) - 8 - length


def _refuse_other_formats(content: bytes) -> None:
    for start, name in FORMATS:
        if start.match(content):
            raise NetworkFileError(
                "a network file must be safetensors",
                came=name,
                hint="nothing of it was opened; export the weights as safetensors where it was made",
                code="MODEL_FORMAT_UNSUPPORTED",
            )


def _tensor(name: str, entry: Any, size: int, dtypes: tuple[str, ...]) -> _Tensor:
    if not NAME.fullmatch(name):
        raise _invalid("a tensor's name must be 1 to 128 letters, digits and . _ -", shown(repr(name[:300])))
    if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
        raise _invalid(f"tensor {name} must have a dtype, a shape and data_offsets, only these", "something else")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in dtypes or dtype not in SIZES:
        raise _dtype_refusal(name, shown(str(dtype)[:300]), dtypes)
    if not _are_sizes(shape) or len(shape) > RANK_LIMIT or any(extent > EXTENT_LIMIT for extent in shape):
        raise _invalid(f"the shape of {name} must be at most {RANK_LIMIT} whole sizes", _few(shape))
    if not _are_sizes(offsets) or len(offsets) != 2 or not offsets[0] <= offsets[1] <= size:
        raise _invalid(f"the data_offsets of {name} must be a start and an end within the file", _few(offsets))
    wanted = prod(shape) * SIZES[dtype]  # Python's integers, which do not overflow
    if offsets[1] - offsets[0] != wanted:
        raise _invalid(f"{name}, {shape} of {dtype}, must take {wanted:,} bytes", f"{offsets[1] - offsets[0]:,}")
    return _Tensor(name, dtype, tuple(shape), *offsets)


def _are_sizes(values: Any) -> bool:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)


def _is_text(value: Any) -> bool:
    """Whether it is text that UTF-8 can hold; JSON's escapes can make halves of surrogate pairs."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _few(value: Any) -> str:
    return shown(repr(value[:10] if isinstance(value, list) else type(value).__name__))


def _dtype_refusal(name: str, came: str, dtypes: tuple[str, ...]) -> NetworkFileError:
    return NetworkFileError(
        f"tensor {shown(name)} must be {', '.join(dtypes)}",
        came=came,
        hint="save it as float32",
        code="MODEL_DTYPE",
    )


def _invalid(asked: str, came: str) -> NetworkFileError:
    return NetworkFileError(asked, came=came, hint="the file is damaged, or was not made by digitscope")
