"""The lab, measured: weight of the page, first picture, pointer to picture, memory of the server with 30 open labs.

python bench/lab.py        (needs Chromium)
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

LABS = 30
ROUNDS = 5
STROKE_POINTS = 240
SLOW_DOWN = 4
"""How many times slower a processor Chromium pretends to have, for the second figure."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ALREADY_PACKED = {".woff2", ".png"}
NOT_FETCHED = {".txt"}
WATCH_FIRST_PICTURE = """
localStorage.setItem("digitscope.seen", "1");
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-pad]")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstPicture = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
WATCH_POINTER = """
window.delays = [];
addEventListener("pointermove", (event) => {
  const began = performance.now();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const ended = performance.now();
      window.delays.push([ended - event.timeStamp, ended - began]);
    };
    channel.port2.postMessage(null); // comes after the frame's own work and its painting
  });
}, { capture: true });
"""


def main() -> None:
    """Everything in turn, on one lab of its own."""
    weigh()
    began = time.monotonic()
    with started() as lab:
        address = printed(lab)
        print(f"address printed {time.monotonic() - began:.2f} s after the start")
        host, cookie = entered(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            look(browser, host, cookie)
            browser.close()
        crowd(lab, address, cookie)


def weigh() -> None:
    """Bytes that a browser fetches for the first page, as they are sent."""
    page = Path(str(resources.files("digitscope") / "_static"))
    sizes: dict[str, int] = {}
    for path in (one for one in page.rglob("[!.]*.*") if one.suffix not in NOT_FETCHED):
        content = path.read_bytes()
        size = len(content) if path.suffix in ALREADY_PACKED else len(gzip.compress(content))
        sizes[path.suffix] = sizes.get(path.suffix, 0) + size
    parts = ", ".join(f"{kind[1:]} {size / 1000:.0f}" for kind, size in sorted(sizes.items()))
    print(f"weight of the page: {sum(sizes.values()) / 1000:.0f} kB gzipped ({parts})")


@contextmanager
def started() -> Iterator[subprocess.Popen[str]]:
    """A lab of our own, ended with the block however that ends."""
    command = [sys.executable, "-m", "digitscope", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as lab:
        try:
            yield lab
        finally:
            lab.send_signal(signal.SIGTERM)


def printed(lab: subprocess.Popen[str]) -> str:
    """The address that the lab tells."""
    for line in lab.stdout or ():
        if found := re.search(r"http://\S+", line):
            return found[0]
    sys.exit("the lab printed no address")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def entered(address: str) -> tuple[str, str]:
    """Where the lab is, and the cookie that its address gives."""
    try:
        urllib.request.build_opener(_NoRedirect).open(address)
    except urllib.error.HTTPError as answer:
        return address.split("/?")[0], str(answer.headers["set-cookie"]).split(";")[0]
    sys.exit("the address gave no cookie")


def look(browser: Browser, host: str, cookie: str) -> None:
    """First picture and pointer to picture, on this processor and on a slower one."""
    firsts: list[float] = []
    delays: dict[int, list[tuple[float, float]]] = {1: [], SLOW_DOWN: []}
    for _ in range(ROUNDS):
        page = fresh(browser, host, cookie)
        firsts.append(first_picture(page, host))
        page.context.close()
    for slower in delays:
        page = fresh(browser, host, cookie)
        first_picture(page, host)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        delays[slower] = drawn(page)
        page.context.close()
    print(
        f"first picture: median {statistics.median(firsts):.0f} ms after the request ({ROUNDS} fresh browsers' caches)"
    )
    for slower, found in delays.items():
        print(
            f"pen to picture, {'this processor' if slower == 1 else f'one {slower} times slower'}, {len(found)} moves:"
        )
        for what, times in zip(
            ("with the wait for the frame", "the page's own work"), zip(*found, strict=True), strict=True
        ):
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"  {what:<28} median {middle:5.1f} ms, p95 {late:5.1f} ms")


def fresh(browser: Browser, host: str, cookie: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": host}])
    context.add_init_script(WATCH_FIRST_PICTURE)
    return context.new_page()


def first_picture(page: Page, host: str) -> float:
    """Milliseconds from the request to the lab on the screen."""
    page.goto(host)
    while (found := page.evaluate("window.firstPicture ?? null")) is None:
        page.wait_for_timeout(20)
    return float(found)


def drawn(page: Page) -> list[tuple[float, float]]:
    """Milliseconds to the end of the frame that shows a move of the pen: from the move, and from its being heard."""
    box = page.locator("[data-pad]").bounding_box()
    if box is None:
        sys.exit("no pad to draw on")
    page.evaluate(WATCH_POINTER)
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for i in range(STROKE_POINTS):
        part = i / STROKE_POINTS
        x = 0.5 + 0.35 * (1 - part) * (1 if i // 12 % 2 else -1)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + (0.1 + 0.8 * part) * box["height"])
        time.sleep(0.008)
    page.mouse.up()
    page.wait_for_timeout(300)
    return [(waited, worked) for waited, worked in page.evaluate("window.delays")[5:]]


def crowd(lab: subprocess.Popen[str], address: str, cookie: str) -> None:
    """Memory of the server and its workers while labs are open, each of which asked for the 10,000 answers."""
    cookies = [cookie]
    while len(cookies) < LABS:
        time.sleep(2.1)  # a fresh address is told when a used one is tried, and not more often than this
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(address)
        cookies.append(entered(printed(lab))[1])
    asyncio.run(opened(lab, address.split("/?")[0], cookies))


async def opened(lab: subprocess.Popen[str], host: str, cookies: list[str]) -> None:
    """Sockets of all of them at once, then the sum."""
    sockets = [await visitor(host, cookie) for cookie in cookies]
    print(
        f"memory of the server with {len(sockets)} open labs: {memory(lab.pid):.0f} MB (sum of PSS, workers included)"
    )
    for socket in sockets:
        await socket.close()


async def visitor(host: str, cookie: str) -> ClientConnection:
    """One lab: its socket, and the answers it asked for."""
    origin = Origin(host)
    address = host.replace("http", "ws") + "/ws"
    socket = await connect(address, origin=origin, additional_headers={"Cookie": cookie}, max_size=None)
    await socket.send(json.dumps({"type": "evaluate", "id": 1, "network": "plain"}))
    while json.loads(await socket.recv())["type"] != "evaluation":
        pass
    return socket


def memory(pid: int) -> float:
    """MB of the process and all that it started, shared pages counted once."""
    family, total = {pid}, 0
    for _ in range(3):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) in family:
                family.add(int(stat.parent.name))
    for member in family:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{member}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1]) if found else 0
    return total * 1024 / 1e6


if __name__ == "__main__":
    main()
