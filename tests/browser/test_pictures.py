"""Photographs, scans and pasted pictures: the lab prepares and reads them as `digitscope read` does."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import digitscope
from browser.person import NONE, SEVEN, answer, draw, levels, pad, section

SAMPLE = Path(digitscope.__file__).parent / "samples" / "paper-3.png"


def open_picture(page: Page, file: Any) -> None:
    """Through the button, as a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files(file)


def check_sample(page: Page, title: str) -> None:
    expect(pad(page)).to_have_accessible_name(re.compile(re.escape(title)))
    (digit,) = digitscope.read(SAMPLE).digits
    expect(answer(page)).to_have_text(str(digit))
    shown, prepared = levels(page), digitscope.prepare(SAMPLE).levels.ravel().tolist()
    assert shown == pytest.approx(prepared, abs=2), "two digits after the point tell a level to 1.3"
    assert f"{digit}" == "3"


def test_a_photograph_is_prepared_and_read_as_in_python(lab: Page) -> None:
    open_picture(lab, SAMPLE)
    check_sample(lab, SAMPLE.name)
    steps = lab.get_by_role("list", name="Steps of the preparation")
    for step in (
        "picture in grey",
        "its ink, light",
        "cut out, 20 \N{MULTIPLICATION SIGN} 20",
        "centred, 28 \N{MULTIPLICATION SIGN} 28 = 784 numbers",
    ):
        expect(steps.get_by_text(step)).to_be_visible()
    expect(lab.get_by_text("Dark ink on light paper: turned over")).to_be_visible()


GIVEN = """([kind, content, name]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const at = document.querySelector("[data-pad]");
  const how = { bubbles: true, cancelable: true };
  if (kind === "paste") at.dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: data }));
  else for (const type of ["dragover", "drop"]) at.dispatchEvent(new DragEvent(type, { ...how, dataTransfer: data }));
}"""


def give(page: Page, kind: str, content: bytes, name: str) -> None:
    page.evaluate(GIVEN, [kind, base64.b64encode(content).decode(), name])


@pytest.mark.parametrize(("kind", "title"), [("paste", "pasted picture"), ("drop", "sheet.png")])
def test_a_picture_can_be_pasted_and_dropped(lab: Page, kind: str, title: str) -> None:
    give(lab, kind, SAMPLE.read_bytes(), "sheet.png")
    check_sample(lab, title)


@pytest.mark.parametrize("kind", ["choose", "paste", "drop"])
def test_a_text_that_is_called_png_is_declined_in_words_and_nothing_is_lost(open_lab: Any, kind: str) -> None:
    page = open_lab(borne="status of 415")
    draw(page, SEVEN)
    content = b"My shopping list: milk, bread.\n" * 20
    if kind == "choose":
        open_picture(page, {"name": "list.png", "mimeType": "image/png", "buffer": content})
    else:
        give(page, kind, content, "list.png")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("This is no picture that can be read here")
    expect(answer(page)).to_have_text("7")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()
    draw(page, [[(0.3, 0.5), (0.7, 0.5)]])
    expect(pad(page)).to_have_accessible_name(re.compile("strokes: 2"))


def test_a_damaged_picture_is_declined_in_words(open_lab: Any) -> None:
    page = open_lab(borne="status of 4")
    open_picture(page, {"name": "half.png", "mimeType": "image/png", "buffer": SAMPLE.read_bytes()[:200]})
    expect(page.get_by_role("alert")).to_contain_text(re.compile("damaged|no picture"))
    expect(answer(page)).to_have_text(NONE)


def test_one_may_draw_on_after_a_photograph_and_go_back_to_it(lab: Page) -> None:
    open_picture(lab, SAMPLE)
    expect(answer(lab)).to_have_text("3")
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    lab.get_by_role("button", name="Undo", exact=True).click()
    expect(answer(lab)).to_have_text("3")


def test_preparation_switched_off_shrinks_the_photograph_as_it_is(lab: Page) -> None:
    open_picture(lab, SAMPLE)
    expect(answer(lab)).to_have_text("3")
    part = section(lab, "From ink to 784 numbers")
    part.get_by_role("switch", name="Prepare like MNIST").uncheck()
    expect(part.get_by_text("shrunk, 28")).to_be_visible()
    expect(part.get_by_text("its ink, light")).to_be_hidden()
