"""The 10,000 test digits by what they are and what the network says, and the picker that opens one of them."""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.person import answer, number, numbers, pad, plain, section, unseen
from running import Run

LABEL, ANSWER = 4, 9


@functools.cache
def answers() -> Any:
    """(10000,) what the shipped network says in Python."""
    return plain().trace(unseen().images / 255).output.argmax(axis=1)


@functools.cache
def cell(label: int, said: int) -> list[int]:
    """The test digits with this label that are answered so."""
    return np.flatnonzero((unseen().labels == label) & (answers() == said)).tolist()


@pytest.fixture
def mistakes(lab: Page) -> Page:
    lab.get_by_role("button", name="Mistakes", exact=True).click()
    expect(section(lab, "Which digit is taken for which")).to_be_visible(timeout=15_000)
    return lab


def test_the_accuracy_is_that_of_digitscope_evaluate(mistakes: Page, digitscope: Run) -> None:
    told = digitscope("evaluate", "plain").stdout
    accuracy = re.search(r"accuracy +(\S+%) +\(95% interval (\S+)% to (\S+)%\)", told)
    assert accuracy is not None, told
    score = mistakes.locator("[data-score]").inner_text()
    assert f"That is {accuracy[1]};" in score
    interval = [f"{float(part):.1f}%" for part in accuracy.groups()[1:]]
    assert f"between {interval[0]} and {interval[1]} (95% interval)" in score
    right = int((answers() == unseen().labels).sum())
    assert f"reads {right:,} right and {10_000 - right:,} wrong" in score


def test_every_cell_of_the_matrix_is_pythons_count(mistakes: Page) -> None:
    matrix = mistakes.get_by_role("table", name="Which digit is taken for which")
    shown = [one.inner_text() for one in matrix.locator("[data-cell]").all()]
    counts = [0 if text == "·" else int(text) for text in shown]
    assert counts == [len(cell(label, said)) for label in range(10) for said in range(10)]


def test_a_cell_opens_its_digits_and_a_digit_opens_in_the_glass_box(mistakes: Page) -> None:
    found = cell(LABEL, ANSWER)
    name = f"{len(found)} of the digit {LABEL} answered as {ANSWER}"
    mistakes.get_by_role("button", name=name, exact=True).click()
    gallery = section(mistakes, f"{LABEL} answered as {ANSWER}")
    thumbs = gallery.get_by_role("list").get_by_role("button")
    expect(thumbs).to_have_count(len(found))
    shown = [int(thumb.get_attribute("data-digit") or "") for thumb in thumbs.all()]
    assert sorted(shown) == found
    shares = [numbers(text)[-1] for text in gallery.locator("button .quiet").all_inner_texts()]
    assert shares == sorted(shares, reverse=True), "the most confident first"

    thumbs.first.click()
    expect(answer(mistakes)).to_have_text(str(ANSWER))
    expect(mistakes.get_by_text(f"Number {shown[0]} shows {LABEL}. The network says {ANSWER}: wrong.")).to_be_visible()
    expect(pad(mistakes)).to_have_accessible_name(re.compile(f"test digit {shown[0]}, labelled {LABEL}"))


def test_all_mistakes_are_there_page_by_page(mistakes: Page) -> None:
    wrong = int((answers() != unseen().labels).sum())
    gallery = section(mistakes, "The most confident mistakes")
    seen: set[str] = set()
    following = gallery.get_by_role("button", name="Next", exact=True)
    while True:
        seen.update(thumb.get_attribute("data-digit") or "" for thumb in gallery.locator("[data-digit]").all())
        if not following.is_enabled():
            break
        following.click()
    assert len(seen) == wrong
    assert all(answers()[int(index)] != unseen().labels[int(index)] for index in seen)


def test_an_empty_cell_says_so(mistakes: Page) -> None:
    label, said = next((a, b) for a in range(10) for b in range(10) if not cell(a, b))
    mistakes.locator(f"[data-cell='{label}-{said}']").click()
    told = re.compile(rf"None of the [\d,]+ digits {label} is answered as {said}\.")
    expect(mistakes.get_by_text(told)).to_be_visible()
    mistakes.get_by_role("button", name="All mistakes").click()
    expect(section(mistakes, "The most confident mistakes")).to_be_visible()


def test_the_matrix_is_walked_with_the_arrow_keys(mistakes: Page) -> None:
    mistakes.locator("[data-cell='0-0']").focus()
    for key in [*["ArrowDown"] * LABEL, *["ArrowRight"] * ANSWER, "Enter"]:
        mistakes.keyboard.press(key)
    expect(section(mistakes, f"{LABEL} answered as {ANSWER}")).to_be_visible()


def test_the_picker_finds_one_that_it_gets_wrong(lab: Page) -> None:
    part = section(lab, "Any of the 10,000 test digits")
    part.get_by_role("button", name="One it gets wrong").click()
    told = part.get_by_text(re.compile(r"^Number \d+ shows \d\. The network says \d: wrong\.$"))
    expect(told).to_be_visible(timeout=15_000)
    index, label, said = (int(one) for one in numbers(told.inner_text().replace(".", "")))
    assert label == unseen().labels[index] != said == answers()[index]
    expect(answer(lab)).to_have_text(str(said))


def test_the_picker_finds_another_7_and_the_ones_beside_it(lab: Page) -> None:
    part = section(lab, "Any of the 10,000 test digits")
    part.get_by_role("button", name="another 7").click()
    expect(part.get_by_text(re.compile(r"^Number \d+ shows 7\."))).to_be_visible(timeout=15_000)
    index = int(part.get_by_role("spinbutton").input_value())
    assert unseen().labels[index] == 7
    part.get_by_role("button", name="Next test digit").click()
    beside = (index + 1) % 10_000
    expect(part.get_by_text(re.compile(rf"^Number {beside} shows {unseen().labels[beside]}\."))).to_be_visible()
    assert number(part.get_by_role("spinbutton").input_value()) == beside


@pytest.mark.parametrize("button", ["One it gets wrong", "Any one", "another 7"])
def test_leaving_while_the_picker_waits_is_no_error(lab: Page, button: str) -> None:
    lab.evaluate(
        """(name) => {
        const found = [...document.querySelectorAll("section.pick button")];
        found.find((one) => (one.ariaLabel ?? one.textContent) === name).click();
        document.querySelector("#views button:nth-child(2)").click();
        }""",
        button,
    )
    expect(lab.get_by_text("Averages of 200 pairs each")).to_be_visible(timeout=15_000)
    lab.wait_for_timeout(500)  # until the 10,000 are answered: what is left behind may complain only then


def test_leaving_while_the_10000_are_read_is_no_error(lab: Page) -> None:
    lab.evaluate("for (const place of [3, 1]) document.querySelector(`#views button:nth-child(${place})`).click()")
    lab.evaluate("document.querySelector('#views button:nth-child(3)').click()")
    lab.wait_for_timeout(50)
    lab.get_by_role("button", name="Look", exact=True).click()
    expect(pad(lab)).to_be_visible()
    lab.wait_for_timeout(1500)  # until the 10,000 are answered: what is left behind may complain only then
