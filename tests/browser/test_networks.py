"""A network file of one's own: the lab shows it and computes what Python computes; a damaged one changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from safetensors.numpy import save_file

import digitscope
from browser.person import SEVEN, answer, draw, near, numbers, open_digit, section, stand, trace_of
from digitscope import Network
from shipped import ROUGH

DIGIT = 4
HOSTILE = "<img src=x onerror=document.title='broken'>.safetensors"


def shown_network(page: Page) -> Any:
    """The button on top that names the network."""
    return page.get_by_role("button", name=re.compile("^Network:"))


def load(page: Page, file: Any) -> None:
    shown_network(page).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Load a network file").click()
    chooser.value.set_files(file)


def saved(folder: Path, name: str, network: Network) -> Path:
    path = folder / name
    digitscope.save(path, digitscope.NetworkFile(network))
    return path


def small(*hidden: int) -> Network:
    return digitscope.initialise((784, *hidden, 10), "relu", output_activation="softmax", rng=7)


@pytest.mark.parametrize("hidden", [(30,), (300, 20)])
def test_a_network_of_ones_own_gives_pythons_numbers(lab: Page, tmp_path: Path, hidden: tuple[int, ...]) -> None:
    network = small(*hidden)
    load(lab, saved(tmp_path, "mine.safetensors", network))
    expect(shown_network(lab)).to_contain_text("mine.safetensors")
    expect(shown_network(lab)).to_contain_text("-".join(str(width) for width in network.widths))
    total = f"{network.parameter_count:,} numbers are this network"
    expect(section(lab, "The network").get_by_text(total)).to_be_visible()

    open_digit(lab, DIGIT)
    trace = trace_of(DIGIT, network)
    expect(answer(lab)).to_have_text(str(int(np.argmax(trace.output))))
    rows = lab.get_by_role("list", name="The ten outputs").get_by_role("button").all_text_contents()
    assert [numbers(row)[1] for row in rows] == [near(a, 3) for a in trace.output]
    last = len(hidden)
    place = stand(lab, f"Hidden layer {last}", f"Neuron {hidden[-1] - 1}")
    terms, bias, z = numbers(place.locator(".head .formula math").first.text_content() or "")
    expected = float(trace.pre_activations[last - 1][-1])
    assert z == near(expected, 3)
    assert terms + bias == pytest.approx(expected, abs=2e-3)


def test_a_layer_too_wide_to_draw_says_what_is_left_out(lab: Page, tmp_path: Path) -> None:
    load(lab, saved(tmp_path, "wide.safetensors", small(500)))
    expect(shown_network(lab)).to_contain_text("784-500-10")
    expect(lab.get_by_text("400 of 500 drawn")).to_be_visible()
    expect(lab.get_by_text("Layers this wide are drawn in part")).to_be_visible()


def test_a_damaged_file_is_declined_in_words_and_the_network_stays(open_lab: Any, tmp_path: Path) -> None:
    page = open_lab(borne="status of 4")
    draw(page, SEVEN)
    path = saved(tmp_path, "mine.safetensors", small(30))
    content = bytearray(path.read_bytes())
    content[-5] ^= 0x40
    path.write_bytes(content)
    load(page, path)
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    expect(shown_network(page)).to_contain_text("plain")
    expect(answer(page)).to_have_text("7")


def test_the_shipped_network_comes_back_by_its_card(lab: Page, tmp_path: Path) -> None:
    load(lab, saved(tmp_path, "mine.safetensors", small(30)))
    expect(shown_network(lab)).to_contain_text("mine.safetensors")
    shown_network(lab).click()
    lab.get_by_role("dialog", name="Networks").get_by_role("button", name=re.compile("^plain")).click()
    expect(shown_network(lab)).to_contain_text(f"plain · 784-16-16-10 · {ROUGH}")


@pytest.mark.parametrize("name", [HOSTILE, "b93 \u202egnp.svg ${7*7} {{7*7}} '\"><script>1</script>.safetensors"])
def test_b93_a_hostile_file_name_of_a_network_is_shown_as_text(lab: Page, tmp_path: Path, name: str) -> None:
    content = saved(tmp_path, "mine.safetensors", small(30)).read_bytes()
    load(lab, {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    expect(shown_network(lab)).to_contain_text(name)
    check_harmless(lab)
    lab.get_by_role("button", name="Mistakes", exact=True).click()
    expect(lab.locator("[data-score]")).to_contain_text(name, timeout=15_000)
    check_harmless(lab)


@pytest.mark.parametrize("name", [HOSTILE.replace("safetensors", "png"), "<svg onload=document.title='broken'>.svg"])
def test_b93_a_hostile_file_name_of_an_image_is_shown_as_text(lab: Page, name: str) -> None:
    picture = Path(digitscope.__file__).parent / "samples" / "paper-3.png"
    with lab.expect_file_chooser() as chooser:
        lab.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files({"name": name, "mimeType": "image/png", "buffer": picture.read_bytes()})
    expect(lab.get_by_text(name, exact=True)).to_be_visible()
    check_harmless(lab)


def test_b93_an_svg_is_no_picture(open_lab: Any) -> None:
    page = open_lab(borne="status of 415")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='broken'\"><script>alert(1)</script></svg>"
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files({"name": "digit.svg", "mimeType": "image/svg+xml", "buffer": svg})
    expect(page.get_by_role("alert")).to_contain_text("This is no picture that can be read here")
    check_harmless(page)


def test_b32_hostile_texts_within_a_network_file_are_nowhere_markup(lab: Page, tmp_path: Path) -> None:
    mark = "<img src=x onerror=document.title='broken'>"
    path = tmp_path / "mine.safetensors"
    texts = {"made by": mark, "note": "\u202e" + mark * 40}
    digitscope.save(path, digitscope.NetworkFile(small(30), recipe=texts, data={"name": mark}, figures={mark: 1}))
    load(lab, path)
    expect(shown_network(lab)).to_contain_text("mine.safetensors")
    check_harmless(lab)


@pytest.mark.parametrize("name", ["../../x", "C:\\x", "<img src=x onerror=document.title='broken'>", "layers.0\u202e"])
def test_b32_hostile_tensor_names_are_declined_in_words(open_lab: Any, tmp_path: Path, name: str) -> None:
    page = open_lab(borne="status of 4")
    path = tmp_path / "names.safetensors"
    save_file({name: np.zeros((10, 784), np.float32)}, path, {"format": name})
    load(page, path)
    expect(page.get_by_role("alert")).to_contain_text("This is no network file that digitscope wrote")
    expect(shown_network(page)).to_contain_text("plain")
    check_harmless(page)


def check_harmless(page: Page) -> None:
    """No element and no script came of it."""
    assert page.title() != "broken"
    assert page.locator("img, [onerror], [onload], main script, header script").count() == 0
