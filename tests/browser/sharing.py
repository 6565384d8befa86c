"""What a person does with the Share menu, and what docs/sharing.md says of links and files, in Python once more."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.person import numbers, section
from digitscope import Network
from digitscope.networks.files import NetworkFile, to_bytes

Places = Mapping[int, Mapping[int, float]]
"""By layer: the place of a number among the layer's, weights row by row and then biases, and its new value."""


def whole(value: int) -> bytes:
    parts = []
    while value >= 128:
        parts.append(value % 128 + 128)
        value //= 128
    return bytes([*parts, value])


def edits(after: Network, changes: Places) -> str:
    """As docs/sharing.md has it, one run a number."""
    numbers_after = b"".join(part.tobytes() for one in after.layers for part in (one.weights, one.bias))
    raw = hashlib.sha256(numbers_after).digest()[:4]
    for layer, values in sorted(changes.items()):
        raw += whole(layer) + whole(len(values))
        at = 0
        for place, value in sorted(values.items()):
            raw += whole(place - at) + whole(1) + struct.pack("<f", value)
            at = place + 1
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def follow(page: Page, fragment: str) -> None:
    """As if the link had been put into the address bar of this page."""
    page.evaluate("fragment => { location.hash = fragment; }", fragment)


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def share(page: Page) -> Locator:
    button = page.get_by_role("button", name="Share", exact=True)
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return page.get_by_role("dialog", name="Share")


def link(page: Page) -> str:
    found = share(page).get_by_role("textbox", name="The link").input_value()
    page.keyboard.press("Escape")
    return found


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """The file that this button of the menu gives, by its name and content."""
    with page.expect_download() as download:
        share(page).get_by_role("button", name=name, exact=True).click()
    page.keyboard.press("Escape")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def open_file(page: Page, content: bytes | Path, name: str = "digitscope-lab.json") -> None:
    chooser = share(page).locator("input[type=file]")
    file: Any = {"name": name, "mimeType": "application/json", "buffer": content}
    chooser.set_input_files(content if isinstance(content, Path) else file)
    expect(page.get_by_role("dialog", name="Share")).to_have_count(0)


def shown_network(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Network:"))


def outputs(page: Page) -> list[float]:
    rows = section(page, "The answer").get_by_role("list", name="The ten outputs").get_by_role("button")
    return [numbers(row)[1] for row in rows.all_text_contents()]


def alert(page: Page) -> Locator:
    return page.get_by_role("alert")


def check_harmless(page: Page) -> None:
    """No element and no script came of it."""
    assert page.title() != "broken"
    assert page.locator("img, [onerror], [onload], main script, header script").count() == 0


def state(network: Network, change: Mapping[str, Any] | None = None, base: Network | None = None) -> bytes:
    """A file as docs/sharing.md has it."""
    files = [to_bytes(NetworkFile(one)) for one in (network, base) if one is not None]
    content = {
        "digitscope": "state",
        "format": 1,
        "view": "look",
        "at": None,
        "knob": None,
        "lines": "signal.400",
        "prepare": True,
        "input": {"drawing": ""},
        "points": [],
        "reference": None,
        "bench": {"source": 0, "base": None if base is None else 1, "edits": None, "muted": None, "locks": None},
        "networks": [
            {"name": None, "title": "made in Python", "file": base64.b64encode(file).decode()} for file in files
        ],
        **(change or {}),
    }
    return json.dumps(content).encode()
