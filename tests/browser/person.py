"""What a person does before the lab and reads there: strokes on the pad, names of places, numbers as they stand.

In: a page of the lab in English. Out: what it shows, as numbers that Python's can be held against.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

import digitscope

if TYPE_CHECKING:
    from digitscope import Dataset, Network, Trace

Stroke = Sequence[tuple[float, float]]
"""Points of a line without lifting the pen, each in parts of the pad's width and height."""

ONE: tuple[Stroke, ...] = ([(0.53, 0.18), (0.5, 0.5), (0.47, 0.82)],)
SEVEN: tuple[Stroke, ...] = ([(0.27, 0.24), (0.5, 0.23), (0.72, 0.23), (0.6, 0.5), (0.46, 0.82)],)
THREE: tuple[Stroke, ...] = (
    [
        *((0.3, 0.22), (0.5, 0.16), (0.66, 0.24), (0.64, 0.38), (0.46, 0.48), (0.64, 0.55), (0.7, 0.7)),
        *((0.58, 0.82), (0.42, 0.83), (0.28, 0.76)),
    ],
)
CORNER: tuple[Stroke, ...] = ([(0.1, 0.05), (0.1, 0.3)],)

NONE = "\N{EN DASH}"
"""What stands where there is no number, and no answer."""

NUMBER = re.compile("[+\N{MINUS SIGN}]?[\\d,]*\\d(?:\\.\\d+)?")


def pad(page: Page) -> Locator:
    return page.locator("[data-pad]")


def draw(page: Page, strokes: Iterable[Stroke]) -> None:
    """Draws with the mouse."""
    pad(page).scroll_into_view_if_needed()
    box = pad(page).bounding_box()
    assert box is not None
    for points in strokes:
        placed = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*placed[0])
        page.mouse.down()
        for x, y in placed[1:]:
            page.mouse.move(x, y, steps=6)
        page.mouse.up()


def section(page: Page, name: str) -> Locator:
    """A part of the page by its heading."""
    return page.get_by_role("region", name=name, exact=True)


def answer(page: Page) -> Locator:
    """The great numeral."""
    return section(page, "The answer").locator(".numeral")


def open_digit(page: Page, index: int) -> None:
    """Opens a test digit by its number, and waits until it is there."""
    number = page.get_by_role("spinbutton", name="Number of the test digit")
    number.fill(str(index))
    number.press("Enter")
    expect(page.get_by_text(f"Number {index} shows")).to_be_visible()


def closer(page: Page) -> Locator:
    return section(page, "A closer look")


def stand(page: Page, layer: str, neuron: str | None = None) -> Locator:
    """Chooses a layer, and a neuron of it, where one stands closer; gives the part of the page that shows it."""
    place = closer(page)
    place.get_by_role("combobox", name="Layer", exact=True).select_option(label=layer)
    if neuron is not None:
        place.get_by_role("combobox", name="Neuron", exact=True).select_option(label=neuron)
        expect(place.get_by_role("heading", name=neuron)).to_be_visible()
    return place


def number(text: str) -> float:
    """The one number in a text."""
    (found,) = numbers(text)
    return found


def numbers(text: str) -> list[float]:
    """All numbers in a text, in their order."""
    return [float(found.replace("\N{MINUS SIGN}", "-").replace(",", "")) for found in NUMBER.findall(text)]


def near(value: float, digits: int) -> Any:
    """What is shown of this value, rounded to so many digits after the point."""
    return pytest.approx(value, abs=0.5 * 10**-digits + 1e-5, rel=0)


def table(place: Locator) -> list[list[str]]:
    """The texts of a table's body, row by row."""
    rows: list[list[str]] = place.locator("tbody").evaluate(
        "body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    return rows


def levels(page: Page) -> list[int]:
    """The 784 numbers as levels 0 to 255, read from the table of them all; two digits after the point are enough."""
    part = section(page, "From ink to 784 numbers")
    summary = part.get_by_text("All 784 numbers")
    region = part.get_by_role("region", name="The 784 numbers")
    if not region.is_visible():
        summary.click()
    page.wait_for_timeout(400)  # the table follows a few times a second
    texts: list[str] = region.locator("[data-pixel]").all_text_contents()
    assert len(texts) == 784
    return [round(255 * float(text)) for text in texts]


@functools.cache
def plain() -> Network:
    return digitscope.load("plain").network


@functools.cache
def unseen() -> Dataset:
    return digitscope.mnist("test")


def trace_of(index: int, network: Network | None = None) -> Trace:
    """Python's trace of a test digit, of the shipped network where none is given."""
    return (network or plain()).trace(unseen().images[index] / 255)
