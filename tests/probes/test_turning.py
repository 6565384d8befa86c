"""What is computed of a sweep, and what is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitscope.engine import forward
from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer
from digitscope.errors import LabelError, SettingError, ShapeError
from digitscope.probes import baseline as kept_module
from digitscope.probes import turning as under_test
from digitscope.probes.baseline import Baseline
from digitscope.probes.sweep import Knob
from digitscope.probes.turning import Turning

NETWORK = initialise((6, 5, 4, 3), rng=1)
PIXELS = np.random.default_rng(2).random((80, 6)) * (np.arange(80)[:, None] % 4 == np.arange(6) % 4)
LABELS = np.arange(80) % 3


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[Layer, ...]]]:
    """How many images went through which layers, call by call; the baseline may not pass any."""
    calls: list[tuple[int, tuple[Layer, ...]]] = []

    def noted(layers: Any, images: Any) -> Any:
        calls.append((len(images), tuple(layers)))
        return forward.forward(layers, images)

    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("the baseline has this already")

    monkeypatch.setattr(under_test, "forward", noted)
    monkeypatch.setattr(kept_module, "passed", refused)
    return calls


@pytest.mark.parametrize(
    ("knob", "reached"),
    [(Knob(0, 1, 3), 20), (Knob(0, 1), 80), (Knob(1, 2, 0), 80), (Knob(2, 1, 0), None), (Knob(2, 1), None)],
)
def test_a_value_costs_the_later_layers_for_the_images_that_it_reaches(
    knob: Knob, reached: int | None, request: pytest.FixtureRequest
) -> None:
    turning = Turning(Baseline(NETWORK, PIXELS), LABELS, "quadratic")
    passed = request.getfixturevalue("passed")
    turning.along(NETWORK, knob, np.array([-1.0, knob.of(NETWORK), 2.0]))
    later = NETWORK.layers[knob.layer + 1 :]
    assert passed == ([] if reached is None else [(reached, later)] * 2)


def test_the_loss_and_the_slope_of_the_baselines_network_cost_no_pass(request: pytest.FixtureRequest) -> None:
    turning = Turning(Baseline(NETWORK, PIXELS), LABELS, "quadratic")
    passed = request.getfixturevalue("passed")
    assert turning.loss(NETWORK) > 0
    assert turning.slope(NETWORK, Knob(0, 1)) != 0
    assert passed == []


def test_a_pixel_that_is_never_lit_changes_nothing() -> None:
    dark = PIXELS.copy()
    dark[:, 2] = 0
    turning = Turning(Baseline(NETWORK, dark), LABELS, "quadratic")
    losses, _ = turning.along(NETWORK, Knob(0, 1, 2), np.array([-1e6, 0.0, 1e6]))
    assert losses.tolist() == [turning.loss(NETWORK)] * 3
    assert turning.slope(NETWORK, Knob(0, 1, 2)) == 0


def test_labels_are_its_own() -> None:
    labels = LABELS.copy()
    turning = Turning(Baseline(NETWORK, PIXELS), labels, "quadratic")
    labels[:] = 0
    assert turning.labels.tolist() == LABELS.tolist()
    assert not turning.labels.flags.writeable


def test_what_cannot_be_judged_is_refused() -> None:
    kept = Baseline(NETWORK, PIXELS)
    with pytest.raises(LabelError, match="one for each of 80 images"):
        Turning(kept, LABELS[1:], "quadratic")
    with pytest.raises(SettingError, match="a loss must be known"):
        Turning(kept, LABELS, "hinge")
    with pytest.raises(ShapeError, match="at least one image"):
        Turning(Baseline(NETWORK, PIXELS[:0]), LABELS[:0], "quadratic")
