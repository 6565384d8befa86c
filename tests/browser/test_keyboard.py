"""Everything without a pointer: from the first Tab to the sum of a neuron, and through every view."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.person import answer, closer, near, numbers, pad, section, table

HERE = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const stuck = at === window.before;
  window.before = at;
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return { seen, stuck, what: at.outerHTML.slice(0, 160), body: at === document.body };
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until what has the focus is of that kind (a selector)."""
    for _ in range(120):
        press(page, "Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"the Tab key never comes to {wanted}")


def test_from_load_to_an_answer_to_a_neurons_sum(lab: Page) -> None:
    tab_to(lab, "[data-pad]")
    press(lab, *["Shift+ArrowUp"] * 2, "Space", *["Shift+ArrowDown"] * 4, "Space")
    expect(answer(lab)).to_have_text("1")

    tab_to(lab, "[data-spot^='1 ']")
    press(lab, "ArrowDown", "ArrowDown", "ArrowRight", "Home", "ArrowDown")
    expect(lab.locator("[data-spot='2 1']")).to_be_focused()
    press(lab, "Enter")
    place = closer(lab)
    expect(place.get_by_role("heading", name="Digit 1 · Output", exact=True)).to_be_visible()
    *terms, bias, total = table(place.get_by_role("table").filter(has_text="so far"))
    z = numbers(total[-1])[0]
    while place.get_by_role("button", name=re.compile(r"^Show \d+ more")).is_enabled():
        tab_to(lab, "section.zoom .more button:not([disabled])")
        press(lab, "Enter")
        *terms, bias, total = table(place.get_by_role("table").filter(has_text="so far"))
    assert len(terms) == 16
    assert sum(numbers(row[2])[0] for row in terms) + numbers(bias[1])[0] == pytest.approx(z, abs=0.0005 * 18)
    assert z > 0

    press(lab, "Escape")
    expect(place.get_by_role("combobox", name="Neuron", exact=True)).to_have_value("")
    press(lab, "Escape")
    expect(section(lab, "What the first layer looks for")).to_be_visible()


def test_a_term_leads_to_the_neuron_that_it_comes_from(lab: Page) -> None:
    lab.locator("[data-spot='2 7']").focus()
    press(lab, "Enter")
    tab_to(lab, "section.zoom tbody th button")
    name = lab.evaluate("document.activeElement.textContent")
    press(lab, "Enter")
    expect(closer(lab).get_by_role("heading", name=f"{name} · Hidden layer 2", exact=True)).to_be_visible()


def test_the_views_have_keys_and_typing_is_left_alone(lab: Page) -> None:
    press(lab, "2")
    expect(lab.get_by_role("heading", name="The same digit, drawn differently")).to_be_visible()
    press(lab, "3")
    expect(lab.get_by_role("heading", name="What it gets wrong")).to_be_visible()
    press(lab, "1")
    field = lab.get_by_role("spinbutton", name="Number of the test digit")
    field.focus()
    press(lab, "2", "3", "Enter")
    expect(lab.get_by_text("Number 23 shows")).to_be_visible()


def test_the_network_chooser_opens_and_closes_and_gives_the_focus_back(lab: Page) -> None:
    button = lab.get_by_role("button", name=re.compile("^Network:"))
    button.focus()
    press(lab, "Enter")
    expect(lab.get_by_role("dialog", name="Networks").get_by_role("button").first).to_be_focused()
    press(lab, "Escape")
    expect(lab.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize("view", ["1", "2", "3"])
def test_tab_goes_through_the_whole_page_shows_where_it_is_and_comes_out(lab: Page, view: str) -> None:
    press(lab, view)
    if view == "3":
        expect(lab.locator("[data-cell='0-0']")).to_be_visible(timeout=15_000)
    else:
        expect(pad(lab)).to_be_visible()
    stops: list[str] = []
    for _ in range(200):
        press(lab, "Tab")
        here = lab.evaluate(HERE)
        if here["body"]:
            break
        assert here["seen"], f"no mark shows that the focus is on {here['what']}"
        assert not here["stuck"], f"Tab does not leave {here['what']}"
        stops.append(here["what"])
    else:
        pytest.fail("two hundred times Tab, and no end")
    assert len(stops) > 10


def test_the_signal_is_played_with_the_keys(lab: Page) -> None:
    pad(lab).focus()
    press(lab, *["Shift+ArrowUp"] * 2, "Space", *["Shift+ArrowDown"] * 4, "Space")
    expect(answer(lab)).to_have_text("1")
    tab_to(lab, ".player .main")
    press(lab, "Tab", "Tab", "Enter", "Enter")
    expect(answer(lab)).to_have_text("…")
    press(lab, "Enter", "Enter")
    expect(answer(lab)).to_have_text("1")


def test_a_layers_weights_are_walked_with_the_arrow_keys(lab: Page) -> None:
    place = closer(lab)
    place.get_by_role("combobox", name="Layer", exact=True).select_option(label="Output")
    tab_to(lab, "[role=gridcell]")
    press(lab, "ArrowDown", "ArrowRight")
    cell = lab.locator("[role=gridcell]:focus")
    expect(cell).to_have_attribute("data-cell", "17")
    weight = numbers(cell.inner_text())[0]
    told = place.get_by_text(re.compile("Digit 1 ← Neuron 1"))
    expect(told).to_be_visible()
    assert near(weight, 2) == numbers(told.locator("xpath=..").inner_text().partition("Neuron 1")[2])[0]
