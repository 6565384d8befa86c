"""From a drawing to 784 numbers, and what happens without the preparation."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.person import CORNER, ONE, answer, draw, levels, section


def rows_and_columns(shown: list[int]) -> tuple[range, range]:
    """Where the ink is."""
    inked = [divmod(pixel, 28) for pixel, level in enumerate(shown) if level]
    rows, columns = ([place[axis] for place in inked] for axis in (0, 1))
    return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)


def test_a_1_in_the_corner_is_centred_and_made_20_high(lab: Page) -> None:
    draw(lab, CORNER)
    rows, columns = rows_and_columns(levels(lab))
    assert len(rows) == 20
    assert rows.start in (3, 4, 5)
    assert columns.start >= 9
    assert columns.stop <= 19
    expect(answer(lab)).to_have_text("1")


def test_without_preparation_a_1_in_the_corner_stays_there(lab: Page) -> None:
    section(lab, "From ink to 784 numbers").get_by_role("switch", name="Prepare like MNIST").uncheck()
    draw(lab, CORNER)
    rows, columns = rows_and_columns(levels(lab))
    assert rows.start <= 1
    assert rows.stop <= 11
    assert columns.start <= 3
    assert columns.stop <= 6
    section(lab, "From ink to 784 numbers").get_by_role("switch", name="Prepare like MNIST").check()
    assert rows_and_columns(levels(lab))[0].start >= 3


def test_a_pixel_is_walked_to_with_the_arrow_keys_and_tells_its_number(lab: Page) -> None:
    draw(lab, ONE)
    shown = levels(lab)
    part = section(lab, "From ink to 784 numbers")
    pixels = part.get_by_label("The 784 pixels; arrow keys go from pixel to pixel")
    pixels.focus()
    for _ in range(3):
        lab.keyboard.press("ArrowDown")
    told = pixels.get_attribute("aria-valuetext") or ""
    place, _, value = told.partition(": ")
    row, column = (int(word) for word in place.replace(",", "").split() if word.isdigit())
    assert round(255 * float(value)) == shown[28 * row + column]
    expect(part.locator(".read")).to_have_text(told)
