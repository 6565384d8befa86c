"""Makes the gallery in docs/gallery: all that digitscope draws, on paper (PNG) and in a terminal (text).

    python tools/make_gallery.py

The tests draw the same pictures again and compare: see tests/pictures.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from digitscope.arrays import from_bytes
from digitscope.engine.network import Layer, Network
from digitscope.pictures import charts, figures, terminal
from digitscope.pictures.canvas import render
from digitscope.pictures.terminal import Card, Ink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.figure import Figure

    from digitscope.arrays import Floats, Labels

ROOT: Final = Path(__file__).resolve().parent.parent
GALLERY: Final = ROOT / "docs" / "gallery"
SAMPLES: Final = ROOT / "src" / "digitscope" / "samples"
DPI: Final = 75
COLOURS: Final = 256  # enough for the eye, and the files stay small


def example() -> Network:
    """A network of 784-16-16-10 made up for the gallery: its first layer looks for edges, the rest is random.

    Weights have two decimals, so that they are the same on every machine.
    """
    rng = np.random.default_rng(131)
    y, x = (np.mgrid[0:28, 0:28] - 13.5) / 14
    rows = []
    for neuron in range(16):
        turn = np.pi * (neuron + rng.uniform(-0.3, 0.3)) / 8
        right, down = rng.uniform(-0.3, 0.3, 2)
        across = (x - right) * np.cos(turn) + (y - down) * np.sin(turn)
        along = (y - down) * np.cos(turn) - (x - right) * np.sin(turn)
        edge = across / 0.16 * np.exp(-((across / 0.22) ** 2) - (along / 0.5) ** 2)
        rows.append(edge + 0.03 * rng.standard_normal((28, 28)))
    first = 0.9 * np.reshape(rows, (16, 784))
    others = [1.6 * rng.standard_normal((16, 16)), 2.0 * rng.standard_normal((10, 16))]
    return Network(
        tuple(Layer(np.round(w, 2), np.round(rng.normal(0, 0.8, len(w)), 2)) for w in (first, *others))
    ).astype(np.float32)


def digit(label: int) -> Floats:
    """The MNIST sample with that label, (784,)."""
    with Image.open(SAMPLES / f"mnist-{label}.png") as image:
        return from_bytes(np.asarray(image).reshape(784))


def counts() -> Labels:
    """A confusion matrix such as a fair network has, made up."""
    matrix = np.random.default_rng(3).poisson(np.full((10, 10), 2.5))
    matrix[4, 9], matrix[9, 4], matrix[2, 7], matrix[3, 5] = 21, 17, 14, 13
    np.fill_diagonal(matrix, 1000 - matrix.sum(axis=1) + np.diag(matrix))
    return matrix.astype(np.int64)


def history() -> list[dict[str, float | None]]:
    """The rows of a training that over-fits a little after its eighth epoch, made up."""
    return [
        {
            "epoch": float(epoch),
            "loss": round(0.05 + 0.42 * 0.6**epoch, 4),
            "accuracy": round(0.976 - 0.6 * 0.5**epoch, 4),
            "validation_loss": round(0.08 + 0.40 * 0.6**epoch + 0.0003 * epoch**2, 4),
            "validation_accuracy": round(0.956 - 0.6 * 0.5**epoch - 0.00006 * epoch**2, 4),
        }
        for epoch in range(15)
    ]


def readings() -> list[Card]:
    """Cards of three digits and of two images that hold none."""
    return [
        Card("mnist-4.png", digit(4), 4, 0.9321, 9, 0.0514),
        Card("scans/a-file-with-a-very-long-name-0017.png", digit(7), 7, 0.99982, 2, 0.0001),
        Card("mnist-9.png", digit(9), 9, 0.61, 4, 0.33),
        Card("empty.png", np.zeros(784), None, note="blank"),
        Card("notes.txt", None, None, note="not an image"),
    ]


def drawings() -> dict[str, Figure]:
    """Every figure of the gallery by its name."""
    network = example()
    trace = network.trace(digit(4))
    return {
        "weights": figures.weights(network),
        "activations": figures.activations(network, trace),
        "activations-dark": figures.activations(network, trace, dark=True),
        "equation": figures.equation(network, trace, 0, 3),
        "equation-output": figures.equation(network, trace, -1, 4),
        "confusion": charts.confusion(counts(), "784\N{EN DASH}16\N{EN DASH}16\N{EN DASH}10"),
        "curves": charts.curves(history()),
        "training": charts.training(history(), network),
    }


def texts() -> dict[str, str]:
    """Every terminal picture of the gallery by its name, without colour."""
    network, ink = example(), Ink(colour=False, width=80)
    trace = network.trace(digit(4))
    return {
        "cards": terminal.cards(readings(), ink),
        "weights": terminal.weights(network, ink),
        "activations": terminal.activations(network, trace, ink),
        "equation": terminal.equation(network, trace, 0, 3, ink),
        "equation-output": terminal.equation(network, trace, -1, 4, ink),
        "confusion": terminal.confusion(counts(), ink),
        "curve": terminal.curve(row["validation_loss"] for row in history()),
    }


def page(figures_shown: Iterable[str], texts_shown: Mapping[str, str]) -> str:
    """The page that shows these figures, by their names, and these texts."""
    lines = [
        "# Gallery",
        "",
        "Every picture that digitscope draws, on paper and in a terminal without colour. Network, counts and",
        "history are made up for this page; the image is an MNIST digit (CC BY-SA 3.0).",
        "",
        "Made by `python tools/make_gallery.py`; the tests draw all of it again and compare.",
    ]
    for name in figures_shown:
        lines += ["", f"## {name}", "", f"![{name}]({name}.png)"]
    for name, text in texts_shown.items():
        lines += ["", f"## {name}, in a terminal", "", "```text", text, "```"]
    return "\n".join(lines) + "\n"


def main() -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    drawn, written = drawings(), texts()
    for name, figure in drawn.items():
        file = GALLERY / f"{name}.png"
        with Image.open(io.BytesIO(render(figure, "png", dpi=DPI))) as image:
            few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, optimize=True)
        print(f"{file.name}  {file.stat().st_size:,} bytes")
    for name, text in written.items():
        (GALLERY / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    (GALLERY / "README.md").write_text(page(drawn, written), encoding="utf-8")


if __name__ == "__main__":
    main()
