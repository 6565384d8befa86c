"""Drawing: mouse, finger and keys bring an answer; what was drawn can be taken back."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.person import NONE, ONE, SEVEN, THREE, Stroke, answer, draw, pad, section


@pytest.mark.parametrize(("digit", "strokes"), [("7", SEVEN), ("1", ONE), ("3", THREE)])
def test_a_digit_drawn_with_the_mouse_is_read(lab: Page, digit: str, strokes: tuple[Stroke, ...]) -> None:
    expect(answer(lab)).to_have_text(NONE)
    draw(lab, strokes)
    expect(answer(lab)).to_have_text(digit)
    expect(
        section(lab, "The answer").get_by_role("paragraph").filter(has_text=re.compile(r"^confidence \d"))
    ).to_be_visible()


def test_the_answer_is_said_to_whoever_does_not_see_it(lab: Page) -> None:
    draw(lab, SEVEN)
    said = lab.get_by_role("status").filter(has_text=re.compile(r"The network reads 7, \d+% sure; next \d with \d+%"))
    expect(said).to_be_attached()


def test_a_digit_drawn_with_a_finger_is_read(open_lab: Any) -> None:
    page = open_lab(width=390, height=844, has_touch=True, is_mobile=True)
    box = pad(page).bounding_box()
    assert box is not None
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float], box: Any = box) -> None:
        placed = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": placed})

    before = page.evaluate("scrollY")
    for points in SEVEN:
        touch("touchStart", points[0])
        for (x, y), (to_x, to_y) in pairwise(points):
            for part in (0.25, 0.5, 0.75, 1):
                touch("touchMove", (x + part * (to_x - x), y + part * (to_y - y)))
        touch("touchEnd")
    expect(answer(page)).to_have_text("7")
    assert page.evaluate("scrollY") == before, "the page scrolled away under the finger"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        name, _, times = key.partition("*")
        for _ in range(int(times or 1)):
            page.keyboard.press(name)


def test_a_1_drawn_with_the_keys_is_read(lab: Page) -> None:
    pad(lab).focus()
    press(lab, "Shift+ArrowUp*2", "Space", "Shift+ArrowDown*4", "Space")
    expect(answer(lab)).to_have_text("1")


def test_a_7_drawn_with_the_keys_is_read(lab: Page) -> None:
    pad(lab).focus()
    press(lab, "Shift+ArrowUp*2", "Shift+ArrowLeft*2", "Space", "Shift+ArrowRight*3")
    for _ in range(8):
        press(lab, "ArrowDown*2", "ArrowLeft")
    press(lab, "Space")
    expect(answer(lab)).to_have_text("7")


def test_the_pad_is_reached_with_the_tab_key(lab: Page) -> None:
    for _ in range(30):
        lab.keyboard.press("Tab")
        if lab.evaluate("document.activeElement.hasAttribute('data-pad')"):
            return
    pytest.fail("thirty times Tab, and the pad has not the focus")


def test_undo_and_redo_go_back_and_forth(lab: Page) -> None:
    undo, redo = (lab.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    draw(lab, SEVEN)
    undo.click()
    expect(answer(lab)).to_have_text(NONE)
    expect(undo).to_be_disabled()
    redo.click()
    expect(answer(lab)).to_have_text("7")
    lab.keyboard.press("Control+z")
    expect(answer(lab)).to_have_text(NONE)
    lab.keyboard.press("Control+Shift+Z")
    expect(answer(lab)).to_have_text("7")


def test_undo_takes_back_the_last_stroke_alone(lab: Page) -> None:
    draw(lab, [*ONE, [(0.2, 0.9), (0.8, 0.9)]])
    expect(pad(lab)).to_have_accessible_name(re.compile("strokes: 2"))
    lab.keyboard.press("Control+z")
    expect(pad(lab)).to_have_accessible_name(re.compile("strokes: 1"))
    expect(answer(lab)).to_have_text("1")


def test_the_eraser_takes_ink_away(lab: Page) -> None:
    draw(lab, ONE)
    lab.get_by_role("button", name="Eraser").click()
    lab.get_by_role("slider", name="Width of the line").fill("18")
    draw(lab, ONE)
    expect(answer(lab)).to_have_text(NONE)
    expect(section(lab, "The answer")).to_contain_text("nothing drawn yet")


def test_clear_empties_the_pad_and_can_be_undone(lab: Page) -> None:
    draw(lab, SEVEN)
    clear = lab.get_by_role("button", name="Clear", exact=True)
    clear.click()
    expect(answer(lab)).to_have_text(NONE)
    expect(clear).to_be_disabled()
    lab.get_by_role("button", name="Undo", exact=True).click()
    expect(answer(lab)).to_have_text("7")


def test_a_press_beside_the_pad_draws_nothing(lab: Page) -> None:
    box = pad(lab).bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] - 12)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    lab.mouse.up()
    expect(answer(lab)).to_have_text(NONE)
