"""What is measured: an epoch of learning, or answers to images. Values that travel through a pipe as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from digitscope.engine.losses import loss

if TYPE_CHECKING:
    from collections.abc import Mapping

LESSON: Final = (784, 16, 16, 10)
RATES: Final = {
    "quadratic": {1: 0.1, 10: 0.5, 32: 1.0, 100: 2.0, 1000: 2.0},
    "cross-entropy": {1: 0.02, 10: 0.2, 32: 0.5, 100: 1.0, 1000: 2.0},
}
"""Learning rates with which a network of sigmoids learns about as well as it can in one epoch, by the batch."""
RELU_RATE: Final = 0.1
Kind = Literal["prepared", "raw", "pixels", "one"]
KINDS: Final[dict[Kind, str]] = {
    "prepared": "10,000 prepared images",
    "raw": "10,000 raw images",
    "pixels": "10,000 images of float32",
    "one": "one image",
}


@dataclass(frozen=True, slots=True)
class Learning:
    """One epoch of plain SGD over MNIST's training images in their own order.

    activation: of the hidden layers.  batch: images an update.
    >>> Learning(LESSON, "sigmoid", "quadratic", 32).title
    '784-16-16-10, sigmoid, quadratic, batch 32'
    """

    widths: tuple[int, ...]
    activation: str
    loss: str
    batch: int

    @property
    def output(self) -> str:
        """Activation of the output layer."""
        return loss(self.loss).default_output

    @property
    def rate(self) -> float:
        """The learning rate, the same for every contender."""
        return RELU_RATE if self.activation == "relu" else RATES[self.loss][self.batch]

    @property
    def title(self) -> str:
        return f"{'-'.join(map(str, self.widths))}, {self.activation}, {self.loss}, batch {self.batch}"

    @property
    def column(self) -> str:
        """The case in few letters, as the head of a column."""
        return str(self.batch) if self.widths == LESSON else f"{'-'.join(map(str, self.widths))}, {self.batch}"

    def to_mapping(self) -> dict[str, Any]:
        """Plain values; `case_of` is the way back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answering:
    """The shipped network reads MNIST's test images.

    kind: prepared (10,000 in the form that the contender likes best, made before the clock runs), raw (10,000 of
    uint8 levels; the conversion counts), pixels (10,000 of float32, through the public call), one (a single image of
    float32, through the public call).
    >>> Answering("one").title
    'one image'
    """

    kind: Kind

    @property
    def title(self) -> str:
        return KINDS[self.kind]

    @property
    def column(self) -> str:
        return self.title

    def to_mapping(self) -> dict[str, Any]:
        """Plain values; `case_of` is the way back."""
        return asdict(self)


Case = Learning | Answering


def case_of(values: Mapping[str, Any]) -> Case:
    """The case that `to_mapping` gave.

    >>> case_of(Answering("raw").to_mapping())
    Answering(kind='raw')
    """
    if "kind" in values:
        return Answering(values["kind"])
    return Learning(tuple(values["widths"]), values["activation"], values["loss"], values["batch"])
