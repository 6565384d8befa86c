"""What was made is given away as a file and comes back: the whole state, the network for Python, one page."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

import digitscope
from browser.person import SEVEN, answer, draw, near, plain
from browser.sharing import (
    alert,
    check_harmless,
    edits,
    follow,
    link,
    open_file,
    outputs,
    saved,
    share,
    shown_network,
    state,
)
from digitscope.engine.structure import with_hidden_layer
from digitscope.networks.catalogue import find
from digitscope.networks.files import from_bytes, to_bytes
from shipped import ROUGH


def test_a_saved_file_opens_elsewhere_with_all_that_was_there(open_lab: Any) -> None:
    first = open_lab()
    follow(first, "network=plain&at=1.4&digit=18&muted=0.3&locks=2&prepare=off")
    expect(answer(first)).to_be_visible()
    name, content = saved(first, "Save what is here")
    assert name == "digitscope-lab.json"
    second = open_lab()
    open_file(second, content)
    expect(shown_network(second)).to_contain_text("plain, edited")
    assert link(second) == link(first)
    assert "at=1.4&digit=18&muted=0.3&locks=2" in link(second)


@pytest.mark.slow
def test_a_file_that_is_dropped_anywhere_opens_and_undo_leads_back(lab: Page) -> None:
    content = state(plain(), {"view": "look", "input": {"digit": 1}}).decode()
    draw(lab, SEVEN)
    for target in ("main", "[data-pad]"):
        drop(lab, target, "mine.json", "application/json", content)
        expect(answer(lab)).to_have_text("2")
        lab.keyboard.press("Control+z")
        expect(answer(lab)).to_have_text("7")


def drop(page: Page, target: str, name: str, kind: str, content: str) -> None:
    page.locator(target).first.evaluate(
        """(place, [name, type, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], name, { type }));
          for (const kind of ["dragover", "drop"])
            place.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [name, kind, content],
    )


@pytest.mark.slow
def test_a_file_with_another_structure_made_in_python_reads_the_same_here(lab: Page) -> None:
    deeper = with_hidden_layer(plain(), 2, 12, rng=1, activation="tanh")
    open_file(lab, state(plain(), {"input": {"digit": 4}, "at": "2"}, base=deeper))
    expect(shown_network(lab)).to_contain_text("made in Python, edited")
    expect(shown_network(lab)).to_contain_text("784-16-16-12-10")
    wanted = deeper.trace(digitscope.mnist("test").images[4] / 255).activations[-1]
    for ours, theirs in zip(outputs(lab), wanted, strict=True):
        assert ours == near(float(theirs), 3)
    name, content = saved(lab, "Save the network")
    assert name == "made-in-Python-edited.safetensors"
    assert from_bytes(content).network == deeper


HOSTILE_FILES = [
    ("not JSON", b"hello", "not strict JSON"),
    ("e67 100,000 levels", b"[" * 100_000, "not strict JSON"),
    ("e67 a key twice", b'{"digitscope":"state","digitscope":"state"}', "a key that comes twice"),
    ("e67 1e999", b'{"digitscope":"state","format":1e999}', "beyond float64"),
    ("markup", b'{"digitscope":"<img src=x onerror=document.title=1>"}', "digitscope must be"),
    ("b23 a pickle", b"\x80\x04\x95\x0b\x00\x00\x00", "not UTF-8"),
    ("of a newer digitscope", b'{"digitscope":"state","format":2}', "A newer digitscope saved this file"),
]


@pytest.mark.parametrize(
    ("content", "says"), [case[1:] for case in HOSTILE_FILES], ids=[case[0] for case in HOSTILE_FILES]
)
def test_g93_a_hostile_file_is_refused_and_changes_nothing(lab: Page, content: bytes, says: str) -> None:
    draw(lab, SEVEN)
    expect(answer(lab)).to_have_text("7")
    before = link(lab)
    open_file(lab, content)
    expect(alert(lab)).to_contain_text(says)
    expect(alert(lab)).to_contain_text("Nothing of it was used")
    assert link(lab) == before
    check_harmless(lab)


@pytest.mark.slow
def test_g93_a_file_beyond_32_mib_is_refused(lab: Page, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b"[" + b" " * 2**25 + b"]")
    open_file(lab, path)
    expect(alert(lab)).to_contain_text("at most 32 MiB")


@pytest.mark.slow
def test_b39_a_flipped_bit_in_the_network_of_a_file_is_noticed(lab: Page) -> None:
    content = json.loads(state(plain()))
    file = bytearray(base64.b64decode(content["networks"][0]["file"]))
    file[30_000] ^= 1
    content["networks"][0]["file"] = base64.b64encode(file).decode()
    open_file(lab, json.dumps(content).encode())
    expect(alert(lab)).to_contain_text("not what its checksum says")
    expect(shown_network(lab)).to_contain_text("plain")


@pytest.mark.slow
def test_b32_hostile_names_in_a_file_are_text(lab: Page) -> None:
    mark = "<img src=x onerror=document.title='broken'>"
    content = json.loads(state(plain()))
    content["networks"][0]["title"] = f"\u202e{mark}" + "x" * 500
    content["points"] = [{"name": mark, "bench": content["bench"]}]
    open_file(lab, json.dumps(content).encode())
    expect(shown_network(lab)).to_contain_text(f"\ufffd{mark[:20]}")
    for view in "1234":
        lab.keyboard.press(view)
        lab.wait_for_timeout(100)
        check_harmless(lab)


def test_the_saved_network_is_the_lab_s_bit_for_bit_and_python_s_own_file(lab: Page, tmp_path: Path) -> None:
    turned = plain().with_weight(0, 3, 406, 0.1).with_bias(2, 9, -1e6)
    follow(lab, f"network=plain&edits={edits(turned, {0: {3 * 784 + 406: 0.1}, 2: {169: -1e6}})}&muted=1.5")
    expect(shown_network(lab)).to_contain_text("edited")
    name, content = saved(lab, "Save the network")
    assert name == "plain-edited.safetensors"
    file = from_bytes(content)
    assert file.network == turned.muted(1, 5)
    assert file.temperature == find("plain").temperature
    assert file.recipe == {"made": "saved from the lab", "from": "plain", "edited": True}
    assert to_bytes(file) == content  # not a byte is other than Python would write it
    path = tmp_path / name
    path.write_bytes(content)
    command = [sys.executable, "-m", "digitscope", "evaluate", str(path), "--format", "json"]
    report = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    data = digitscope.mnist("test")
    right = int((file.network.trace(data.pixels()).pre_activations[-1].argmax(1) == data.labels).sum())
    assert report["correct"] == right


@pytest.mark.slow
def test_a_saved_network_opens_again_and_then_there_is_no_link_but_a_file(lab: Page) -> None:
    _, content = saved(lab, "Save the network")
    open_file(lab, content, "plain.safetensors")
    expect(shown_network(lab)).to_contain_text("plain.safetensors")
    dialog = share(lab)
    expect(dialog.get_by_text("came in a file, and others have no network of that name")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="The link")).to_have_count(0)


@pytest.mark.slow
def test_a_photograph_is_not_in_the_link_but_in_the_file(open_lab: Any) -> None:
    first = open_lab()
    sample = Path(digitscope.__file__).parent / "samples" / "chalk-7.png"
    with first.expect_file_chooser() as chooser:
        first.get_by_role("button", name="Open a picture").click()
    chooser.value.set_files(sample)
    expect(answer(first)).to_have_text("7")
    expect(share(first).get_by_text("The photograph is not in it")).to_be_visible()
    _, content = saved(first, "Save what is here")
    second = open_lab()
    open_file(second, content)
    expect(answer(second)).to_have_text("7")
    expect(second.get_by_text("chalk-7.png").first).to_be_visible()
    assert outputs(second) == outputs(first)


@pytest.mark.slow
def test_too_much_for_a_link_is_said_and_the_arrangement_alone_still_is_one(lab: Page) -> None:
    generator = np.random.default_rng(0)
    changes = {0: {place: float(value) for place, value in enumerate(generator.normal(size=2000).astype(np.float32))}}
    turned = plain()
    weights = turned.layers[0].weights.copy()
    weights.reshape(-1)[:2000] = list(changes[0].values())
    for neuron in range(3):
        turned = turned.with_row(0, neuron, weights[neuron])
    content = json.loads(state(plain()))
    content["bench"]["edits"] = edits(turned, changes)
    content["networks"][0]["file"] = base64.b64encode(to_bytes(find("plain"))).decode()
    content["networks"][0]["name"] = "plain"
    open_file(lab, json.dumps(content).encode())
    expect(shown_network(lab)).to_contain_text("plain, edited")
    dialog = share(lab)
    expect(dialog.get_by_text("it would be longer than 8,000 characters")).to_be_visible()
    dialog.get_by_text("For teachers").click()
    dialog.get_by_role("checkbox", name="Mistakes").check()
    assert dialog.get_by_role("textbox", name="The link").input_value().endswith("/#hide=mistakes")


@pytest.mark.slow
def test_back_to_how_it_was_loaded_is_one_step_and_undo_takes_it_back(lab: Page) -> None:
    turned = plain().with_bias(2, 9, 5)
    follow(lab, f"network=plain&digit=0&edits={edits(turned, {2: {169: 5.0}})}&muted=0.3,1.2")
    expect(shown_network(lab)).to_contain_text("plain, edited")
    changed = outputs(lab)
    shown_network(lab).click()
    lab.get_by_role("button", name="Back to how it was loaded").click()
    expect(shown_network(lab)).not_to_contain_text("edited")
    expect(shown_network(lab)).to_contain_text(ROUGH)
    assert outputs(lab)[9] == near(float(plain().trace(digitscope.mnist("test").images[0] / 255).activations[-1][9]), 3)
    lab.keyboard.press("Control+z")
    expect(shown_network(lab)).to_contain_text("plain, edited")
    assert outputs(lab) == changed


def test_the_saved_page_begins_with_what_was_here(open_lab: Any, browser: Browser, tmp_path: Path) -> None:
    page = open_lab()
    draw(page, SEVEN)
    turned = plain().with_bias(2, 7, 3)
    follow(page, f"{link(page).split('#')[1]}&edits={edits(turned, {2: {167: 3.0}})}&muted=1.1")
    expect(shown_network(page)).to_contain_text("edited")
    dialog = share(page)
    dialog.get_by_text("For teachers").click()
    dialog.get_by_role("checkbox", name="Workshop", exact=True).check()
    name, content = saved(page, "Save as one page")
    assert name == "digitscope.html"
    (tmp_path / name).write_bytes(content)
    with browser.new_context(offline=True) as context:
        wrong: list[str] = []
        context.add_init_script("localStorage.setItem('digitscope.seen', '1')")
        context.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        alone = context.new_page()
        alone.goto((tmp_path / name).as_uri())
        expect(answer(alone)).to_have_text("7")
        assert outputs(alone) == outputs(page)
        expect(alone.get_by_role("button", name="Workshop", exact=True)).to_have_count(0)
        expect(share(alone).get_by_text("This page is a file and has no address")).to_be_visible()
        expect(share(alone).get_by_role("textbox", name="The link")).to_have_count(0)
        _, again = saved(alone, "Save what is here")
        assert json.loads(again)["input"]["drawing"]
        assert wrong == []
