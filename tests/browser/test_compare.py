"""Two drawings side by side: what they share is reckoned from the same numbers as in Python."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.person import NONE, ONE, SEVEN, draw, near, number, numbers, open_digit, pad, section, trace_of, unseen

PINNED, NOW = 0, 17
"""Two test digits that show a 7."""


def test_nothing_is_compared_before_something_is_pinned(lab: Page) -> None:
    lab.get_by_role("button", name="Compare", exact=True).click()
    expect(lab.get_by_text("nothing pinned yet")).to_be_visible()
    expect(lab.get_by_role("button", name="Pin this drawing")).to_be_disabled()


@pytest.fixture
def compared(lab: Page) -> Page:
    """Two test digits, one pinned, the other opened."""
    open_digit(lab, PINNED)
    lab.keyboard.press("Escape")
    lab.get_by_role("button", name="Compare", exact=True).click()
    lab.get_by_role("button", name="Pin this drawing").click()
    lab.get_by_role("button", name="Look", exact=True).click()
    open_digit(lab, NOW)
    lab.get_by_role("button", name="Compare", exact=True).click()
    return lab


def test_overlap_and_cosine_of_two_digits_are_pythons(compared: Page) -> None:
    one, other = (unseen().images[index] / 255 for index in (PINNED, NOW))
    overlap = np.minimum(one, other).sum() / np.maximum(one, other).sum()
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    picture = compared.get_by_role("figure").filter(has_text="of the ink is in both")
    shared, angle = numbers(picture.inner_text())
    assert shared == near(100 * overlap, 0)
    assert angle == near(cosine, 2)


def test_the_agreement_of_each_layer_is_pythons(compared: Page) -> None:
    one, other = trace_of(PINNED), trace_of(NOW)
    stages = zip((one.pixels, *one.activations), (other.pixels, *other.activations), strict=True)
    expected = [np.corrcoef(left, right)[0, 1] for left, right in stages]
    shown = [number(text) for text in compared.locator("[data-agreement] [aria-hidden]").all_inner_texts()]
    assert shown == [near(value, 2) for value in expected]


def test_all_numbers_of_a_layer_are_pythons(compared: Page) -> None:
    layer = section(compared, "Layer by layer").get_by_role("listitem").filter(has_text="Hidden layer 2")
    layer.get_by_text("All the numbers").click()
    expect(layer.locator("tbody tr")).to_have_count(16)
    rows = [numbers(text) for text in layer.locator("tbody tr").all_inner_texts()]
    one, other = trace_of(PINNED).activations[1], trace_of(NOW).activations[1]
    expected = [
        [neuron, near(one[neuron], 3), near(other[neuron], 3), near(other[neuron] - one[neuron], 3)]
        for neuron in range(16)
    ]
    assert rows == expected


def test_a_drawing_that_is_pinned_shares_all_with_itself_and_less_with_another(lab: Page) -> None:
    lab.get_by_role("button", name="Compare", exact=True).click()
    draw(lab, SEVEN)
    lab.get_by_role("button", name="Pin this drawing").click()
    share = lab.get_by_role("figure").filter(has_text="of the ink is in both").locator("strong")
    expect(share).to_have_text("100%")
    lab.get_by_role("button", name="Clear", exact=True).click()
    expect(share).to_have_text(NONE)
    draw(lab, ONE)
    expect(share).to_have_text(re.compile(r"^\d\d?%$"))
    pinned, now = lab.get_by_role("figure").first, lab.get_by_role("figure").last
    expect(pinned).to_contain_text("reads as 7")
    expect(now).to_contain_text("reads as 1")
    lab.get_by_role("button", name="Swap the two").click()
    expect(pinned).to_contain_text("reads as 1")
    expect(now).to_contain_text("reads as 7")


def test_the_example_shows_two_7s_and_what_is_usual(lab: Page) -> None:
    lab.get_by_role("button", name="Compare", exact=True).click()
    lab.get_by_role("button", name="Show me two 7s").click()
    expect(pad(lab)).to_have_accessible_name(re.compile("labelled 7"))
    expect(lab.get_by_text("Averages of 200 pairs each")).to_be_visible(timeout=15_000)
    said = re.compile("^On average .* for the same digit")
    usual = section(lab, "Layer by layer").get_by_text(said).all_text_contents()

    assert len(usual) == 4
    for text in usual:
        same, different = numbers(text)
        assert same > different
    lab.get_by_role("button", name="A different digit").click()
    expect(pad(lab)).to_have_accessible_name(re.compile("labelled [^7]"))
