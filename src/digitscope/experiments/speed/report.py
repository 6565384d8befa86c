"""What a benchmark gives: Tables of Rows, one for each case, together with what they were measured on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from digitscope.experiments.speed.contenders import OURS
from digitscope.experiments.speed.seconds import Spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digitscope.experiments.speed.seconds import Seconds

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that belong together: their title, and what a reader must know of them."""

    title: str
    told: str


GROUPS: Final = {
    "cross-entropy": Group(
        "One epoch, softmax outputs and cross-entropy",
        told="784-16-16-10, sigmoid hidden layers, plain SGD over MNIST's 60,000 training images; columns are images "
        "an update. Images and start are the same for all, and so is, to rounding, the network that comes out: that "
        "is checked. So is the order of the images, which is the files' own: nobody shuffles. What is compiled or "
        "prepared once (JAX, Keras, our sparse pixels) is done before the clock runs.",
    ),
    "quadratic": Group(
        "One epoch, sigmoid outputs and the lesson's quadratic cost",
        told="As above. scikit-learn's classifier has no such cost.",
    ),
    "wide": Group(
        "One epoch of wider networks, ReLU and cross-entropy",
        told="Columns are widths, and images an update.",
    ),
    "answers": Group(
        "Answers of the shipped network, 784-16-16-10",
        told="Prepared: in the form that each likes best, made before the clock runs; for our kernel that is finding "
        "the ink, which has a line of its own. Raw: uint8 levels, and all that becomes of them counts: the kernel "
        "finds the ink, the others turn levels into float32, 1/255 being a part of their first weights. Both end at z "
        "of the outputs. Float32 and one image: the usual call of each, up to the activations. Who multiplies every "
        "pixel does it all at once or in blocks that stay in the cache, whichever was faster when it warmed up.",
    ),
    "start": Group(
        "From the start of the process to 95% on validation",
        told="Imports, reading MNIST, and trying the 10,000 held-out images after each epoch included. digitscope and "
        "PyTorch go by one recipe: batch 32, a rate that falls from 0.2 to 0 in 4 epochs, weights drawn by He's rule. "
        "scikit-learn goes by another, as it has no such rate and no such start: batch 64 and 0.1 throughout.",
    ),
    "imports": Group("Import", told="The whole process of Python that imports it and ends."),
    "memory": Group(
        "Peak memory of a process while it learns one epoch at batch 32",
        told="Everything in it then: Python, imports, all 60,000 images in the form that it made of them. What the "
        "benchmark itself made to hand them over is gone by then; systems other than Linux count that all the same.",
    ),
}
"""In their order."""


@dataclass(frozen=True, slots=True)
class Row:
    """How one contender did in one case.

    cpu: seconds of the processor, or bytes in a table of memory, for the whole case.  wall: seconds on the wall's
    clock.  images, of: it was measured on so many of them and scaled up; 0 where that means nothing.  floor: it is
    no contender.  how: it went about it, where that differs: its blocks, its epochs.
    """

    name: str
    title: str
    cpu: Spread
    wall: Spread | None = None
    images: int = 0
    of: int = 0
    floor: bool = False
    how: str = ""

    @property
    def in_part(self) -> bool:
        return self.images < self.of

    @classmethod
    def measured(
        cls, name: str, title: str, plays: Sequence[Seconds], *, images: int = 0, of: int = 0, floor: bool = False
    ) -> Row:
        """Of several measurements on `images` of the `of` images that the case has.

        >>> from digitscope.experiments.speed.seconds import Seconds
        >>> Row.measured("a", "A", [Seconds(1.0, 1.5)], images=100, of=400).cpu.median
        4.0
        """
        whole = [play.scaled(of / images if images else 1.0) for play in plays]
        cpu, wall = Spread.of([play.cpu for play in whole]), Spread.of([play.wall for play in whole])
        how = " or ".join(dict.fromkeys(play.how for play in plays if play.how))
        return cls(name, title, cpu, wall, images, of, floor, how)


@dataclass(frozen=True, slots=True)
class Table:
    """One case.

    group: of GROUPS.  column: the case in few letters.  unit: s or bytes.  left_out: who, and why.
    """

    group: str
    title: str
    column: str
    rows: tuple[Row, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    unit: str = "s"

    def ratio(self, row: Row) -> float | None:
        """How many times ours it takes, by the medians; None where ours is not there."""
        ours = self.row(OURS)
        return row.cpu.median / ours.cpu.median if ours and ours.cpu.median else None

    def row(self, name: str) -> Row | None:
        return next((row for row in self.rows if row.name == name), None)

    def to_mapping(self) -> dict[str, Any]:
        """Plain values for JSON, ratios among them."""
        rows = [{**asdict(row), "ratio": self.ratio(row)} for row in self.rows]
        return {**asdict(self), "rows": rows}


@dataclass(frozen=True, slots=True)
class Report:
    """All tables, and what they were measured on.

    engine: which of ours ran, and why.  pinned: whether all was held to one processor.  absent: who is not installed,
    and how to get it.
    """

    tables: tuple[Table, ...]
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    engine: str
    rounds: int
    pinned: bool
    absent: Mapping[str, str]

    def group(self, key: str) -> tuple[Table, ...]:
        """The tables of one group."""
        return tuple(table for table in self.tables if table.group == key)

    def to_mapping(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "format": FORMAT,
            "machine": dict(self.machine),
            "versions": dict(self.versions),
            "engine": self.engine,
            "rounds": self.rounds,
            "pinned": self.pinned,
            "absent": dict(self.absent),
            "tables": [table.to_mapping() for table in self.tables],
        }
