"""Views saved as pictures: SVG of rectangles, paths and texts that stands alone and looks as the page does, and PNG."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from browser.person import SEVEN, answer, draw, open_digit, section, stand
from browser.test_axe import check
from browser.test_networks import load, saved, shown_network, small

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FloatRect

Dots = NDArray[np.int16]
"""(height, width, 3) levels 0 to 255."""

ALIKE = 0.5
"""Levels of 255 by which a dot of the picture may differ from the page's on average. A text that is missing, or in
other letters, or a pixel away, makes several."""

SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {
    *("svg", "title", "desc", "style", "defs", "clipPath", "linearGradient", "stop", "g", "text", "tspan", "image")
}
DRAWN |= {*("rect", "path", "line", "circle", "ellipse", "polyline", "polygon", "marker", "pattern", "radialGradient")}


def network_view(page: Page) -> Locator:
    return section(page, "The network")


def neuron_view(page: Page) -> Locator:
    return stand(page, "Hidden layer 2", "Neuron 3")


def answer_view(page: Page) -> Locator:
    return section(page, "The answer")


def preparation_view(page: Page) -> Locator:
    return section(page, "From ink to 784 numbers")


def confusion_view(page: Page) -> Locator:
    page.get_by_role("button", name="Mistakes", exact=True).click()
    place = section(page, "Which digit is taken for which")
    expect(place).to_be_visible(timeout=15_000)
    return place


@dataclass(frozen=True)
class View:
    """How one comes to it, its word in a file's name, the light it is saved in, texts that are in its picture."""

    open: Callable[[Page], Locator]
    name: str
    theme: str
    texts: tuple[str, ...]


VIEWS = (
    View(
        network_view,
        "network",
        "light",
        ("The network", "784 pixels", "hidden layer 1", "16 neurons", "+ excites", "9"),
    ),
    View(
        neuron_view, "neuron", "dark", ("Neuron 3", "weighted sum", "\N{MATHEMATICAL ITALIC SMALL Z}", "The activation")
    ),
    View(answer_view, "answer", "dark", ("The answer", "7", "0.996", "confidence 99.7%", "99.7%")),
    View(
        preparation_view,
        "preparation",
        "light",
        ("From ink to 784 numbers", "cut out, 20\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}20"),
    ),
    View(confusion_view, "confusion", "dark", ("answered as", "digit", "wrong", "968", "1116")),
)


def opened(page: Page, view: View) -> Locator:
    """The view with a seven in it, and nothing pointed at."""
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    place = view.open(page)
    page.mouse.move(2, 2)
    return place


def save(place: Locator, kind: str, folder: Path) -> Path:
    """The picture, as the browser puts it among a person's downloads."""
    place.get_by_role("button", name="Save as a picture", exact=True).click()
    with place.page.expect_download() as download:
        place.get_by_role("button", name=re.compile(f"^{kind}")).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def parsed(path: Path) -> Element:
    return fromstring(path.read_bytes())


def texts_of(root: Element) -> list[str]:
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SPACE}text")]


def dots_of(content: bytes) -> Dots:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.int16)


def alone(browser: Browser, path: Path, *, fine: float = 1) -> Dots:
    """The SVG as a browser shows it that knows nothing of the lab."""
    root = parsed(path)
    with browser.new_context(device_scale_factor=fine) as context:
        page = context.new_page()
        page.set_viewport_size({"width": int(root.attrib["width"]), "height": int(root.attrib["height"])})
        page.goto(path.as_uri())
        return dots_of(page.screenshot())


HIDE = """(place) => place.querySelectorAll("[data-control], [popover]")
  .forEach((one) => one.style.setProperty("display", "none", "important"))"""
WHERE = """(place) => { const { left, top, right, bottom } = place.getBoundingClientRect();
  return [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY]; }"""
PAPER = 8
"""Pixels of the page around a view."""


def on_page(place: Locator) -> Dots:
    """The view as the page shows it, without its controls."""
    place.evaluate(HIDE)
    left, top, right, bottom = place.evaluate(WHERE)
    x, y = math.floor(left) - PAPER, math.floor(top) - PAPER
    width, height = math.ceil(right) + PAPER - x, math.ceil(bottom) + PAPER - y
    clip: FloatRect = {"x": x, "y": y, "width": width, "height": height}
    return dots_of(place.page.screenshot(full_page=True, clip=clip))


def cropped(dots: Dots) -> Dots:
    """Without the paper around what is drawn."""
    drawn = np.abs(dots - dots[0, 0]).max(axis=2) > 12
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return dots[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def difference(one: Dots, other: Dots) -> float:
    """Mean difference of two pictures in levels; they are as large as each other, to a pixel."""
    assert one.shape == pytest.approx(other.shape, abs=1)
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    return float(np.abs(one[:height, :width] - other[:height, :width]).mean())


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_an_svg_stands_alone_and_looks_as_the_page_and_a_png_is_twice_as_fine(
    open_lab: Any, browser: Browser, tmp_path: Path, view: View
) -> None:
    page = open_lab(color_scheme=view.theme)
    place = opened(page, view)
    svg, png = save(place, "SVG", tmp_path), save(place, "PNG", tmp_path)
    assert [svg.name, png.name] == [f"digitscope-plain-{view.name}.svg", f"digitscope-plain-{view.name}.png"]
    root = parsed(svg)
    check_that_it_stands_alone(root)
    check_what_is_said(root, view.texts)
    assert difference(cropped(alone(browser, svg)), cropped(on_page(place))) < ALIKE
    with Image.open(png) as picture:
        assert picture.format == "PNG"
        assert picture.size == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert difference(dots_of(png.read_bytes()), alone(browser, svg, fine=2)) < ALIKE


def check_what_is_said(root: Element, texts: tuple[str, ...]) -> None:
    """Words are words, and the picture says what it is."""
    words = texts_of(root)
    assert [text for text in texts if text not in words] == []
    title, description = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
    assert title is not None
    assert description is not None
    assert re.fullmatch(".+ \N{MIDDLE DOT} plain", title.text or "")
    assert "plain" in (description.text or "")


def check_that_it_stands_alone(root: Element) -> None:
    """Shapes and texts only, nothing that runs, nothing from elsewhere."""
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= DRAWN
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            references = re.findall(r"url\(([^)]*)\)", value) + ([value] if name.endswith("href") else [])
            assert all(reference.startswith(("#", "data:image/png;base64,")) for reference in references)
    (style,) = root.iter(f"{SPACE}style")
    letters = re.findall(r"url\(\"([^\"]{40})", style.text or "")
    assert letters
    assert all(letter.startswith("data:font/woff2;base64,") for letter in letters)
    assert not re.search("@import|https?:", style.text or "")


def test_the_diagram_is_lines_and_discs_not_dots(lab: Page, tmp_path: Path) -> None:
    root = parsed(save(opened(lab, VIEWS[0]), "SVG", tmp_path))
    assert list(root.iter(f"{SPACE}image")) == []
    discs, paths = list(root.iter(f"{SPACE}circle")), list(root.iter(f"{SPACE}path"))
    assert len(discs) >= 16 + 16 + 10
    assert len(paths) >= 400


@pytest.mark.slow
def test_what_is_scrolled_away_is_not_in_the_picture(open_lab: Any, browser: Browser, tmp_path: Path) -> None:
    page = open_lab(width=390)
    open_digit(page, 0)
    place = stand(page, "Hidden layer 2")
    path = save(place, "SVG", tmp_path)
    root = parsed(path)
    names = texts_of(root)
    assert "Neuron 15" in names
    assert int(root.attrib["width"]) <= 390 + 2 * 16
    assert "14" not in names, "the table's last columns are scrolled away"
    assert difference(cropped(alone(browser, path)), cropped(on_page(place))) < ALIKE


@pytest.mark.slow
def test_a_fraction_has_its_bar(lab: Page, browser: Browser, tmp_path: Path) -> None:
    load(lab, saved(tmp_path, "mine.safetensors", small(16)))
    expect(shown_network(lab)).to_contain_text("mine.safetensors")
    open_digit(lab, 0)
    place = stand(lab, "Output", "Digit 7")
    expect(place.locator("mfrac")).to_be_visible()
    lab.mouse.move(2, 2)
    path = save(place, "SVG", tmp_path)
    assert path.name == "digitscope-mine-neuron.svg"
    root = parsed(path)
    baselines = {text.text: float(text.attrib["y"]) for text in root.iter(f"{SPACE}text")}  # each letter's last
    above, below = baselines["The activation"], baselines["\N{N-ARY SUMMATION}"]
    bars = [line for line in root.iter(f"{SPACE}line") if above < float(line.attrib["y1"]) < below]
    assert len(bars) == 1
    assert difference(cropped(alone(browser, path)), cropped(on_page(place))) < ALIKE


def test_controls_are_left_out_and_the_page_stays_as_it_was(lab: Page, tmp_path: Path) -> None:
    place = opened(lab, VIEWS[0])
    lab.mouse.wheel(0, 40)
    lab.wait_for_timeout(300)
    before, scrolled = lab.content(), lab.evaluate("scrollY")
    words = texts_of(parsed(save(place, "SVG", tmp_path)))
    assert "Play the signal" not in words
    assert "13,002 numbers are this network" in words
    assert lab.evaluate("scrollY") == scrolled == 40
    button = place.get_by_role("button", name="Save as a picture", exact=True)
    expect(button).to_be_focused()
    lab.mouse.move(2, 2)
    without = re.compile(r" style=\"[^\"]*\"")
    assert without.sub("", lab.content()) == without.sub("", before)
    expect(place.get_by_role("button", name="Play the signal")).to_be_visible()


@pytest.mark.slow
def test_by_keyboard_a_kind_is_chosen_and_one_escape_closes_one_thing(lab: Page, tmp_path: Path) -> None:
    place = opened(lab, VIEWS[1])
    heading = place.get_by_role("heading", level=3).first
    answers = answer_view(lab)
    button = answers.get_by_role("button", name="Save as a picture", exact=True)
    button.focus()
    lab.keyboard.press("Enter")
    svg, png = (answers.get_by_role("button", name=re.compile(f"^{kind}")) for kind in ("SVG", "PNG"))
    expect(svg).to_be_focused()
    lab.keyboard.press("Escape")
    expect(svg).to_be_hidden()
    expect(button).to_be_focused()
    expect(heading).to_contain_text("Neuron 3")
    lab.keyboard.press("Enter")
    expect(svg).to_be_focused()
    lab.keyboard.press("Tab")
    expect(png).to_be_focused()
    with lab.expect_download() as download:
        lab.keyboard.press("Enter")
    assert download.value.suggested_filename == "digitscope-plain-answer.png"
    expect(png).to_be_hidden()


@pytest.mark.slow
def test_axe_finds_nothing_where_the_kinds_are_open(lab: Page, axe: str) -> None:
    network_view(lab).get_by_role("button", name="Save as a picture", exact=True).click()
    expect(network_view(lab).get_by_role("button", name=re.compile("^SVG"))).to_be_visible()
    check(lab, axe)


HOSTILE = '..\\<svg onload=alert(1)>]]>"&\u202egnp.safetensors'


def test_g93_a_hostile_name_of_a_network_is_words_in_the_picture_and_in_its_name(lab: Page, tmp_path: Path) -> None:
    content = saved(tmp_path, "network.safetensors", small(16)).read_bytes()
    load(lab, {"name": HOSTILE, "mimeType": "application/octet-stream", "buffer": content})
    expect(shown_network(lab)).to_contain_text("onload=alert(1)")
    picture = save(network_view(lab), "SVG", tmp_path)
    assert picture.name == "digitscope-svg-onload-alert-1-gnp-network.svg"
    root = parsed(picture)
    check_that_it_stands_alone(root)
    title = root.find(f"{SPACE}title")
    assert title is not None
    assert '<svg onload=alert(1)>]]>"&' in (title.text or "")


@pytest.mark.slow
def test_without_the_server_a_picture_has_other_letters_and_is_there(lab: Page, tmp_path: Path) -> None:
    place = opened(lab, VIEWS[2])
    lab.evaluate("void (window.fetch = () => Promise.reject(new TypeError('no network')))")
    root = parsed(save(place, "SVG", tmp_path))
    assert "0.996" in texts_of(root)
    assert list(root.iter(f"{SPACE}style")) == []
