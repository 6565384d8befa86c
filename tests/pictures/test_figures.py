"""Figures: colours that tell the truth, numbers that add up, and the gallery drawn again."""

from __future__ import annotations

import io
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Circle
from matplotlib.text import Text
from PIL import Image

from digitscope.engine.initialise import initialise
from digitscope.engine.network import Layer, Network
from digitscope.errors import MissingError, SettingError, ShapeError
from digitscope.networks.catalogue import find
from digitscope.pictures import colours, figures
from digitscope.pictures.canvas import number
from digitscope.pictures.terms import equation_of, picture_shape

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
MAKE = runpy.run_path(str(ROOT / "tools" / "make_gallery.py"))
FIGURES: dict[str, Any] = MAKE["drawings"]()
DARK = pytest.mark.parametrize("dark", [False, True])


def pixels_of(png: bytes) -> np.ndarray[Any, Any]:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_does_in_the_gallery(name: str) -> None:
    drawn = pixels_of(figures.render(FIGURES[name], "png", dpi=MAKE["DPI"]))
    kept = pixels_of((GALLERY / f"{name}.png").read_bytes())
    assert drawn.shape == kept.shape
    apart = np.abs(drawn - kept).max(axis=-1)
    assert apart.mean() < 4
    assert (apart > 80).mean() < 0.002
    assert (GALLERY / f"{name}.png").stat().st_size < 120_000


def test_the_gallery_shows_all_of_its_pictures_and_no_others() -> None:
    assert {path.stem for path in GALLERY.glob("*.png")} == {*FIGURES, *MAKE["SCREENS"]}
    assert (GALLERY / "README.md").read_text(encoding="utf-8") == MAKE["page"](FIGURES, MAKE["texts"]())


@DARK
def test_a_weight_of_zero_has_the_colour_of_the_paper(dark: bool) -> None:
    assert tuple(colours.signed(np.zeros(1), dark=dark)[0]) == colours.paper(dark=dark)
    figure = figures.weights(initialise((784, 4, 2), scheme="zero", rng=np.random.default_rng(0)), dark=dark)
    shown = pixels_of(figures.render(figure, "png", dpi=40))
    middle = figure.axes[0].get_position()
    x, y = (
        int((middle.x0 + middle.x1) / 2 * shown.shape[1]),
        int((1 - (middle.y0 + middle.y1) / 2) * shown.shape[0]),
    )
    assert tuple(shown[y, x]) == colours.paper(dark=dark)


@DARK
@given(size=st.floats(0.15, 1))
def test_positive_and_negative_of_one_size_differ_in_lightness_and_hue(dark: bool, size: float) -> None:
    positive, negative = colours.signed(np.array([size, -size]), dark=dark)
    apart = float(colours.lightness(positive) - colours.lightness(negative))
    assert (apart if dark else -apart) > 15 * size
    assert int(positive[2]) - int(positive[0]) > 20 * size
    assert int(negative[0]) - int(negative[2]) > 20 * size


@DARK
@pytest.mark.parametrize("sign", [1, -1])
def test_a_larger_weight_is_always_further_from_the_paper(dark: bool, sign: int) -> None:
    steps = colours.lightness(colours.signed(sign * np.linspace(0, 1, 21), dark=dark))
    assert (np.diff(steps) * (1 if dark else -1) > 0).all()


def test_weights_beyond_the_scale_are_drawn_as_its_end() -> None:
    assert (colours.signed(np.array([5.0])) == colours.signed(np.array([1.0]))).all()


def discs(figure: Any) -> list[tuple[float, ...]]:
    patches = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    return [tuple(np.round(255 * np.array(patch.get_facecolor()[:3]))) for patch in patches if patch.get_fill()]


def test_an_activation_of_a_half_has_the_same_colour_in_every_layer() -> None:
    network = initialise((784, 16, 8, 10), scheme="zero", rng=np.random.default_rng(0))
    seen = discs(figures.activations(network, network.trace(np.ones(784))))
    assert len(seen) == 34
    assert set(seen) == {tuple(colours.brightness(np.array(0.5)).astype(float))}


def test_brightness_is_not_rescaled_where_a_whole_layer_is_dim() -> None:
    dim = Network((Layer(np.zeros((3, 4)), np.full(3, -4.0)), Layer(np.zeros((2, 3)), np.zeros(2))))
    seen = discs(figures.activations(dim, dim.trace(np.ones(4))))
    assert seen[0] == tuple(colours.brightness(np.array(1 / (1 + np.exp(4.0)))).astype(float))


@given(seed=st.integers(0, 2**32 - 1), layer=st.integers(-3, 2), neuron=st.integers(0, 4), top=st.integers(0, 30))
def test_the_terms_of_the_equation_sum_to_z(seed: int, layer: int, neuron: int, top: int) -> None:
    rng = np.random.default_rng(seed)
    network = initialise((20, 7, 6, 5), rng=rng)
    trace = network.trace(rng.random(20) * (rng.random(20) < 0.6))
    written = equation_of(network, trace, layer, neuron, top=top)
    total = sum(term.product for term in written.terms) + written.rest + written.bias
    assert total == pytest.approx(written.z, abs=1e-5)
    assert written.z == trace.pre_activations[layer][neuron]
    assert len(written.terms) <= top
    sizes = [abs(term.product) for term in written.terms]
    assert sizes == sorted(sizes, reverse=True)
    assert written.others or written.rest == 0


def test_an_equation_of_a_neuron_that_is_not_there_says_which_there_are() -> None:
    network = initialise((4, 3, 2), rng=np.random.default_rng(0))
    trace = network.trace(np.ones(4))
    with pytest.raises(MissingError, match="neurons of layer 1 are 0 to 1; got 2"):
        figures.equation(network, trace, 1, 2)
    with pytest.raises(MissingError, match="layers are 0 to 1; got 2"):
        figures.equation(network, trace, 2, 0)


def test_pictures_of_a_signal_want_the_trace_of_one_image() -> None:
    network = initialise((4, 3, 2), rng=np.random.default_rng(0))
    with pytest.raises(ShapeError, match="one image; got 2 images"):
        figures.activations(network, network.trace(np.ones((2, 4))))
    assert figures.activations(network, network.trace(np.ones((1, 4))))


def test_a_neurons_picture_is_its_row_of_weights() -> None:
    network = find("plain").network
    figure = figures.weights(network)
    scale = colours.scale_of(network.layers[0].weights)
    for neuron in (0, 5, 15):
        drawn = np.asarray(figure.axes[neuron].images[0].get_array())
        assert (drawn == colours.signed(network.layers[0].weights[neuron].reshape(28, 28) / scale)).all()
        assert figure.axes[neuron].get_title("left") == str(neuron)
        assert figure.axes[neuron].get_title("right") == f"b {number(network.layers[0].bias[neuron])}"


@pytest.mark.parametrize(
    ("widths", "output"),
    [
        ((784, 10), "softmax"),
        ((784, 30, 70, 10), "softmax"),
        ((13, 5, 2), "tanh"),
        ((4, 1), "identity"),
        ((9, *[4] * 9, 2), "sigmoid"),
    ],
)
def test_every_shape_of_network_can_be_drawn(widths: tuple[int, ...], output: str) -> None:
    network = initialise(widths, "relu", output_activation=output, rng=np.random.default_rng(1))
    trace = network.trace(np.linspace(0, 1, widths[0]))
    for figure in (
        figures.weights(network),
        figures.activations(network, trace),
        figures.equation(network, trace, -1, 0),
    ):
        assert figures.render(figure, "png", dpi=30)


def test_of_a_wide_layer_the_first_64_are_shown_and_the_figure_says_so() -> None:
    network = initialise((784, 80, 10), rng=np.random.default_rng(1))
    figure = figures.weights(network)
    assert sum(axes.get_title("right").startswith("b ") for axes in figure.axes) == 64
    said = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
    assert any("the first 64" in words for words in said)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_is_the_same_bytes_without_a_date(kind: str) -> None:
    network = initialise((16, 3, 2), rng=np.random.default_rng(0))
    first, second = (figures.render(figures.weights(network), kind) for _ in range(2))
    assert first == second
    assert not [
        word for word in (b"atplotlib", b"CreationDate", b"dc:date") if word in first.replace(b"matplotlib.axis", b"")
    ]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SettingError, match="png, svg or pdf; got 'gif'"):
        figures.render(FIGURES["curves"], "gif")


def test_settings_of_the_user_are_neither_changed_nor_obeyed() -> None:
    def drawn() -> list[bytes]:
        network = initialise((16, 3, 2), rng=np.random.default_rng(0))
        two = figures.weights(network), figures.curves(MAKE["history"]())
        return [figures.render(figure, "png", dpi=50) for figure in two]

    before = drawn()
    style: Any = {
        "font.size": 30,
        "font.family": "serif",
        "axes.grid": True,
        "lines.linestyle": ":",
        "xtick.direction": "in",
    }
    with mpl.rc_context(style):
        mine = dict(mpl.rcParams)
        assert drawn() == before
        assert dict(mpl.rcParams) == mine


def test_matplotlib_is_not_imported_before_a_figure_is_made_and_pyplot_never() -> None:
    script = """
import sys
from digitscope.pictures import figures
assert "matplotlib" not in sys.modules
figures.render(figures.curves([{"epoch": 1.0, "loss": 0.5, "accuracy": 0.9}]), "png")
assert "matplotlib" in sys.modules
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_a_history_without_validation_or_with_gaps_is_drawn(rows: int) -> None:
    history = [
        {
            "epoch": float(e),
            "loss": float("nan") if e == 2 else 1 / (e + 1),
            "accuracy": 0.5,
            "validation_loss": None,
        }
        for e in range(rows)
    ]
    figure = figures.curves(history)
    assert figures.render(figure, "png", dpi=30)
    assert figure.axes[0].get_title("right") == (f"best {1 / rows:.4g} at epoch {rows - 1}" if rows else "")


def test_the_best_epoch_is_the_one_of_the_validation() -> None:
    losses = [(0.9, 0.8), (0.5, 0.4), (0.3, 0.6)]
    rows = [
        {"epoch": float(e + 1), "loss": loss, "accuracy": 0.5, "validation_loss": held, "validation_accuracy": 0.5}
        for e, (loss, held) in enumerate(losses)
    ]
    assert figures.curves(rows).axes[0].get_title("right") == "best 0.4 at epoch 2"


def test_no_label_commands_the_figure() -> None:
    picture = figures.render(figures.confusion(np.eye(2, dtype=np.int64), names=("$\\frac$", "a$b$")), "svg")
    assert picture.count(b"$") >= 4


def test_a_confusion_matrix_of_nothing_is_drawn_without_a_warning() -> None:
    assert figures.render(figures.confusion(np.zeros((10, 10), np.int64), "none"), "png", dpi=30)


def test_the_nearest_sensible_rectangle_is_found() -> None:
    assert [picture_shape(n) for n in (784, 256, 64, 12, 1, 7, 22)] == [
        (28, 28),
        (16, 16),
        (8, 8),
        (3, 4),
        (1, 1),
        None,
        None,
    ]
