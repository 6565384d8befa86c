"""Seeing through the network: every number that the glass box shows is the one that Python has."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import digitscope
from browser.person import (
    NONE,
    SEVEN,
    answer,
    closer,
    draw,
    levels,
    near,
    number,
    numbers,
    open_digit,
    plain,
    section,
    stand,
    table,
    trace_of,
    unseen,
)
from digitscope.probes.contributions import Rather

DIGIT = 36
"""A test digit that the shipped network finds not quite easy: all of its outputs have something to say."""
NEURONS = [(0, "Hidden layer 1", "Neuron 5"), (1, "Hidden layer 2", "Neuron 15"), (2, "Output", "Digit 2")]


@pytest.fixture
def opened(lab: Page) -> Page:
    """The lab with that digit in it."""
    open_digit(lab, DIGIT)
    return lab


def test_a_test_digit_opens_by_its_number(opened: Page) -> None:
    label = unseen().labels[DIGIT]
    expect(opened.get_by_text(f"Number {DIGIT} shows {label}.")).to_be_visible()
    z = trace_of(DIGIT).pre_activations[-1]
    expect(answer(opened)).to_have_text(str(np.argmax(z)))
    assert levels(opened) == pytest.approx(unseen().images[DIGIT].tolist(), abs=2)


def test_a_number_beyond_the_last_test_digit_is_declined_in_words(lab: Page) -> None:
    field = lab.get_by_role("spinbutton", name="Number of the test digit")
    for nonsense in ("10000", "-1"):
        field.fill(nonsense)
        field.press("Enter")
        expect(lab.get_by_text("Choose a number from 0 to 9999.")).to_be_visible()
        expect(answer(lab)).to_have_text(NONE)


def test_the_ten_outputs_and_confidences_are_pythons(opened: Page) -> None:
    file = digitscope.load("plain")
    trace = trace_of(DIGIT)
    z = trace.pre_activations[-1].astype(np.float64) / file.temperature
    shares = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    rows = opened.get_by_role("list", name="The ten outputs").get_by_role("button").all_text_contents()
    assert len(rows) == 10
    for digit, row in enumerate(rows):
        shown, activation, share = numbers(row)
        assert shown == digit
        assert activation == near(trace.output[digit], 3)
        assert share == near(100 * shares[digit], 1)


@pytest.mark.parametrize(("layer", "name", "neuron"), NEURONS)
def test_a_neurons_sum_is_pythons(opened: Page, layer: int, name: str, neuron: str) -> None:
    place = stand(opened, name, neuron)
    network, trace, index = plain(), trace_of(DIGIT), int(neuron.split()[1])
    why = digitscope.contributions(network, trace, layer, index)
    math = place.locator(".head .formula math")
    terms, bias, z = numbers(math.first.text_content() or "")
    assert (terms, bias, z) == (near(why.z - why.bias, 3), near(why.bias, 3), near(why.z, 3))
    assert numbers(math.last.text_content() or "") == [near(trace.activations[layer][index], 3)]

    show_all(opened)
    *rows, last_but_one, last = table(place.get_by_role("table").filter(has_text="so far"))
    order = [source for source in why.order if why.terms[source] != 0]
    assert len(rows) == len(order), "every term that is not 0 can be reached"
    before = trace.pixels if layer == 0 else trace.activations[layer - 1]
    running = 0.0
    shown = {}
    for row in rows:
        weight, activation = numbers(row[1])
        source = source_of(row[0])
        shown[source] = number(row[2])
        running += why.terms[source]
        assert weight == near(network.layers[layer].weights[index, source], 3)
        assert activation == near(before[source], 3)
        assert shown[source] == near(why.terms[source], 3)
        assert number(row[3]) == near(running, 3)
    assert sorted(shown) == sorted(order)
    sizes = [abs(term) for term in shown.values()]
    assert sizes == sorted(sizes, reverse=True), "the largest first"
    assert numbers(last_but_one[1]) == [near(why.bias, 3)]
    assert numbers(last[-1]) == [near(why.z, 3)]


def show_all(page: Page) -> None:
    """Until there is no more to show."""
    whole = closer(page).get_by_role("button", name=re.compile("^Show all"))
    if whole.is_visible():
        whole.click()
    more = closer(page).get_by_role("button", name=re.compile(r"^Show \d+ more"))
    while more.is_enabled():
        more.click()


def source_of(name: str) -> int:
    """The pixel or neuron that "row 3, column 4" or "Neuron 5" names."""
    found = [int(one) for one in numbers(name)]
    return 28 * found[0] + found[1] if len(found) == 2 else found[0]


def test_terms_that_are_0_are_counted(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1", "Neuron 0")
    black = int((unseen().images[DIGIT] == 0).sum())
    expect(place.get_by_text(f"The other {black} terms are 0: their pixels are black")).to_be_visible()


def test_the_reasons_rather_than_the_next_are_pythons(opened: Page) -> None:
    network, trace = plain(), trace_of(DIGIT)
    next_best, best = (int(digit) for digit in np.argsort(trace.pre_activations[-1])[-2:])
    part = section(opened, "The answer").locator(".rather")
    expect(part.get_by_role("heading")).to_contain_text(f"{best} rather than")
    check_reasons(opened, digitscope.rather(network, trace, best, next_best))
    than = next(digit for digit in range(10) if digit not in (best, next_best))
    part.get_by_role("combobox").select_option(label=str(than))
    check_reasons(opened, digitscope.rather(network, trace, best, than))


def check_reasons(page: Page, why: Rather) -> None:
    part = section(page, "The answer").locator(".rather")
    more = part.get_by_role("button", name=re.compile("more terms"))
    while more.count():
        more.click()
    *rows, bias, total = part.get_by_role("listitem").all()
    assert len(rows) == len(why.terms)
    shown = [
        (int(number(row.get_by_role("button").inner_text())), number(row.locator(".number").inner_text()))
        for row in rows
    ]
    assert [source for source, _ in shown] == why.order.tolist()
    assert [term for _, term in shown] == [near(why.terms[source], 2) for source, _ in shown]
    assert number(bias.locator(".number").inner_text()) == near(why.bias, 2)
    assert number(total.locator(".number").inner_text()) == near(why.difference, 2)


@pytest.mark.parametrize(("layer", "name"), [(1, "Hidden layer 2"), (2, "Output")])
def test_a_layers_matrix_is_pythons(opened: Page, layer: int, name: str) -> None:
    place = stand(opened, name)
    row, trace = plain().layers[layer], trace_of(DIGIT)
    weights = [[number(cell) for cell in line] for line in table(place.get_by_role("grid"))]
    assert np.shape(weights) == row.weights.shape
    assert np.ravel(weights).tolist() == [near(weight, 2) for weight in row.weights.ravel()]
    vector = table(place.get_by_role("region", name="Activations of the layer before"))
    assert [number(cell) for (cell,) in vector] == [near(one, 3) for one in trace.activations[layer - 1]]
    results = table(place.get_by_role("table", name="Bias, weighted sum and activation"))
    assert len(results) == len(row.bias)
    for neuron, cells in enumerate(results):
        assert number(cells[1]) == near(row.bias[neuron], 3)
        assert number(cells[3]) == near(trace.pre_activations[layer][neuron], 3)
        assert number(cells[5]) == near(trace.activations[layer][neuron], 3)


def test_the_first_layer_shows_a_picture_and_numbers_of_each_neuron(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1")
    for neuron in range(16):
        expect(place.get_by_role("img", name=f"Weights of Neuron {neuron} as a picture", exact=True)).to_be_attached()
    text = place.inner_text()
    for a in trace_of(DIGIT).activations[0]:
        assert f"{a:.3f}" in text


def test_a_neuron_of_the_diagram_opens_by_a_click(opened: Page) -> None:
    a = trace_of(DIGIT).activations[1][3]
    opened.get_by_role("button", name=re.compile(rf"^hidden layer 2, neuron 3, activation {a:.2f}$")).click()
    expect(closer(opened).get_by_role("heading", name="Neuron 3 · Hidden layer 2", exact=True)).to_be_visible()


def test_the_tally_adds_up_to_13002(lab: Page) -> None:
    part = section(lab, "The network")
    part.get_by_text("13,002 numbers are this network").click()
    body = table(part.get_by_role("table"))
    assert [number(row[-1]) for row in body] == [12_560, 272, 170]


def test_the_answer_is_hidden_until_the_signal_arrives(opened: Page) -> None:
    part = section(opened, "The network")
    expected = answer(opened).inner_text()
    part.get_by_role("slider", name="Pace").fill("1")
    part.get_by_role("button", name="Play the signal").click()
    expect(answer(opened)).to_have_text("…")
    expect(section(opened, "The answer")).to_contain_text("the signal is on its way")
    expect(section(opened, "The answer").get_by_role("listitem").first).to_have_text(re.compile(NONE))
    expect(answer(opened)).to_have_text(expected)


def test_the_signal_can_be_stepped_paused_and_shown_whole(opened: Page) -> None:
    part = section(opened, "The network")
    play, forth, back, whole = (
        part.get_by_role("button", name=name, exact=True)
        for name in ("Play the signal", "One layer on", "One layer back", "Show all")
    )
    expected = answer(opened).inner_text()
    forth.click()
    expect(part).to_contain_text("Only the 784 pixels have light")
    for layer in ("hidden layer 1", "hidden layer 2"):
        forth.click()
        expect(part).to_contain_text(re.compile(rf"weighted sums \+ bias → squashed to 0..1 \(sigmoid\) → {layer}"))
        expect(answer(opened)).to_have_text("…")
    expect(part.get_by_role("button", name="output 3, not reached yet")).to_be_attached()
    forth.click()
    expect(answer(opened)).to_have_text(expected)
    back.click()
    expect(answer(opened)).to_have_text("…")
    play.click()
    part.get_by_role("button", name="Pause", exact=True).click()
    expect(play).to_be_visible()
    whole.click()
    expect(answer(opened)).to_have_text(expected)


def test_a_term_pointed_at_lights_up_its_pixel(opened: Page) -> None:
    place = stand(opened, "Hidden layer 1", "Neuron 5")
    row = place.get_by_role("table").locator("tbody tr").first
    row.hover()
    source = source_of(row.get_by_role("rowheader").inner_text())
    level = unseen().images[DIGIT][source] / 255
    spoken = f"row {source // 28}, column {source % 28}: {level:.2f}"
    expect(section(opened, "From ink to 784 numbers")).to_contain_text(spoken)


def test_another_drawing_changes_the_open_neuron(lab: Page) -> None:
    place = stand(lab, "Output", "Digit 7")
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    shown = number((place.locator(".head .formula math").last.text_content() or "").rpartition("=")[2])
    assert shown > 0.5
