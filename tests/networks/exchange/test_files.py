"""Networks as files of others: an ONNX file, weights for PyTorch, a C header; each answers as the network does."""

from __future__ import annotations

import ctypes
import json
import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compiling import needed
from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.measures.calibration import probabilities
from digitscope.networks.catalogue import find
from digitscope.networks.exchange.c_header import identifier, to_c
from digitscope.networks.exchange.onnx_file import to_onnx
from digitscope.networks.exchange.pytorch import sequential, to_torch_file
from digitscope.networks.files import NetworkFile
from running import Run

PAGE = Path(__file__).parents[3] / "docs" / "exchange.md"
ODD = ('é"\\', "??/", "a*/b", "%d 7")


def _every_activation(output: str) -> NetworkFile:
    draw = np.random.default_rng(3)
    widths, names = (12, 7, 6, 5, 4, 6, 4), ("sigmoid", "tanh", "relu", "leaky_relu", "identity", output)
    layers = [
        Layer(draw.standard_normal((n_out, n_in)) / n_in**0.5, draw.random(n_out), name)
        for n_in, n_out, name in zip(widths, widths[1:], names, strict=False)
    ]
    network = Network(tuple(replace(layer, weights=layer.weights.astype("f4")) for layer in layers))
    return NetworkFile(network, temperature=1.7, labels=ODD)


def _files() -> dict[str, NetworkFile]:
    extreme = np.array([[3e38, 1e-45, -1e-30, 1.0], [-3e38, 0.1, -0.0, 1 / 3]], np.float32)
    return {
        "plain": find("plain"),
        **{output: _every_activation(output) for output in ("softmax", "sigmoid", "identity")},
        "one layer": NetworkFile(initialise((4, 2), rng=0), labels=("no", "yes")),
        "extreme": NetworkFile(Network((Layer(extreme, np.zeros(2), "identity"),)), labels=("a", "b")),
    }


@pytest.fixture
def levels(mnist_test: Dataset) -> Any:
    return mnist_test.pixels(slice(64))


def _given(file: NetworkFile, levels: Any) -> Any:
    inputs = file.network.widths[0]
    small = 1e-3 if np.abs(file.network.parameters()).max() > 1e30 else 1.0
    return levels if inputs == 784 else small * np.random.default_rng(0).random((64, inputs), np.float32)


def _wanted(file: NetworkFile, given: Any) -> tuple[Any, Any, Any]:
    trace = file.network.trace(given)
    z = trace.pre_activations[-1]
    return z, trace.output, probabilities(z, temperature=file.temperature)


def test_a_header_says_how_it_is_used_and_holds_every_bit() -> None:
    header = to_c(_every_activation("softmax"), name="My digits-2")
    assert header.startswith("/* my_digits_2.h: a plain, fully connected network, 12-7-6-5-4-6-4, ")
    assert '#include "my_digits_2.h"' in header
    assert "static inline void my_digits_2_forward(const float *pixels, float *activations)" in header
    start = header.index("my_digits_2_weights_0[7 * 12] = {")
    lines = [line for line in header[start : header.index("};", start)].splitlines()[1:] if "/*" not in line]
    numbers = np.array([float(part.strip("f ")) for line in lines for part in line.split(",") if part.strip()])
    np.testing.assert_array_equal(
        numbers.astype(np.float32), _every_activation("softmax").network.layers[0].weights.ravel()
    )
    assert [identifier(name) for name in ("int", "7", "", "a  b", "É")] == [
        "int",
        "network_7",
        "network",
        "a_b",
        "network",
    ]


@pytest.mark.compilers
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("which", _files())
def test_the_header_compiles_without_a_warning_and_agrees(
    which: str, compiler: str, levels: Any, tmp_path: Path
) -> None:
    file = _files()[which]
    (tmp_path / "net.h").write_text(to_c(file, name="net"), encoding="utf-8")
    (tmp_path / "again.h").write_text(to_c(find("plain"), name="7"), encoding="utf-8")
    (tmp_path / "use.c").write_text(
        '#include "net.h"\n#include "net.h"\n#include "again.h"\n'
        "const char *label(int j); void forward(const float *, float *); void sums(const float *, float *);\n"
        "int answer(const float *, float *);\n"
        "const char *label(int j) { return net_labels[j]; }\n"
        "void forward(const float *x, float *a) { net_forward(x, a); }\n"
        "void sums(const float *x, float *z) { net_sums(x, z); }\n"
        "int answer(const float *x, float *c) { return net_answer(x, c); }\n"
    )
    strict = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Wconversion", "-Werror"]
    command = [needed(compiler), *strict, "-O1", "-fPIC", "-shared", "use.c", "-o", "use.so", "-lm"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    code = ctypes.CDLL(str(tmp_path / "use.so"))
    code.label.restype = ctypes.c_char_p
    names = [code.label(j).decode() for j in range(file.network.widths[-1])]
    assert tuple(names) == (file.labels or tuple(map(str, range(len(names)))))
    given = np.ascontiguousarray(_given(file, levels))
    wanted = _wanted(file, given)
    found = tuple(np.empty(part.shape, np.float32) for part in wanted)
    answers = []
    for row, pixels in enumerate(given):
        x, *to = (ctypes.c_void_p(part.ctypes.data) for part in (pixels, *(part[row] for part in found)))
        code.sums(x, to[0])
        code.forward(x, to[1])
        answers.append(code.answer(x, to[2]))
        assert code.answer(x, None) == answers[-1]
    assert (np.array(answers) == wanted[0].argmax(axis=1)).all()
    for part, known in zip(found[1:], wanted[1:], strict=True):
        np.testing.assert_allclose(part, known, rtol=1e-6, atol=1e-6)


@pytest.mark.peers
@pytest.mark.parametrize("which", _files())
def test_onnxruntime_agrees_and_finds_labels_and_temperature(which: str, levels: Any) -> None:
    import onnx
    import onnxruntime

    file = _files()[which]
    content = to_onnx(file)
    assert content == to_onnx(file)
    onnx.checker.check_model(onnx.load_from_string(content), full_check=True)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    given = _given(file, levels)
    assert [(one.name, one.shape) for one in session.get_inputs()] == [("pixels", ["images", given.shape[1]])]
    _, a, confidence = _wanted(file, given)
    for count in (1, 64):
        found = session.run(["activations", "confidence"], {"pixels": given[:count]})
        np.testing.assert_allclose(found[0], a[:count], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(found[1], confidence[:count], atol=1e-6)
    told = session.get_modelmeta().custom_metadata_map
    labels = file.labels or tuple(map(str, range(a.shape[1])))
    assert (tuple(json.loads(told["labels"])), float(told["temperature"])) == (labels, file.temperature)


@pytest.mark.peers
def test_with_large_weights_onnxruntime_is_as_near_as_float32_is(mnist_test: Dataset) -> None:
    import onnxruntime

    file, pixels = find("plain"), mnist_test.pixels()
    session = onnxruntime.InferenceSession(to_onnx(file), providers=["CPUExecutionProvider"])
    _, a, confidence = _wanted(file, pixels)
    exact = file.network.astype(np.float64)(pixels)
    for found, known in zip(session.run(None, {"pixels": pixels}), (a, confidence), strict=True):
        apart = np.abs(found - known)
        assert apart.max() < 2e-5
        assert (apart <= 1e-6).mean() > 0.99
        assert (found.argmax(axis=1) == known.argmax(axis=1)).all()
    assert np.abs(a - exact).max() < 2e-5


@pytest.mark.peers
@pytest.mark.parametrize("which", _files())
def test_pytorch_reads_the_weights_alone_into_the_model_that_is_told(which: str, levels: Any, tmp_path: Path) -> None:
    import torch
    from torch import nn

    file = _files()[which]
    (tmp_path / "net.pt").write_bytes(to_torch_file(file.network))
    state = torch.load(tmp_path / "net.pt", weights_only=True)
    assert list(state)[:2] == ["0.weight", "0.bias"]
    model = eval(sequential(file.network), {"nn": nn})
    model.load_state_dict(state)
    given = _given(file, levels)
    with torch.no_grad():
        found = model(torch.from_numpy(given)).numpy()
    np.testing.assert_allclose(found, _wanted(file, given)[1], rtol=1e-6, atol=1e-6)


@pytest.mark.peers
def test_the_commands_and_the_python_of_the_page_run(
    digitscope: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for command in re.findall(r"^    digitscope (export .*)$", page, re.MULTILINE):
        done = digitscope(*shlex.split(command))
        assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path / "here")
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    names: dict[str, Any] = {}
    exec(compile(code, PAGE.name, "exec"), names)
    assert names["network"].activations == ("relu", "softmax")
    assert names["labels"] == [str(digit) for digit in range(10)]


@pytest.mark.compilers
def test_the_c_of_the_page_compiles_and_answers(tmp_path: Path) -> None:
    (code,) = re.findall(r"```c\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "main.c").write_text(code)
    (tmp_path / "plain.h").write_text(to_c(find("plain"), name="plain"))
    command = [needed("gcc"), "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "main.c", "-o", "main", "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True)
    said = subprocess.run([tmp_path / "main"], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"\d with 0\.\d\d\n", said)
