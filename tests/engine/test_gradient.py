"""Every derivative against central differences in float64, and against PyTorch's in the golden file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitscope.engine.activations import ACTIVATIONS
from digitscope.engine.gradient import gradient
from digitscope.engine.initialise import initialise
from digitscope.engine.losses import LOSSES
from digitscope.engine.network import Network
from digitscope.errors import LabelError, SettingError, ShapeError

STEP = 1e-5
PAIRS = [
    (hidden, output, loss)
    for hidden in sorted(set(ACTIVATIONS) - {"softmax"})
    for output in ACTIVATIONS
    for loss in LOSSES
    if loss == "quadratic" or output in ("softmax", "sigmoid")
]


def _case(hidden: str, output: str) -> tuple[Network, Any, Any]:
    rng = np.random.default_rng(sum(map(ord, hidden + output)))
    network = initialise((6, 5, 4, 3), hidden, output_activation=output, scheme="normal", rng=rng).astype(np.float64)
    network = network.with_parameters(network.parameters() + rng.normal(scale=0.1, size=network.parameter_count))
    return network, rng.random((7, 6)), rng.integers(0, 3, 7)


def _mean_loss(network: Network, pixels: Any, labels: Any, loss: str) -> float:
    return float(LOSSES[loss].costs(network.trace(pixels).pre_activations[-1], labels, network.activations[-1]).mean())


def _differences(function: Any, at: Any) -> Any:
    slopes = np.empty(at.size)
    for index in range(at.size):
        unit = np.zeros(at.size)
        unit[index] = STEP
        unit = unit.reshape(at.shape)
        slopes[index] = (function(at + unit) - function(at - unit)) / (2 * STEP)
    return slopes.reshape(at.shape)


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_j123_gradients_equal_central_differences(hidden: str, output: str, loss: str) -> None:
    network, pixels, labels = _case(hidden, output)
    found = gradient(network, network.trace(pixels), labels, loss=loss)
    by_parameter = _differences(
        lambda vector: _mean_loss(network.with_parameters(vector), pixels, labels, loss), network.parameters()
    )
    by_pixel = _differences(lambda moved: _mean_loss(network, moved, labels, loss), pixels)
    assert found.loss == pytest.approx(_mean_loss(network, pixels, labels, loss), rel=1e-12)
    for slopes, differences in ((found.vector(), by_parameter), (found.pixels, by_pixel)):
        np.testing.assert_allclose(slopes, differences, rtol=1e-6, atol=1e-6 * np.abs(differences).max())


def test_one_image_gives_gradients_of_its_own_shape() -> None:
    network = initialise((784, 16, 16, 10), rng=np.random.default_rng(0))
    image = np.random.default_rng(1).random(784)
    alone = gradient(network, network.trace(image), 7)
    assert alone.pixels.shape == (784,)
    np.testing.assert_array_equal(alone.vector(), gradient(network, network.trace(image[None]), [7]).vector())


def test_the_gradient_of_a_batch_is_the_mean_of_its_images() -> None:
    network, pixels, labels = _case("sigmoid", "sigmoid")
    each = [gradient(network, network.trace(row), label).vector() for row, label in zip(pixels, labels, strict=True)]
    np.testing.assert_allclose(gradient(network, network.trace(pixels), labels).vector(), np.mean(each, axis=0))


def test_gradients_are_read_only_and_bad_questions_are_refused() -> None:
    network, pixels, labels = _case("sigmoid", "sigmoid")
    trace = network.trace(pixels)
    found = gradient(network, trace, labels)
    assert not any(array.flags.writeable for array in (*found.weights, *found.bias, found.pixels, found.vector()))
    with pytest.raises(LabelError, match="one for each of 7 images"):
        gradient(network, trace, labels[:3])
    with pytest.raises(LabelError, match="whole numbers 0 to 2; got 3 at index 0"):
        gradient(network, trace, labels * 0 + 3)
    with pytest.raises(ShapeError, match="at least one image"):
        gradient(network, network.trace(pixels[:0]), [])
    relu, seen, answers = _case("relu", "relu")
    with pytest.raises(SettingError, match="softmax or sigmoid outputs"):
        gradient(relu, relu.trace(seen), answers, loss="cross-entropy")


def test_j122_saturated_outputs_still_have_a_gradient_under_cross_entropy() -> None:
    network = initialise((2, 2), "softmax", scheme="zero", rng=np.random.default_rng(0))
    network = network.with_bias(0, 0, 1e4).with_bias(0, 1, -1e4)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        found = gradient(network, network.trace([0.0, 0.0]), 1, loss="cross-entropy")
    assert found.loss == pytest.approx(2e4)
    np.testing.assert_allclose(found.bias[0], [1, -1])
