"""Turning a knob in the lab, measured: from its move to the new picture, and to the figure over the 10,000 test digits.

python bench/knobs.py      (needs Chromium)

A move counts until the first picture, or figure, on the screen that was made of it or of a later move.
"""

from __future__ import annotations

import gzip
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from lab import FLAGS, WATCH_POINTER, entered, first_picture, fresh, printed, started

MOVES = 240
PAUSE = 0.016
"""Seconds between two moves: as often as a screen is painted."""
KNOBS = (
    ("a weight of the first layer", "0.3.406"),
    ("a bias of the first layer", "0.3.bias"),
    ("a weight of the second layer", "1.7.3"),
    ("a weight of the output", "2.5.7"),
)
"""Layer, neuron and source, as they stand in the lab's address."""
WATCH_FIGURES = """
window.asked = [];
window.figures = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const message = JSON.parse(text);
  if (message.type === "evaluate") asked.push([message.id, performance.now()]);
  if (!this.watched) {
    this.watched = true;
    this.addEventListener("message", ({ data }) => {
      const { type, id } = JSON.parse(data);
      if (type !== "evaluation") return;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => figures.push([id, performance.now()]);
        channel.port2.postMessage(null);
      });
    });
  }
  return send.call(this, text);
};
"""


def main() -> None:
    """The knobs in turn, each with a page of its own; then what the one-file document weighs."""
    with started() as lab:
        host, cookie = entered(printed(lab))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for what, knob in KNOBS:
                page = fresh(browser, host, cookie)
                page.add_init_script(WATCH_FIGURES)
                first_picture(page, f"{host}/#digit=0&knob={knob}")
                report(what, *turned(page))
                page.context.close()
            browser.close()
    weigh_document()


def turned(page: Page) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each move: to the picture with the wait for the frame, the page's own work, and to the figure."""
    page.locator(".figures button").first.click()
    page.locator(".figures [data-figure]").wait_for()
    slider = page.locator(".touch input[type=range]").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        sys.exit("no knob to turn")
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.evaluate(WATCH_POINTER)
    page.evaluate("window.moves = []; addEventListener('pointermove', ({ timeStamp }) => moves.push(timeStamp), true)")
    for i in range(MOVES):
        page.mouse.move(middle[0] + box["width"] * 0.3 * math.sin(i / 20), middle[1])
        time.sleep(PAUSE)
    page.mouse.up()
    page.wait_for_timeout(500)
    pictures = page.evaluate("delays")[5:]
    moves, asked, figures = page.evaluate("[moves, asked, figures]")
    return [waited for waited, _ in pictures], [worked for _, worked in pictures], late(moves[5:], asked, figures)


def late(moves: list[float], asked: list[tuple[int, float]], figures: list[tuple[int, float]]) -> list[float]:
    """From each move to the first figure on the screen that was asked for after it."""
    seen = dict(figures)
    shown = [(when, seen[number]) for number, when in asked if number in seen]
    first = (next((painted for when, painted in shown if when >= moved), None) for moved in moves)
    return [painted - moved for moved, painted in zip(moves, first, strict=True) if painted is not None]


def report(what: str, waited: list[float], worked: list[float], figures: list[float]) -> None:
    """Median and 95th percentile of each."""
    print(f"{what}, {len(worked)} moves:")
    for name, times in (
        ("picture, with the wait for the frame", waited),
        ("picture, the page's own work", worked),
        ("figure over the 10,000 test digits", figures),
    ):
        most = statistics.quantiles(times, n=20)[-1]
        print(f"  {name:<38} median {statistics.median(times):5.1f} ms, p95 {most:5.1f} ms")


def weigh_document() -> None:
    """Of the document that the command makes of `plain`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plain.html")
        subprocess.run([sys.executable, "-m", "digitscope", "export", "document", "--output", path], check=True)
        content = path.read_bytes()
    print(f"document of plain: {len(content) / 1000:.0f} kB, {len(gzip.compress(content)) / 1000:.0f} kB gzipped")


if __name__ == "__main__":
    main()
