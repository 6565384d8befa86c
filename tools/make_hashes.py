"""Writes tests/engine/kernel_hashes.json: what the kernel gives, bit for bit, with every compiler and instruction set.

In: tests/engine/kernel_program.c, compiled here, and networks trained from Python; all from whole numbers, so that no
library has a say in what they start from. `make hashes`, after a change of the kernel that is meant to change bits.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import compilers
from compilers import Compiler, Machine
from digitscope.data.mnist import mnist
from digitscope.engine.answering import outputs
from digitscope.engine.choice import Engine, engines
from digitscope.engine.descent import descend
from digitscope.engine.images import Images
from digitscope.engine.network import Layer, Network
from digitscope.engine.optimizers import SGD, Adam, Momentum, Optimizer, WithDecay
from digitscope.storage import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from digitscope.arrays import Floats
    from digitscope.data.dataset import Dataset

ROOT: Final = Path(__file__).parents[1]
ENGINE: Final = ROOT / "src" / "digitscope" / "engine"
TARGET: Final = ROOT / "tests" / "engine" / "kernel_hashes.json"
PROGRAM: Final = TARGET.with_name("kernel_program.c")
SECONDS: Final = 900

SHAPES: Final = ((30, 16, 16), (61, 33, 5), (17, 64, 10), (100, 10))
"""Inputs and hidden layers; ten outputs."""
HIDDEN: Final = ("sigmoid", "relu", "leaky_relu", "tanh", "identity")
ANSWERS: Final = (
    ("sigmoid", "quadratic"),
    ("softmax", "quadratic"),
    ("sigmoid", "cross-entropy"),
    ("softmax", "cross-entropy"),
)
OPTIMIZERS: Final[tuple[tuple[str, Optimizer, float], ...]] = (
    ("sgd", SGD(), 0.0),
    ("sgd with decay", SGD(), 0.01),
    ("momentum", Momentum(), 0.0),
    ("adam", Adam(), 0.0),
    ("adam with decay", Adam(), 0.01),
)


# The kernel as a program


def compiled(compiler: Compiler, folder: Path, *flags: str, sources: Path = ENGINE) -> Path:
    """The program, in that folder, with the kernel whose sources lie in `sources`. Raises RuntimeError."""
    made = folder / "kernel_program"
    usual = [flag for flag in compilers.FLAGS if flag != "-shared"]
    command = [*compiler.command, *usual, f"-I{sources}", *flags, "-o", str(made), str(PROGRAM)]
    if said := compilers.complaint(command, folder=folder):
        raise RuntimeError(f"{compiler.name} could not make the program ({said})")
    return made


def run(command: Sequence[str | Path], **settings: str) -> str:
    """What a program prints, with those settings as its whole environment. Raises RuntimeError with all it said."""
    done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[-1]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def hashes(program: Sequence[str | Path], path: str, *, every: int = 1, **settings: str) -> dict[str, str]:
    """The hash of each case on that instruction set, or of the first of each `every` cases."""
    lines = run([*program, path, str(every)], **settings).splitlines()
    found = {name: value for value, _, name in (line.partition(" ") for line in lines)}
    if not found or len(found) != len(lines):
        raise RuntimeError(f"two cases have one name, or there is none: {len(lines)} lines")
    return found


# The kernel from Python


@dataclass(frozen=True)
class Case:
    """One way to learn, on all SHAPES. Its name is that of its sum in the table."""

    hidden: str
    answer: tuple[str, str]
    optimizer: tuple[str, Optimizer, float]

    @property
    def name(self) -> str:
        output, loss = self.answer
        return f"{self.hidden} {output} {loss} {self.optimizer[0]}"


CASES: Final = tuple(Case(hidden, answer, one) for hidden in HIDDEN for answer in ANSWERS for one in OPTIMIZERS)
LESSON: Final = "an epoch of the lesson's network"


def whole(count: int, below: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Whole numbers 0 to below - 1, a power of two. Source: G. L. Steele and others, SplitMix (2014).

    >>> whole(3, 16, seed=0).tolist()
    [15, 4, 15]
    """
    mixed = np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed << 32)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(below)).astype(np.int64)


def network(widths: Sequence[int], hidden: str, output: str) -> Network:
    """A network whose numbers are whole ones by a power of two: exact in float32, as wide as is usual."""
    names, layers = [hidden] * (len(widths) - 2) + [output], []
    for index, name in enumerate(names):
        inputs, outs = widths[index : index + 2]
        size = 2.0 ** (-18 if inputs > 100 else -16)
        numbers = ((whole(outs * (inputs + 1), 2**16, seed=index) - 2**15) * size).astype(np.float32)
        layers.append(Layer(numbers[outs:].reshape(outs, inputs), numbers[:outs], name))
    return Network(tuple(layers))


def learned(start: Network, images: Images, labels: Any, engine: Engine, *, batch: int, **how: Any) -> str:
    """The sum over all that an epoch gives on that engine: parameters, memory, cost, answers, and z of all images."""
    rows = np.argsort(whole(len(images), 2**40, seed=99), kind="stable")
    count = -(-len(rows) // batch)
    rates = how.pop("rate") * (1 - np.arange(count) / (2 * count))
    after = descend(start, {}, images, labels, rows, rates, batch=batch, engine=engine, **how)
    if after.diverged:
        raise RuntimeError(f"it diverged: {after.diverged}")
    parts = {
        "parameters": after.network.parameters(),
        **after.memory,
        "z": outputs(after.network, images, engine=engine),
    }
    return total(parts, after.cost, after.correct)


def total(parts: Mapping[str, Floats], cost: float, correct: int) -> str:
    """SHA-256 over arrays and numbers, its first 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, array in sorted(parts.items()):
        digest.update(name.encode() + array.astype("<f4").tobytes())
    digest.update(np.array([cost], "<f8").tobytes() + np.array([correct], "<i8").tobytes())
    return digest.hexdigest()[:16]


def learned_case(case: Case, engine: Engine, *, scale: float = 1.0) -> str:
    """The sum of a case, over all SHAPES.  scale: of the weights that it starts from."""
    name, optimizer, decay = case.optimizer
    output, loss = case.answer
    sums = []
    for shape in SHAPES:
        start = network((*shape, 10), case.hidden, output)
        start = start.with_parameters(start.parameters() * np.float32(scale))
        shrinks = np.concatenate([np.repeat((1.0, 0.0), (w.size, b.size)) for w, b in start.split(start.parameters())])
        how = WithDecay(optimizer, decay, shrinks.astype(np.float32)) if decay else optimizer
        levels = whole(150 * shape[0], 2**10, seed=7).reshape(150, -1)
        images = Images(np.where(levels < 2**8, levels, 0).astype(np.uint8))
        labels, rate = whole(150, 8, seed=8), 0.01 if "adam" in name else 0.05
        sums.append(learned(start, images, labels, engine, batch=7, optimizer=how, loss=loss, rate=rate))
    return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]


def learned_lesson(training: Dataset, engine: Engine) -> str:
    """The sum of an epoch over the first 2,000 of MNIST's training images, as the lesson learns."""
    start = network((784, 16, 16, 10), "sigmoid", "sigmoid")
    images, labels = Images(training.images[:2000]), training.labels[:2000]
    return learned(start, images, labels, engine, batch=10, optimizer=SGD(), loss="quadratic", rate=0.5)


def main() -> None:
    engine, *others = (one for one in engines() if one.path)
    from_python = {case.name: learned_case(case, engine) for case in CASES}
    from_python[LESSON] = learned_lesson(mnist("training"), engine)
    compiler = next(one for one in compilers.own(Machine.here()) if isinstance(one, Compiler))
    with tempfile.TemporaryDirectory() as folder:
        made = compiled(compiler, Path(folder))
        table = {"program": hashes([made], run([made, "best"]).strip()), "python": from_python}
    write_atomically(TARGET, (json.dumps(table, indent=1) + "\n").encode())
    print(f"{TARGET.name}: {len(table['program'])} cases by {compiler.name}, {len(from_python)} on {engine.path}")
    print(f"make kernel holds other compilers to them, make test these paths: {[one.path for one in others]}")


if __name__ == "__main__":
    main()
