"""Everything that decides how a training goes, frozen: the same recipe, start and data give the same bits."""

from __future__ import annotations

import operator
from dataclasses import asdict, dataclass, fields, replace
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.data.augment import Augmentation
from digitscope.engine.losses import loss as loss_named
from digitscope.engine.optimizers import optimizer as optimizer_named
from digitscope.engine.schedules import schedule as schedule_named
from digitscope.errors import SettingError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

PURPOSES: Final = ("start", "order", "augment")
COPIES_SEED: Final = 20_260_602
"""Copies that are kept never depend on a run's own seed, so that many runs share them."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    loss: quadratic or cross-entropy.  optimizer: sgd, momentum or adam.  learning_rate: at its highest.
    momentum: what momentum and adam keep of the old direction.  weight_decay: decoupled, see engine.optimizers.
    schedule: constant, linear, cosine or steps, over all epochs.  warmup: epochs of climbing to the rate.
    batch: images an update.  epochs: passes over the training part.  seed: of all that is drawn (start, order,
    distortions), never of the split.  patience: epochs without a better network on the held-out images before it
    stops (None: never).  validation: images held out.  augmentation: distort each image anew in each epoch (None:
    never).  copies: so many distorted copies of each image are made and kept, the same ones for every seed; each epoch
    takes the next, and after the last one the first again (None: no copy comes again).
    Raises SettingError that names the field.
    >>> Recipe(epochs=3).learning_rate
    0.5
    """

    loss: str = "quadratic"
    optimizer: str = "sgd"
    learning_rate: float = 0.5
    momentum: float = 0.9
    weight_decay: float = 0.0
    schedule: str = "cosine"
    warmup: float = 0.0
    batch: int = 10
    epochs: int = 12
    seed: int = 0
    patience: int | None = None
    validation: int = 10_000
    augmentation: Augmentation | None = None
    copies: int | None = None

    def __post_init__(self) -> None:
        for name in ("loss", "optimizer", "schedule"):
            if not isinstance(value := getattr(self, name), str):
                raise SettingError(f"{name} must be a name", came=repr(value), hint="see Recipe")
        if not isinstance(self.augmentation, Augmentation | None):
            raise SettingError(
                "augmentation must be an Augmentation or None", came=repr(self.augmentation), hint="see data.augment"
            )
        loss_named(self.loss)
        optimizer_named(self.optimizer)
        schedule_named(self.schedule, 0.0)
        for name, lowest, highest in (
            ("learning_rate", 0.0, None),
            ("weight_decay", 0.0, None),
            ("warmup", 0.0, None),
            ("momentum", 0.0, 1.0),
        ):
            object.__setattr__(self, name, _number(name, getattr(self, name), lowest, highest))
        for name, least in (("batch", 1), ("epochs", 0), ("seed", 0), ("validation", 0)):
            object.__setattr__(self, name, whole(name, getattr(self, name), least))
        if self.copies is not None:
            object.__setattr__(self, "copies", whole("copies", self.copies, 1))
            if self.augmentation is None:
                raise SettingError(
                    "copies are of distorted images", came="no augmentation", hint="give one, or no copies"
                )
        if self.patience is not None:
            object.__setattr__(self, "patience", whole("patience", self.patience, 1))
            if not self.validation:
                raise SettingError(
                    "patience needs a validation part", came="validation 0", hint="hold out 10000 images"
                )

    def to_mapping(self) -> dict[str, Any]:
        """Plain values for a JSON file; `from_mapping` is the way back."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Recipe:
        """The recipe that `to_mapping` gave. Raises SettingError for a field that is not known.

        >>> Recipe.from_mapping(Recipe(seed=4).to_mapping()) == Recipe(seed=4)
        True
        """
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise SettingError(
                f"a recipe has the fields {', '.join(sorted(known))}",
                came=", ".join(unknown),
                hint="leave these out",
            )
        settings = dict(values)
        if settings.get("augmentation") is not None:
            try:
                settings["augmentation"] = Augmentation(**settings["augmentation"])
            except TypeError as error:
                raise SettingError(
                    "an augmentation has known fields", came=str(error), hint="see Augmentation"
                ) from None
        return replace(cls(), **settings)

    def distortions(self, epoch: int) -> np.random.Generator:
        """The random numbers that distort the images of an epoch.

        >>> recipe = Recipe(augmentation=Augmentation(), copies=20)
        >>> bool(recipe.distortions(45).random() == recipe.distortions(5).random())
        True
        """
        if self.copies is None:
            return self.stream("augment", epoch)
        return np.random.default_rng(np.random.SeedSequence([COPIES_SEED, epoch % self.copies]))

    def stream(self, purpose: str, epoch: int = 0) -> np.random.Generator:
        """The random numbers for one purpose (start, order or augment) in one epoch.

        Each epoch's are drawn from (seed, purpose, epoch) alone, so the place in a run is its whole random state.
        >>> bool(Recipe(seed=1).stream("order", 3).random() == Recipe(seed=1).stream("order", 3).random())
        True
        """
        return np.random.default_rng(np.random.SeedSequence([self.seed, PURPOSES.index(purpose), epoch]))


def _number(name: str, value: Any, lowest: float, highest: float | None) -> float:
    try:
        if isinstance(value, bool | str):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = nan
    if not isfinite(number) or number < lowest or (highest is not None and number >= highest):
        wanted = f"{name} must be a finite number from {lowest:g}" + (f" to below {highest:g}" if highest else "")
        raise SettingError(wanted, came=shown(repr(value)), hint="see Recipe")
    return number


def whole(name: str, value: Any, least: int, *, hint: str = "see Recipe") -> int:
    """`value` as a whole number from `least`. Raises SettingError that names it.

    >>> whole("batch", np.int64(5), 1)
    5
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise SettingError(f"{name} must be a whole number from {least}", came=shown(repr(value)), hint=hint)
    return number
