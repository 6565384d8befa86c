"""Language, light, calm, width of the window, and the guided first minute."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.person import SEVEN, answer, draw, pad, section

VIEWS = ("1", "2", "3")


def in_german(page: Page) -> None:
    page.get_by_role("combobox", name="Language").select_option("de")


def test_german_is_chosen_and_stays_after_a_reload(lab: Page) -> None:
    in_german(lab)
    for _ in range(2):
        expect(lab.get_by_role("heading", name="Die Antwort")).to_be_visible()
        expect(lab.locator("html")).to_have_attribute("lang", "de")
        expect(section(lab, "The answer")).to_have_count(0)
        lab.reload()
    lab.get_by_role("combobox", name="Sprache").select_option("en")
    expect(section(lab, "The answer")).to_be_visible()


def test_a_browser_that_speaks_german_gets_german_and_its_numbers(open_lab: Any) -> None:
    page = open_lab(locale="de-CH")
    expect(page.get_by_role("heading", name="Die Antwort")).to_be_visible()
    draw(page, SEVEN)
    expect(page.get_by_role("paragraph").filter(has_text=re.compile(r"\d\d,\d\s*%")).first).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_no_text_is_missing_in_either_language(lab: Page, view: str) -> None:
    for language in ("en", "de"):
        lab.locator("select").first.select_option(language)
        lab.keyboard.press("Escape")
        pad(lab).or_(lab.locator("main")).first.click()
        lab.evaluate("document.activeElement.blur()")
        lab.keyboard.press(view)
        lab.wait_for_timeout(200)
        words = lab.locator("body").inner_text()
        assert not re.search(r"\b(shell|draw|zoom|network|compare|mistakes|answer|rather|problem)\.[a-z]+\b", words)
        assert not re.search(r"\{\w+\}|undefined|NaN", words)


def test_the_theme_goes_through_three_and_stays_after_a_reload(lab: Page) -> None:
    button = lab.get_by_role("button", name=re.compile("^Light or dark"))
    html = lab.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    button.click()
    expect(button).to_have_accessible_name(re.compile("light. Press"))
    button.click()
    expect(html).to_have_attribute("data-theme", "dark")
    lab.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    button.click()
    expect(html).to_have_attribute("data-theme", "light")


def test_the_theme_follows_the_system_where_nothing_was_chosen(open_lab: Any) -> None:
    page = open_lab(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


FRAMES = """() => {
  window.frames_asked = 0;
  const asked = window.requestAnimationFrame;
  window.requestAnimationFrame = (act) => { window.frames_asked += 1; return asked.call(window, act); };
}"""


def test_playing_the_signal_asks_for_no_frames_where_motion_is_unwelcome(open_lab: Any) -> None:
    page = open_lab(reduced_motion="reduce")
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    page.evaluate(FRAMES)
    page.get_by_role("slider", name="Pace").fill("1")
    page.get_by_role("button", name="Play the signal").click()
    expect(answer(page)).to_have_text("…")
    expect(answer(page)).to_have_text("7")
    asked = page.evaluate("frames_asked")
    assert asked <= 8, f"{asked} frames for three layers: it is animated"
    moving = page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert moving == 0


def test_the_first_visit_shows_the_tour_and_escape_ends_it_for_good(open_lab: Any) -> None:
    page = open_lab(first_visit=True)
    card = page.get_by_role("dialog", name="Draw a 7")
    expect(card).to_be_visible()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    expect(pad(page)).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_tour_goes_forth_and_back_to_its_end(open_lab: Any) -> None:
    page = open_lab(first_visit=True)
    card = page.get_by_role("dialog")
    for step in range(1, 6):
        expect(card).to_contain_text(f"{step} of 6")
        card.get_by_role("button", name="Next").click()
    card.get_by_role("button", name="Back").click()
    expect(card).to_contain_text("5 of 6")
    card.get_by_role("button", name="Next").click()
    card.get_by_role("button", name="Start looking").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Show me around").click()
    expect(card).to_contain_text("1 of 6")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [320, 1280, *(pytest.param(one, marks=pytest.mark.slow) for one in (390, 768, 1920))])
def test_no_width_needs_to_scroll_sideways(open_lab: Any, width: int, language: str) -> None:
    page = open_lab(width=width, height=900, locale=language)
    draw(page, SEVEN)
    expect(page.locator(".numeral")).to_have_text("7")
    fits(page, "Look")
    page.locator("[data-spot='1 3']").click()
    fits(page, "a neuron")
    page.keyboard.press("Escape")
    fits(page, "a layer")
    for view in ("2", "3"):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(view)
        page.wait_for_timeout(200)
        if view == "3":
            expect(page.locator("[data-cell='0-0']")).to_be_visible(timeout=15_000)
        fits(page, f"view {view}")


def fits(page: Page, what: str) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{what} is {wide} px wide in a window of {room}"
