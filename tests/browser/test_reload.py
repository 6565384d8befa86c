"""What is there after a reload: the network, the drawing, and every step that led to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.hand import choose, outputs, type_value, value
from browser.person import ONE, SEVEN, answer, draw, pad

REST = 600
"""Milliseconds after which the lab has kept what is there."""
FORBID = {
    "throws": "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden'); } })",
    "is not there": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
    "refuses": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }",
}


def reload(page: Page) -> None:
    page.wait_for_timeout(REST)
    page.reload()
    expect(pad(page)).to_be_visible()


def turn_a_bias(page: Page, number: str) -> None:
    choose(page, "Output", "Digit 1")
    type_value(page, number)


def test_after_a_reload_all_is_there_and_can_still_be_undone(lab: Page) -> None:
    draw(lab, SEVEN)
    turn_a_bias(lab, "40")
    expect(answer(lab)).to_have_text("1")
    before = outputs(lab)
    reload(lab)
    expect(answer(lab)).to_have_text("1")
    expect(value(lab)).to_have_value("40.0000")
    assert outputs(lab) == before
    lab.keyboard.press("Control+z")
    expect(answer(lab)).to_have_text("7")
    lab.keyboard.press("Control+z")
    expect(answer(lab)).not_to_have_text("7")
    lab.keyboard.press("Control+Shift+z")
    lab.keyboard.press("Control+Shift+z")
    assert outputs(lab) == before


@pytest.mark.parametrize("how", FORBID)
def test_a_browser_that_keeps_nothing_begins_anew_and_nothing_else_is_different(
    open_lab: Callable[..., Page], address: str, how: str
) -> None:
    page = open_lab()
    page.context.add_init_script(FORBID[how])
    page.goto(address.split("/?")[0])
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    reload(page)
    draw(page, ONE)
    expect(answer(page)).to_have_text("1")


def test_what_was_kept_by_another_version_is_passed_over(lab: Page) -> None:
    draw(lab, SEVEN)
    lab.wait_for_timeout(REST)
    put: Any = """async () => {
      const opening = indexedDB.open("digitscope", 1);
      await new Promise((done) => { opening.onsuccess = done; });
      const store = opening.result.transaction("labs", "readwrite").objectStore("labs");
      const request = store.put({ format: 99, state: { bench: "nonsense" } }, "lab");
      await new Promise((done) => { request.onsuccess = done; });
      opening.result.close();
    }"""
    lab.evaluate(put)
    lab.goto("about:blank")
    lab.go_back()
    expect(pad(lab)).to_be_visible()
    draw(lab, ONE)
    expect(answer(lab)).to_have_text("1")
