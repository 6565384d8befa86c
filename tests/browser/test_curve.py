"""One knob, one curve: what the lab draws of the loss is Python's sweep, and the point on it turns the knob."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hand import DIGIT, act, choose, expect_outputs_of, name, type_value, undo, value
from browser.person import (
    SEVEN,
    draw,
    near,
    number,
    numbers,
    open_digit,
    plain,
    section,
    table,
    trace_of,
    unseen,
)
from browser.test_axe import check_in_every_window
from digitscope.engine.losses import quadratic
from digitscope.probes.sweep import Knob, sweep, sweep_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitscope import Network

PLACE = "Hidden layer 2", "Neuron 9", "Neuron 6"
KNOB, BIAS = Knob(1, 9, 6), Knob(1, 9)
REACH, COUNT = 20, 41
VALUES = np.linspace(-REACH, REACH, COUNT)


def curve(page: Page) -> Locator:
    return section(page, "One knob, one curve")


def loss_map(page: Page) -> Locator:
    return section(page, "Two knobs, one map")


def point(place: Locator) -> Locator:
    return place.get_by_role("slider")


def reading(place: Locator, what: str) -> str:
    return place.locator(f"[data-{what}]").text_content() or ""


def rows(place: Locator, title: str = "The numbers of the curve") -> list[list[str]]:
    if not place.get_by_role("region", name=title).is_visible():
        place.get_by_text(title, exact=True).click()
    return table(place.get_by_role("region", name=title))


def of_drawing(page: Page) -> Locator:
    curve(page).get_by_role("button", name="this drawing").click()
    return curve(page)


def loss_of(network: Network, label: int, index: int = DIGIT) -> float:
    return quadratic(trace_of(index, network).pre_activations[-1][None], np.array([label]))


@pytest.fixture
def held(lab: Page) -> Page:
    open_digit(lab, DIGIT)
    choose(lab, *PLACE)
    expect(point(curve(lab))).to_be_visible(timeout=20_000)  # the first question to a server takes longest
    return lab


def sweeps(page: Page) -> list[dict[str, Any]]:
    """What the page asks for from its next load on."""
    asked: list[dict[str, Any]] = []

    def sent(text: Any) -> None:
        message = json.loads(text)
        if message["type"] == "sweep":
            asked.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", sent))
    return asked


@pytest.mark.slow
def test_there_is_no_curve_without_a_number_in_hand(lab: Page) -> None:
    expect(curve(lab)).to_have_count(0)


def test_the_curve_over_the_10000_is_pythons_sweep(held: Page) -> None:
    found = sweep(plain(), unseen().pixels(), unseen().labels, KNOB, VALUES)
    shown = rows(curve(held))
    assert [number(at) for at, _, _ in shown] == VALUES.tolist()
    assert [number(loss) for _, loss, _ in shown] == [near(loss, 5) for loss in found.losses]
    assert [int(right.replace(",", "")) for _, _, right in shown] == found.correct.tolist()
    assert number(reading(curve(held), "loss")) == near(found.loss, 4)
    told = curve(held).get_by_text("one of the 13,002 numbers of the gradient")
    step, change = numbers(told.text_content() or "")[:2]
    assert change == pytest.approx(abs(found.slope) * step, rel=0.05)
    expect(told).to_contain_text("rises" if found.slope > 0 else "falls")


def test_the_curve_of_a_test_digit_is_its_own_loss_and_knows_its_label(held: Page) -> None:
    place = of_drawing(held)
    label = int(unseen().labels[DIGIT])
    expect(place).to_contain_text(f"Test digit {DIGIT} is a {label}.")
    shown = rows(place)
    for at, loss, said in shown[::16]:
        network = KNOB.turned(plain(), number(at))
        assert number(loss) == pytest.approx(loss_of(network, label), abs=5e-4)
        assert int(said) == int(trace_of(DIGIT, network).output.argmax())
    assert number(reading(place, "loss")) == pytest.approx(loss_of(plain(), label), rel=0.01)


@pytest.mark.slow
def test_a_drawing_is_meant_to_be_what_the_person_says(lab: Page) -> None:
    draw(lab, SEVEN)
    choose(lab, *PLACE)
    place = of_drawing(lab)
    meant = place.get_by_role("combobox", name="meant to be")
    expect(meant.locator("option:checked")).to_have_text("its own answer (7)")
    own = number(reading(place, "loss"))
    meant.select_option("2")
    assert number(reading(place, "loss")) > own + 0.5
    lab.get_by_role("button", name="Clear", exact=True).click()
    expect(place).to_contain_text("Draw a digit")
    draw(lab, SEVEN)
    expect(meant.locator("option:checked")).to_have_text("its own answer (7)")


@pytest.mark.slow
def test_the_curve_of_a_drawing_follows_the_stroke(lab: Page) -> None:
    choose(lab, *PLACE)
    place = of_drawing(lab)
    expect(place).to_contain_text("Draw a digit")
    draw(lab, SEVEN)
    path = place.locator("svg path.curve")
    before = path.get_attribute("d")
    draw(lab, ([(0.3, 0.55), (0.75, 0.55)],))
    assert path.get_attribute("d") != before


@pytest.mark.slow
def test_arrow_keys_on_the_point_turn_the_knob_in_one_step_of_undo(held: Page) -> None:
    point(curve(held)).focus()
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowRight"):
        held.keyboard.press(key)
    expect(value(held)).to_have_value("4.8700")
    expect_outputs_of(held, KNOB.turned(plain(), 4.87))
    held.keyboard.press("Home")
    expect(point(curve(held))).to_have_attribute("aria-valuenow", str(-REACH))
    undo(held)
    expect(point(curve(held))).to_have_attribute("aria-valuenow", re.compile("^8.86"))


def test_dragging_the_point_turns_the_knob_and_asks_for_no_other_curve(held: Page) -> None:
    asked = sweeps(held)
    held.reload()
    open_digit(held, DIGIT)
    if not curve(held).is_visible():
        choose(held, *PLACE)
    place = curve(held)
    expect(place.locator("path.counts")).to_be_visible()
    path = place.locator("svg path.curve").get_attribute("d")
    asked.clear()
    point(place).focus()  # brings it into view
    box = point(place).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    held.mouse.move(x, y)
    held.mouse.down()
    for moved in range(30):
        held.mouse.move(x - 2 * moved, y + moved)
        held.wait_for_timeout(16)
    assert place.locator("svg path.curve").get_attribute("d") == path
    assert not asked
    held.mouse.up()
    now = number(value(held).input_value())
    assert now < 4
    expect_outputs_of(held, KNOB.turned(plain(), now))
    turned = KNOB.turned(plain(), now)
    found = sweep(turned, unseen().pixels(), unseen().labels, KNOB, VALUES)
    told = place.get_by_text("one of the 13,002 numbers of the gradient")
    held.wait_for_timeout(1200)  # at rest it asks for the exact slope
    assert len(asked) == 1
    step, change = numbers(told.text_content() or "")[:2]
    assert change == pytest.approx(abs(found.slope) * step, rel=0.05)
    assert place.locator("svg path.curve").get_attribute("d") == path
    undo(held)
    expect(value(held)).to_have_value("8.8676")


@pytest.mark.slow
def test_any_other_number_makes_another_curve(held: Page) -> None:
    before = rows(curve(held))
    network = plain().with_bias(2, 7, -4)
    held.evaluate("scrollTo(0, 0)")
    choose(held, "Output", "Digit 7")
    type_value(held, "-4")
    choose(held, *PLACE)
    found = sweep(network, unseen().pixels(), unseen().labels, KNOB, VALUES)
    expect(curve(held).locator("tbody tr").first).to_contain_text(f"{found.correct[0]:,}")
    after = rows(curve(held))
    assert after != before
    assert [number(loss) for _, loss, _ in after] == [
        near(loss, 5 if max(found.losses) < 0.1 else 4) for loss in found.losses
    ]


@pytest.mark.slow
def test_a_locked_number_is_not_turned_along_its_curve(held: Page) -> None:
    act(held, "Lock")
    expect(point(curve(held))).to_have_attribute("aria-disabled", "true")
    point(curve(held)).focus()
    held.keyboard.press("ArrowLeft")
    expect(value(held)).to_have_value("8.8676")


@pytest.mark.slow
def test_a_weight_of_a_muted_neuron_says_why_it_has_no_curve(held: Page) -> None:
    held.goto(re.sub("#.*", "", held.url))  # as it was loaded
    open_digit(held, DIGIT)
    choose(held, *PLACE)
    held.get_by_role("region", name="A closer look").get_by_role("combobox", name="Layer", exact=True).select_option(
        label="Hidden layer 1"
    )
    held.get_by_role("region", name="A closer look").get_by_role("combobox", name="Neuron", exact=True).select_option(
        label="Neuron 6"
    )
    held.get_by_role("button", name=re.compile("^Mute")).first.click()
    expect(curve(held)).to_contain_text("This weight leaves a muted neuron")
    expect(point(curve(held))).to_have_count(0)


@pytest.mark.slow
def test_the_range_grows_and_shrinks(held: Page) -> None:
    place = curve(held)
    place.get_by_role("button", name="A wider range").click()
    expect(point(place)).to_have_attribute("aria-valuemax", "50")
    for _ in range(3):
        place.get_by_role("button", name="A narrower range").click()
    expect(point(place)).to_have_attribute("aria-valuemin", "5")
    expect(point(place)).to_have_attribute("aria-valuemax", "15")
    found = sweep(plain(), unseen().pixels(), unseen().labels, KNOB, np.linspace(5, 15, COUNT))
    expect(place.locator("path.counts")).to_be_visible()
    place.get_by_text("The numbers of the curve").click()
    expect(place.locator("tbody th").first).to_have_text("5.00")
    assert [number(loss) for _, loss, _ in rows(place)] == [near(loss, 5) for loss in found.losses]


def test_two_numbers_make_a_map_and_it_is_pythons(held: Page) -> None:
    curve(held).get_by_role("button", name="Take a second number").click()
    expect(curve(held)).to_contain_text("Now take another number in hand")
    curve(held).get_by_role("button", name="The bias of the same neuron").click()
    expect(name(held)).to_have_text("Bias of neuron 9 of hidden layer 2")
    place = loss_map(held)
    expect(place).to_contain_text("Weight from neuron 6 of hidden layer 1 to neuron 9 of hidden layer 2")
    expect(place.locator(".waiting")).to_have_count(0)
    grid = np.linspace(-REACH, REACH, 25)
    coarse = grid[::4]
    found = sweep_map(plain(), unseen().pixels(), unseen().labels, (BIAS, KNOB), (coarse, coarse))
    place.get_by_text("The numbers of the map").click()
    expect(place.locator("tbody td").last).not_to_have_text("\N{EN DASH}", timeout=20_000)
    shown = np.array([[number(cell) for cell in row[1:]] for row in rows(place, "The numbers of the map")])
    assert shown == pytest.approx(found.losses.T[::-1], abs=6e-4)
    expect(place).to_contain_text("The arrow points downhill")


@pytest.mark.slow
def test_a_click_on_the_map_turns_both_in_one_step(held: Page) -> None:
    of_drawing(held)
    curve(held).get_by_role("button", name="Take a second number").click()
    curve(held).get_by_role("button", name="The bias of the same neuron").click()
    place = loss_map(held)
    surface = place.locator(".surface")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box is not None
    held.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.9)
    bias, weight = numbers(place.locator("dd").first.text_content() or "")
    assert bias == pytest.approx(10, abs=0.3)
    assert weight == pytest.approx(-16, abs=0.3)
    expect_outputs_of(held, BIAS.turned(KNOB.turned(plain(), weight), bias))
    held.mouse.move(1, 1)
    point(place).focus()
    held.wait_for_timeout(1000)  # what follows is another gesture
    held.keyboard.press("ArrowUp")
    assert numbers(place.locator("dd").first.text_content() or "") == [bias, pytest.approx(weight + 0.4, abs=0.021)]
    undo(held)
    undo(held)
    expect_outputs_of(held, plain())
    place.get_by_role("button", name="Swap the two").click()
    expect(name(held)).to_contain_text("Weight from neuron 6")
    place.get_by_role("button", name="Back to one number").click()
    expect(curve(held)).to_be_visible()


def at_a_curve(page: Page) -> None:
    expect(page.locator("[data-change]")).to_be_visible()


def at_a_drawings_curve(page: Page) -> None:
    of_drawing(page)
    page.get_by_text("The numbers of the curve").click()


def at_a_map(page: Page) -> None:
    of_drawing(page)
    curve(page).get_by_role("button", name="Take a second number").click()
    curve(page).get_by_role("button", name="The bias of the same neuron").click()
    page.get_by_text("The numbers of the map").click()


@pytest.mark.slow
@pytest.mark.parametrize("scene", [at_a_curve, at_a_drawings_curve, at_a_map], ids=lambda scene: str(scene.__name__))
def test_axe_finds_nothing(open_lab: Any, axe: str, scene: Callable[[Page], None]) -> None:
    page = open_lab(reduced_motion="reduce")
    open_digit(page, DIGIT)
    choose(page, *PLACE)
    type_value(page, "1")
    expect(point(curve(page))).to_be_visible()
    scene(page)
    check_in_every_window(page, axe)
