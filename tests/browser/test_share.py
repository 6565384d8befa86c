"""What was made is given away as a link and comes back; what teachers arrange by one; the menu that has them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import digitscope
from browser.conftest import SEEN
from browser.person import SEVEN, answer, closer, draw, near, open_digit, pad, plain, section, stand
from browser.sharing import (
    alert,
    check_harmless,
    edits,
    follow,
    fragment,
    link,
    outputs,
    share,
    shown_network,
)


def test_a_copied_link_opens_the_same_lab_elsewhere(open_lab: Any) -> None:
    first = open_lab(permissions=["clipboard-read", "clipboard-write"])
    draw(first, SEVEN)
    stand(first, "Hidden layer 1", "Neuron 3")
    dialog = share(first)
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    copied = first.evaluate("navigator.clipboard.readText()")
    second = open_lab()
    second.goto(copied)
    expect(answer(second)).to_have_text("7")
    expect(closer(second).get_by_role("heading", name="Neuron 3")).to_be_visible()
    assert link(second) == copied == link(first)
    assert fragment(second) == ""


@pytest.mark.slow
def test_the_link_is_a_field_to_select_and_says_how_long_it_is(lab: Page) -> None:
    dialog = share(lab)
    field = dialog.get_by_role("textbox", name="The link")
    expect(dialog.get_by_text(f"{len(field.input_value())} of at most 8,000 characters")).to_be_visible()
    field.focus()
    assert lab.evaluate("getSelection().toString()") == field.input_value()


def test_a_turned_network_in_a_link_gives_python_s_outputs(lab: Page) -> None:
    turned = plain().with_weight(0, 3, 406, 2.5).with_weight(1, 2, 7, -4).with_bias(2, 9, 1.25)
    changes = {0: {3 * 784 + 406: 2.5}, 1: {2 * 16 + 7: -4.0}, 2: {160 + 9: 1.25}}
    follow(lab, f"network=plain&digit=3&edits={edits(turned, changes)}&muted=0.5")
    expect(shown_network(lab)).to_contain_text("plain, edited")
    wanted = turned.muted(0, 5).trace(digitscope.mnist("test").images[3] / 255).activations[-1]
    for ours, theirs in zip(outputs(lab), wanted, strict=True):
        assert ours == near(float(theirs), 3)


@pytest.mark.slow
def test_undo_leads_back_from_a_link_that_was_followed_within_the_page(lab: Page) -> None:
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    follow(lab, "network=plain&digit=2&muted=0.1")
    expect(answer(lab)).to_have_text("1")
    expect(shown_network(lab)).to_contain_text("edited")
    lab.keyboard.press("Control+z")
    lab.keyboard.press("Control+z")
    expect(answer(lab)).to_have_text("7")
    expect(shown_network(lab)).not_to_contain_text("edited")


def test_the_state_leaves_the_address_and_a_reload_keeps_what_was_done_since(open_lab: Any) -> None:
    page = open_lab()
    page.goto(f"{page.url}#network=plain&digit=2&hide=tour,compare&type=1.2")
    expect(answer(page)).to_have_text("1")
    page.wait_for_function("location.hash === '#hide=tour,compare&type=1.2'")
    page.get_by_role("button", name="Clear").click()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    page.wait_for_timeout(800)
    page.reload()
    expect(answer(page)).to_have_text("7")
    expect(page.get_by_role("button", name="Compare", exact=True)).to_have_count(0)
    assert fragment(page) == "#hide=tour,compare&type=1.2"


def test_g91_the_token_is_taken_and_the_rest_of_the_address_stays(browser: Browser) -> None:
    command = [sys.executable, "-m", "digitscope", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as lab, browser.new_context() as context:
        assert lab.stdout is not None
        found = next(hit[0] for line in lab.stdout if (hit := re.search(r"http://\S+", line)))
        context.add_init_script(SEEN)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{found}#network=plain&digit=2&hide=tour")
        expect(answer(page)).to_have_text("1")
        page.wait_for_function("location.search === '' && location.hash === '#hide=tour'")
        # Only the first request holds the token, and none holds what stands behind the #.
        assert [url for url in asked if "token" in url] == [found]
        assert not any("digit=2" in url.split("#")[0] for url in asked)
        lab.send_signal(signal.SIGTERM)
        lab.wait(10)


def test_hidden_parts_are_not_shown_and_their_keys_do_nothing(lab: Page) -> None:
    follow(lab, "hide=networks,compare,mistakes,workshop,tour")
    for name in ("Compare", "Mistakes", "Workshop", "Show me around", re.compile("^Network:")):
        expect(lab.get_by_role("button", name=name)).to_have_count(0)
    lab.keyboard.press("2")
    expect(pad(lab)).to_be_visible()
    expect(section(lab, "The answer")).to_be_visible()
    follow(lab, "hide=share")
    expect(lab.get_by_role("button", name="Share", exact=True)).to_have_count(0)
    expect(lab.get_by_role("button", name="Compare", exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_guided_minute_does_not_begin_where_it_is_hidden(open_lab: Any, address: str) -> None:
    page = open_lab(first_visit=True)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(f"{address.split('/?')[0]}#hide=tour")
    expect(pad(page)).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.slow
def test_who_stands_in_a_view_that_gets_hidden_is_led_back(lab: Page) -> None:
    lab.keyboard.press("3")
    follow(lab, "hide=mistakes")
    expect(pad(lab)).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("times", [1.4, 2])
def test_larger_type_is_larger_everywhere_and_needs_no_scrolling_sideways(
    open_lab: Any, width: int, times: float
) -> None:
    page = open_lab(width=width, locale="de")
    size = "Number.parseFloat(getComputedStyle(document.querySelector('h2')).fontSize)"
    before = page.evaluate(size)
    follow(page, f"type={times}")
    page.wait_for_function(f"{size} > {before}")
    assert page.evaluate(size) == pytest.approx(before * times, rel=0.01)
    for view in "123":
        page.keyboard.press(view)
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"view {view}"


@pytest.mark.slow
def test_language_and_light_of_a_link_are_not_kept_as_a_choice(open_lab: Any) -> None:
    page = open_lab()
    home = page.url
    page.goto("about:blank")
    page.goto(f"{home}#language=de&theme=dark")
    expect(page.get_by_role("heading", name="Die Antwort")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="Die Antwort")).to_be_visible()
    page.goto("about:blank")
    page.goto(home)
    expect(section(page, "The answer")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


HOSTILE = (
    ("network=plain&at=0.3&muted=7.0", "muted must be a layer of this network, 0 to 2; got 7"),
    ("network=nobody", "names a network that is not here"),
    ("network=..%2F..%2Fetc%2Fpasswd", "network must be the name of a network"),
    ("network=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'broken'%3E", "network must be the name of a network"),
    ("<img src=x onerror=document.title='broken'>", "what stands behind # must be made of"),
    ("digit=2&digit=3&hide=share", "digit must be there once"),
    ("hide=share&type=1e9", "type must be from 1 to 2"),
    ("language=de&drawing=AAAA", "drawing must be strokes of a point or more"),
    ("edits=" + "A" * 4000, "edits must be"),
    ("drawing=" + "A" * 8000, "This link is too long"),
    ("theme=dark&hide=share&type=2&edits=AAAAAAAA", "edits must be"),
    ("__proto__=1", "what stands behind # must be made of"),
)


def check_refused(page: Page, says: str, before: str) -> None:
    """In one notice, and nothing is other than it was."""
    expect(alert(page)).to_have_count(1)
    expect(alert(page)).to_contain_text(says)
    expect(alert(page)).to_contain_text("Nothing of it was used")
    expect(answer(page)).to_have_text("7")
    assert link(page) == before
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    check_harmless(page)


def test_g93_hostile_links_are_refused_in_one_notice_and_change_nothing(lab: Page) -> None:
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    before = link(lab)
    for hostile, says in HOSTILE:
        follow(lab, hostile)
        check_refused(lab, says, before)
        alert(lab).get_by_role("button", name="Close").click()


@pytest.mark.slow
@pytest.mark.parametrize("index", [0, 1, 4, 10])
def test_g93_where_a_page_begins_with_a_hostile_link_what_was_kept_is_put_back(open_lab: Any, index: int) -> None:
    page = open_lab()
    home = page.url
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    before = link(page)
    page.wait_for_timeout(700)
    hostile, says = HOSTILE[index]
    page.goto("about:blank")
    page.goto(f"{home}#{hostile}")
    check_refused(page, says, before)


@pytest.mark.slow
def test_what_a_teacher_ticks_stands_in_the_link_and_not_on_this_page(open_lab: Any) -> None:
    page = open_lab(locale="de")
    page.get_by_role("button", name="Teilen", exact=True).click()
    dialog = page.get_by_role("dialog", name="Teilen")
    dialog.get_by_text("Für Lehrkräfte").click()
    dialog.get_by_role("checkbox", name="Fehler").check()
    dialog.get_by_role("checkbox", name="Teilen").check()
    dialog.get_by_role("slider", name="Schriftgröße").fill("1.4")
    dialog.get_by_role("checkbox", name="Auf Deutsch").check()
    made = dialog.get_by_role("textbox", name="Der Link").input_value()
    assert made.endswith("#network=plain&hide=mistakes,share&type=1.4&language=de")
    expect(page.get_by_role("button", name="Fehler", exact=True)).to_be_visible()
    other = open_lab()
    other.goto(made)
    expect(other.get_by_role("heading", name="Die Antwort")).to_be_visible()
    expect(other.get_by_role("button", name="Fehler", exact=True)).to_have_count(0)


def test_the_menu_opens_and_closes_by_keys_and_gives_the_focus_back(lab: Page) -> None:
    button = lab.get_by_role("button", name="Share", exact=True)
    button.focus()
    lab.keyboard.press("Enter")
    dialog = lab.get_by_role("dialog", name="Share")
    expect(dialog).to_be_focused()
    lab.keyboard.press("Tab")
    expect(dialog.get_by_role("textbox", name="The link")).to_be_focused()
    lab.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    lab.keyboard.press("Enter")
    for _ in range(30):  # Tab leads out of it: it holds nobody
        lab.keyboard.press("Tab")
    expect(dialog).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_wrong_with_the_menu(open_lab: Any, axe: str, scheme: str, width: int) -> None:
    page = open_lab(width=width, color_scheme=scheme)
    share(page).get_by_text("For teachers").click()
    page.evaluate(axe)
    violations = page.evaluate(
        "axe.run('.share').then(({violations}) => violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
    )
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.slow
def test_a_test_digit_is_named_by_its_number(lab: Page) -> None:
    open_digit(lab, 4321)
    assert link(lab).endswith("#network=plain&digit=4321")
