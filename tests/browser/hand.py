"""What a person does with a number of the network in the lab: takes it in hand, turns it, and reads what comes of it.

In: a page of the lab in English, at a test digit. Out: numbers as they stand, to be held against Python's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from browser.person import closer, near, numbers, section, trace_of

if TYPE_CHECKING:
    from digitscope import Network

DIGIT = 36
"""A test digit that the shipped network finds not quite easy: all of its outputs have something to say."""


def panel(page: Page) -> Locator:
    return section(page, "In hand")


def name(page: Page) -> Locator:
    """What is in hand, in words."""
    return panel(page).locator(".name")


def value(page: Page) -> Locator:
    return panel(page).get_by_role("spinbutton", name="Value")


def type_value(page: Page, text: str) -> None:
    value(page).fill(text)
    value(page).press("Enter")


def act(page: Page, what: str) -> None:
    panel(page).get_by_role("button", name=re.compile(f"^{what}")).click()


def scope(page: Page, what: str) -> None:
    """Turns the number, its neuron, its layer, or all."""
    panel(page).get_by_role("group", name="What is turned").get_by_role("button", name=what, exact=True).click()


def undo(page: Page) -> None:
    panel(page).get_by_role("button", name="Undo the last change to the network").click()


def choose(page: Page, layer: str, neuron: str, source: str | tuple[int, int] = "none: its bias") -> None:
    """Takes a number in hand by its place; of a pixel by row and column."""
    place = panel(page)
    if not place.locator(".chooser").is_visible():
        place.get_by_text("Choose a number by its place").click()
    start = source if isinstance(source, str) else "pixel"
    for label, chosen in (("Layer", layer), ("Neuron", neuron), ("From", start)):
        place.get_by_role("combobox", name=label, exact=True).select_option(label=chosen)
    if isinstance(source, str):
        return
    for label, number in zip(("Row", "Column"), source, strict=True):
        field = place.get_by_role("spinbutton", name=label, exact=True)
        field.fill(str(number))
        field.press("Enter")


def outputs(page: Page) -> list[float]:
    """The ten activations as they stand beside the answer."""
    rows = page.get_by_role("list", name="The ten outputs").get_by_role("button").all_text_contents()
    return [numbers(row)[1] for row in rows]


def expect_outputs_of(page: Page, network: Network, index: int = DIGIT) -> None:
    """The lab shows what Python's network answers to that test digit."""
    wanted = [near(float(one), 3) for one in trace_of(index, network).output]
    page.wait_for_timeout(50)
    assert outputs(page) == wanted


def sum_of(page: Page) -> float:
    """z of the neuron that one stands at."""
    math = closer(page).locator(".head .formula math").first.text_content() or ""
    return numbers(math)[-1]


def pixels(picture: Locator) -> list[tuple[int, int, int]]:
    """The colours of a picture of 28 x 28 cells."""
    levels = picture.locator("canvas").first.evaluate(
        """canvas => {
             const copy = new OffscreenCanvas(28, 28).getContext("2d"); // so that the lab's own stays a fast one
             copy.drawImage(canvas, 0, 0);
             return [...copy.getImageData(0, 0, 28, 28).data];
           }"""
    )
    return [(levels[at], levels[at + 1], levels[at + 2]) for at in range(0, len(levels), 4)]


def is_in_hand(page: Page, words: str) -> None:
    expect(name(page)).to_have_text(words)
