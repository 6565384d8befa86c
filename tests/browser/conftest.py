"""A real Chromium before a real lab. Without a browser these tests are skipped, under CI they fail instead."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

WITHOUT = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
    *("AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
"""What the browser does beside showing the page: the first three start two processes more for every window, and take
longer than the lab itself; the others Playwright leaves out, whose own list this one takes the place of."""
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", f"--disable-features={','.join(WITHOUT)}"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # as with the network cable pulled
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SEEN = "if (location.protocol === 'http:') localStorage.setItem('digitscope.seen', '1')"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no Chromium here: install `chromium`")
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where a lab of our own answers, its token with it."""
    command = [sys.executable, "-W", "error", "-m", "digitscope", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ) as lab:
        assert lab.stdout is not None
        found = next((hit[0] for line in lab.stdout if (hit := re.search(r"http://\S+", line))), None)
        assert found is not None, "the lab printed no address"
        yield found
        lab.send_signal(signal.SIGTERM)
        lab.wait(10)


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Any:
    """The cookie that the printed address gives: it can be had once. What the page keeps itself is not taken along."""
    with browser.new_context() as context:
        context.new_page().goto(address)
        return {"cookies": context.cookies(), "origins": []}


@pytest.fixture
def open_lab(browser: Browser, address: str, visitor: Any) -> Iterator[Any]:
    """Opens the lab as `open_lab(width=390, color_scheme="dark", ...)`. At the end nothing may have gone wrong in
    any page: no error, nothing that the page's policy forbade, no request to anywhere else. borne: a pattern of what
    the browser itself may write on the console, where the test has something refused.
    """
    contexts, wrong = [], []
    host = address.split("/?")[0]

    def watched(context: BrowserContext, borne: str) -> None:
        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not (borne and re.search(borne, message.text)):
                wrong.append(message.text)

        def asked(url: str) -> None:
            if not url.startswith((host, host.replace("http", "ws", 1), "blob:")):
                wrong.append(url)

        context.on("console", said)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: asked(socket.url)))

    def opened(*, width: int = 1280, height: int = 900, first_visit: bool = False, borne: str = "", **how: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, storage_state=visitor, locale=how.pop("locale", "en"), **how
        )
        contexts.append(context)
        watched(context, borne)
        if not first_visit:
            context.add_init_script(SEEN)
        page = context.new_page()
        page.goto(host)
        page.wait_for_selector("[data-pad]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def lab(open_lab: Any) -> Page:
    page: Page = open_lab()
    return page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people out."""
    path = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("run `make web` first")
    return path.read_text(encoding="utf-8")
