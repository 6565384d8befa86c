"""Other people's models as Networks and back: the same outputs to 1e-6, and what no Network has refused by its name."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import DigitscopeError, MissingError, SettingError
from digitscope.networks.exchange.chain import needed
from digitscope.networks.exchange.models import from_model, to_model
from digitscope.networks.exchange.pytorch import from_torch, sequential
from digitscope.networks.exchange.scikit_learn import from_sklearn, to_sklearn

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "identity")
KERAS_ITSELF = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning")
OUTPUTS = ("softmax", "sigmoid", "identity")


def _mixed(output: str = "softmax", *, dtype: str = "float32", rng: int = 0) -> Network:
    """Every hidden activation once, and biases that are not 0."""
    draw = np.random.default_rng(rng)
    widths = (12, 7, 6, 5, 4, 6, 3)
    return Network(
        tuple(
            Layer((draw.standard_normal((n_out, n_in)) / n_in**0.5).astype(dtype), draw.random(n_out), name)
            for n_in, n_out, name in zip(widths, widths[1:], (*HIDDEN, output), strict=False)
        )
    )


def _keras() -> Any:
    """Keras with the backend that it has already, else PyTorch's."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    return keras


@pytest.fixture
def pixels() -> Any:
    return np.random.default_rng(7).random((20, 12)).astype(np.float32)


def test_a_state_dict_needs_activations_and_nothing_else(pixels: Any) -> None:
    network = _mixed()
    state = {
        f"body.{3 * index}.{part}": getattr(layer, ours)
        for index, layer in enumerate(network.layers)
        for part, ours in (("weight", "weights"), ("bias", "bias"))
    }
    assert from_model(state, activations=network.activations) == network
    with pytest.raises(SettingError, match=r"6 are needed, one for each layer; got None: as activations="):
        from_torch(state)
    more = {"conv.weight": np.ones((1, 1, 3, 3)), "norm.running_mean": np.ones(3)}
    with pytest.raises(SettingError, match=r"cannot be a Network's; got conv.weight, norm.running_mean: a state_dict"):
        from_torch(state | more, activations=["relu"] * 6)
    with pytest.raises(SettingError, match="an activation must be known; got 'swish'"):
        from_torch({"weight": np.ones((2, 2))}, activations=["swish"])


def test_a_perceptron_of_scikit_learn_is_read_by_its_attributes_alone() -> None:
    yes = SimpleNamespace(
        coefs_=[np.ones((4, 3)), np.full((3, 1), 0.5)],
        intercepts_=[np.zeros(3), np.ones(1)],
        activation="tanh",
        out_activation_="logistic",
    )
    network = from_sklearn(yes)
    assert (network.widths, network.activations, network.dtype) == ((4, 3, 2), ("tanh", "softmax"), np.float64)
    x = np.full(4, 0.1)
    z = 0.5 * 3 * np.tanh(0.4) + 1
    np.testing.assert_allclose(network(x), [1 - 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(-z))])
    with pytest.raises(SettingError, match="must be a fitted MLPClassifier; got object: fit it first; of a Pipeline"):
        from_sklearn(object())


def test_the_line_that_makes_it_in_pytorch_is_told() -> None:
    assert sequential(_mixed()).endswith(
        "nn.Linear(5, 4), nn.LeakyReLU(), nn.Linear(4, 6), nn.Linear(6, 3), nn.Softmax(dim=1))"
    )


def test_without_the_libraries_it_is_said_what_is_missing_and_reading_a_state_dict_needs_none() -> None:
    code = """
import sys
import numpy as np
import digitscope

libraries = ("torch", "keras", "sklearn")
digitscope.from_model({"weight": np.ones((2, 4))}, activations=["softmax"])
assert not {*libraries, "onnx"} & set(sys.modules)
sys.modules.update(dict.fromkeys(libraries))
network = digitscope.initialise((4, 3, 2), output_activation="softmax", rng=0)
for library in libraries:
    try:
        digitscope.to_model(network, library)
    except digitscope.DigitscopeError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()
    assert [line.split()[2].partition(".")[0].strip(";") for line in told] == ["torch", "keras", "sklearn"], done.stderr
    assert all("pip install " in line for line in told)


def test_what_no_library_has_is_refused() -> None:
    with pytest.raises(SettingError, match="must be of PyTorch, Keras or scikit-learn; got int"):
        from_model(7)
    with pytest.raises(SettingError, match="a library must be known; got 'jax': use one of torch, keras, sklearn"):
        to_model(_mixed(), "jax")
    with pytest.raises(SettingError, match="in all hidden layers; got sigmoid, tanh, relu"):
        to_sklearn(_mixed())
    with pytest.raises(SettingError, match="has softmax outputs; got sigmoid"):
        to_sklearn(initialise((4, 3, 2), rng=0))
    with pytest.raises(SettingError, match="classes must be 2 different ones in rising order"):
        to_sklearn(initialise((4, 2), output_activation="softmax", rng=0), classes=["b", "a"])


@pytest.mark.peers
@KERAS_ITSELF
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("library", ["torch", "keras"])
def test_there_and_back_is_the_same_network_with_the_same_outputs(
    library: str, dtype: str, output: str, pixels: Any
) -> None:
    network = _mixed(output, dtype=dtype)
    if library == "keras" and _keras().backend.backend() == "jax" and dtype == "float64":
        pytest.skip("Keras came with JAX, which has no float64 unless told before")
    model = to_model(network, library)
    if library == "torch":
        import torch

        with torch.no_grad():
            found = model(torch.from_numpy(pixels.astype(dtype))).numpy()
    else:
        found = _keras().ops.convert_to_numpy(model(pixels.astype(dtype)))
    assert found.dtype == dtype
    np.testing.assert_allclose(found, network(pixels), rtol=1e-6, atol=1e-6)
    assert from_model(model) == network


@pytest.mark.peers
def test_pytorch_in_its_other_forms(pixels: Any) -> None:
    import torch
    from torch import nn

    first = nn.Sequential(nn.Flatten(), nn.Linear(12, 5, bias=False), nn.Dropout(0.5))
    model = nn.Sequential(first, nn.Identity(), nn.Tanh(), nn.Linear(5, 3)).eval()
    with torch.no_grad():
        wanted = model(torch.from_numpy(pixels)).numpy()
    for network in (from_model(model), from_model(model, activations=("tanh", "identity"))):
        np.testing.assert_allclose(network(pixels), wanted, atol=1e-6)
    twice = nn.ReLU()
    shared = nn.Sequential(nn.Linear(12, 5), twice, nn.Linear(5, 4), twice, nn.Linear(4, 3), twice)
    assert from_model(shared).activations == ("relu", "relu", "relu")
    half = from_model(nn.Linear(12, 3, dtype=torch.bfloat16))
    assert half.dtype == np.float32
    with pytest.raises(SettingError, match=r"cannot be a Network's; got Conv2d at 0.1: see docs"):
        from_model(nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Conv2d(1, 1, 3))))
    with pytest.raises(SettingError, match=r"got LogSoftmax at 1: put nn.Softmax\(dim=1\)"):
        from_model(nn.Sequential(nn.Linear(2, 2), nn.LogSoftmax(dim=1)))
    with pytest.raises(SettingError, match=r"got LeakyReLU at 1 with slope 0\.2: ours is 0\.01"):
        from_model(nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(0.2)))
    with pytest.raises(SettingError, match="must follow a layer of weights; got ReLU at 0"):
        from_model(nn.Sequential(nn.ReLU(), nn.Linear(2, 2)))
    with pytest.raises(SettingError, match="got GRU: see docs"):
        from_model(nn.GRU(2, 2))
    with pytest.raises(DigitscopeError, match="softmax is for the output layer"):
        from_model(nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=1), nn.Linear(2, 2)))


@pytest.mark.peers
@KERAS_ITSELF
def test_keras_in_its_other_forms(pixels: Any) -> None:
    keras = _keras()
    layers = keras.layers
    inner = keras.Sequential([layers.Dense(6, use_bias=False), layers.ReLU()])
    steps = [keras.Input((12,)), layers.Flatten(), inner, layers.Dropout(0.2), layers.Dense(5, layers.LeakyReLU(0.01))]
    model = keras.Sequential([*steps, layers.Dense(4), layers.Activation("tanh"), layers.Dense(3), layers.Softmax()])
    network = from_model(model)
    assert network.activations == ("relu", "leaky_relu", "tanh", "softmax")
    np.testing.assert_allclose(network(pixels), keras.ops.convert_to_numpy(model(pixels)), atol=1e-6)
    refused = {
        "got Conv1D 'c' at 0: give a keras.Sequential": [layers.Conv1D(2, 3, name="c")],
        "got Dense 'd' at 0 with activation gelu: known": [layers.Dense(3, "gelu", name="d")],
        "got LeakyReLU in Dense 'd' at 0 with negative_slope 0.5": [layers.Dense(3, layers.LeakyReLU(0.5), name="d")],
        "got ReLU 'r' at 1 with max_value 6": [layers.Dense(3), layers.ReLU(max_value=6, name="r")],
    }
    for message, steps in refused.items():
        model = keras.Sequential([keras.Input((12, 1) if "Conv" in message else (12,)), *steps])
        with pytest.raises(SettingError, match=message):
            from_model(model)
    with pytest.raises(SettingError, match="Dense 'd' at 0 without weights: build or train"):
        from_model(keras.Sequential([layers.Dense(3, name="d")]))


@pytest.mark.peers
@pytest.mark.parametrize("classes", [["no", "yes"], ["a", "b", "c"]])
@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "identity"])
def test_a_perceptron_of_scikit_learn_there_and_back(activation: str, classes: list[str]) -> None:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    draw = np.random.default_rng(0)
    features = draw.standard_normal((90, 5))
    labels = np.array(classes)[(features[:, 0] > 0).astype(int) + (features[:, 1] > 1) * (len(classes) - 2)]
    model = MLPClassifier((6, 4), activation=activation, max_iter=20, random_state=0)
    with pytest.warns(ConvergenceWarning):
        model.fit(features, labels)
    network, small = from_model(model), features / 5
    wanted = model.predict_proba(features)
    np.testing.assert_allclose(network(small), model.predict_proba(small), atol=1e-6)
    again = to_model(network, "sklearn", classes=classes)
    np.testing.assert_allclose(again.predict_proba(features), wanted, atol=1e-12)
    assert (again.predict(features) == model.predict(features)).all()
    again.partial_fit(features, labels)
    last = network.layers[-1]
    moved = Network((replace(last, weights=last.weights[::-1], bias=last.bias + 0.3 + np.arange(len(classes))),))
    found = to_model(moved, "sklearn").predict_proba(small[:, :4])
    np.testing.assert_allclose(found, moved(small[:, :4]), atol=1e-9)


def test_missing_is_an_error_of_ours() -> None:
    with pytest.raises(MissingError, match="pip install nobody"):
        needed("nobody_has_this", "nobody")
