"""Network files: what is saved is loaded, and what is not whole is refused."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import NetworkFileError, SettingError, StorageError
from digitscope.networks.checks import seal
from digitscope.networks.files import NetworkFile, from_bytes, load, save, to_bytes
from digitscope.tensors import pack, unpack

FLOATS32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
HIDDEN = sorted(name for name in ACTIVATIONS if name != "softmax")
PLAIN = st.dictionaries(
    st.text(max_size=5),
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | FLOATS32
    | st.text(max_size=5)
    | st.lists(FLOATS32, max_size=3),
    max_size=3,
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    widths = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    layers = []
    for number, (n_in, n_out) in enumerate(pairwise(widths), 2):
        weights = draw(hnp.arrays(np.float32, (n_out, n_in), elements=FLOATS32))
        bias = draw(hnp.arrays(np.float32, (n_out,), elements=FLOATS32))
        names = HIDDEN if number < len(widths) else sorted(ACTIVATIONS)
        layers.append(Layer(weights, bias, draw(st.sampled_from(names))))
    return Network(tuple(layers))


EXTRAS = st.dictionaries(
    st.sampled_from(["reader.mean", "reader.spread.0"]),
    hnp.arrays(st.sampled_from([np.float16, np.float32, np.float64]), hnp.array_shapes(min_dims=0, max_dims=2)).filter(
        lambda array: bool(np.isfinite(array).all())
    ),
)
FILES = st.builds(
    NetworkFile,
    networks(),
    temperature=st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    refusal=st.none() | PLAIN,
    recipe=PLAIN,
    data=PLAIN,
    figures=PLAIN,
    extras=EXTRAS,
)


def small() -> NetworkFile:
    network = initialise((4, 3, 2), "tanh", output_activation="softmax", rng=np.random.default_rng(7))
    return NetworkFile(network, temperature=1.25, recipe={"seed": 7, "rate": 0.1}, figures={"accuracy": 0.95})


def crafted(arrays: dict[str, Any] | None = None, /, **changes: Any) -> bytes:
    """The small file with other tensors or metadata, sealed as if we had made it; ... leaves a field out."""
    packed = unpack(to_bytes(small()))
    about = {**json.loads(packed.metadata["digitscope"]), **changes}
    del about["sha256"]
    text = f"{json.dumps({name: value for name, value in about.items() if value is not ...})[:-1]},"
    tensors = dict(packed.arrays) if arrays is None else arrays
    return pack(tensors, {"digitscope": f'{text}"sha256":"{seal(tensors, text)}"}}'})


def tensors(**changes: Any) -> dict[str, Any]:
    """The small file's tensors, some of them others; None leaves one out."""
    changed = {name.replace("__", "."): array for name, array in changes.items()}
    whole = {**unpack(to_bytes(small())).arrays, **changed}
    return {name: array for name, array in whole.items() if array is not None}


def refusal(content: bytes) -> NetworkFileError:
    with pytest.raises(NetworkFileError) as caught:
        from_bytes(content)
    return caught.value


@given(FILES)
def test_save_and_load_is_identity(file: NetworkFile) -> None:
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder, "network.safetensors"), file)
        loaded = load(Path(folder, "network.safetensors"))
    assert loaded == file
    assert hash(loaded) == hash(file)
    assert loaded.network == file.network
    assert loaded.temperature == file.temperature
    assert loaded.recipe == file.recipe
    assert loaded.refusal == file.refusal
    assert to_bytes(loaded) == to_bytes(file)
    assert loaded.notices == ()


@given(FILES, FILES)
def test_two_files_are_equal_exactly_when_their_bytes_are(one: NetworkFile, other: NetworkFile) -> None:
    assert (one == other) == (to_bytes(one) == to_bytes(other))


def test_the_file_is_laid_out_as_the_design_pins_it() -> None:
    packed = unpack(to_bytes(small()))
    shapes = {name: (array.shape, array.dtype.name) for name, array in packed.arrays.items()}
    assert shapes == {
        "layers.0.weights": ((3, 4), "float32"),
        "layers.0.bias": ((3,), "float32"),
        "layers.1.weights": ((2, 3), "float32"),
        "layers.1.bias": ((2,), "float32"),
    }
    assert list(packed.metadata) == ["digitscope"]
    about = json.loads(packed.metadata["digitscope"])
    assert about["format"] == 1
    assert about["activations"] == ["tanh", "softmax"]
    assert about["reader"] == {"temperature": 1.25, "refusal": None}
    assert about["recipe"] == {"seed": 7, "rate": 0.1}
    assert {"data", "figures", "versions", "sha256"} <= about.keys()


def test_other_processes_write_the_same_bytes() -> None:
    code = """
import sys, numpy as np
from digitscope.engine.initialise import initialise
from digitscope.networks.files import NetworkFile, to_bytes
network = initialise((4, 3, 2), rng=np.random.default_rng(0))
recipe = {"a": 1, "b": {"c": 2, "d": 3}}
sys.stdout.buffer.write(to_bytes(NetworkFile(network, recipe=recipe, extras={"reader.x": np.zeros(3)})))
"""
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(3)]
    assert len(runs[0]) > 100
    assert set(runs) == {runs[0]}


def test_a_network_file_cannot_be_changed() -> None:
    recipe: dict[str, Any] = {"widths": [4, 3, 2], "inner": {"seed": 7}}
    extra = np.zeros(3)
    file = NetworkFile(small().network, recipe=recipe, extras={"reader.mean": extra})
    recipe["inner"]["seed"] = 8
    extra[0] = 1
    assert file.recipe == {"widths": (4, 3, 2), "inner": {"seed": 7}}
    assert file.extras["reader.mean"].tolist() == [0, 0, 0]
    read_only: list[Any] = [file.recipe, file.recipe["inner"], file.extras]
    for mapping in read_only:
        with pytest.raises(TypeError):
            mapping["seed"] = 9
    with pytest.raises(ValueError, match="read-only"):
        file.extras["reader.mean"][0] = 1


def test_a_network_file_crosses_process_borders() -> None:
    assert pickle.loads(pickle.dumps(small())) == small()


@pytest.mark.parametrize("temperature", [0, -1, float("nan"), float("inf"), True, "1", None, 10**400])
def test_a_temperature_is_finite_and_above_0(temperature: Any) -> None:
    with pytest.raises(SettingError, match="a temperature must be finite and above 0"):
        NetworkFile(small().network, temperature=temperature)
    if not isinstance(temperature, float) and temperature != 10**400:
        content = crafted(reader={"temperature": temperature, "refusal": None})
        assert "the metadata's reader" in str(refusal(content))


def test_a_recipe_as_deep_as_may_be_comes_back_and_a_deeper_one_is_refused_at_once() -> None:
    recipe: dict[str, Any] = {"seed": 7}
    with pytest.raises(SettingError, match="levels"):  # noqa: PT012  (the depth at which it happens is not the point)
        while True:
            file = NetworkFile(small().network, recipe=recipe)
            recipe = {"inner": recipe}
    assert from_bytes(to_bytes(file)) == file


@pytest.mark.parametrize("recipe", [{"rate": float("nan")}, {1: 2}, {"a": object()}, [1], None, "text"])
def test_a_recipe_is_a_plain_mapping(recipe: Any) -> None:
    with pytest.raises(SettingError, match="recipe must be"):
        NetworkFile(small().network, recipe=recipe)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("mean", np.zeros(3)),
        (3, np.zeros(3)),
        ("reader.x", np.array([np.nan])),
        ("reader.x", np.zeros(3, int)),
        ("reader.x", [1]),
        ("reader.x", [[1.0], []]),
        ("reader.x", "text"),
        ("reader.x", None),
    ],
)
def test_extras_are_finite_floats_of_the_reader(name: Any, array: Any) -> None:
    with pytest.raises(SettingError):
        NetworkFile(small().network, extras={name: array})


def test_extras_may_come_as_lists() -> None:
    extras: Any = {"reader.x": [1.0, 2.0]}
    assert NetworkFile(small().network, extras=extras).extras["reader.x"].tolist() == [1, 2]


def test_a_temperature_of_any_float_type_is_taken_without_a_warning() -> None:
    for kind in (np.float16, np.float32, np.float64, np.longdouble, int):
        two: Any = kind(2)
        assert NetworkFile(small().network, temperature=two).temperature == 2


def test_b28_a_float64_network_is_saved_only_where_float32_holds_it() -> None:
    network = small().network
    assert NetworkFile(network.astype(np.float64)) == NetworkFile(network)
    for value in (0.1, 1e300, 1e-320):
        with pytest.raises(SettingError, match="float64 numbers in layer 1 that float32 cannot hold"):
            NetworkFile(network.astype(np.float64).with_weight(1, 0, 0, value))


def test_b28_float16_is_widened_exactly() -> None:
    narrow = {name: array.astype(np.float16) for name, array in tensors().items()}
    file = from_bytes(crafted(narrow))
    assert file.network.dtype == np.float32
    np.testing.assert_array_equal(file.network.layers[0].weights, narrow["layers.0.weights"])
    assert file.notices == ()
    assert from_bytes(to_bytes(file)) == file


def test_half_a_file_holds_float16_and_refuses_what_that_would_change() -> None:
    network = initialise((784, 16, 10), rng=0)
    short = NetworkFile(network.with_parameters(network.parameters().astype(np.float16).astype(np.float32)))
    small, whole = to_bytes(short, half=True), to_bytes(short)
    assert len(small) < 0.55 * len(whole)
    assert from_bytes(small) == from_bytes(whole) == short
    for longer in (network, short.network.with_bias(0, 0, 1e6)):
        with pytest.raises(SettingError, match="float16 cannot hold: round the network first"):
            to_bytes(NetworkFile(longer), half=True)


def test_b28_float64_is_narrowed_with_a_notice_or_refused() -> None:
    wide = {name: array.astype(np.float64) for name, array in tensors().items()}
    file = from_bytes(crafted(wide))
    assert file == small()
    assert len(file.notices) == 4
    assert "layers.0.weights was float64" in file.notices[0]
    for value in (0.1, 1e300, 1e-320):
        wide["layers.1.bias"] = np.array([0, value])
        refused = refusal(crafted(wide))
        assert refused.code == "MODEL_DTYPE"
        assert "layers.1.bias" in str(refused)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"layers__0__bias": None}, "no layers.0.bias"),
        ({"layers__1__weights": None}, "no layers.1.weights"),
        ({"layers__2__weights": np.zeros((2, 2)), "layers__2__bias": np.zeros(2)}, "layers.2.bias"),
        ({"layers__00__bias": np.zeros(2)}, "layers.00.bias"),
        ({"hidden": np.zeros(2)}, "hidden"),
        ({"reader__": np.zeros(2)}, "reader."),
        (
            {"layers__1__weights": np.zeros((2, 4))},
            "layers.1.weights must be (n_out, 3), none of them 0; got (2, 4)",
        ),
        ({"layers__0__weights": np.zeros((4, 4))}, "layers.0.bias must be (4,); got (3,)"),
        (
            {"layers__0__weights": np.zeros((3, 0))},
            "layers.0.weights must be (n_out, n_in), none of them 0; got (3, 0)",
        ),
        (
            {"layers__0__weights": np.zeros(12)},
            "layers.0.weights must be (n_out, n_in), none of them 0; got (12,)",
        ),
        ({"layers__0__weights": np.zeros((3, 2, 2))}, "layers.0.weights must be"),
        ({"layers__0__bias": np.zeros((3, 1))}, "layers.0.bias must be (3,); got (3, 1)"),
        ({"layers__1__bias": np.zeros(())}, "layers.1.bias must be (2,); got ()"),
    ],
)
def test_b30_tensors_that_make_no_network_are_refused_by_name(changes: dict[str, Any], told: str) -> None:
    refused = refusal(crafted(tensors(**changes)))
    assert refused.code == "MODEL_ARCHITECTURE"
    assert told in str(refused)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_b31_numbers_that_are_not_finite_are_refused_with_their_count(value: float, dtype: Any) -> None:
    weights = np.zeros((3, 4), dtype)
    weights[1, 2] = weights[2, 0] = value
    refused = refusal(crafted(tensors(layers__0__weights=weights)))
    assert refused.code == "MODEL_NOT_FINITE"
    assert "layers.0.weights must be finite; got 2 of 12 NaN or infinite" in str(refused)
    assert refusal(crafted(tensors(reader__x=np.array([value], dtype)))).code == "MODEL_NOT_FINITE"


def test_b31_huge_and_tiny_weights_load_as_they_are() -> None:
    weights = np.full((3, 4), 1e38, np.float32)
    weights[0] = 1e-45
    file = from_bytes(crafted(tensors(layers__0__weights=weights)))
    np.testing.assert_array_equal(file.network.layers[0].weights, weights)


@pytest.mark.parametrize(
    "changes",
    [
        {"activations": ["tanh"]},
        {"activations": ["tanh", "tanh", "softmax"]},
        {"activations": []},
        {"activations": ["softmax", "tanh"]},
        {"activations": ["tanh", "swish"]},
        {"activations": ["tanh", "\x1b[31m" * 1000]},
        {"widths": [784, 16, 16, 10]},
        {"labels": [1, 0]},
        {"labels": "ab"},
        {"labels": ["a"]},
        {"labels": ["a", "b", "c"]},
        {"labels": ["a", "a"]},
        {"labels": ["a", 1]},
        {"labels": [False, True]},
        {"labels": ["a", " b"]},
        {"labels": ["a", ""]},
        {"labels": ["a", "\x1b[31m"]},
        {"labels": ["a", "\u202eb"]},
        {"labels": ["a", "b" * 41]},
        {"labels": {"a": 0, "b": 1}},
        {"labels": None},
        {"normalisation": {"mean": 0.1307}},
    ],
)
def test_b33_metadata_that_contradicts_the_tensors_is_refused(changes: dict[str, Any]) -> None:
    refused = refusal(crafted(**changes))
    assert refused.code == "MODEL_ARCHITECTURE"
    assert "\x1b" not in str(refused)
    assert len(str(refused)) < 600


@pytest.mark.parametrize("labels", [("cat", "dög 7"), ("1", "0"), ("0", "1"), ("1", "2")])
def test_labels_come_back_as_they_went_in(labels: tuple[str, ...]) -> None:
    file = replace(small(), labels=labels)
    assert from_bytes(to_bytes(file)).labels == labels
    assert file != small()


def test_labels_that_go_without_saying_are_not_said() -> None:
    ten = NetworkFile(initialise((4, 10), rng=0))
    assert ten.labels == tuple("0123456789")
    assert ten == replace(ten, labels=tuple("0123456789"))
    assert b'"labels"' not in to_bytes(ten) + to_bytes(small())
    assert small().labels == ()
    assert b'"labels":[0,1]' in to_bytes(replace(small(), labels=("0", "1"))).replace(b"\\", b"")
    wrongs: list[Any] = [("a",), ("a", "a"), ("a", 1)]
    for wrong in wrongs:
        with pytest.raises(SettingError):
            replace(small(), labels=wrong)


def test_b33_metadata_that_says_what_the_tensors_say_is_taken() -> None:
    taken = from_bytes(crafted(widths=[4, 3, 2], labels=[0, 1], normalisation=None))
    assert taken == replace(small(), labels=("0", "1"))


def test_b34_a_newer_format_is_refused_with_both_versions() -> None:
    refused = refusal(crafted(format=2))
    assert refused.code == "MODEL_TOO_NEW"
    assert "up to format 1; got format 2" in str(refused)


def test_b34_fields_that_we_do_not_know_are_passed_over() -> None:
    file = from_bytes(crafted(made_by={"name": "somebody"}, reader={"temperature": 1.25, "later": [1]}))
    assert file == small()


NOT_OURS: dict[str, list[Any]] = {
    "format": [..., 0, -1, True, 1.0, "1", None],
    "activations": [..., None, "tanh", [1, 2], {"0": "tanh"}],
    "reader": [..., None, [], {}, {"temperature": "1"}, {"temperature": 1, "refusal": 3}],
    **{name: [..., None, [], "text", 1] for name in ("recipe", "data", "figures", "versions")},
}


@pytest.mark.parametrize("changes", [{name: value} for name, values in NOT_OURS.items() for value in values])
def test_b26_metadata_that_is_not_ours_is_refused(changes: dict[str, Any]) -> None:
    assert refusal(crafted(**changes)).code == "MODEL_HEADER_INVALID"


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", '{"format": NaN}', "[" * 9000, '{"format":1,"format":1}', "\ufeff{}"]
)
def test_b26_metadata_that_is_no_strict_object_is_refused(text: str) -> None:
    assert refusal(pack(tensors(), {"digitscope": text})).code == "MODEL_HEADER_INVALID"


def test_a_safetensors_file_of_somebody_else_is_refused() -> None:
    refused = refusal(pack(tensors(), {"format": "pt"}))
    assert refused.code == "MODEL_HEADER_INVALID"
    assert "it was not made by digitscope" in str(refused)


def test_b39_a_checksum_that_is_missing_or_not_last_is_refused() -> None:
    text = unpack(to_bytes(small())).metadata["digitscope"]
    for changed in (text[:-77] + "}", text[:-1] + ',"more":1}', text.replace("0.95", "0.96"), text + " "):
        json.loads(changed)
        assert refusal(pack(tensors(), {"digitscope": changed})).code == "MODEL_CORRUPT"


def test_b39_a_value_that_looks_like_a_checksum_is_left_alone() -> None:
    figures = {"sha256": "0" * 64, "text": '"sha256":"' + "0" * 64 + '"}'}
    file = NetworkFile(small().network, figures=figures)
    assert from_bytes(to_bytes(file)).figures == figures


def test_b35_what_is_no_file_is_refused(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(NetworkFileError) as caught:
            load(path)
        return caught.value.code

    assert code(tmp_path) == "NOT_A_FILE"
    assert code(tmp_path / "missing.safetensors") == "NOT_FOUND"
    assert code(Path("nul\0")) == "NOT_A_FILE"
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
        assert code(tmp_path / "pipe") == "NOT_A_FILE"
        assert code(Path("/dev/zero")) == "NOT_A_FILE"


def test_a_refusal_names_the_file_and_a_limit_holds(tmp_path: Path) -> None:
    save(tmp_path / "mine.safetensors", small())
    size = (tmp_path / "mine.safetensors").stat().st_size
    assert load(tmp_path / "mine.safetensors", limit=size) == small()
    with pytest.raises(NetworkFileError, match="at most") as caught:
        load(tmp_path / "mine.safetensors", limit=size - 1)
    assert caught.value.code == "FILE_TOO_LARGE"
    (tmp_path / "bad.safetensors").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(
        NetworkFileError, match=r"bad\.safetensors: a network file must be safetensors; got a zip"
    ) as caught:
        load(tmp_path / "bad.safetensors")
    assert caught.value.code == "MODEL_FORMAT_UNSUPPORTED"


def test_texts_that_are_too_long_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(NetworkFileError) as caught:
        save(tmp_path / "mine.safetensors", NetworkFile(small().network, recipe={"note": "x" * 70_000}))
    assert caught.value.code == "MODEL_HEADER_TOO_LARGE"
    with pytest.raises(StorageError, match="ENOENT"):
        save(tmp_path / "missing" / "mine.safetensors", small())
    assert list(tmp_path.iterdir()) == []
