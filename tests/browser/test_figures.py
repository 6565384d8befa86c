"""While a knob turns, the figures over the 10,000 test digits follow, and they are those of Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hand import DIGIT, choose, type_value, undo
from browser.person import SEVEN, answer, draw, number, numbers, open_digit, plain, section, unseen
from digitscope.engine.losses import quadratic
from digitscope.measures.paired import PairedChange, paired
from digitscope.probes.sweep import Knob

if TYPE_CHECKING:
    from digitscope import Network

TITLE = "The 10,000 test digits"
PLACE = "Hidden layer 2", "Neuron 9", "Neuron 6"
KNOB = Knob(1, 9, 6)


def figures(page: Page) -> Locator:
    return section(page, TITLE)


def figure(page: Page) -> Locator:
    """The accuracy, as it stands."""
    return figures(page).locator("[data-figure]")


def opened(page: Page) -> Page:
    figures(page).get_by_role("button", name=TITLE).click()
    expect(figure(page)).to_be_visible()
    return page


def outputs(network: Network) -> Any:
    return network.trace(unseen().pixels()).pre_activations[-1]


def answers(network: Network) -> Any:
    return outputs(network).argmax(axis=1)


def change_to(network: Network, before: Network | None = None) -> PairedChange:
    return paired(answers(before or plain()), answers(network), unseen().labels)


def percent(network: Network) -> str:
    return f"{(answers(network) == unseen().labels).mean():.2%}"


def points(share: float) -> str:
    text = f"{100 * share:+.2f}".replace("-", "\N{MINUS SIGN}")
    return "0.00" if float(f"{100 * share:.2f}") == 0 else text


@pytest.fixture
def turned(lab: Page) -> tuple[Page, Network]:
    """A lab whose network reads visibly worse, and that network."""
    choose(lab, *PLACE)
    type_value(lab, "-3")
    network = KNOB.turned(plain(), -3)
    expect(figure(lab)).to_have_text(percent(network))
    return lab, network


def test_nothing_is_fetched_before_somebody_asks(open_lab: Any) -> None:
    lab = open_lab()
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    lab.on("websocket", lambda socket: socket.on("framesent", lambda text: said.append(str(text))))
    lab.reload()
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    expect(figures(lab)).to_contain_text("Turn a number and see here")
    assert not [url for url in asked if "/api/digits" in url]
    assert not said
    opened(lab)
    expect(figure(lab)).to_have_text(percent(plain()))
    assert [url for url in asked if "/api/digits" in url]
    expect(figures(lab)).to_contain_text("It is the very same network")


@pytest.mark.slow
def test_the_panel_closes_and_then_asks_for_nothing(lab: Page) -> None:
    choose(opened(lab), *PLACE)
    figures(lab).get_by_role("button", name=TITLE).click()
    expect(figure(lab)).to_have_count(0)
    type_value(lab, "1")
    lab.wait_for_timeout(300)
    expect(figure(lab)).to_have_count(0)


def test_the_figures_follow_while_the_slider_is_dragged(lab: Page) -> None:
    choose(opened(lab), *PLACE)
    slider = section(lab, "In hand").get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.72, box["y"] + box["height"] / 2
    lab.mouse.move(x, y)
    lab.mouse.down()
    seen = set()
    for step in range(45):
        lab.mouse.move(x - step * box["width"] / 90, y)
        lab.wait_for_timeout(16)
        seen.add(figure(lab).text_content())
    assert len(seen) > 3, f"it stood still while the knob turned: {seen}"
    lab.mouse.up()
    network = KNOB.turned(plain(), float(slider.input_value()))
    expect(figure(lab)).to_have_text(percent(network))
    undo(lab)
    expect(figure(lab)).to_have_text(percent(plain()))


def test_the_paired_change_its_interval_and_verdict_are_pythons(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    change = change_to(network)
    low, high = change.interval
    place = figures(lab).locator("[data-change]")
    expect(place).to_contain_text(f"{points(change.change)} points")
    expect(place).to_contain_text(f"between {points(low)} and {points(high)} with other digits of this kind")
    expect(place.get_by_role("button", name="worse", exact=True)).to_be_visible()
    for side, count in (("won", change.won), ("lost", change.lost)):
        expect(figures(lab).get_by_role("heading", name=f"{count} {side}", exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_mean_loss_is_pythons(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    before, after = (quadratic(outputs(one), unseen().labels) for one in (plain(), network))
    cost, moved = numbers(figures(lab).locator(".cost").text_content() or "")
    assert cost == pytest.approx(after, abs=6e-6)
    assert moved == pytest.approx(after - before, abs=1.1e-5)


@pytest.mark.slow
def test_a_change_too_small_to_tell_is_called_so(lab: Page) -> None:
    choose(lab, *PLACE)
    for value, verdict in (("7.5", "cannot tell"), ("8.86", "no difference")):
        type_value(lab, value)
        network = KNOB.turned(plain(), float(value))
        change = change_to(network)
        assert (change.won + change.lost == 0) == (verdict == "no difference")
        assert change.interval[0] < 0 < change.interval[1]
        expect(figures(lab).get_by_role("button", name=verdict, exact=True)).to_be_visible()


def test_a_lost_digit_opens_in_the_glass_box_with_its_wrong_answer(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    lost = change_to(network).lost_images
    thumb = figures(lab).locator("[data-side=lost] [data-digit]")
    expect(thumb).to_have_count(min(10, len(lost)))
    index = int(lost[0])
    expect(thumb.first).to_have_attribute("data-digit", str(index))
    label, was, now = unseen().labels[index], answers(plain())[index], answers(network)[index]
    expect(thumb.first).to_contain_text(f"a {label}, answered as {was} before and as {now} now")
    thumb.first.click()
    expect(lab.get_by_text(f"Number {index} shows")).to_be_visible()
    expect(answer(lab)).to_have_text(str(now))


@pytest.mark.slow
def test_pages_of_lost_digits_show_all_of_them(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    lost = change_to(network).lost_images
    place = figures(lab).locator("[data-side=lost]")
    seen: list[int] = []
    while True:
        seen += [int(one.get_attribute("data-digit") or "") for one in place.locator("[data-digit]").all()]
        following = place.get_by_role("button", name="Next digits")
        if not following.count() or following.is_disabled():
            break
        following.click()
    assert seen == lost.tolist()


@pytest.mark.slow
def test_the_confusion_says_what_changed_and_leads_to_the_mistakes(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    labels = unseen().labels
    was, now = np.zeros((10, 10), int), np.zeros((10, 10), int)
    np.add.at(was, (labels, answers(plain())), 1)
    np.add.at(now, (labels, answers(network)), 1)
    label, taken = np.unravel_index(np.argmax((now - was) * (1 - np.eye(10, dtype=int))), (10, 10))
    cell = figures(lab).locator(f"[data-cell='{label}-{taken}']")
    told = f"{label} read as {taken}: {was[label, taken]} before, {now[label, taken]} now"
    expect(cell).to_have_attribute("aria-label", re.compile(re.escape(told)))
    cell.hover()
    expect(figures(lab).locator(".said")).to_contain_text(told)
    cell.click()
    expect(lab.get_by_role("heading", name=f"{label} answered as {taken}")).to_be_visible()
    expect(lab.locator("[data-score]")).to_contain_text(
        f"as you have turned it, reads {(answers(network) == labels).sum():,}"
    )
    lab.keyboard.press("Control+z")
    expect(lab.locator("[data-score]")).to_contain_text(f"“plain” reads {(answers(plain()) == labels).sum():,}")


@pytest.mark.slow
def test_arrow_keys_walk_the_confusion(turned: tuple[Page, Network]) -> None:
    lab, _ = turned
    figures(lab).locator("[data-cell='0-0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        lab.keyboard.press(key)
    expect(figures(lab).locator("[data-cell='2-1']")).to_be_focused()
    expect(figures(lab).locator(".said")).to_contain_text("2 read as 1")


def test_the_figures_are_compared_with_a_named_network(turned: tuple[Page, Network]) -> None:
    lab, network = turned
    lab.get_by_role("button", name="Workshop", exact=True).click()
    lab.get_by_role("textbox", name="Name", exact=True).fill("the worse one")
    lab.get_by_role("button", name="Keep", exact=True).click()
    lab.get_by_role("button", name="Look", exact=True).click()
    type_value(lab, "8")
    place = figures(lab)
    place.get_by_role("combobox", name="Compared with").select_option("the worse one")
    change = change_to(KNOB.turned(plain(), 8), before=network)
    expect(place.locator("[data-change]")).to_contain_text(f"{points(change.change)} points")
    expect(place.get_by_role("button", name="better", exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_figures_of_a_reshaped_network_come_in_the_workshop(lab: Page) -> None:
    opened(lab)
    lab.keyboard.press("4")
    place = figures(lab)
    place.get_by_role("button", name=TITLE).click()
    expect(place.locator("[data-figure]")).to_have_text(percent(plain()))


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_moves_sideways(open_lab: Any, width: int) -> None:
    lab = open_lab(width=width)
    open_digit(lab, DIGIT)
    lab.locator("[data-take]").click()
    type_value(lab, "-3")
    expect(figures(lab).locator("[data-change]")).to_be_visible()
    assert lab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert number(figure(lab).text_content() or "") < 96.09
