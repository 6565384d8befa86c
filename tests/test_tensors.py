"""Safetensors: our own strict check, then the library."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from digitscope import tensors
from digitscope.errors import NetworkFileError
from digitscope.tensors import HEADER_LIMIT, SIZES, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY: dict[str, Any] = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
ALL_KINDS = tuple(SIZES)
ARRAYS = st.dictionaries(
    st.text("abc.019_-", min_size=1, max_size=8).filter(lambda name: name != "__metadata__"),
    hnp.arrays(
        st.sampled_from([np.dtype(one) for one in ("<f2", "<f4", ">f4", "<f8", ">f8", "<i8", "u1")]),
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    ),
    max_size=4,
)


def raw(header: Any, body: bytes = bytes(24)) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def refused_code(content: bytes) -> str:
    with pytest.raises(NetworkFileError) as caught:
        unpack(content)
    str(caught.value).encode()
    assert len(str(caught.value)) < 1000
    return caught.value.code


@pytest.fixture
def library_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test if the library is given anything."""
    import safetensors.numpy

    def seen(content: bytes) -> None:
        pytest.fail("the library saw the file")

    monkeypatch.setattr(safetensors.numpy, "load", seen)


@given(ARRAYS, st.dictionaries(st.text(), st.text(), max_size=3))
def test_what_is_packed_is_unpacked(arrays: dict[str, Any], metadata: dict[str, str]) -> None:
    arrays = {name: array[..., ::-1] if array.ndim else array for name, array in arrays.items()}
    try:
        content = pack(arrays, metadata)
    except NetworkFileError:
        assert any("\ud800" <= letter <= "\udfff" for text in (*metadata, *metadata.values()) for letter in text)
        return
    packed = unpack(content, dtypes=ALL_KINDS)
    assert packed.metadata == metadata
    assert packed.arrays.keys() == arrays.keys()
    for name, array in packed.arrays.items():
        np.testing.assert_array_equal(array, arrays[name], strict=False)
        assert array.dtype == arrays[name].dtype.newbyteorder("=")
        assert array.shape == arrays[name].shape
        assert not array.flags.writeable


def test_the_same_content_gives_the_same_bytes() -> None:
    arrays = {f"layers.{index}.bias": np.full(3, index, np.float32) for index in range(12)}
    assert pack(arrays, {"digitscope": "{}"}) == pack(dict(reversed(arrays.items())), {"digitscope": "{}"})


def test_b25_nothing_is_packed_that_could_not_be_read_back() -> None:
    with pytest.raises(NetworkFileError) as caught:
        pack({}, {"recipe": "x" * HEADER_LIMIT})
    assert caught.value.code == "MODEL_HEADER_TOO_LARGE"
    with pytest.raises(NetworkFileError, match="tensor a must be") as caught:
        pack({"a": np.zeros(3, np.complex64)}, {})
    assert caught.value.code == "MODEL_DTYPE"
    with pytest.raises(NetworkFileError, match="a tensor's name"):
        pack({"../../x": np.zeros(3)}, {})


def test_the_checks_let_a_sound_file_pass() -> None:
    assert unpack(raw({"a": ENTRY})).arrays["a"].shape == (2, 3)
    assert unpack(raw({}, b"")).arrays == {}


class Canary:
    def __init__(self, nest: Path) -> None:
        self.nest = nest

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.nest,)


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def npy_of_objects(canary: Canary) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([canary], dtype=object), allow_pickle=True)
    return buffer.getvalue()


AUDITED: list[str] = []
_listening = False


@pytest.fixture
def pickle_events() -> Iterator[list[str]]:
    """Names of what pickles asked for; an audit hook cannot be taken away again, so there is one for all."""
    global _listening
    if not _listening:
        sys.addaudithook(lambda event, _: AUDITED.append(event) if event == "pickle.find_class" else None)
        _listening = True
    AUDITED.clear()
    yield AUDITED
    AUDITED.clear()


def test_b23_formats_that_can_carry_code_are_refused_unopened(tmp_path: Path, pickle_events: list[str]) -> None:
    canary = Canary(tmp_path / "fired")
    pickles = [pickle.dumps(canary, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    old_torch = pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickles[2]
    files = [
        *pickles,
        old_torch,
        *(zipped("archive/data.pkl", one) for one in pickles),
        npy_of_objects(canary),
        gzip.compress(pickles[-1]),
        b"\x89HDF\r\n\x1a\n" + bytes(100),
        b"\x08\x07\x12\x07pytorch\x1a\x052.1.0" + bytes(100),
        b"\x1c\0\0\0TFL3" + bytes(100),
        b"GGUF\x03\0\0\0" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        json.dumps({"layers": []}).encode(),
    ]
    for content in files:
        assert refused_code(content) == "MODEL_FORMAT_UNSUPPORTED", content[:20]
    assert not (tmp_path / "fired").exists()
    assert pickle_events == []
    pickle.loads(pickles[-1])
    assert (tmp_path / "fired").exists()
    assert pickle_events


def test_b23_a_header_whose_length_looks_like_a_pickle_is_no_pickle() -> None:
    text = json.dumps({"a": ENTRY}).encode().ljust(0x0480)
    assert raw(text)[:2] == b"\x80\x04"
    assert list(unpack(raw(text)).arrays) == ["a"]


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize("length", [0, 1, 2**40, 2**63, 2**64 - 1, 107 + 24])
def test_b24_a_length_beyond_the_file_is_refused(length: int) -> None:
    content = length.to_bytes(8, "little") + raw({"a": ENTRY})[8:]
    assert refused_code(content) == "MODEL_HEADER_INVALID"


@pytest.mark.usefixtures("library_unseen")
def test_b24_a_file_of_fewer_than_eight_bytes_is_refused() -> None:
    for size in range(10):
        assert refused_code(bytes(size)) == "MODEL_HEADER_INVALID"


def test_b25_a_header_of_64_kib_passes_and_one_byte_more_does_not() -> None:
    text = json.dumps({"a": ENTRY}).encode()
    assert list(unpack(raw(text.ljust(HEADER_LIMIT))).arrays) == ["a"]
    assert refused_code(raw(text.ljust(HEADER_LIMIT + 1))) == "MODEL_HEADER_TOO_LARGE"


@pytest.mark.usefixtures("library_unseen")
def test_b25_a_hundred_thousand_empty_tensors_are_refused_before_they_are_read() -> None:
    entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    content = raw({f"t{number}": entry for number in range(100_000)}, b"")
    started = time.process_time()
    assert refused_code(content) == "MODEL_HEADER_TOO_LARGE"
    assert time.process_time() - started < 0.05


TEXT = json.dumps({"a": ENTRY}).encode()
NOT_STRICT = {
    "duplicate tensor": TEXT[:-1] + b"," + TEXT[1:],
    "duplicate field": TEXT.replace(b'"dtype": "F32"', b'"dtype": "F32", "dtype": "F32"'),
    "leading space": b" " + TEXT,
    "leading newline": b"\n" + TEXT,
    "byte order mark": b"\xef\xbb\xbf" + TEXT,
    "trailing newline": TEXT + b"\n",
    "trailing NUL": TEXT + b"\0",
    "two objects": TEXT + TEXT,
    "not UTF-8": TEXT.replace(b'"a"', b'"\xff"'),
    "UTF-16": TEXT.decode().encode("utf-16-le"),
    "half a surrogate pair": TEXT.replace(b'"a"', rb'"\ud800"'),
    "NaN": TEXT.replace(b"24]", b"NaN]"),
    "Infinity": TEXT.replace(b"24]", b"Infinity]"),
    "beyond float64": TEXT.replace(b"24]", b"1e999]"),
    "a number of 5,000 digits": TEXT.replace(b"24]", b"9" * 5000 + b"]"),
    "a list": b"[" + TEXT + b"]",
    "deep lists": TEXT.replace(b"[2, 3]", b"[" * 30_000 + b"]" * 30_000),
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "not JSON": b"{a: 1}",
    "a comment": TEXT[:-1] + b"/* */}",
}


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize("kind", NOT_STRICT)
def test_b26_a_header_that_is_not_strict_json_is_refused(kind: str) -> None:
    assert refused_code(raw(NOT_STRICT[kind])) == "MODEL_HEADER_INVALID"


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize(
    "metadata", [None, [], "text", 1, {"a": 1}, {"a": None}, {"a": {}}, {"a": ["b"]}, {"a": "\ud800"}]
)
def test_b26_metadata_that_is_not_texts_is_refused(metadata: Any) -> None:
    assert refused_code(raw({"__metadata__": metadata, "a": ENTRY})) == "MODEL_HEADER_INVALID"


def entry(**changes: Any) -> dict[str, Any]:
    return {**ENTRY, **changes}


MISFITS: dict[str, tuple[Any, bytes]] = {
    "overlap": ({"a": ENTRY, "b": entry(shape=[1], data_offsets=[20, 24])}, bytes(24)),
    "the same bytes twice": ({"a": ENTRY, "b": ENTRY}, bytes(24)),
    "hole": ({"a": ENTRY, "b": entry(data_offsets=[28, 52])}, bytes(52)),
    "hole at the start": ({"a": entry(data_offsets=[4, 28])}, bytes(28)),
    "trailing bytes": ({"a": ENTRY}, bytes(25)),
    "bytes and no tensors": ({}, bytes(1)),
    "truncated": ({"a": ENTRY}, bytes(23)),
    "no body": ({"a": ENTRY}, b""),
    "shape too large": ({"a": entry(shape=[2, 4])}, bytes(24)),
    "shape too small": ({"a": entry(shape=[2])}, bytes(24)),
    "overflow to the right size": ({"a": entry(shape=[2**63, 2, 6], data_offsets=[0, 0])}, b""),
    "overflow": ({"a": entry(shape=[2**32 - 1] * 8)}, bytes(24)),
    "negative": ({"a": entry(shape=[-2, -3])}, bytes(24)),
    "offsets backwards": ({"a": entry(data_offsets=[24, 0])}, bytes(24)),
    "negative offsets": ({"a": entry(data_offsets=[-24, 0])}, bytes(24)),
    "offsets beyond the file": ({"a": entry(data_offsets=[0, 2**64])}, bytes(24)),
    "three offsets": ({"a": entry(data_offsets=[0, 24, 24])}, bytes(24)),
    "offsets of another kind": ({"a": entry(data_offsets={"0": 24})}, bytes(24)),
    "fractions": ({"a": entry(shape=[2.0, 3])}, bytes(24)),
    "truths": ({"a": entry(shape=[True, 6])}, bytes(24)),
    "texts": ({"a": entry(shape="23")}, bytes(24)),
    "nested": ({"a": entry(shape=[[2, 3]])}, bytes(24)),
    "no shape": ({"a": {"dtype": "F32", "data_offsets": [0, 24]}}, bytes(24)),
    "one field more": ({"a": entry(strides=[1])}, bytes(24)),
    "no entry": ({"a": None}, bytes(24)),
    "rank 1000": ({"a": entry(shape=[1] * 1000, data_offsets=[0, 4])}, bytes(4)),
    "rank 9": ({"a": entry(shape=[1] * 9, data_offsets=[0, 4])}, bytes(4)),
    "empty and vast": ({"a": entry(shape=[0, 2**62], data_offsets=[0, 0])}, b""),
}


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize("kind", MISFITS)
def test_b27_b29_tensors_that_do_not_fill_the_file_exactly_are_refused(kind: str) -> None:
    assert refused_code(raw(*MISFITS[kind])) == "MODEL_HEADER_INVALID"


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize(
    "dtype",
    [
        "BF16",
        "F8_E4M3",
        "F8_E5M2",
        "F4",
        "I64",
        "U8",
        "BOOL",
        "C64",
        "f32",
        "",
        "F32\0",
        None,
        7,
        [],
        {},
        "x" * 9000,
    ],
)
def test_b28_other_dtypes_are_refused(dtype: Any) -> None:
    assert refused_code(raw({"a": entry(dtype=dtype)})) == "MODEL_DTYPE"


def test_b28_a_checkpoint_may_ask_for_whole_numbers() -> None:
    content = pack({"order": np.arange(3), "state": np.arange(3, dtype=np.uint8)}, {})
    assert unpack(content, dtypes=ALL_KINDS).arrays["order"].tolist() == [0, 1, 2]
    with pytest.raises(NetworkFileError, match="must be F16, F32, F64; got"):
        unpack(content)


@pytest.mark.usefixtures("library_unseen")
@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../x",
        "C:\\x",
        "a\0b",
        "\u202egnp",
        "<img onerror=alert(1)>",
        "a b",
        "ü",
        "x" * 129,
        "x" * 60_000,
    ],
)
def test_b32_names_that_are_no_names_are_refused(name: str) -> None:
    assert refused_code(raw({name: ENTRY})) == "MODEL_HEADER_INVALID"


def test_what_the_library_refuses_after_all_is_our_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "_check", lambda content, dtypes: ([], {}))
    assert refused_code(b"\xff" * 30) == "MODEL_HEADER_INVALID"
