"""Makes the gallery's pictures of the lab: a real Chromium before a real lab, where a 7 is drawn.

    make screens

In: the page as it is built into this installation. Out: docs/gallery/lab-*.png, the part of the window that one sees.
"""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, Page, StorageState

GALLERY: Final = Path(__file__).resolve().parent.parent / "docs" / "gallery"
COLOURS: Final = 256  # enough for the eye, and the files stay small
BYTES: Final = 250_000
HEIGHTS: Final = {390: 844, 1280: 900, 1920: 1080}
SEVEN: Final = [[(0.3, 0.2), (0.5, 0.19), (0.68, 0.18), (0.58, 0.5), (0.48, 0.86)]]
CROSSED: Final = [[(0.2, 0.3), (0.45, 0.26), (0.78, 0.2), (0.62, 0.52), (0.56, 0.86)], [(0.42, 0.56), (0.76, 0.5)]]


def look(_: Page) -> None:
    """The glass box as it is once something is drawn."""


def neuron(page: Page) -> None:
    """One neuron of the first hidden layer, closely."""
    page.locator("[data-spot='0 9']").click()
    _only(page, "section.zoom")


def layer(page: Page) -> None:
    """The outputs as one equation."""
    page.locator("section.zoom").get_by_role("combobox", name="Layer", exact=True).select_option(label="Output")
    _only(page, "section.zoom")


def compare(page: Page) -> None:
    """The 7 pinned, and another 7 with a bar drawn beside it."""
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("button", name="Pin this drawing").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    draw(page, CROSSED)
    page.get_by_text("Averages of 200 pairs each").wait_for(timeout=30_000)


def mistakes(page: Page) -> None:
    """Every 4 that is taken for a 9."""
    page.get_by_role("button", name="Mistakes", exact=True).click()
    page.locator("[data-cell='4-9']").click(timeout=30_000)
    page.evaluate("scrollTo(0, 0)")


def knob(page: Page) -> None:
    """A number in hand, turned: its curve, and what the 10,000 test digits say."""
    page.goto(f"{page.url}#digit=36&knob=1.7.9&at=1.7")
    page.reload()
    page.wait_for_selector("[data-pad]")
    page.locator(".figures button").first.click()
    page.locator("[data-figure]").wait_for()
    page.locator(".touch input[type=range]").first.fill("2.5")
    page.wait_for_timeout(2000)
    page.mouse.move(1, 1)
    page.evaluate("document.querySelector('.zoom').scrollIntoView()")


def workshop(page: Page) -> None:
    """A detector that was painted, and how it is scored."""
    page.get_by_role("button", name="Workshop", exact=True).click()
    page.get_by_role("button", name="Show me one that works").click()
    page.get_by_role("heading", name="Design a detector").scroll_into_view_if_needed()
    page.wait_for_timeout(3000)
    page.evaluate("document.querySelector('#workshop-detector')?.scrollIntoView()")


def speed(page: Page) -> None:
    """One step in three ways, as this machine has just measured them."""
    page.get_by_role("button", name="Speed", exact=True).click()
    page.get_by_role("button", name="Measure here").click()
    page.get_by_role("button", name="Measure again").wait_for(timeout=60_000)
    _only(page, "main")


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: what is done before it is taken, and what stands below it."""

    act: Callable[[Page], None]
    width: int
    light: Literal["light", "dark"]
    words: str


DRAWN: Final = "A 7 is drawn: the drawing, the network, the answer"
SCREENS: Final[Mapping[str, Screen]] = {
    **{
        f"lab-look-{width}-{light}": Screen(look, width, light, f"{DRAWN}; {width} pixels wide, {light}")
        for width in (1280, 1920, 390)
        for light in ("light", "dark")
    },
    "lab-neuron-1280-dark": Screen(neuron, 1280, "dark", "One neuron: what it looks for, what it finds, its sum"),
    "lab-layer-1280-light": Screen(layer, 1280, "light", "One layer as an equation"),
    "lab-knob-1280-light": Screen(
        knob, 1280, "light", "A number in hand: the loss along it, and the 10,000 test digits"
    ),
    "lab-workshop-1280-dark": Screen(workshop, 1280, "dark", "A detector for a horizontal edge, painted and scored"),
    "lab-compare-1280-light": Screen(compare, 1280, "light", "Two 7s: little ink in common, and one answer"),
    "lab-mistakes-1280-dark": Screen(mistakes, 1280, "dark", "The 4s that are taken for a 9"),
    "lab-speed-1280-light": Screen(
        speed, 1280, "light", "One step of learning in three ways: what each touches, and its time"
    ),
}


def section(screens: Mapping[str, Screen] = SCREENS) -> list[str]:
    """The lines of the gallery's page that show these pictures of the lab."""
    lines = ["", "## The lab", "", "Made by `make screens`, in a real browser. How to use it: [the lab](../lab.md)."]
    for name, screen in screens.items():
        lines += ["", f"![{screen.words}]({name}.png)", "", f"{screen.words}."]
    return lines


def draw(page: Page, strokes: list[list[tuple[float, float]]]) -> None:
    """Draws with the mouse; points in parts of the pad's side."""
    box = page.locator("[data-pad]").bounding_box()
    if box is None:
        raise RuntimeError("the pad cannot be seen")
    for points in strokes:
        placed = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*placed[0])
        page.mouse.down()
        for x, y in placed[1:]:
            page.mouse.move(x, y, steps=8)
        page.mouse.up()
    page.mouse.move(1, 1)


def _only(page: Page, selector: str) -> None:
    """Makes the window as high as this last part of the page, and scrolls to it."""
    page.mouse.move(1, 1)
    height = page.evaluate(
        """(wanted) => document.documentElement.scrollHeight - scrollY
        - document.querySelector(wanted).getBoundingClientRect().top""",
        selector,
    )
    width = page.evaluate("innerWidth")
    page.set_viewport_size({"width": width, "height": int(height)})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")


@contextmanager
def served() -> Iterator[str]:
    """A lab of our own; its address, good for once."""
    command = [sys.executable, "-m", "digitscope", "lab", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        if process.stdout is None:
            raise RuntimeError("the lab has no output")
        try:
            yield next(hit[0] for line in process.stdout if (hit := re.search(r"http://\S+", line)))
        finally:
            process.send_signal(signal.SIGTERM)


def taken(browser: Browser, host: str, visitor: StorageState, screen: Screen) -> bytes:
    """The picture as PNG of few colours."""
    with browser.new_context(
        viewport={"width": screen.width, "height": HEIGHTS[screen.width]},
        color_scheme=screen.light,
        reduced_motion="reduce",
        locale="en",
        storage_state=visitor,
    ) as context:
        context.add_init_script("if (location.protocol === 'http:') localStorage.setItem('digitscope.seen', '1')")
        page = context.new_page()
        page.goto(host)
        page.wait_for_selector("[data-pad]")
        draw(page, SEVEN)
        screen.act(page)
        page.wait_for_timeout(1000)  # until nothing moves any more
        png = page.screenshot(animations="disabled")
    few = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(few, "PNG", optimize=True)
    return few.getvalue()


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: install `chromium`")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with browser.new_context() as first:
            first.new_page().goto(address)
            visitor = first.storage_state()
        for name, screen in SCREENS.items():
            png = taken(browser, address.split("/?")[0], visitor, screen)
            if len(png) > BYTES:
                raise SystemExit(f"{name}.png has {len(png):,} bytes; at most {BYTES:,}: make the window smaller")
            (GALLERY / f"{name}.png").write_bytes(png)
            print(f"{name}.png  {len(png):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
