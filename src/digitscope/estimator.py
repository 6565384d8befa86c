"""scikit-learn's contract for our networks: in go X and y of any kind, out come a fitted classifier and its answers.

It stands on the LEARN walk: `fit` drains `training.trainer.train`. All of scikit-learn is imported here alone.
Long because seventeen parameters are named, told and kept, as the contract wants.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.arrays import as_floats
from digitscope.data.dataset import Dataset
from digitscope.data.scaling import Scale
from digitscope.data.table import Table
from digitscope.engine.answering import outputs
from digitscope.engine.features import Features
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.losses import loss as loss_named
from digitscope.errors import LabelError, MissingError, SettingError
from digitscope.measures.calibration import ENOUGH, fit_temperature, probabilities
from digitscope.text import shown
from digitscope.training.history import History
from digitscope.training.recipe import Recipe, whole
from digitscope.training.state import State
from digitscope.training.trainer import Parts, train

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError as error:
    raise MissingError(
        "DigitClassifier needs scikit-learn 1.6 or newer",
        came=str(error),
        hint="pip install 'digitscope[sklearn]'",
        code="SKLEARN_MISSING",
    ) from None

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.training.history import Row

TAKEN: Final = (np.float64, np.float32, np.uint8)
"""Kinds of numbers that X may stay in; all others become float64."""
KINKED: Final = ("relu", "leaky_relu")
"""Activations that start from He's weights, all others from Glorot's."""


class DigitClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A plain, fully connected network as a classifier of scikit-learn's kind: any features, any classes.

    hidden: widths of the hidden layers, a number for one, () for none.  activation: of theirs.
    loss: cross-entropy or quadratic.  output_activation: None is the one that goes with the loss.
    optimizer: sgd, momentum or adam.  learning_rate: at its highest.  momentum: what momentum and adam keep.
    batch: samples an update.  epochs: passes over the samples.  schedule: constant, linear, cosine or steps.
    weight_decay: decoupled, on weights alone.  patience: epochs without a better answer to held-out samples before it
    stops, and the best network is taken; None holds nothing out.  validation_fraction: held out then, of each class.
    scale: auto, none, bytes or standard, see data.scaling.  warm_start: `fit` goes on from the network that is there.
    random_state: None, a number, or a RandomState.  verbose: a line an epoch.
    Checked in `fit`, which raises SettingError, a ValueError, that names what cannot be.

    After fit: classes_, n_features_in_, feature_names_in_ (of data frames), n_iter_, history_ (a row an epoch),
    scale_, temperature_ (fitted on what was held out, else 1), diverged_ (None, or where numbers became infinite; the
    last finite network is kept), and network_: the Network. It takes X as it came; for scale_.kind "bytes", X / 255.
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> DigitClassifier(random_state=0).fit(X, y).score(X, y) > 0.95
    True
    """

    def __init__(
        self,
        hidden: Any = (16, 16),
        *,
        activation: str = "sigmoid",
        loss: str = "cross-entropy",
        output_activation: str | None = None,
        optimizer: str = "adam",
        learning_rate: float = 0.01,
        momentum: float = 0.9,
        batch: int = 32,
        epochs: int = 50,
        schedule: str = "cosine",
        weight_decay: float = 0.0,
        patience: int | None = None,
        validation_fraction: float = 0.1,
        scale: str = "auto",
        warm_start: bool = False,
        random_state: Any = None,
        verbose: bool | int = False,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.loss = loss
        self.output_activation = output_activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.batch = batch
        self.epochs = epochs
        self.schedule = schedule
        self.weight_decay = weight_decay
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.scale = scale
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X: Any, y: Any) -> DigitClassifier:
        """Learns from X (n, n_features) and y (n,), labels of any kind; gives itself.

        Raises ValueError for what cannot be learned from; warns ConvergenceWarning where it diverges.
        """
        goes_on = self._goes_on(self.warm_start)
        X, known = self._checked(X, y, first=not goes_on)
        classes = self.classes_ if goes_on else np.unique(known)
        codes, seed = _codes(known, classes), self._drawn_seed()
        scale = self.scale_ if goes_on else Scale.of(X, self.scale)
        held = _held_out(codes, self.validation_fraction, seed) if self.patience is not None else None
        recipe = self._recipe(seed, validation=0 if held is None else int(held.sum()))
        parts = _parts(scale, X, codes, held, classes=len(classes))
        network = self._network if goes_on else self._untrained(X.shape[1], len(classes), recipe)
        self._learn(State.fresh(network), parts, recipe, scale=scale, classes=classes)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None) -> DigitClassifier:
        """One more pass, over these samples alone, at the full learning rate; gives itself.

        classes: all labels there will be; needed in the first call, which also decides the scale.
        """
        goes_on = self._goes_on(True)
        X, known = self._checked(X, y, first=not goes_on)
        if not goes_on and classes is None:
            raise LabelError(
                "the first partial_fit must be told all classes", came="None", hint="partial_fit(X, y, classes=...)"
            )
        all_classes = np.unique(classes) if classes is not None else self.classes_
        if goes_on and not np.array_equal(all_classes, self.classes_):
            raise LabelError(
                f"classes stay what they were, {shown(str(self.classes_))}",
                came=shown(str(all_classes)),
                hint="leave them out, or fit anew",
            )
        codes = _codes(known, all_classes)
        scale = self.scale_ if goes_on else Scale.of(X, self.scale)
        done, seed = (self._epochs_done, self._seed) if goes_on else (0, self._drawn_seed())
        recipe = self._recipe(seed, schedule="constant", patience=None, epochs=done + 1)
        network = self._network if goes_on else self._untrained(X.shape[1], len(all_classes), recipe)
        memory = self._memory if goes_on else {}
        state = replace(State.fresh(network), memory=memory, epoch=done)
        parts = _parts(scale, X, codes, None, classes=len(all_classes))
        self._learn(state, parts, recipe, scale=scale, classes=all_classes)
        return self

    def predict(self, X: Any) -> Any:
        """The likeliest class of each row of X, (n,), of the labels' own kind. Raises NotFittedError, ValueError."""
        places = self._z(X).argmax(axis=1)
        return self.classes_[places]

    def predict_proba(self, X: Any) -> Floats:
        """Confidence in each class, (n, n_classes) float64, in the order of classes_; each row sums to 1.

        It is softmax(z / temperature_), whatever the output activation.
        """
        z = self._z(X)
        return np.array(probabilities(z, temperature=self.temperature_))

    def _z(self, X: Any) -> Floats:
        check_is_fitted(self, "network_")
        rows = validate_data(self, X, reset=False, dtype=TAKEN)
        with np.errstate(over="ignore", invalid="ignore"):
            z = outputs(self._network, self.scale_(rows))
        return as_floats(z, what="the network's outputs")

    def _goes_on(self, wanted: bool) -> bool:
        """Whether learning goes on from the network that is there. Raises SettingError where it has another shape."""
        if not wanted or not hasattr(self, "network_"):
            return False
        shape = self._network.widths[1:-1], self._network.activations
        asked = self._hidden(), self._activations()
        if shape != asked:
            raise SettingError(
                f"learning goes on with hidden {shape[0]} and activations {', '.join(shape[1])}",
                came=shown(f"{asked[0]} and {', '.join(asked[1])}"),
                hint="set warm_start=False and fit anew for another network",
            )
        return True

    def _checked(self, X: Any, y: Any, *, first: bool) -> tuple[Floats, Any]:
        rows, known = validate_data(self, X, y, reset=first, dtype=TAKEN)
        check_classification_targets(known)
        return rows, known

    def _drawn_seed(self) -> int:
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _hidden(self) -> tuple[int, ...]:
        given = self.hidden
        widths = given if isinstance(given, tuple | list | np.ndarray) else (given,)
        return tuple(whole("hidden", width, 1, hint="a width, or a tuple of them") for width in widths)

    def _activations(self) -> tuple[str, ...]:
        output = self.output_activation if self.output_activation is not None else loss_named(self.loss).default_output
        return (*[self.activation] * len(self._hidden()), output)

    def _recipe(self, seed: int, *, validation: int = 0, **instead: Any) -> Recipe:
        names = ("loss", "optimizer", "learning_rate", "momentum", "weight_decay", "schedule", "batch", "epochs")
        own = {name: getattr(self, name) for name in (*names, "patience")}
        return Recipe(**own | instead, seed=seed, validation=validation)

    def _untrained(self, inputs: int, classes: int, recipe: Recipe) -> Network:
        return initialise(
            (inputs, *self._hidden(), classes),
            self.activation,
            output_activation=self._activations()[-1],
            scheme="he" if self.activation in KINKED else "glorot",
            rng=recipe.stream("start"),
        )

    def _learn(self, state: State, parts: Parts, recipe: Recipe, *, scale: Scale, classes: Any) -> None:
        rows = []
        for step in train(state, parts, recipe):
            rows.append(step.row)
            state = step.state
            if self.verbose:
                sys.stdout.write(_told(step.row))
        if state.diverged:
            told = f"{state.diverged}: the last network whose numbers were finite is kept; try a smaller learning_rate"
            warnings.warn(told, ConvergenceWarning, stacklevel=3)
        judged = parts.judges is not None
        self.classes_, self.scale_, self._seed = classes, scale, recipe.seed
        self._network = state.best if judged else state.network
        self._memory = {} if judged else dict(state.memory)  # it belongs to the last network, not to the best one
        self._epochs_done = state.epoch
        self.temperature_ = self._fitted_temperature(parts)
        self.history_, self.n_iter_, self.diverged_ = History(tuple(rows)), len(rows), state.diverged
        self.network_ = scale.folded(self._network)

    def _fitted_temperature(self, parts: Parts) -> float:
        if parts.judges is None or parts.held is None or parts.held.classes < 2:
            return 1.0
        images, labels = parts.judges
        return fit_temperature(outputs(self._network, images), labels) if len(labels) >= ENOUGH else 1.0


def _told(row: Row) -> str:
    numbers = (("loss", row.loss), ("accuracy", row.accuracy), ("held out", row.validation_accuracy))
    return f"epoch {row.epoch:g}: " + ", ".join(f"{name} {x:.4f}" for name, x in numbers if x is not None) + "\n"


def _codes(known: Any, classes: Any) -> Labels:
    """Labels as their places among the classes. Raises LabelError for one that is none of them."""
    found, places = np.unique(known, return_inverse=True)
    there = set(classes.tolist())
    unknown = [label for label in found.tolist() if label not in there]
    if unknown:
        raise LabelError(
            f"labels must be of {shown(str(classes))}", came=shown(str(unknown)), hint="name all classes at first"
        )
    return np.searchsorted(classes, found)[places].astype(np.int64)


def _held_out(codes: Labels, fraction: Any, seed: int) -> Any:
    """(n,) bool: that part of the samples, of each class as near to its share as whole samples allow."""
    count = len(codes)
    wanted = float(fraction) if isinstance(fraction, Real) and not isinstance(fraction, bool) else np.nan
    if not 0 < wanted < 1 or not 0 < (many := round(count * wanted)) < count:
        raise SettingError(
            f"validation_fraction must leave some of {count} samples on either side",
            came=shown(repr(fraction)),
            hint="0.1 holds out a tenth; patience=None holds out none",
        )
    shuffled = np.random.default_rng(seed).permutation(count)
    by_class = shuffled[np.argsort(codes[shuffled], kind="stable")]
    held = np.zeros(count, bool)
    held[by_class[((np.arange(many) + 0.5) * count / many).astype(int)]] = True
    return held


def _parts(scale: Scale, rows: Floats, codes: Labels, held: Any, *, classes: int) -> Parts:
    """What `train` takes: grey levels, which the kernel knows, where the rows are some; else rows of floats."""
    learned = slice(None) if held is None else ~held
    levels = scale.levels(rows)
    if levels is not None:
        kept = Dataset(levels[held], codes[held], name="held out", classes=classes) if held is not None else None
        judges = (Images(kept.images), kept.labels) if kept else None
        known = Dataset(levels[learned], codes[learned], name="X", classes=classes)
        return Parts(known, kept, Images(known.images), judges)
    floats = scale(rows)
    table = Table(Features(floats[learned]), codes[learned], name="X", classes=classes)
    if held is None:
        return Parts(table, None, table.features, None)
    other = Table(Features(floats[held]), codes[held], name="held out", classes=classes)
    return Parts(table, other, table.features, (other.images, other.labels))
