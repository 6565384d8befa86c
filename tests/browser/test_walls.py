"""What the lab keeps out in a real browser: other pages, browsers and machines; and a server that goes away."""

from __future__ import annotations

import http.server
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import digitscope
from browser.person import ONE, SEVEN, answer, draw, open_digit, pad

SAMPLE = Path(digitscope.__file__).parent / "samples" / "paper-3.png"


class Empty(http.server.BaseHTTPRequestHandler):
    """A page of somebody else's."""

    def do_GET(self) -> None:
        content = b"<!doctype html><title>elsewhere</title><body></body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin. For cookies it is the same site: they know no ports."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def evil(browser: Browser, visitor: Any, elsewhere: str) -> Iterator[Page]:
    """That page, in a browser that is let into the lab."""
    with browser.new_context(storage_state=visitor) as context:
        page = context.new_page()
        page.goto(elsewhere)
        yield page


@pytest.fixture
def host(address: str) -> str:
    return address.split("/?")[0]


FRAMED = """(address) => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.onload = () => resolve(frame.contentDocument === null);
  frame.src = address;
  document.body.append(frame);
})"""


def test_b90_another_page_cannot_frame_the_lab(evil: Page, host: str) -> None:
    said: list[str] = []
    evil.on("console", lambda message: said.append(message.text))
    evil.evaluate(FRAMED, host)
    evil.wait_for_timeout(200)
    inner = evil.frames[1]
    assert inner.locator("[data-pad]").count() == 0
    assert not inner.url.startswith(host)
    assert any(re.search("frame-ancestors|X-Frame-Options", text) for text in said), said


SOCKET = """(address) => new Promise((resolve) => {
  const socket = new WebSocket(address.replace("http", "ws") + "/ws");
  socket.onopen = () => resolve("open");
  socket.onclose = () => resolve("closed");
})"""


def test_b89_another_page_cannot_open_the_labs_socket(evil: Page, host: str) -> None:
    said: list[str] = []
    evil.on("console", lambda message: said.append(message.text))
    assert evil.evaluate(SOCKET, host) == "closed"
    evil.wait_for_timeout(100)
    assert any("403" in text for text in said), said


def test_b89_the_labs_own_page_can(lab: Page, host: str) -> None:
    assert lab.evaluate(SOCKET, host) == "open"


FETCHED = """async ([address, how]) => {
  try { return (await fetch(address, how)).type; } catch { return "refused"; }
}"""


@pytest.mark.parametrize("path", ["/api/networks", "/api/images"])
def test_b89_another_page_can_post_nothing(evil: Page, host: str, path: str) -> None:
    asked, came = {}, {}
    debugger = evil.context.new_cdp_session(evil)  # the page itself is not told what was answered
    debugger.send("Network.enable")
    debugger.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    debugger.on(
        "Network.responseReceivedExtraInfo", lambda event: came.update({event["requestId"]: event["statusCode"]})
    )
    assert evil.evaluate(FETCHED, [host + path, {"mode": "no-cors", "method": "POST", "body": "x"}]) == "refused"
    assert [came.get(request) for request, url in asked.items() if url == host + path] == [403]
    told = {"method": "POST", "body": "x", "headers": {"X-Digitscope": "lab"}}
    assert evil.evaluate(FETCHED, [host + path, told]) == "refused"


def test_b89_another_page_can_read_nothing(evil: Page, host: str) -> None:
    for path in ("/", "/api/networks", "/api/networks/plain", "/api/digits/labels"):
        assert evil.evaluate(FETCHED, [host + path, {"credentials": "include"}]) == "refused"


def test_b89_another_page_can_send_no_form(evil: Page, host: str) -> None:
    with evil.expect_response(host + "/api/images") as came:
        evil.evaluate(
            """(address) => { const form = document.createElement("form"); form.method = "post"; form.action = address;
            form.enctype = "text/plain"; document.body.append(form); form.submit(); }""",
            host + "/api/images",
        )
    assert came.value.status == 403


def test_b91_the_address_works_once_for_others_and_again_for_the_same_browser(
    browser: Browser, visitor: Any, address: str, host: str
) -> None:
    with browser.new_context() as stranger:
        page = stranger.new_page()
        answered = page.goto(address)
        assert answered is not None
        assert answered.status == 401
        expect(page.locator("body")).to_contain_text("Take the newest address from the terminal")
        assert stranger.cookies() == []
    with browser.new_context(storage_state=visitor) as known:
        page = known.new_page()
        page.goto(address)
        expect(pad(page)).to_be_visible()
        assert page.url == f"{host}/", "the token is gone from the address"
        token = address.partition("token=")[2]
        assert token not in page.content()
        assert page.evaluate("document.referrer") == ""
        assert page.evaluate("document.cookie") == "", "no script can read the cookie"
        (cookie,) = known.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_b97_no_request_leaves_the_machine_and_nothing_is_missing(lab: Page, host: str) -> None:
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(request.url))
    lab.reload()
    draw(lab, SEVEN)
    open_digit(lab, 0)
    for view in ("Compare", "Mistakes", "Look"):
        lab.get_by_role("button", name=view, exact=True).click()
        lab.wait_for_timeout(300)
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((host, "blob:"))] == []
    loaded = lab.evaluate("[...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)")
    assert len(set(loaded)) >= 2, "both typefaces come with the page"


PLANTED = """(kind) => new Promise((resolve) => {
  document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
  const planted = document.createElement(kind === "image" ? "img" : "script");
  if (kind === "image") planted.src = "https://example.com/digit.png";
  else if (kind === "script") planted.src = "https://example.com/script.js";
  else planted.textContent = "document.title = 'broken'";
  document.body.append(planted);
  setTimeout(() => resolve("nothing"), 2000);
})"""


@pytest.mark.parametrize(
    ("kind", "rule"), [("image", "img-src"), ("script", "script-src-elem"), ("inline", "script-src-elem")]
)
def test_b93_what_is_planted_in_the_page_is_not_fetched_and_not_run(
    browser: Browser, visitor: Any, host: str, kind: str, rule: str
) -> None:
    with browser.new_context(storage_state=visitor) as context:
        page = context.new_page()
        page.goto(host)
        assert page.evaluate(PLANTED, kind) == rule
        assert page.title() != "broken"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def served(port: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A lab of our own at that port: its address, and a way to end it."""
    command = [sys.executable, "-m", "digitscope", "lab", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        found = next(hit[0] for line in process.stdout if (hit := re.search(r"http://\S+", line)))

        def end() -> None:
            process.send_signal(signal.SIGTERM)
            process.wait(15)

        try:
            yield found, end
        finally:
            end()


def test_f83_b82_the_server_goes_away_and_comes_back(browser: Browser) -> None:
    port = free_port()
    with ExitStack() as stack:
        context = stack.enter_context(browser.new_context(locale="en"))
        first, end = stack.enter_context(served(port))
        page = context.new_page()
        page.goto(first)
        page.keyboard.press("Escape")
        draw(page, SEVEN)
        offline = page.get_by_role("status").filter(has_text="offline")
        expect(offline).to_have_count(0)

        end()
        expect(offline).to_be_visible(timeout=8_000)
        page.get_by_role("button", name="Clear", exact=True).click()
        draw(page, ONE)
        expect(answer(page)).to_have_text("1")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Open a picture").click()
        chooser.value.set_files(SAMPLE)
        expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
        page.get_by_role("alert").get_by_role("button", name="Close").click()
        expect(answer(page)).to_have_text("1")

        second, _ = stack.enter_context(served(port))
        other = context.new_page()
        other.goto(second)
        expect(offline).to_have_count(0, timeout=8_000)
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Open a picture").click()
        chooser.value.set_files(SAMPLE)
        expect(answer(page)).to_have_text("3")


def test_b82_a_reload_and_two_pages_show_the_same(open_lab: Any) -> None:
    page = open_lab()
    other = page.context.new_page()
    other.goto(page.url)
    for one in (page, other):
        open_digit(one, 7)
    assert answer(page).inner_text() == answer(other).inner_text()
    page.wait_for_timeout(600)  # by then it is kept
    page.reload()
    expect(page.get_by_text("Number 7 shows")).to_be_visible()
    assert answer(page).inner_text() == answer(other).inner_text()
