"""axe-core finds nothing that keeps anybody out, in no view, width or light."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from browser.person import SEVEN, answer, draw, open_digit, stand


def empty(_: Page) -> None:
    """As it opens."""


def drawn(page: Page) -> None:
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")


def at_a_pixel_neuron(page: Page) -> None:
    drawn(page)
    stand(page, "Hidden layer 1", "Neuron 3")


def at_a_deeper_neuron(page: Page) -> None:
    drawn(page)
    stand(page, "Hidden layer 2", "Neuron 3")


def at_the_pixels_layer(page: Page) -> None:
    drawn(page)
    stand(page, "Hidden layer 1")


def at_a_layer(page: Page) -> None:
    drawn(page)
    stand(page, "Output")


def with_all_numbers(page: Page) -> None:
    open_digit(page, 0)
    page.get_by_text("All 784 numbers").click()
    page.get_by_text("13,002 numbers are this network").click()


def mid_signal(page: Page) -> None:
    drawn(page)
    page.get_by_role("button", name="One layer on").click()


def comparing(page: Page) -> None:
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("button", name="Show me two 7s").click()
    expect(page.get_by_text("Averages of 200 pairs each")).to_be_visible(timeout=15_000)
    page.get_by_text("All the numbers").last.click()


def mistakes(page: Page) -> None:
    page.get_by_role("button", name="Mistakes", exact=True).click()
    page.get_by_role("button", name=re.compile("of the digit 4 answered as 9")).click(timeout=15_000)


def choosing_a_network(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Network:")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


SCENES = [
    *(empty, drawn, at_a_pixel_neuron, at_a_deeper_neuron, at_the_pixels_layer, at_a_layer, with_all_numbers),
    *(mid_signal, comparing, mistakes, choosing_a_network),
]
Window = tuple[int, Literal["light", "dark"]]
BOTH: tuple[Window, ...] = ((1280, "light"), (390, "dark"))
"""Each width and each light once; the other two pairs are looked at in the long tests."""
WINDOWS: tuple[Window, ...] = (*BOTH, (1280, "dark"), (390, "light"))


def check(page: Page, axe: str) -> None:
    page.evaluate(axe)  # from the debugger: the page's policy forbids a script of others
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    said = [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert said == []


def check_in_every_window(page: Page, axe: str, windows: tuple[Window, ...] = WINDOWS) -> None:
    for width, light in windows:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=light)
        expect(page.locator("html")).to_have_attribute("data-theme", light)
        page.wait_for_timeout(100)  # a frame or two, until the pictures have their new size
        check(page, axe)


in_windows = pytest.mark.parametrize(
    "windows", [BOTH, pytest.param(WINDOWS, marks=pytest.mark.slow)], ids=["two windows", "every window"]
)


@in_windows
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene.__name__))
def test_axe_finds_nothing(open_lab: Any, axe: str, scene: Callable[[Page], None], windows: tuple[Window, ...]) -> None:
    page = open_lab(reduced_motion="reduce")
    scene(page)
    check_in_every_window(page, axe, windows)


@in_windows
def test_axe_finds_nothing_in_the_tour(open_lab: Any, axe: str, windows: tuple[Window, ...]) -> None:
    page = open_lab(first_visit=True, reduced_motion="reduce")
    for step in range(1, 7):
        expect(page.get_by_role("dialog")).to_contain_text(f"{step} of 6")
        check(page, axe)
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^(Next|Start looking)$")).click()
    page.get_by_role("button", name="Show me around").click()
    check_in_every_window(page, axe, windows)


def test_axe_finds_nothing_beside_a_notice(open_lab: Any, axe: str) -> None:
    page = open_lab(borne="status of 415")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, axe)


def test_axe_would_find_a_picture_without_a_name(lab: Page, axe: str) -> None:
    lab.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        check(lab, axe)
