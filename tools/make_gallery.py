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
from digitscope.data.mnist import mnist
from digitscope.measures.accuracy import evaluation
from digitscope.networks.catalogue import cards, find
from digitscope.pictures import charts, figures, terminal
from digitscope.pictures.canvas import render
from digitscope.pictures.terminal import Card, Ink
from digitscope.reading.reader import read
from make_screens import SCREENS, section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.figure import Figure

    from digitscope.arrays import Floats
    from digitscope.networks.files import NetworkFile

ROOT: Final = Path(__file__).resolve().parent.parent
GALLERY: Final = ROOT / "docs" / "gallery"
SAMPLES: Final = ROOT / "src" / "digitscope" / "samples"
PLAIN: Final = Ink(colour=False, width=80)
DPI: Final = 75
COLOURS: Final = 256  # enough for the eye, and the files stay small


def digit(label: int) -> Floats:
    """The MNIST sample with that label, (784,)."""
    with Image.open(SAMPLES / f"mnist-{label}.png") as image:
        return from_bytes(np.asarray(image).reshape(784))


def history() -> list[Mapping[str, float | None]]:
    """How the shipped network learned, from its card."""
    (card,) = (card for card in cards() if card.name == "plain")
    return list(card.details["history"])


def read_samples(network: NetworkFile) -> list[Card]:
    """Cards of three samples as they are read, and of two images that hold none."""
    shown = []
    for name in ("mnist-4", "recycled-2", "chalk-7"):
        (reading,) = read(SAMPLES / f"{name}.png", network=network).readings
        second = reading.runner_up, reading.runner_up_confidence
        shown.append(Card(f"{name}.png", reading.pixels, reading.digit, reading.confidence, *second))
    blank = Card("a-file-with-a-very-long-name-0017.png", np.zeros(784), None, note="blank")
    return [*shown, blank, Card("notes.txt", None, None, note="not an image")]


def drawings() -> dict[str, Figure]:
    """Every figure of the gallery by its name."""
    network = find("plain").network
    trace = network.trace(digit(4))
    test = mnist("test")
    counted = evaluation(network(test.pixels()), test.labels)
    return {
        "weights": figures.weights(network),
        "activations": figures.activations(network, trace),
        "activations-dark": figures.activations(network, trace, dark=True),
        "equation": figures.equation(network, trace, 0, 3),
        "equation-output": figures.equation(network, trace, -1, 4),
        "confusion": charts.confusion(counted.confusion, "plain on MNIST's test digits"),
        "curves": charts.curves(history()),
        "training": charts.training(history(), network),
    }


def texts(ink: Ink = PLAIN) -> dict[str, str]:
    """Every terminal picture of the gallery by its name."""
    file = find("plain")
    network = file.network
    trace = network.trace(digit(4))
    test = mnist("test")
    return {
        "cards": terminal.cards(read_samples(file), ink),
        "weights": terminal.weights(network, ink),
        "thumbnails": terminal.thumbnails(network, ink),
        "activations": terminal.activations(network, trace, ink),
        "equation": terminal.equation(network, trace, 0, 3, ink),
        "equation-output": terminal.equation(network, trace, -1, 4, ink),
        "confusion": terminal.confusion(evaluation(network(test.pixels()), test.labels).confusion, ink),
        "curve": terminal.curve(row["validation_loss"] for row in history()),
    }


def page(figures_shown: Iterable[str], texts_shown: Mapping[str, str]) -> str:
    """The page that shows these figures, by their names, and these texts."""
    lines = [
        "# Gallery",
        "",
        "Every picture that digitscope draws, on paper and in a terminal without colour: the shipped network",
        "`plain`, its own training, and the MNIST test digits (CC BY-SA 3.0).",
        "",
        "Made by `make gallery`; the tests draw all of it again and compare. The lab's own pictures are at the end.",
    ]
    for name in figures_shown:
        lines += ["", f"## {name}", "", f"![{name}]({name}.png)"]
    for name, text in texts_shown.items():
        lines += ["", f"## {name}, in a terminal", "", "```text", text, "```"]
    lines += section(SCREENS)
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
