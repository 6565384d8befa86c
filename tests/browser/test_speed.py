"""Why it is fast: what one step touches for the drawing at hand, its code, and the time that it takes here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from browser.person import NONE, SEVEN, draw, numbers, open_digit, pad, section, unseen
from browser.test_axe import check_in_every_window
from digitscope.engine.choice import engine_for
from digitscope.networks.catalogue import find
from digitscope.pictures.document import document

WAYS = ("A loop", "Matrix products", "The kernel")
ENGINE = engine_for(find("plain").network)
TWO = [{"name": "loop", "seconds": 4.1e-3, "images": 10}, {"name": "matrix", "seconds": 8.4e-6, "images": 5_000}]
THREE = [*TWO, {"name": "kernel", "seconds": 4.4e-7, "images": 60_000}]


def speed(page: Page) -> Page:
    page.get_by_role("button", name="Speed", exact=True).click()
    expect(page.get_by_role("heading", name="Why it is fast")).to_be_visible()
    return page


def times(page: Page) -> Locator:
    return section(page, "On this machine")


def row(page: Page, way: str) -> list[str]:
    """Its texts: name, nothing where the bar is, an image, an epoch, how many times as fast as the loop."""
    line = times(page).get_by_role("row", name=re.compile(f"^{way}"))
    return [one.strip() for one in line.locator("th, td").all_inner_texts()]


def told(page: Page, **message: Any) -> None:
    """From now on the server's answer to a measurement is this one, after a reload."""

    def between(wire: WebSocketRoute) -> None:
        server = wire.connect_to_server()

        def passed(text: str | bytes) -> None:
            asked = json.loads(text)
            if asked["type"] == "measure":
                wire.send(json.dumps({"id": asked["id"], **message}))
            else:
                server.send(text)

        wire.on_message(passed)
        server.on_message(wire.send)

    page.route_web_socket(re.compile("/ws$"), between)
    page.reload()
    page.wait_for_selector("[data-pad]")


def found(ways: list[dict[str, Any]], **engine: str) -> dict[str, Any]:
    return {"type": "measurement", "parameters": 13_002, "batch": 10, "ways": ways, **engine}


def test_the_kernel_reads_a_line_for_each_pixel_with_ink(lab: Page) -> None:
    open_digit(lab, 36)
    ink, label = int((unseen().images[36] > 0).sum()), int(unseen().labels[36])
    speed(lab)
    said = f"This {label} has {ink} pixels with ink, of 784: the kernel reads {ink} lines, the matrix product all 784."
    expect(lab.locator("[data-ink]")).to_have_text(said)
    expect(lab.locator("[data-count=kernel]")).to_have_text(f"{16 * ink:,} weights: {ink} lines of 16")
    expect(lab.locator("[data-count=loop]")).to_have_text("12,544 weights, one by one")
    expect(lab.locator("[data-count=matrix]")).to_have_text("12,544 weights, many at a time")
    for way, count in zip(WAYS, ("12,544", "12,544", f"{16 * ink:,}"), strict=True):
        picture = lab.get_by_role("img", name=f"{way}: {count} of 12,544 weights are touched")
        expect(picture).to_be_visible()


def test_the_picture_follows_the_pen_and_a_blank_touches_nothing(lab: Page) -> None:
    speed(lab)
    expect(lab.locator("[data-ink]")).to_contain_text("Nothing is drawn yet")
    expect(lab.locator("[data-count=kernel]")).to_have_text("0 weights: 0 lines of 16")
    draw(lab, SEVEN)
    expect(lab.locator("[data-ink]")).to_contain_text("This 7 has")
    lines, *_ = numbers(lab.locator("[data-ink]").inner_text().removeprefix("This 7"))
    painted = (
        lab.get_by_role("img", name=re.compile("^The kernel"))
        .locator("canvas")
        .evaluate(
            """canvas => {
             const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
             copy.drawImage(canvas, 0, 0);
             const dots = new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
             return dots.filter((dot) => dot !== dots[0]).length;
           }"""
        )
    )
    assert painted == 16 * lines > 16 * 40


def test_measured_here_it_says_which_engine_it_was(lab: Page) -> None:
    speed(lab)
    assert row(lab, "A loop")[2:4] == [NONE, NONE]
    for _ in range(5):  # another test may have measured a moment ago
        times(lab).get_by_role("button").click()
        expect(times(lab).get_by_role("status")).not_to_contain_text("Measuring", timeout=20_000)
        if lab.locator("[data-engine]").count():
            break
        lab.wait_for_timeout(1500)
    expect(lab.locator("[data-engine]")).to_contain_text(ENGINE.why)
    expect(lab.locator("[data-way]")).to_have_count(3 if ENGINE.path else 2)
    assert row(lab, "A loop")[3].endswith("scaled")
    assert numbers(row(lab, "Matrix products")[4])[0] > 5
    expect(times(lab).get_by_role("button", name="Measure again")).to_be_enabled()


def test_its_numbers_bars_and_ratios_are_those_that_were_measured(lab: Page) -> None:
    told(lab, **found(THREE, engine="kernel", path="avx2", why="compiled here"))
    speed(lab)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(lab.locator("[data-engine]")).to_contain_text("Here the kernel runs on AVX2")
    assert row(lab, "A loop")[2:] == ["4.1 ms", "4.1 min scaled", ""]
    assert row(lab, "Matrix products")[2:] == ["8.4 µs", "500 ms scaled", "490 times"]
    assert row(lab, "The kernel")[2:] == ["440 ns", "26 ms", "9,300 times"]
    lengths = [box["width"] for bar in lab.locator(".times b").all() if (box := bar.bounding_box())]
    ticks = lab.locator(".ticks span")
    places = [box["x"] + box["width"] / 2 for tick in ticks.all() if (box := tick.bounding_box())]
    assert ticks.all_inner_texts() == ["100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms"]
    decade = places[1] - places[0]
    assert [length / decade for length in lengths] == pytest.approx([4.613, 1.924, 0.643], abs=0.05)


def test_where_there_is_no_kernel_it_says_why_and_shows_two(lab: Page) -> None:
    told(lab, **found(TWO, engine="numpy", path="", why="<b>no compiler</b> was found"))
    speed(lab)
    expect(lab.get_by_role("article")).to_have_count(3)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(lab.locator("[data-engine]")).to_contain_text("The kernel does not run here")
    expect(lab.locator("[data-engine]")).to_contain_text("<b>no compiler</b> was found")
    expect(lab.get_by_role("article")).to_have_count(2)
    expect(lab.locator("[data-way]")).to_have_count(2)


@pytest.mark.parametrize(
    ("code", "words"), [("RATE", "It was measured just now"), ("MEASUREMENT_TOO_SLOW", "could not be measured")]
)
def test_what_is_refused_is_said_where_it_was_asked(lab: Page, code: str, words: str) -> None:
    told(lab, type="error", code=code, message="no", hint="no")
    speed(lab)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(times(lab).get_by_role("status")).to_contain_text(words)
    expect(times(lab).get_by_role("button", name="Measure here")).to_be_enabled()
    expect(lab.get_by_role("alert")).to_have_count(0)


def test_a_key_opens_it_and_a_teacher_may_hide_it(lab: Page) -> None:
    lab.keyboard.press("5")
    expect(lab.get_by_role("heading", name="Why it is fast")).to_be_visible()
    lab.goto(f"{lab.url.split('#')[0]}#hide=speed")
    lab.reload()
    expect(pad(lab)).to_be_visible()
    expect(lab.get_by_role("button", name="Speed", exact=True)).to_have_count(0)


def test_a_document_has_picture_and_code_and_says_that_measuring_needs_the_server(
    browser: Browser, tmp_path: Path
) -> None:
    target = tmp_path / "lab.html"
    target.write_bytes(document(find("plain"), name="plain"))
    with browser.new_context(locale="en") as context:
        context.add_init_script("localStorage.setItem('digitscope.seen', '1')")
        page = context.new_page()
        page.goto(f"{target.as_uri()}#view=speed")
        expect(page.get_by_text("That needs its server, and this file has none.")).to_be_visible()
        expect(page.get_by_role("article")).to_have_count(3)
        expect(page.get_by_text("z = a @ W.T + b")).to_be_visible()
        expect(page.get_by_role("button", name="Measure here")).to_have_count(0)
        expect(page.locator("[data-way]")).to_have_count(0)
        draw(page, SEVEN)
        expect(page.locator("[data-ink]")).to_contain_text("This 7 has")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en", "de"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(open_lab: Any, axe: str, locale: str) -> None:
    page = open_lab(reduced_motion="reduce", locale=locale)
    told(page, **found(THREE, engine="kernel", path="neon", why="compiled here"))
    draw(page, SEVEN)
    page.keyboard.press("5")
    page.locator(".times button").click()
    expect(page.locator("[data-engine]")).to_be_visible()
    check_in_every_window(page, axe)
    for width in (320, 390, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(
            "[...document.querySelectorAll('pre')].every((one) => one.scrollWidth <= one.clientWidth)"
        ) or (width < 390), width
