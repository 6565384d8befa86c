"""A neuron's weights are painted as a picture, and the answers are those of Python's network with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hand import DIGIT, act, choose, expect_outputs_of, is_in_hand, outputs, pixels, sum_of, undo
from browser.person import SEVEN, answer, closer, draw, near, open_digit, plain, stand, trace_of, unseen
from browser.test_axe import check_in_every_window

NEURON = 3
Cell = tuple[float, float]
"""Row and column, counted in pixels from the upper left corner."""


@pytest.fixture
def easel(lab: Page) -> Page:
    """At that digit and a neuron of the first layer, with its weights being painted."""
    open_digit(lab, DIGIT)
    start(lab)
    return lab


def start(page: Page) -> None:
    stand(page, "Hidden layer 1", f"Neuron {NEURON}")
    closer(page).get_by_role("button", name="Paint", exact=True).click()
    expect(surface(page)).to_be_visible()


def surface(page: Page) -> Locator:
    return page.locator("[data-easel]")


def spots(page: Page, path: Sequence[Cell]) -> list[tuple[float, float]]:
    surface(page).scroll_into_view_if_needed()
    box = surface(page).bounding_box()
    assert box is not None
    return [(box["x"] + (x + 0.5) / 28 * box["width"], box["y"] + (y + 0.5) / 28 * box["height"]) for y, x in path]


def stroke(page: Page, *path: Cell) -> None:
    """As fast as can be: one movement from each place to the next."""
    first, *others = spots(page, path)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place)
    page.mouse.up()


def brush(page: Page, mode: str = "+ excite", width: int = 1, strength: str = "2") -> None:
    closer(page).get_by_role("button", name=mode, exact=True).click()
    closer(page).get_by_role("slider", name="Width").fill(str(width))
    if mode != "erase":
        closer(page).get_by_role("slider", name="Strength").fill(strength)


def preset(page: Page, name: str) -> None:
    closer(page).get_by_role("button", name=name, exact=True).click()


def expect_row(page: Page, row: npt.ArrayLike) -> None:
    """The lab's network is Python's with this row."""
    expect_outputs_of(page, plain().with_row(0, NEURON, np.asarray(row, dtype=np.float32)))


def own_row() -> npt.NDArray[np.float32]:
    return np.array(plain().layers[0].weights[NEURON]).reshape(28, 28)


def test_a_fast_stroke_has_no_gaps_and_gives_pythons_outputs(easel: Page) -> None:
    preset(easel, "Blank")
    expect_row(easel, np.zeros(784))
    assert sum_of(easel) == near(float(plain().layers[0].bias[NEURON]), 3)
    brush(easel)
    stroke(easel, (10, 5), (10, 22), (20, 22))
    row = np.zeros((28, 28))
    row[10, 5:23] = row[10:21, 22] = 2
    expect_row(easel, row)


def test_a_stroke_is_one_step_of_undo(easel: Page) -> None:
    before, colours = outputs(easel), pixels(surface(easel))
    stroke(easel, (14, 4), (14, 10), (12, 24), (20, 20))
    assert outputs(easel) != before
    assert pixels(surface(easel)) != colours
    undo(easel)
    assert outputs(easel) == before
    assert pixels(surface(easel)) == colours
    easel.keyboard.press("Control+y")
    assert pixels(surface(easel)) != colours


@pytest.mark.slow
def test_negative_erase_and_mirror(easel: Page) -> None:
    brush(easel, "\N{MINUS SIGN} inhibit", strength="1.5")
    closer(easel).get_by_role("checkbox", name="mirror left and right").check()
    stroke(easel, (7, 3), (7, 6))
    row = own_row()
    row[7, 3:7] = row[7, 21:25] = -1.5
    expect_row(easel, row)
    closer(easel).get_by_role("checkbox", name="mirror left and right").uncheck()
    brush(easel, "erase", width=3)
    stroke(easel, (20, 10))
    row[19:22, 9:12] = [[row[19, 9], 0, row[19, 11]], [0, 0, 0], [row[21, 9], 0, row[21, 11]]]
    expect_row(easel, row)


@pytest.mark.slow
def test_a_soft_brush_covers_less_at_its_edge(easel: Page) -> None:
    preset(easel, "Blank")
    brush(easel, width=5)
    closer(easel).get_by_role("checkbox", name="soft edge").check()
    stroke(easel, (14, 14))
    away = np.hypot(*(np.indices((28, 28)) - 14))
    row = np.where(away < 3.5, 1 + np.cos(np.pi * away / 3.5), 0)  # of a strength of 2
    expect_row(easel, row)


def test_locked_pixels_stay_and_are_hatched(easel: Page) -> None:
    expect(surface(easel).locator("path")).to_have_count(0)
    choose(easel, "Hidden layer 1", f"Neuron {NEURON}", (14, 14))
    act(easel, "Lock")
    expect(surface(easel).locator("svg > path")).to_have_attribute("d", "M14 14h1v1h-1z")
    brush(easel)
    stroke(easel, (14, 12), (14, 16))
    row = own_row()
    row[14, [12, 13, 15, 16]] = 2
    expect_row(easel, row)


def test_painting_by_keyboard(easel: Page) -> None:
    brush(easel)
    surface(easel).focus()
    for key in ("ArrowUp", "ArrowLeft", "Space"):
        easel.keyboard.press(key)
    row = own_row()
    row[13, 13] = 2
    expect_row(easel, row)
    easel.keyboard.down("Shift")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        easel.keyboard.press(key)
    easel.keyboard.up("Shift")
    row[13:16, 13] = row[15, 14] = 2
    expect_row(easel, row)
    easel.keyboard.press("Control+z")
    row[14:16, 13] = own_row()[14:16, 13]
    row[15, 14] = own_row()[15, 14]
    expect_row(easel, row)


@pytest.mark.slow
def test_a_preset_goes_where_the_brush_was_and_can_be_painted_on(easel: Page) -> None:
    easel.mouse.move(*spots(easel, [(6, 20)])[0])
    preset(easel, "Short horizontal edge")
    colours = pixels(surface(easel))
    paper = colours[27 * 28]
    lit = {divmod(cell, 28) for cell, colour in enumerate(colours) if colour != paper}
    rows, columns = zip(*lit, strict=True)
    assert (min(rows), max(rows)) == (2, 10)
    assert (min(columns) + max(columns)) / 2 == 20
    brush(easel)
    stroke(easel, (25, 2))
    assert pixels(surface(easel))[25 * 28 + 2] != paper


@pytest.mark.slow
@pytest.mark.parametrize("label", [4])
def test_the_average_of_a_digit_minus_the_rest_is_pythons(easel: Page, label: int) -> None:
    brush(easel, strength="2")
    closer(easel).get_by_role("combobox", name="Average digit").select_option(label=str(label))
    images, labels = unseen().images.reshape(-1, 784).astype(float), unseen().labels
    row = images[labels == label].mean(axis=0) - images[labels != label].mean(axis=0)
    expect(closer(easel).locator(".head")).not_to_contain_text(str(sum_of(easel)), timeout=10_000)
    expect_row(easel, 2 * row / np.abs(row).max())


def test_painting_changes_the_answer_and_undo_brings_it_back(lab: Page) -> None:
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    before = outputs(lab)
    stand(lab, "Hidden layer 1", "Neuron 0")
    closer(lab).get_by_role("button", name="Paint", exact=True).click()
    preset(lab, "Blank")
    for neuron in range(1, 16):  # one goes on painting from neuron to neuron
        closer(lab).get_by_role("button", name=f"Next: Neuron {neuron}", exact=True).click()
        preset(lab, "Blank")
    assert outputs(lab) != before
    said = answer(lab).text_content()
    assert said != "7", "with blank pictures the first layer sees nothing"
    for _ in range(16):
        undo(lab)
    expect(answer(lab)).to_have_text("7")
    assert outputs(lab) == before


@pytest.mark.slow
def test_pointing_and_taking_in_hand_are_back_when_painting_is_over(easel: Page) -> None:
    toggle = closer(easel).get_by_role("button", name="Paint", exact=True)
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    expect(surface(easel)).to_have_count(0)
    picture = closer(easel).get_by_role("application", name=re.compile("^Weights"))
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 1.5 / 28, "y": box["height"] * 2.5 / 28})
    is_in_hand(easel, f"Weight from pixel row 2, column 1 to neuron {NEURON} of hidden layer 1")


@pytest.mark.slow
def test_a_finger_paints_and_the_page_does_not_scroll(open_lab: Callable[..., Page]) -> None:
    page = open_lab(width=390, height=844, has_touch=True)
    open_digit(page, DIGIT)
    start(page)
    brush(page)
    path = spots(page, [(20, 4), (16, 4), (4, 4)])
    top = page.evaluate("scrollY")
    line = page.context.new_cdp_session(page)
    for kind, points in (("touchStart", path[:1]), ("touchMove", path[1:2]), ("touchMove", path[2:]), ("touchEnd", [])):
        where: list[dict[str, Any]] = [{"x": x, "y": y} for x, y in points]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == top
    row = own_row()
    row[4:21, 4] = 2
    expect_row(page, row)


def in_hand(page: Page) -> None:
    choose(page, "Hidden layer 2", "Neuron 3", "Neuron 5")


def painting(page: Page) -> None:
    start(page)
    choose(page, "Hidden layer 1", f"Neuron {NEURON}", (14, 14))
    act(page, "Lock")


def muted(page: Page) -> None:
    stand(page, "Hidden layer 1", "Neuron 3").get_by_role("button", name="Mute", exact=True).click()
    in_hand(page)


def muted_in_a_matrix(page: Page) -> None:
    muted(page)
    neuron = closer(page).get_by_role("combobox", name="Layer", exact=True)
    neuron.select_option(label="Hidden layer 2")


def muted_from_afar(page: Page) -> None:
    muted(page)
    closer(page).get_by_role("button", name="Network", exact=True).click()


@pytest.mark.slow
@pytest.mark.parametrize("scene", [in_hand, painting, muted, muted_in_a_matrix, muted_from_afar])
def test_axe_finds_nothing_where_numbers_are_turned(
    open_lab: Callable[..., Page], axe: str, scene: Callable[[Page], None]
) -> None:
    page = open_lab(reduced_motion="reduce")
    open_digit(page, DIGIT)
    scene(page)
    check_in_every_window(page, axe)


@pytest.mark.slow
def test_python_and_the_lab_agree_on_the_digit_before_anything_is_turned(easel: Page) -> None:
    assert outputs(easel) == [near(float(one), 3) for one in trace_of(DIGIT).output]
