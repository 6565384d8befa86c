"""The one-file document, opened from disk with no server anywhere: the whole lab is in it, and nothing leaves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.hand import choose, type_value
from browser.person import ONE, SEVEN, answer, closer, draw, number, section, stand
from browser.test_axe import check_in_every_window
from digitscope.engine.initialise import initialise
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, save
from digitscope.pictures.document import document
from shipped import EXACT

HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>\N{LINE SEPARATOR}{7}"
SEEN = "if (location.protocol === 'file:') localStorage.setItem('digitscope.seen', '1')"
Opener = Callable[..., Page]


@pytest.fixture
def open_document(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a document from disk as `open_document(content, width=390, ...)`. At the end nothing may have gone wrong
    in any page: no error, nothing that its policy forbade, no request but for the file itself.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((tmp_path.as_uri(), "data:", "blob:")):
            wrong.append(url)

    def opened(
        content: bytes | None = None, *, width: int = 1280, seen: bool = True, fragment: str = "", **how: Any
    ) -> Page:
        target = tmp_path / f"{len(contexts)}.html"
        target.write_bytes(document(find("plain"), name="plain") if content is None else content)
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=how.pop("locale", "en"), **how)
        contexts.append(context)
        context.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: wrong.append(socket.url)))
        if seen:
            context.add_init_script(SEEN)
        page = context.new_page()
        page.goto(target.as_uri() + fragment)
        page.wait_for_selector("[data-pad]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def test_one_draws_sees_the_answer_and_stands_before_a_neuron(open_document: Opener) -> None:
    page = open_document()
    expect(page).to_have_title("digitscope: plain")
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    place = stand(page, "Hidden layer 1", "Neuron 3")
    expect(place.get_by_role("heading", name="Neuron 3")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    draw(page, ONE)
    expect(answer(page)).to_have_text("1")


def test_its_network_computes_what_python_computes(open_document: Opener) -> None:
    page = open_document()
    stand(page, "Output", "Digit 7")
    bias = find("plain").network.layers[2].bias[7]
    expect(closer(page)).to_contain_text(f"{abs(bias):.2f}")
    confidence = page.get_by_role("button", name=re.compile("^confidence"))
    draw(page, SEVEN)
    assert 50 < number(confidence.inner_text()) <= 100


def test_a_knob_is_turned_in_it_and_is_still_turned_after_a_reload(open_document: Opener) -> None:
    page = open_document()
    draw(page, SEVEN)
    choose(page, "Output", "Digit 1")
    type_value(page, "40")
    expect(answer(page)).to_have_text("1")
    page.wait_for_timeout(900)
    page.reload()
    expect(answer(page)).to_have_text("1")
    page.keyboard.press("Control+z")
    expect(answer(page)).to_have_text("7")


def test_what_is_absent_is_said_where_one_would_look_for_it(open_document: Opener) -> None:
    page = open_document()
    expect(page.get_by_text("Photographs and pictures are read by digitscope itself.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Open a picture|Camera"))).to_have_count(0)
    expect(section(page, "Any of the 10,000 test digits")).to_contain_text("not in this file")
    expect(page.get_by_role("spinbutton", name="Number of the test digit")).to_have_count(0)
    expect(page.locator("header .document")).to_have_attribute("title", re.compile("Training"))
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("Test digits by other hands are not in this file.")).to_be_visible()
    expect(page.get_by_text("which are not in this file").first).to_be_visible()
    page.get_by_role("button", name="Mistakes", exact=True).click()
    expect(page.get_by_text("every mistake stands here")).to_be_visible()
    expect(page.get_by_text(f"{EXACT} of them right")).to_be_visible()
    expect(page.get_by_text("offline")).to_have_count(0)


@pytest.mark.slow
def test_two_drawings_are_compared(open_document: Opener) -> None:
    page = open_document()
    page.get_by_role("button", name="Compare", exact=True).click()
    draw(page, SEVEN)
    page.get_by_role("button", name="Pin this drawing").click()
    draw(page, ONE)
    expect(page.get_by_text("reads as 7")).to_be_visible()
    expect(page.get_by_text("reads as 1")).to_be_visible()


@pytest.mark.slow
def test_a_pasted_picture_is_declined_in_words(open_document: Opener) -> None:
    page = open_document()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File(["x"], "seven.png", { type: "image/png" }));
            window.dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
        }"""
    )
    expect(page.get_by_role("alert")).to_contain_text("digitscope itself reads them")


@pytest.mark.slow
def test_a_network_file_is_loaded_and_the_own_one_had_back(open_document: Opener, tmp_path: Path) -> None:
    page = open_document(document(find("plain"), name="mine"))
    small = tmp_path / "small.safetensors"
    save(small, NetworkFile(initialise((784, 5, 10), rng=np.random.default_rng(0))))
    network = page.get_by_role("button", name=re.compile("^Network:"))
    for path, shown in ((small, "784-5-10"), (None, "784-16-16-10")):
        network.click()
        if path is None:
            page.get_by_role("button", name="The network of this file").click()
        else:
            page.locator("input[type=file][accept='.safetensors']").set_input_files(path)
        expect(network).to_contain_text(shown)
    (tmp_path / "damaged.safetensors").write_bytes(small.read_bytes()[:-1])
    network.click()
    page.locator("input[type=file][accept='.safetensors']").set_input_files(tmp_path / "damaged.safetensors")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(network).to_contain_text("784-16-16-10")


def test_g93_a_hostile_title_is_shown_as_text(open_document: Opener) -> None:
    page = open_document(document(find("plain"), name="mine", title=HOSTILE))
    said = HOSTILE.replace("\N{LINE SEPARATOR}", "\ufffd")
    assert page.title() == f"digitscope: {said}"
    expect(page.get_by_role("button", name=re.compile("^Network:"))).to_contain_text(said)
    assert page.locator("img").count() == 0
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")


@pytest.mark.slow
@pytest.mark.parametrize("wound", ["network", "json"])
def test_e67_a_document_that_was_changed_says_so(browser: Browser, tmp_path: Path, wound: str) -> None:
    content = document(find("plain"), name="plain").decode()
    at = content.index('"network": "') + (20_000 if wound == "network" else 0)
    target = tmp_path / "wounded.html"
    target.write_text(content[:at] + ("A" if content[at] != "A" else "B") + content[at + 1 :], encoding="utf-8")
    page = browser.new_page(locale="en")
    page.goto(target.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    expect(page.get_by_text("on its way")).to_have_count(0)
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(open_document: Opener, width: int) -> None:
    page = open_document(width=width)
    for view in ("Look", "Compare", "Mistakes"):
        page.get_by_role("button", name=view, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("view", ["Look", "Compare", "Mistakes"])
def test_axe_finds_nothing_in_a_document(open_document: Opener, axe: str, view: str) -> None:
    page = open_document(reduced_motion="reduce")
    draw(page, SEVEN)
    page.get_by_role("button", name=view, exact=True).click()
    check_in_every_window(page, axe)


@pytest.mark.slow
def test_the_tour_promises_nothing_that_is_not_in_it(open_document: Opener) -> None:
    page = open_document(seen=False, reduced_motion="reduce")
    card = page.get_by_role("dialog")
    for _ in range(5):
        card.get_by_role("button", name="Next").click()
    expect(card).to_contain_text("All of it is in this one file")


@pytest.mark.slow
def test_it_begins_where_it_was_told_to_and_an_address_goes_before_that(open_document: Opener) -> None:
    start = b'"start": "at=1.2&hide=workshop"'
    content = document(find("plain"), name="plain").replace(b'"start": ""', start, 1)
    page = open_document(content)
    expect(closer(page).get_by_role("heading", name="Neuron 2")).to_be_visible()
    expect(page.get_by_role("button", name="Workshop", exact=True)).to_have_count(0)
    page = open_document(content, fragment="#at=0.5")
    expect(closer(page).get_by_role("heading", name="Neuron 5")).to_be_visible()
    expect(page.get_by_role("button", name="Workshop", exact=True)).to_be_visible()


def test_as_a_browser_writes_it_out_it_is_a_document_again(
    open_document: Opener, browser: Browser, tmp_path: Path
) -> None:
    original = tmp_path / "original.html"
    original.write_bytes(document(find("plain"), name="plain"))
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(original.as_uri())
        written = page.content()
    copy = open_document(written.encode())
    draw(copy, SEVEN)
    expect(answer(copy)).to_have_text("7")
