"""The workshop: steps walked to and fro, networks named and compared, layers put in, a detector painted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import SEEN
from browser.person import ONE, answer, closer, draw, number, numbers, plain, section, unseen
from browser.test_axe import check_in_every_window
from digitscope.networks.catalogue import find
from digitscope.pictures.document import document
from shipped import EXACT

SLOW = 20_000
"""Milliseconds for two evaluations of the 10,000 on a busy machine."""


def history(page: Page) -> Locator:
    return section(page, "History")


def structure(page: Page) -> Locator:
    return section(page, "Structure")


def two(page: Page) -> Locator:
    return section(page, "Compare two networks")


def detector(page: Page) -> Locator:
    return section(page, "Design a detector")


def steps(page: Page) -> list[str]:
    """The steps in words, without the tags beside them."""
    words: list[str] = (
        history(page).get_by_role("list", name="Steps of the network").locator(".words").all_text_contents()
    )
    return words


def present(page: Page) -> Locator:
    return history(page).locator("[aria-current=step] .words")


def points(page: Page) -> Locator:
    """By how many percentage points the second network reads better."""
    return page.locator("[data-paired] [data-change] strong")


def area(page: Page) -> float:
    return float(detector(page).locator("[data-score]").get_attribute("data-score") or "nan")


def paint(page: Page, mode: str, row: float, width: int = 3) -> None:
    """Paints a lying stroke in the columns 8 to 20."""
    place = detector(page)
    place.get_by_role("button", name=mode).click()
    slider = place.get_by_role("slider", name="Width")
    slider.fill(str(width))
    easel = place.locator("[data-easel]")
    easel.scroll_into_view_if_needed()
    box = easel.bounding_box()
    assert box is not None
    y = box["y"] + row / 28 * box["height"]
    page.mouse.move(box["x"] + 8.5 / 28 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 19.5 / 28 * box["width"], y, steps=8)
    page.mouse.up()


@pytest.fixture
def workshop(lab: Page) -> Page:
    lab.keyboard.press("4")
    expect(lab.get_by_role("heading", name="The workshop")).to_be_visible()
    return lab


@pytest.mark.slow
def test_the_workshop_opens_by_its_name_too(lab: Page) -> None:
    lab.get_by_role("button", name="Workshop", exact=True).click()
    expect(detector(lab)).to_be_visible()
    lab.keyboard.press("1")
    expect(answer(lab)).to_be_visible()


@pytest.mark.slow
def test_the_way_to_each_part_brings_it_into_view(workshop: Page) -> None:
    parts = workshop.get_by_role("navigation", name="Parts of the workshop")
    parts.get_by_role("button", name="Design a detector").click()
    expect(workshop.get_by_role("heading", name="Design a detector")).to_be_in_viewport()
    expect(workshop.get_by_role("heading", name="Design a detector")).to_be_focused()


# History


def test_steps_are_told_in_words_and_a_click_walks_to_and_fro(workshop: Page) -> None:
    structure(workshop).get_by_role("button", name="hidden layer 2: +1").click()
    structure(workshop).get_by_role("combobox", name="Activation function of hidden layer 1").select_option("tanh")
    told = ["as loaded: plain", "hidden layer 2: one neuron more", "hidden layer 1: tanh"]
    assert steps(workshop) == told
    history(workshop).get_by_role("button", name="as loaded: plain").click()
    expect(present(workshop)).to_have_text("as loaded: plain")
    assert steps(workshop) == told
    expect(structure(workshop)).to_contain_text("13,002 weights and biases")
    history(workshop).get_by_role("button", name="hidden layer 1: tanh").click()
    expect(present(workshop)).to_have_text("hidden layer 1: tanh")
    history(workshop).get_by_role("button", name="Undo", exact=True).click()
    expect(present(workshop)).to_have_text("hidden layer 2: one neuron more")
    history(workshop).get_by_role("button", name="Redo", exact=True).click()
    expect(present(workshop)).to_have_text("hidden layer 1: tanh")


@pytest.mark.slow
def test_a_drawing_does_not_cost_the_steps_that_were_undone(workshop: Page) -> None:
    structure(workshop).get_by_role("button", name="All zero").click()
    workshop.keyboard.press("Control+z")
    expect(present(workshop)).to_have_text("as loaded: plain")
    workshop.keyboard.press("1")
    draw(workshop, ONE)
    expect(answer(workshop)).to_have_text("1")
    workshop.keyboard.press("4")
    history(workshop).get_by_role("button", name="Redo", exact=True).click()
    expect(present(workshop)).to_have_text("the whole network: all to 0")


def test_a_named_network_is_kept_renamed_forgotten_and_brought_back(workshop: Page) -> None:
    place = history(workshop)
    structure(workshop).get_by_role("button", name="hidden layer 1: +4").click()
    place.get_by_role("textbox", name="Name").fill("wider")
    place.get_by_role("button", name="Keep", exact=True).click()
    kept = place.get_by_role("listitem").filter(has_text="plain, 784-20-16-10")
    expect(kept).to_contain_text("wider")
    place.get_by_role("button", name="Go back to as loaded").click()
    expect(structure(workshop)).to_contain_text("13,002 weights and biases, as many")
    place.get_by_role("button", name="Rename wider").click()
    expect(place.get_by_role("textbox", name="New name")).to_be_focused()
    workshop.keyboard.type("twenty")
    workshop.keyboard.press("Enter")
    expect(kept).to_contain_text("twenty")
    place.get_by_role("button", name="Forget twenty").click()
    expect(kept).to_have_count(0)
    place.get_by_role("button", name="Bring it back").click()
    place.get_by_role("button", name="Go back to twenty").click()
    expect(structure(workshop)).to_contain_text("16,206 weights and biases, 3,204 more")
    assert steps(workshop)[-1] == "back to: hidden layer 1: 4 neurons more"


@pytest.mark.slow
def test_the_reference_for_the_figures_is_chosen_and_follows_its_name(workshop: Page) -> None:
    place = history(workshop)
    place.get_by_role("button", name="Keep", exact=True).click()
    refer = place.get_by_role("button", name="Reference: compare the figures with network 1")
    refer.click()
    expect(refer).to_have_attribute("aria-pressed", "true")
    place.get_by_role("button", name="Rename network 1").click()
    workshop.keyboard.type("mine")
    workshop.keyboard.press("Enter")
    expect(place.get_by_role("button", name="Reference: compare the figures with mine")).to_have_attribute(
        "aria-pressed", "true"
    )


# Structure


def test_a_new_neuron_sends_nothing_yet_so_not_one_digit_changes(workshop: Page) -> None:
    structure(workshop).get_by_role("button", name="hidden layer 1: +1").click()
    expect(structure(workshop)).to_contain_text("13,803 weights and biases, 801 more than when it was loaded")
    expect(structure(workshop)).to_contain_text("send nothing yet")
    expect(structure(workshop).locator("[data-effect]")).to_contain_text(f"{EXACT} read right", timeout=SLOW)
    expect(structure(workshop).locator("[data-effect]")).to_contain_text("0.00 points (reference: as loaded)")
    expect(points(workshop)).to_have_text("0.00 points", timeout=SLOW)
    expect(two(workshop)).to_contain_text("784-16-16-10 and 784-17-16-10 are shapes of their own")
    expect(two(workshop).locator("[data-side=won] [data-digit]")).to_have_count(0)


def test_a_layer_that_is_put_in_starts_at_random_and_can_be_taken_out_again(workshop: Page) -> None:
    place = structure(workshop)
    place.get_by_role("button", name="Put a layer in between hidden layer 2 and output").click()
    form = place.get_by_role("form", name="Put a layer in between hidden layer 2 and output")
    form.get_by_role("spinbutton").fill("12")
    form.get_by_role("combobox", name="function").select_option("relu")
    form.get_by_role("button", name="Put in").click()
    expect(place.get_by_role("heading", name="Hidden layer 3")).to_be_visible()
    expect(place).to_contain_text("starts with random weights")
    assert steps(workshop)[-1] == "hidden layer 3: put in, 12 neurons, ReLU"
    expect(points(workshop)).to_have_text(re.compile("^\N{MINUS SIGN}\\d\\d"), timeout=SLOW)
    place.get_by_role("button", name="Take this layer out").last.click()
    expect(place.get_by_role("heading", name="Hidden layer 3")).to_have_count(0)
    assert steps(workshop)[-1] == "hidden layer 3: taken out"


@pytest.mark.slow
def test_a_width_that_cannot_be_is_not_put_in(workshop: Page) -> None:
    place = structure(workshop)
    place.get_by_role("button", name="Put a layer in between 784 pixels and hidden layer 1").click()
    form = place.get_by_role("form")
    for width in ("0", "257", "1.5", ""):
        form.get_by_role("spinbutton").fill(width)
        expect(form.get_by_role("button", name="Put in")).to_be_disabled()
    workshop.keyboard.press("Escape")
    expect(form).to_have_count(0)
    assert steps(workshop) == ["as loaded: plain"]


@pytest.mark.slow
def test_a_chosen_neuron_is_removed_and_the_last_one_stays(workshop: Page) -> None:
    place = structure(workshop)
    which = place.get_by_role("combobox", name="hidden layer 2: which neuron to remove")
    which.select_option("3")
    remove = place.get_by_role("button", name="Remove neuron").nth(1)
    remove.click()
    assert steps(workshop)[-1] == "hidden layer 2: neuron 3 removed"
    for _ in range(14):
        remove.click()
    expect(remove).to_be_disabled()
    expect(place).to_contain_text("The last neuron stays")
    expect(place).to_contain_text("1 neuron")


@pytest.mark.slow
def test_the_deepest_network_says_that_it_is(workshop: Page) -> None:
    place = structure(workshop)
    for _ in range(5):
        place.get_by_role("button", name=re.compile("Put a layer in between .* and output$")).click()
        place.get_by_role("button", name="Put in", exact=True).click()
    expect(place).to_contain_text("8 layers is as deep as a network can be here")
    expect(place.get_by_role("button", name=re.compile("Put a layer in"))).to_have_count(0)


@pytest.mark.slow
def test_all_zero_says_the_same_to_every_digit(workshop: Page) -> None:
    structure(workshop).get_by_role("button", name="All zero").click()
    expect(structure(workshop)).to_contain_text("break the symmetry")
    labels, answers = unseen().labels, plain()(unseen().pixels()).argmax(axis=1)
    change = 100 * np.mean((labels == 0).astype(int) - (labels == answers).astype(int))
    expect(points(workshop)).to_have_text(f"{change:.2f} points".replace("-", "\N{MINUS SIGN}"), timeout=SLOW)
    expect(two(workshop).locator("[data-change]")).to_contain_text("worse")


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(workshop: Page) -> None:
    place, told = structure(workshop), two(workshop)
    place.get_by_role("spinbutton", name="Seed").fill("7")
    place.get_by_role("button", name="Random weights").click()
    history(workshop).get_by_role("textbox", name="Name").fill("seven")
    history(workshop).get_by_role("button", name="Keep", exact=True).click()
    place.get_by_role("button", name="Again", exact=True).click()
    expect(place.get_by_role("spinbutton", name="Seed")).to_have_value("8")
    told.get_by_role("combobox", name="Before").select_option(label="seven")
    expect(told).to_contain_text("12,960 of 13,002 numbers differ")  # all biases are 0
    place.get_by_role("spinbutton", name="Seed").fill("7")
    place.get_by_role("button", name="Random weights").click()
    expect(told).to_contain_text("All 13,002 numbers are equal")


@pytest.mark.slow
def test_a_function_at_the_output_changes_no_answer(workshop: Page) -> None:
    structure(workshop).get_by_role("combobox", name="Activation function of output").select_option("softmax")
    expect(structure(workshop)).to_contain_text("no answer: the largest sum wins")
    expect(points(workshop)).to_have_text("0.00 points", timeout=SLOW)
    expect(two(workshop)).to_contain_text("Output: sigmoid before, softmax after.")


# Two networks


def test_the_largest_difference_is_told_and_taken_in_hand(workshop: Page) -> None:
    box = detector(workshop).get_by_role("slider", name="Bias")
    box.focus()
    workshop.keyboard.press("End")
    end = float(box.get_attribute("max") or "nan")
    told = two(workshop)
    expect(told).to_contain_text("1 of 13,002 numbers differs")
    row = told.get_by_role("row").last
    was = float(plain().layers[0].bias[0])
    assert numbers(row.locator("td").last.inner_text()) == [pytest.approx(end - was, abs=0.005)]
    row.get_by_role("button").click()
    expect(closer(workshop).get_by_role("heading", name="Neuron 0")).to_be_visible()
    expect(workshop.locator("section.touch")).to_contain_text(re.compile("bias of neuron 0", re.IGNORECASE))


@pytest.mark.slow
def test_what_is_compared_can_be_swapped(workshop: Page) -> None:
    structure(workshop).get_by_role("button", name="All zero").click()
    expect(points(workshop)).to_have_text(re.compile("^\N{MINUS SIGN}"), timeout=SLOW)
    before = number(points(workshop).inner_text())
    two(workshop).get_by_role("button", name="Swap").click()
    assert number(points(workshop).inner_text()) == -before
    expect(two(workshop).locator("[data-change]")).to_contain_text("better")


@pytest.mark.slow
def test_one_network_has_nothing_to_compare(workshop: Page) -> None:
    expect(two(workshop)).to_contain_text("Both are the same network")
    expect(two(workshop).locator("[data-paired]")).to_have_count(0)


@pytest.mark.slow
def test_a_difference_picture_opens_its_neuron(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("combobox", name="Neuron").select_option(label="Neuron 5")
    place.get_by_role("button", name="Empty it").click()
    two(workshop).get_by_role("button", name=re.compile("^Neuron 5: after less before")).click()
    expect(closer(workshop).get_by_role("heading", name="Neuron 5")).to_be_visible()


# Design a detector


@pytest.mark.parametrize("task", ["horizontal edge", "vertical stroke", "slanted edge", "small ring"])
def test_a_solution_is_a_detector_and_one_step_of_undo(workshop: Page, task: str) -> None:
    place = detector(workshop)
    place.get_by_role("radio", name=re.compile(task)).check()
    before = area(workshop)
    place.get_by_role("button", name="Show me one that works").click()
    expect(place).to_contain_text("That is a detector")
    assert area(workshop) >= 0.95
    assert steps(workshop)[1:] == ["neuron 0 of hidden layer 1: painted"]
    workshop.keyboard.press("Control+z")
    assert area(workshop) == before


def test_one_paints_a_detector_by_hand(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("button", name="Empty it").click()
    expect(place).to_contain_text("It says the same to everything")
    assert area(workshop) == 0.5
    paint(workshop, "+ excite", 9)
    blue = area(workshop)
    assert 0.5 < blue < 0.95
    expect(place).to_contain_text("Fooled most by: a blob there")
    paint(workshop, "\N{MINUS SIGN} inhibit", 5)
    paint(workshop, "\N{MINUS SIGN} inhibit", 13)
    assert area(workshop) > blue
    assert area(workshop) >= 0.95
    assert steps(workshop)[2:] == ["neuron 0 of hidden layer 1: painted"] * 3


@pytest.mark.slow
def test_the_bias_parts_lit_from_dark(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("button", name="Show me one that works").click()
    slider = place.get_by_role("slider", name="Bias")
    slider.focus()
    workshop.keyboard.press("End")
    expect(place).to_contain_text("Now move the bias")
    expect(place).to_contain_text("18 of 18 wanted ones light it")
    assert area(workshop) >= 0.9


@pytest.mark.slow
def test_a_new_neuron_is_blank_and_leaves_the_network_as_it_reads(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("button", name="A new neuron").click()
    expect(place.get_by_role("combobox", name="Neuron")).to_have_value("16")
    expect(place).to_contain_text("It says the same to everything")
    assert len(steps(workshop)) == 2
    place.get_by_role("button", name="Show me one that works").click()
    expect(place).to_contain_text("That is a detector")
    expect(points(workshop)).to_have_text("0.00 points", timeout=SLOW)


def test_the_digits_that_light_it_most_and_least_are_pythons(workshop: Page) -> None:
    layer = plain().layers[0]
    sums = unseen().pixels() @ layer.weights[3].astype(np.float64)
    place = detector(workshop)
    place.get_by_role("combobox", name="Neuron").select_option(label="Neuron 3")
    order = np.argsort(-sums, kind="stable")
    most = place.locator("[data-side=most] [data-digit]")
    expect(most.first).to_have_attribute("data-digit", str(order[0]), timeout=SLOW)
    shown = [int(one.get_attribute("data-digit") or -1) for one in most.all()]
    assert sums[shown] == pytest.approx(sums[order[: len(shown)]], abs=1e-4)
    least = place.locator("[data-side=least] [data-digit]").first
    assert sums[int(least.get_attribute("data-digit") or -1)] == pytest.approx(sums.min(), abs=1e-4)
    counts = np.bincount(unseen().labels[order[:100]], minlength=10)
    label = int(counts.argmax())
    expect(place).to_contain_text(f"{label}: {counts[label]} of 100")
    most.first.click()
    expect(workshop.get_by_text(f"Number {order[0]} shows")).to_be_visible()


@pytest.mark.slow
def test_hints_come_one_by_one_and_belong_to_their_task(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("button", name="A hint").click()
    for _ in range(3):
        place.get_by_role("button", name="The next hint").click()
    expect(place.locator(".hints li")).to_have_count(4)
    expect(place.get_by_role("button", name="The next hint")).to_be_disabled()
    place.get_by_role("radio", name=re.compile("small ring")).check()
    expect(place.locator(".hints li")).to_have_count(0)


@pytest.mark.slow
def test_locked_numbers_are_left_alone_and_that_is_said(workshop: Page) -> None:
    place = detector(workshop)
    slider = place.get_by_role("slider", name="Bias")
    slider.focus()
    workshop.keyboard.press("End")
    two(workshop).get_by_role("row").last.get_by_role("button").click()
    workshop.locator("section.touch").get_by_role("button", name="Lock").click()
    workshop.keyboard.press("4")
    expect(slider).to_be_disabled()
    before = slider.input_value()
    expect(place).to_contain_text("Locked: 1 of its 785 numbers")
    place.get_by_role("button", name="Show me one that works").click()
    assert steps(workshop)[-1] == "neuron 0 of hidden layer 1: painted"
    assert slider.input_value() == before
    structure(workshop).get_by_role("button", name="All zero").click()
    expect(structure(workshop)).to_contain_text("Locked: 1. Random weights")
    assert slider.input_value() == before


@pytest.mark.slow
def test_the_task_is_chosen_and_walked_by_keyboard(workshop: Page) -> None:
    place = detector(workshop)
    place.get_by_role("radio").first.focus()
    workshop.keyboard.press("ArrowDown")
    expect(place.get_by_role("radio", name=re.compile("vertical stroke"))).to_be_checked()
    expect(place).to_contain_text("an upright stroke on the right")
    workshop.keyboard.press("1")
    workshop.keyboard.press("4")
    expect(place.get_by_role("radio", name=re.compile("vertical stroke"))).to_be_checked()


# Everywhere


def filled(page: Page) -> None:
    """With every part at work: steps, a name, a difference, a form, hints and a solution."""
    place = detector(page)
    place.get_by_role("button", name="A hint").click()
    place.get_by_role("button", name="Show me one that works").click()
    history(page).get_by_role("button", name="Keep", exact=True).click()
    history(page).get_by_role("button", name="Forget network 1").click()
    history(page).get_by_role("button", name="Keep", exact=True).click()
    history(page).get_by_role("button", name="Rename network 1").click()
    structure(page).get_by_role("button", name="Put a layer in between hidden layer 1 and hidden layer 2").click()
    expect(points(page)).to_be_visible(timeout=SLOW)
    expect(place.locator("[data-side=most] [data-digit]").first).to_be_visible(timeout=SLOW)


@pytest.mark.slow
@pytest.mark.parametrize("scene", [lambda page: None, filled], ids=["as it opens", "at work"])
def test_axe_finds_nothing_in_the_workshop(open_lab: Any, axe: str, scene: Any) -> None:
    page = open_lab(reduced_motion="reduce")
    page.keyboard.press("4")
    expect(detector(page)).to_be_visible()
    scene(page)
    check_in_every_window(page, axe)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_wider_than_the_window(open_lab: Any, language: str) -> None:
    page = open_lab(locale=language)
    page.keyboard.press("4")
    for done in ("Show me one that works|Zeig mir eine Lösung", "Random weights|Zufällige Gewichte"):
        page.get_by_role("button", name=re.compile(done)).click()
        expect(points(page)).to_be_visible(timeout=SLOW)
        for width in (390, 600, 800, 1000, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(50)  # a frame or two, until everything has its new size
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, done)


@pytest.mark.slow
def test_parts_that_a_teacher_hid_are_not_there(lab: Page) -> None:
    lab.evaluate("location.hash = 'hide=structure,history'")
    lab.keyboard.press("4")
    expect(detector(lab)).to_be_visible()
    for part in (history, structure, two):
        expect(part(lab)).to_have_count(0)
    lab.evaluate("location.hash = 'hide=workshop'")
    lab.keyboard.press("1")
    expect(lab.get_by_role("button", name="Workshop", exact=True)).to_have_count(0)
    lab.keyboard.press("4")
    expect(answer(lab)).to_be_visible()


def test_in_a_document_stimuli_are_judged_and_digits_are_said_to_be_absent(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "lab.html"
    target.write_bytes(document(find("plain"), name="plain"))
    with browser.new_context(locale="en") as context:
        context.add_init_script(SEEN.replace("http:", "file:"))
        page = context.new_page()
        page.goto(target.as_uri())
        page.wait_for_selector("[data-pad]")
        page.keyboard.press("4")
        detector(page).get_by_role("button", name="Show me one that works").click()
        expect(detector(page)).to_contain_text("That is a detector")
        expect(detector(page)).to_contain_text("A document carries no test digits")
        expect(two(page)).to_contain_text("no test digits")
        expect(two(page)).to_contain_text("785 of 13,002 numbers differ")
