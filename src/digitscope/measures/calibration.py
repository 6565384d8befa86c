"""Whether a confidence means what it says: the temperature that makes it so, and how far off it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import as_floats, as_labels, frozen
from digitscope.engine.activations import log_softmax, softmax
from digitscope.errors import SettingError, ShapeError

if TYPE_CHECKING:
    from digitscope.arrays import Floats

COLDEST, HOTTEST = 1e-3, 1e3
ENOUGH: Final = 100
"""Images from which on a temperature is worth fitting: a handful, all read right, would make every answer sure."""
GOLDEN: Final = (5**0.5 - 1) / 2


def probabilities(z: Any, *, temperature: float = 1.0) -> Floats:
    """softmax(z / temperature) over the last axis: what a confidence is, whatever the output activation.

    z: (..., classes) pre-activations of the outputs.  The same shape comes out, float64, each row summing to 1.
    Raises SettingError for a temperature that is not above 0.
    Source: Guo, Pleiss, Sun and Weinberger 2017.
    >>> probabilities(np.array([0.0, 0.0]), temperature=2).tolist()
    [0.5, 0.5]
    """
    if not 0 < temperature < np.inf:
        raise SettingError("a temperature is finite and above 0", came=repr(temperature), hint="1 changes nothing")
    return frozen(softmax(as_floats(z, what="z", dtype=np.float64) / temperature))


def fit_temperature(z: Any, labels: Any) -> float:
    """The temperature under which the labels are most likely: the minimum of the mean of -log p(label).

    z: (n, classes), labels: (n,), of images that the network was not trained on.
    The cost is convex in 1/temperature, so a golden-section search between 1/1000 and 1000 finds it.
    Raises ShapeError, LabelError.
    >>> round(fit_temperature(np.array([[3.0, 0.0], [3.0, 0.0], [3.0, 0.0], [3.0, 0.0]]), [0, 0, 0, 1]), 2)
    2.73
    """
    sums = as_floats(z, what="z", dtype=np.float64)
    if sums.ndim != 2 or not len(sums):
        raise ShapeError("z must be (n, classes), n at least 1", came=str(sums.shape), hint="give validation images")
    known = as_labels(labels, count=len(sums), classes=sums.shape[1])
    rows = np.arange(len(sums))

    def cost(log_temperature: float) -> float:
        return -float(log_softmax(sums / np.exp(log_temperature))[rows, known].mean())

    low, high = np.log(COLDEST), np.log(HOTTEST)
    while high - low > 1e-6:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if cost(left) <= cost(right) else (left, high)
    return float(np.exp((low + high) / 2))


def calibration_error(confidences: Any, right: Any, *, bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over bins of equal mass, 0..1.

    confidences: (n,) in 0..1.  right: (n,) true where the answer was right.  bins: as many images in each, to one; bins
    of equal width would put nearly all of a good network's answers into one, and measure little.
    Source: Nixon, Dusenberry, Zhang, Jerfel and Tran 2019; Guo et al. 2017, equation 3, for the mean gap.
    >>> round(calibration_error([0.9, 0.9], [True, False], bins=1), 2)
    0.4
    """
    sure = as_floats(confidences, what="confidences", dtype=np.float64)
    hits = np.asarray(right, dtype=np.float64)
    if sure.ndim != 1 or sure.shape != hits.shape or not sure.size:
        raise ShapeError(
            "confidences and hits must be (n,), n at least 1",
            came=f"{sure.shape}, {hits.shape}",
            hint="one each",
        )
    if sure.min() < 0 or sure.max() > 1 or bins < 1:
        raise SettingError("confidences are 0 to 1, bins 1 or more", came=f"{sure}, {bins}", hint="see probabilities")
    different, who = np.unique(sure, return_inverse=True)
    shared = np.bincount(who, hits) / np.bincount(who)  # the equally sure in any order, whichever bins they fall into
    parts = np.array_split((different - shared)[np.sort(who)], min(bins, len(sure)))
    return float(sum(abs(part.sum()) for part in parts) / len(sure))
