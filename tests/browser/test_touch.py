"""Every number of the network can be taken in hand and turned, and the answers are those of Python's edited network."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hand import (
    DIGIT,
    act,
    choose,
    expect_outputs_of,
    is_in_hand,
    name,
    outputs,
    panel,
    scope,
    sum_of,
    type_value,
    undo,
    value,
)
from browser.person import SEVEN, answer, closer, draw, near, number, open_digit, plain, stand

NEURON, LAYER = 3, "Hidden layer 2"
PATH = "Neuron 3", "Neuron 5"


@pytest.fixture
def opened(lab: Page) -> Page:
    """The lab with that digit in it."""
    open_digit(lab, DIGIT)
    return lab


@pytest.fixture
def held(opened: Page) -> Page:
    """With the weight from neuron 5 to neuron 3 of the second layer in hand."""
    choose(opened, LAYER, *PATH)
    is_in_hand(opened, "Weight from neuron 5 of hidden layer 1 to neuron 3 of hidden layer 2")
    return opened


def weight() -> float:
    return float(plain().layers[1].weights[3, 5])


@pytest.mark.slow
def test_nothing_in_hand_says_how_to_take_a_number(lab: Page) -> None:
    expect(panel(lab)).to_contain_text("Each of the 13,002 numbers is a knob.")
    draw(lab, SEVEN)
    panel(lab).get_by_role("button", name="Take the strongest weight").click()
    expect(name(lab)).to_contain_text("Weight from")
    expect(panel(lab)).to_contain_text("as it was")


@pytest.mark.parametrize("text", ["-1.25", "-1,25", " \N{MINUS SIGN}1.250 "])
def test_a_typed_weight_gives_pythons_outputs(held: Page, text: str) -> None:
    expect_outputs_of(held, plain())
    type_value(held, text)
    expect_outputs_of(held, plain().with_weight(1, 3, 5, -1.25))
    expect(panel(held)).to_contain_text(f"was {f'{weight():.4f}'.replace('-', chr(0x2212))}")


@pytest.mark.slow
def test_a_typed_bias_and_a_typed_pixel_weight_give_pythons_outputs(opened: Page) -> None:
    choose(opened, "Output", "Digit 7")
    is_in_hand(opened, "Bias of output 7")
    type_value(opened, "3")
    network = plain().with_bias(2, 7, 3)
    expect_outputs_of(opened, network)
    choose(opened, "Hidden layer 1", "Neuron 15", (14, 13))
    is_in_hand(opened, "Weight from pixel row 14, column 13 to neuron 15 of hidden layer 1")
    type_value(opened, "-9.5")
    expect_outputs_of(opened, network.with_weight(0, 15, 14 * 28 + 13, -9.5))


@pytest.mark.parametrize("nonsense", ["abc", "1,234.5", "--1", "NaN", "Infinity", "1e999"])
def test_nonsense_gets_a_message_and_changes_nothing(held: Page, nonsense: str) -> None:
    before = outputs(held)
    type_value(held, nonsense)
    expect(
        panel(held).get_by_role("alert").filter(has_text=re.compile("That is no number|Numbers go from"))
    ).to_be_visible()
    expect(value(held)).to_have_attribute("aria-invalid", "true")
    assert outputs(held) == before
    value(held).press("Escape")
    expect(value(held)).to_have_attribute("aria-invalid", "false")
    assert float(value(held).input_value()) == pytest.approx(weight(), abs=1e-7), "the very number is there again"


@pytest.mark.slow
def test_a_number_beyond_the_limit_is_declined(held: Page) -> None:
    before = outputs(held)
    type_value(held, "1e7")
    expect(panel(held)).to_contain_text("Numbers go from \N{MINUS SIGN}1,000,000 to 1,000,000.")
    assert outputs(held) == before


@pytest.mark.slow
def test_escape_gives_up_typing_and_then_puts_the_number_back(held: Page) -> None:
    value(held).fill("77")
    value(held).press("Escape")
    is_in_hand(held, "Weight from neuron 5 of hidden layer 1 to neuron 3 of hidden layer 2")
    value(held).press("Escape")
    expect(panel(held)).to_contain_text("is a knob")
    expect(panel(held).get_by_role("button", name="Take the strongest weight")).to_be_focused()


def test_arrow_keys_step_and_a_burst_of_them_is_one_step_of_undo(held: Page) -> None:
    type_value(held, "0.5")
    held.wait_for_timeout(1000)  # what follows is another gesture
    for keys, wanted in (("ArrowUp", 0.52), ("Shift+ArrowUp", 0.72), ("Alt+ArrowDown", 0.718), ("ArrowDown", 0.7)):
        value(held).press(keys)
        assert float(value(held).input_value()) == pytest.approx(wanted, abs=1e-6)
    expect_outputs_of(held, plain().with_weight(1, 3, 5, 0.7))
    value(held).press("Control+z")
    expect(value(held)).to_have_value("0.5")
    value(held).press("Control+y")
    expect(value(held)).to_have_value("0.7")


def test_dragging_sideways_scrubs_the_number_in_one_step_of_undo(held: Page) -> None:
    type_value(held, "0")
    panel(held).get_by_role("heading").click()  # leaves the field
    box = value(held).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    held.mouse.move(x, y)
    held.mouse.down()
    held.mouse.move(x + 50, y, steps=10)
    held.keyboard.down("Shift")
    held.mouse.move(x + 60, y, steps=5)
    held.keyboard.up("Shift")
    held.mouse.up()
    expect(value(held)).not_to_be_focused()
    expect(value(held)).to_have_value("3.0000")  # 50 steps of 0.02 and 10 of 0.2
    expect_outputs_of(held, plain().with_weight(1, 3, 5, 3.0))
    undo(held)
    expect(value(held)).to_have_value("0.0000")


@pytest.mark.slow
def test_a_click_on_the_number_without_a_drag_lets_one_type(held: Page) -> None:
    value(held).click()
    expect(value(held)).to_be_focused()
    held.keyboard.type("2,5")
    held.keyboard.press("Enter")
    expect_outputs_of(held, plain().with_weight(1, 3, 5, 2.5))


def test_the_slider_turns_it_and_grows_with_it(held: Page) -> None:
    slider = panel(held).get_by_role("slider")
    slider.fill("-4.5")
    expect_outputs_of(held, plain().with_weight(1, 3, 5, -4.5))
    assert slider.get_attribute("max") == "20"
    type_value(held, "70")
    assert slider.get_attribute("max") == "100"
    assert slider.get_attribute("min") == "-100"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "wanted"),
    [("Halve", weight() / 2), ("Double", weight() * 2), ("Turn the sign round", -weight()), ("Set to 0", 0.0)],
)
def test_what_can_be_done_at_once_to_one_number(held: Page, what: str, wanted: float) -> None:
    act(held, what)
    expect_outputs_of(held, plain().with_weight(1, 3, 5, wanted))
    act(held, "Reset")
    expect(panel(held)).to_contain_text("as it was")
    expect_outputs_of(held, plain())
    expect(panel(held).get_by_role("button", name="Reset")).to_be_disabled()


def test_a_locked_number_is_found_locked_and_stays(held: Page) -> None:
    act(held, "Lock")
    expect(panel(held)).to_contain_text("Locked: it stays as it is.")
    expect(value(held)).not_to_be_editable()
    expect(panel(held).get_by_role("slider")).to_be_disabled()
    value(held).press("ArrowUp")
    expect(panel(held)).to_contain_text("as it was")
    scope(held, "neuron")
    expect(panel(held)).to_contain_text("1 of them are locked and stay as they are.")
    act(held, "Set to 0")
    row = np.zeros(16)
    row[5] = weight()
    expect_outputs_of(held, plain().with_row(1, 3, row).with_bias(1, 3, 0))
    scope(held, "number")
    act(held, "Lock")
    expect(value(held)).to_be_editable()


@pytest.mark.slow
def test_a_neuron_a_layer_and_all_of_them_are_turned_at_once(held: Page) -> None:
    network = plain()
    scope(held, "neuron")
    expect(name(held)).to_have_text("Neuron 3 of hidden layer 2: its 16 weights and its bias")
    act(held, "Double")
    layer = network.layers[1]
    doubled = network.with_row(1, 3, layer.weights[3] * 2).with_bias(1, 3, float(layer.bias[3]) * 2)
    expect_outputs_of(held, doubled)
    scope(held, "layer")
    act(held, "Reset")
    expect_outputs_of(held, network)
    panel(held).get_by_role("textbox", name="Multiply by").fill("0,5")
    panel(held).get_by_role("button", name="Multiply", exact=True).click()
    half = network.with_layer(1, type(layer)(layer.weights / 2, layer.bias / 2, layer.activation))
    expect_outputs_of(held, half)
    scope(held, "all")
    expect(name(held)).to_have_text("The whole network: all 13,002 numbers")
    act(held, "Set to 0")
    assert outputs(held) == [0.5] * 10
    act(held, "Reset")
    expect_outputs_of(held, network)


@pytest.mark.slow
def test_random_is_another_each_time_and_nonsense_factors_are_declined(held: Page) -> None:
    scope(held, "layer")
    seen = []
    for _ in range(2):
        act(held, "Random")
        held.wait_for_timeout(50)
        seen.append(outputs(held))
    assert seen[0] != seen[1]
    panel(held).get_by_role("textbox", name="Multiply by").fill("twice")
    panel(held).get_by_role("button", name="Multiply", exact=True).click()
    expect(panel(held)).to_contain_text("That is no number")
    assert outputs(held) == seen[1]


def test_undo_of_a_knob_leaves_the_drawing_alone(lab: Page) -> None:
    draw(lab, SEVEN)
    panel(lab).get_by_role("button", name="Take the strongest weight").click()
    type_value(lab, "0")
    undo(lab)
    expect(answer(lab)).to_have_text("7")
    expect(panel(lab)).to_contain_text("as it was")
    lab.get_by_role("button", name="Redo the change to the network").click()
    expect(value(lab)).to_have_value("0.0000")


def test_a_number_is_taken_from_wherever_it_stands(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1", "Neuron 3")
    first = place.get_by_role("table").locator("tbody tr").first
    first.locator("td").first.get_by_role("button").click()
    expect(name(opened)).to_contain_text("to neuron 3 of hidden layer 1")
    expect(place.locator("button.take.held")).to_have_count(1)
    expect(place.locator(".frame .held")).to_have_count(2)
    expect(opened.locator("section.network circle.bead")).to_have_count(1)

    picture = place.get_by_role("application", name=re.compile("^Weights"))
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 7.5 / 28, "y": box["height"] * 12.5 / 28})
    is_in_hand(opened, "Weight from pixel row 12, column 7 to neuron 3 of hidden layer 1")

    place.get_by_role("row", name=re.compile("^bias")).get_by_role("button").click()
    is_in_hand(opened, "Bias of neuron 3 of hidden layer 1")
    expect(opened.locator("section.network circle.held")).to_have_count(1)

    place = stand_at_layer(opened, "Hidden layer 1")
    place.locator(".layer li").nth(6).get_by_role("button").nth(1).click()
    is_in_hand(opened, "Bias of neuron 6 of hidden layer 1")
    place.locator(".layer li .row").nth(6).click()
    is_in_hand(opened, "Weight from pixel row 14, column 14 to neuron 6 of hidden layer 1")

    place = stand_at_layer(opened, "Output")
    place.locator("[data-cell='37']").click()
    is_in_hand(opened, "Weight from neuron 5 of hidden layer 2 to output 2")
    expect(place.locator("td.held")).to_have_count(1)
    place.get_by_role("table", name="Bias, weighted sum").get_by_role("button").nth(4).click()
    is_in_hand(opened, "Bias of output 4")

    place = stand(opened, "Output", "Digit 2")
    strip = place.get_by_role("application", name=re.compile("^Weights over")).locator("svg")
    box = strip.bounding_box()
    assert box is not None
    strip.click(position={"x": box["width"] * 9.5 / 16, "y": box["height"] / 3})
    is_in_hand(opened, "Weight from neuron 9 of hidden layer 2 to output 2")


def stand_at_layer(page: Page, layer: str) -> Locator:
    place = closer(page)
    place.get_by_role("combobox", name="Layer", exact=True).select_option(label=layer)
    neuron = place.get_by_role("combobox", name="Neuron", exact=True)
    if neuron.input_value():
        neuron.select_option(value="")
    return place


@pytest.mark.slow
def test_a_line_of_the_diagram_is_taken_in_hand(opened: Page) -> None:
    opened.get_by_role("button", name="weights", exact=True).click()
    weights = plain().layers[2].weights
    output, source = np.unravel_index(np.abs(weights).argmax(), weights.shape)
    ends = [opened.locator(f"[data-spot='{spot}']").bounding_box() for spot in (f"1 {source}", f"2 {output}")]
    x = sum(end["x"] + end["width"] / 2 for end in ends if end) / 2
    y = sum(end["y"] + end["height"] / 2 for end in ends if end) / 2
    opened.mouse.move(x, y)
    tag = opened.locator(".tag")
    expect(tag).to_contain_text("weight")
    opened.mouse.down()
    opened.mouse.up()
    found = re.fullmatch(
        "Weight from neuron (\\d+) of hidden layer 2 to output (\\d+)", name(opened).text_content() or ""
    )
    assert found is not None
    taken = weights[int(found[2]), int(found[1])]  # of lines that cross here any may be meant
    assert number(tag.text_content() or "") == near(taken, 2)
    assert float(value(opened).get_attribute("aria-valuenow") or "") == pytest.approx(taken, abs=1e-5)


def test_a_bias_has_its_slider_and_the_point_moves_on_the_curve(opened: Page) -> None:
    place = stand(opened, "Hidden layer 2", "Neuron 7")
    z, bias = sum_of(opened), float(plain().layers[1].bias[7])
    point = place.locator("section.curve circle")
    was = point.get_attribute("cx")
    place.get_by_role("slider", name="Bias, as a slider").fill("2")
    assert sum_of(opened) == pytest.approx(z - bias + 2, abs=0.002)
    assert point.get_attribute("cx") != was
    expect_outputs_of(opened, plain().with_bias(1, 7, 2))
    field = place.get_by_role("spinbutton", name="Bias", exact=True)
    field.fill("-1.5")
    field.press("Enter")
    expect_outputs_of(opened, plain().with_bias(1, 7, -1.5))


@pytest.mark.slow
def test_a_neurons_own_row_of_actions_turns_all_of_it(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1", "Neuron 8")
    own = place.get_by_role("group", name=re.compile("^Neuron 8 of hidden layer 1"))
    own.get_by_role("button", name="Turn the sign round").click()
    layer = plain().layers[0]
    turned = plain().with_row(0, 8, -layer.weights[8]).with_bias(0, 8, -float(layer.bias[8]))
    expect_outputs_of(opened, turned)
    own.get_by_role("button", name="Lock").click()
    expect(own.get_by_role("button", name="Halve")).to_be_disabled()
    own.get_by_role("button", name="Lock").click()
    own.get_by_role("button", name="Reset").click()
    expect_outputs_of(opened, plain())


@pytest.mark.slow
def test_a_black_pixels_weight_says_that_it_adds_nothing(opened: Page) -> None:
    choose(opened, "Hidden layer 1", "Neuron 0", (0, 0))
    expect(panel(opened)).to_contain_text("This pixel is black now")
    before = outputs(opened)
    type_value(opened, "500")
    assert outputs(opened) == before


def test_a_muted_neuron_is_silent_struck_and_heard_again(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1", "Neuron 3")
    z = sum_of(opened)
    switch = place.get_by_role("button", name="Mute", exact=True)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(place).to_contain_text("it still computes its number, but nothing leaves it")
    expect_outputs_of(opened, plain().muted(0, 3))
    assert sum_of(opened) == z
    expect(opened.locator("section.network line.stroke")).to_have_count(1)
    expect(opened.locator("[data-spot='0 3']")).to_have_attribute("aria-label", re.compile("neuron 3, muted"))
    chosen = place.get_by_role("combobox", name="Neuron", exact=True)
    assert "muted" in (chosen.locator("option:checked").text_content() or "")
    choose(opened, "Hidden layer 2", "Neuron 0", "Neuron 3")
    expect(panel(opened)).to_contain_text("The neuron it comes from is muted")
    switch.click()
    expect_outputs_of(opened, plain())


@pytest.mark.slow
def test_an_output_cannot_be_muted_and_says_why(opened: Page) -> None:
    place = stand(opened, "Output", "Digit 2")
    expect(place.get_by_role("button", name="Mute")).to_have_count(0)
    expect(place).to_contain_text("An output cannot be muted: nothing comes after it.")


def test_all_by_keyboard(opened: Page) -> None:
    panel(opened).get_by_role("button", name="Take the strongest weight").focus()
    opened.keyboard.press("Enter")
    expect(name(opened)).to_contain_text("Weight from")
    stand(opened, "Hidden layer 1", "Neuron 3")
    picture = closer(opened).get_by_role("application", name=re.compile("^Weights"))
    picture.focus()
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        opened.keyboard.press(key)
    is_in_hand(opened, "Weight from pixel row 13, column 13 to neuron 3 of hidden layer 1")
    value(opened).focus()
    opened.keyboard.type("-2")
    opened.keyboard.press("Enter")
    expect_outputs_of(opened, plain().with_weight(0, 3, 13 * 28 + 13, -2))
    cell = stand_at_layer(opened, "Output").locator("[data-cell='0']")
    cell.focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Enter")
    is_in_hand(opened, "Weight from neuron 1 of hidden layer 2 to output 0")
    opened.keyboard.press("Escape")
    expect(panel(opened)).to_contain_text("is a knob")


@pytest.mark.slow
def test_on_a_phone_a_strip_stays_at_the_bottom_and_shows_the_answer(open_lab: Callable[..., Page]) -> None:
    page = open_lab(width=390, height=844, has_touch=True)
    open_digit(page, DIGIT)
    place = stand(page, "Hidden layer 1", "Neuron 3")
    place.get_by_role("table").locator("tbody tr").first.locator("td").first.get_by_role("button").tap()
    for _ in range(2):
        box = page.locator(".in-hand").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(844, abs=1)
        assert box["height"] < 150
        expect(value(page)).to_be_in_viewport()
        page.evaluate("scrollTo(0, 900)")
        page.wait_for_timeout(100)
    expect(page.locator(".in-hand .now strong")).to_have_text(answer(page).text_content() or "")
    expect(panel(page).get_by_role("button", name="Halve")).not_to_be_visible()
    panel(page).get_by_role("button", name="More to do with it").tap()
    expect(panel(page).get_by_role("button", name="Halve")).to_be_visible()
    panel(page).get_by_role("button", name="Put it back").tap()
    expect(panel(page)).to_contain_text("is a knob")


@pytest.mark.slow
def test_the_panel_stays_in_view_wherever_one_scrolls(held: Page) -> None:
    for top in (0, 10_000):
        held.evaluate(f"scrollTo(0, {top})")
        expect(value(held)).to_be_in_viewport()
        expect(panel(held).get_by_role("slider")).to_be_in_viewport()


def test_a_teacher_can_hide_the_knobs(open_lab: Callable[..., Page], address: str) -> None:
    page = open_lab()
    page.goto(f"{address.split('/?')[0]}/#hide=knobs")
    page.reload()
    page.wait_for_selector("[data-pad]")
    open_digit(page, DIGIT)
    expect(panel(page)).to_have_count(0)
    place = stand(page, "Hidden layer 1", "Neuron 3")
    expect(place.get_by_role("button", name="Paint")).to_have_count(0)
    expect(place.get_by_role("button", name="Mute")).to_have_count(0)
    expect(place.get_by_role("slider")).to_have_count(0)
    expect(place.locator("button.take")).to_have_count(0)
    place.get_by_role("application", name=re.compile("^Weights")).click()
    expect(page.locator(".held")).to_have_count(0)
