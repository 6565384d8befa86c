"""Who takes part: one module each, and here what must be known of all without importing any.

A module has `epoch(lesson)`, `answers(exam)`, or both, see material; what it cannot do it refuses with a SettingError.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from digitscope.errors import MissingError
from digitscope.experiments.speed.cases import KINDS
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitscope.experiments.speed.cases import Kind

INSTALL: Final = "pip install 'digitscope[peers]'"


@dataclass(frozen=True, slots=True)
class Contender:
    """One who takes part.

    name: on the command line.  title: in tables.  module: of this room.  packages: distributions that it needs.
    learns, wide: whether it is asked for epochs of the lesson's network, and of wide ones.  answers: of which kinds.
    updates, images: the most that one run takes; an epoch with more is measured in part and scaled up.
    floor: no contender, but what bounds them, or comes before.  settings: of its process's environment.
    """

    name: str
    title: str
    module: str
    packages: tuple[str, ...] = ()
    learns: bool = True
    wide: bool = False
    answers: tuple[Kind, ...] = ()
    updates: int = 60_000
    images: int = 60_000
    floor: bool = False
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed."""
        return tuple(package for package in self.packages if installed(package) is None)

    def count(self, batch: int, *, images: int) -> int:
        """How many of `images` one run takes, with batches of that size: whole batches, unless it is all of them.

        >>> Contender("slow", "Slow", "slow", updates=100).count(32, images=60_000)
        3200
        """
        return min(images, batch * self.updates, max(batch, self.images // batch * batch))


OURS: Final = "digitscope"
ALL: Final = tuple(KINDS)
CONTENDERS: Final = (
    Contender(OURS, "digitscope", "own", wide=True, answers=ALL),
    Contender("digitscope-numpy", "digitscope, NumPy engine", "own", wide=True, answers=ALL, updates=10_000,
              settings=(("DIGITSCOPE_ENGINE", "numpy"),)),
    Contender("numpy", "NumPy, vectorised", "vectorised", wide=True, answers=ALL, updates=10_000),
    Contender("numpy-per-sample", "NumPy, image by image", "per_sample", images=6_000),
    Contender("jax", "JAX, lax.scan", "jax_scan", ("jax",), wide=True),
    Contender("scikit-learn", "scikit-learn", "scikit", ("scikit-learn",), updates=4_000),
    Contender("keras", "Keras on JAX", "keras_fit", ("keras", "jax"), updates=4_000),
    Contender("pytorch", "PyTorch, slices", "pytorch", ("torch",), wide=True, answers=ALL, updates=4_000),
    Contender("pytorch-loader", "PyTorch, DataLoader", "pytorch_loader", ("torch",), updates=2_000),
    Contender("onnxruntime", "onnxruntime", "onnx_runtime", ("onnxruntime", "onnx"), learns=False, answers=ALL),
)  # fmt: skip
FLOORS: Final = (
    Contender("floor-products", "all pixels' multiply-adds, by BLAS (bounds dense engines)", "floor_products",
              wide=True, floor=True),
    Contender("floor-inked", "floor: inked pixels' multiply-adds at BLAS's peak", "floor_inked", wide=True, floor=True),
    Contender("floor-rows", "floor: traffic of weight rows", "floor_rows", wide=True, floor=True),
    Contender("finding-ink", "finding the ink, once", "finding_ink", learns=False, answers=("prepared",), floor=True),
)  # fmt: skip


def installed(package: str) -> str | None:
    """The version of an installed distribution, None where it is not installed.

    >>> installed("numpy") is None, installed("a-package-that-is-nowhere") is None
    (False, True)
    """
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def chosen(names: Iterable[str]) -> tuple[Contender, ...]:
    """The contenders of these names, ours always among them and first. Raises MissingError that lists the names.

    >>> [contender.name for contender in chosen(["numpy"])]
    ['digitscope', 'numpy']
    """
    wanted = {OURS, *names}
    known = [contender.name for contender in CONTENDERS]
    if unknown := sorted(wanted - set(known)):
        came = ", ".join(map(shown, unknown)) or "an empty name"
        raise MissingError("contenders must be known", came=came, hint=f"choose from {', '.join(known)}")
    return tuple(contender for contender in CONTENDERS if contender.name in wanted)
