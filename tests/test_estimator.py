"""`DigitClassifier`: scikit-learn's contract, held by scikit-learn itself, and what we promise beyond it."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

if os.environ.get("CI") != "true":
    pytest.importorskip("sklearn", reason="scikit-learn is not installed: make peers brings it")

from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from digitscope.data.dataset import Dataset
from digitscope.errors import DigitscopeError
from digitscope.estimator import DigitClassifier
from digitscope.measures.calibration import probabilities
from digitscope.networks.files import load

PAGE = Path(__file__).parents[1] / "docs" / "scikit-learn.md"
NONE: dict[str, str] = {}


@parametrize_with_checks([DigitClassifier()], expected_failed_checks=lambda _: NONE)  # type: ignore[untyped-decorator]
def test_j128_it_passes_scikit_learns_own_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def digits() -> tuple[Any, Any]:
    """(600, 64) whole numbers 0..16, and labels as text."""
    X, y = load_digits(return_X_y=True)
    return X[:600], np.array([f"a {label}" for label in y[:600]])


def _blobs(count: int = 60, features: int = 3, *, rng: int = 0) -> tuple[Any, Any]:
    draw = np.random.default_rng(rng)
    y = np.arange(count) % 3
    return draw.standard_normal((count, features)) + 4 * y[:, None], y


def test_it_works_where_scikit_learns_own_work(digits: tuple[Any, Any]) -> None:
    X, y = digits
    assert cross_val_score(DigitClassifier(random_state=0), X, y, cv=3).mean() > 0.8
    steps = make_pipeline(StandardScaler(), DigitClassifier(epochs=20, random_state=0))
    search = GridSearchCV(steps, {"digitclassifier__hidden": [(8,), (24,), ()]}, cv=2).fit(X, y)
    assert search.best_params_["digitclassifier__hidden"] != (8,)
    assert set(search.predict(X[:50])) <= set(y)
    fitted = search.best_estimator_[-1]
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert not hasattr(clone(fitted), "network_")


def test_grey_levels_go_through_the_kernel_whatever_they_are_written_as(mnist_training: Dataset) -> None:
    levels, y = np.array(mnist_training.images[:500]), mnist_training.labels[:500]
    fitted = [
        DigitClassifier(epochs=2, random_state=0).fit(X, y)
        for X in (levels, levels.astype(float), levels / 255, (levels / np.float32(255)).tolist())
    ]
    assert [one.scale_.kind for one in fitted] == ["bytes", "bytes", "none", "none"]
    assert len({one.network_ for one in fitted}) == 1
    pixels = mnist_training.pixels(slice(20))
    np.testing.assert_array_equal(
        fitted[0].predict_proba(levels[:20]),
        probabilities(fitted[2].network_.trace(pixels).pre_activations[-1]),
    )


def test_the_network_takes_features_as_they_came() -> None:
    X, y = _blobs()
    X = X * [1e-3, 1.0, 1e4] + [0.0, 50.0, 1e6]
    fitted = DigitClassifier(random_state=0).fit(X, y)
    assert (fitted.scale_.kind, fitted.score(X, y)) == ("standard", 1.0)
    with pytest.warns(UserWarning, match="pixels are 0"):
        z = fitted.network_.trace(X).pre_activations[-1]
    np.testing.assert_allclose(probabilities(z), fitted.predict_proba(X), atol=1e-5)


@pytest.mark.parametrize(
    "written",
    [
        lambda X: X.astype(np.float32),
        lambda X: X.astype(np.float64),
        lambda X: X.astype(np.float16),
        lambda X: X.astype(np.int64),
        lambda X: X.astype(">f8"),
        lambda X: np.asfortranarray(X),
        lambda X: np.repeat(X, 2, axis=0)[::2],
        lambda X: X.astype(object),
        lambda X: X.tolist(),
    ],
)
def test_j127_numbers_are_the_same_however_they_are_written(written: Callable[[Any], Any]) -> None:
    X = np.arange(120.0).reshape(20, 6) % 17 - 3
    y = np.arange(20) % 2
    X.setflags(write=False)
    wanted = DigitClassifier(epochs=3, random_state=0).fit(X, y).predict_proba(X)
    given = written(X)
    before = np.array(given).tobytes() if not isinstance(given, list) else repr(given)
    found = DigitClassifier(epochs=3, random_state=0).fit(given, y).predict_proba(given)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert before == (np.array(given).tobytes() if not isinstance(given, list) else repr(given))


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (np.full((6, 3), 7.0), [0, 1, 0, 1, 0, 1]),
        (np.eye(4), ["only"] * 4),
        ([[1.0, 200.0]], ["one"]),
        (np.eye(3) * 1e-30, [True, False, True]),
        (np.eye(3) * 1e30, [-1, 1, -1]),
    ],
    ids=["constant", "one class", "one sample", "tiny", "huge"],
)
@pytest.mark.parametrize("settings", [{"batch": 1}, {"batch": 10**6}, {"loss": "quadratic"}], ids=str)
def test_j124_odd_data_is_learned_without_a_warning(X: Any, y: Any, settings: dict[str, Any]) -> None:
    fitted = DigitClassifier((3,), epochs=2, random_state=0, **settings).fit(X, y)
    found = fitted.predict_proba(X)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-12)
    assert found.shape[1] == len(set(y))
    assert set(fitted.predict(X)) <= set(y)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden": (16, 0)}, "hidden must be a whole number from 1; got 0"),
        ({"hidden": "16"}, "hidden must be"),
        ({"activation": "logistic"}, "an activation must be known; got 'logistic': use one of sigmoid, relu"),
        ({"loss": "hinge"}, "a loss must be known"),
        ({"output_activation": "relu"}, "cross-entropy needs softmax or sigmoid outputs"),
        ({"optimizer": "lbfgs"}, "use one of sgd, momentum, adam"),
        ({"learning_rate": np.nan}, "learning_rate must be a finite number"),
        ({"batch": 0}, "batch must be a whole number from 1"),
        ({"epochs": 2.5}, "epochs must be a whole number"),
        ({"schedule": "none"}, "a schedule must be known"),
        ({"patience": 0}, "patience must be a whole number from 1"),
        ({"patience": 2, "validation_fraction": 1.0}, "validation_fraction must leave some of 60 samples"),
        ({"scale": "minmax"}, "scale must be known; got 'minmax': use one of auto, none, bytes, standard"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_setting_that_cannot_be_is_said_in_fit_and_is_a_value_error(settings: dict[str, Any], message: str) -> None:
    unfitted = DigitClassifier(**settings)
    with pytest.raises(ValueError, match=message) as refusal:
        unfitted.fit(*_blobs())
    assert isinstance(refusal.value, DigitscopeError)
    with pytest.raises(NotFittedError):
        unfitted.predict([[1.0, 2.0, 3.0]])


def test_partial_fit_learns_in_parts_and_knows_its_classes() -> None:
    X, y = _blobs(300)
    learner = DigitClassifier(random_state=0)
    with pytest.raises(ValueError, match="the first partial_fit must be told all classes"):
        learner.partial_fit(X[:100], y[:100])
    learner.partial_fit(X[y < 2], y[y < 2], classes=[0, 1, 2])
    for _ in range(30):
        learner.partial_fit(X, y)
    assert (learner.score(X, y), learner.n_iter_) == (1.0, 1)
    with pytest.raises(ValueError, match=r"labels must be of \[0 1 2\]; got \[7\]"):
        learner.partial_fit(X[:3], [0, 1, 7])
    with pytest.raises(ValueError, match="classes stay what they were"):
        learner.partial_fit(X, y, classes=[0, 1])
    other = pickle.loads(pickle.dumps(learner))
    assert other.partial_fit(X, y).network_ == learner.partial_fit(X, y).network_


def test_parts_that_are_the_whole_each_time_are_a_fit_at_a_constant_rate() -> None:
    X, y = _blobs()
    whole = DigitClassifier((8,), epochs=3, schedule="constant", random_state=0).fit(X, y)
    parts = DigitClassifier((8,), random_state=0)
    for _ in range(3):
        parts = pickle.loads(pickle.dumps(parts.partial_fit(X, y, classes=[0, 1, 2])))
    assert parts.network_ == whole.network_


def test_kinked_activations_start_from_larger_weights() -> None:
    X, y = np.random.default_rng(0).random((6, 50)), np.arange(6) % 3
    for activation, spread in (("relu", (2 / 50) ** 0.5), ("tanh", (2 / 250) ** 0.5)):
        start = DigitClassifier(200, activation=activation, epochs=0, random_state=0).fit(X, y)
        np.testing.assert_allclose(start.network_.layers[0].weights.std(), spread, rtol=0.05)


def test_a_warm_start_goes_on_and_only_with_the_same_network() -> None:
    X, y = _blobs()
    learner = DigitClassifier(epochs=3, warm_start=True, random_state=0).fit(X, y)
    first: Any = learner.history_.rows[0].loss
    before = learner.network_
    assert learner.fit(X, y).history_.rows[0].loss < first - 0.05
    assert learner.network_ != before
    assert clone(learner).set_params(warm_start=False).fit(X, y).network_ == before
    with pytest.raises(ValueError, match=r"learning goes on with hidden \(16, 16\)"):
        learner.set_params(hidden=(4,)).fit(X, y)
    with pytest.raises(ValueError, match="labels must be of"):
        learner.set_params(hidden=(16, 16)).fit(X, y + 1)


def test_patience_stops_early_keeps_the_best_and_calibrates_on_what_was_held_out(capsys: Any) -> None:
    draw = np.random.default_rng(0)
    X, y = draw.standard_normal((1_200, 5)), draw.integers(0, 2, 1_200)  # nothing to be learned
    fitted = DigitClassifier((64,), patience=3, epochs=60, random_state=0, verbose=True).fit(X, y)
    held = [row.validation_accuracy for row in fitted.history_.rows]
    assert fitted.n_iter_ == len(held) < 60
    assert fitted.temperature_ > 1
    constant = DigitClassifier((64,), patience=60, epochs=9, schedule="constant", random_state=0)
    rows: Any = constant.fit(X, y).history_.rows
    best = max(range(9), key=lambda place: (rows[place].validation_accuracy, -rows[place].validation_loss)) + 1
    assert best < 9
    assert clone(constant).set_params(epochs=best).fit(X, y).network_ == constant.network_
    assert capsys.readouterr().out.splitlines()[0].startswith("epoch 1: loss 0.")
    assert DigitClassifier(epochs=1, random_state=0).fit(X, y).temperature_ == 1
    quarter = [clone(constant).set_params(validation_fraction=kind(0.25)).fit(X, y) for kind in (float, np.float32)]
    assert quarter[0].network_ == quarter[1].network_


def test_divergence_is_warned_of_and_the_last_finite_network_kept() -> None:
    X, y = _blobs()
    wild = DigitClassifier(activation="relu", optimizer="sgd", learning_rate=1e30, schedule="constant", random_state=0)
    with pytest.warns(ConvergenceWarning, match="is not finite: the last network .* try a smaller learning_rate"):
        wild.fit(X, y)
    assert wild.diverged_
    assert np.isfinite(wild.network_.parameters()).all()


def test_outputs_that_overflow_are_refused_not_answered() -> None:
    X, y = _blobs()
    fitted = DigitClassifier((), activation="identity", scale="none", random_state=0).fit(X, y)
    with pytest.raises(ValueError, match="the network's outputs must be finite"):
        fitted.predict([[3e38, -3e38, 3e38]])


def test_without_scikit_learn_the_face_says_what_is_missing() -> None:
    code = """
import sys
sys.modules["sklearn"] = None
import digitscope
from digitscope import *
assert "DigitClassifier" not in dir(digitscope)
try:
    digitscope.DigitClassifier
except digitscope.DigitscopeError as error:
    print(error.code, error)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("SKLEARN_MISSING DigitClassifier needs scikit-learn")
    assert "pip install 'digitscope[sklearn]'" in done.stdout


@pytest.mark.peers
def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    names: dict[str, Any] = {}
    exec(compile(code, PAGE.name, "exec"), names)
    assert load("mine.safetensors").network == names["fitted"].network_
    assert names["learner"].score(names["X"], names["y"]) > 0.5
    assert names["search"].best_score_ > 0.85
