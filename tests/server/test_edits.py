"""What is turned is turned, all else stays; what the network has no place for is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscope.engine.initialise import initialise
from digitscope.messages import Knob
from digitscope.server.edits import ChangeError, changed, knob_of
from server.asking import change, changes_between

NETWORK = initialise((6, 4, 3), rng=0)


def test_a_place_is_a_weight_row_by_row_and_then_a_bias() -> None:
    turned = changed(NETWORK, (change(0, {0: 7.0, 9: 8.0, 24: 9.0, 27: 10.0}), change(1, {14: 11.0})))
    wanted = NETWORK.with_weight(0, 0, 0, 7).with_weight(0, 1, 3, 8).with_bias(0, 0, 9).with_bias(0, 3, 10)
    assert turned == wanted.with_bias(1, 2, 11)


def test_without_changes_it_is_the_same_network() -> None:
    assert changed(NETWORK, ()) is NETWORK
    assert changed(NETWORK, (change(1, {}),)) is NETWORK


@given(st.dictionaries(st.integers(0, 27), st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_changes_carry_every_edit_to_the_bit(turned: dict[int, float]) -> None:
    vector = np.array(NETWORK.parameters())
    for place, value in turned.items():
        vector[place] = value
    wanted = NETWORK.with_parameters(vector)
    assert changed(NETWORK, (change(0, turned),)) == wanted
    assert (changed(NETWORK, changes_between(NETWORK, wanted)).parameters() == wanted.parameters()).all()


@pytest.mark.parametrize(
    ("layer", "place", "words"),
    [
        (2, 0, "layers are 0 to 1; got changes in layer 2"),
        (2**32 - 1, 0, "layers are 0 to 1"),
        (0, 28, "layer 0 has 28 numbers; got place 28"),
        (1, 2**32 - 1, "layer 1 has 15 numbers; got place 4294967295"),
    ],
)
def test_changes_of_what_is_not_there_are_refused(layer: int, place: int, words: str) -> None:
    with pytest.raises(ChangeError, match=words) as caught:
        changed(NETWORK, (change(0, {0: 1.0}), change(layer, {place: 1.0})) if layer else (change(0, {place: 1.0}),))
    assert caught.value.code == "CHANGE_INVALID"


@pytest.mark.parametrize(
    ("knob", "words"),
    [
        (Knob(2, 0, None, 0, 1, 2), "layers are 0 to 1; got 2"),
        (Knob(0, 4, None, 0, 1, 2), "neurons of layer 0 are 0 to 3; got 4"),
        (Knob(1, 2, 4, 0, 1, 2), "sources of layer 1 are 0 to 3; got 4"),
        (Knob(0, 0, 2**32 - 1, 0, 1, 2), "sources of layer 0 are 0 to 5"),
    ],
)
def test_knobs_that_are_not_there_are_refused(knob: Knob, words: str) -> None:
    with pytest.raises(ChangeError, match=words):
        knob_of(NETWORK, knob)
