"""Why it is fast: what one step touches for the drawing at hand, its code, and the time that it takes here."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from browser.person import NONE, SEVEN, draw, numbers, open_digit, pad, section, unseen
from browser.sharing import saved
from browser.test_axe import check_in_every_window
from digitscope.engine.choice import engine_for
from digitscope.networks.catalogue import find
from digitscope.pictures.document import document

WAYS = ("A loop", "Matrix products", "The kernel")
ENGINE = engine_for(find("plain").network)
TWO = [
    {"name": "loop", "seconds": 4.1e-3, "images": 10, "prepared": 1.1e-5},
    {"name": "matrix", "seconds": 8.4e-6, "images": 5_000, "prepared": 5.7e-7},
]
THREE = [*TWO, {"name": "kernel", "seconds": 4.4e-7, "images": 60_000, "prepared": 6.2e-7}]


def speed(page: Page) -> Page:
    page.get_by_role("button", name="Speed", exact=True).click()
    expect(page.get_by_role("heading", name="Why it is fast")).to_be_visible()
    return page


def times(page: Page) -> Locator:
    return section(page, "How long it takes")


def row(page: Page, way: str) -> list[str]:
    """Its texts: name, nothing where the dot is, an image, an epoch, how many times as fast as the loop."""
    line = times(page).get_by_role("row", name=re.compile(f"^{way}"))
    return [one.strip() for one in line.locator("th, td").all_inner_texts()]


def middles(marks: Locator) -> list[float]:
    """Where they stand across."""
    return [box["x"] + box["width"] / 2 for mark in marks.all() if (box := mark.bounding_box())]


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
    said = f"This {label} has ink in {ink} of 784 pixels: the kernel reads {ink} lines, the matrix product all 784."
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
    expect(lab.locator("[data-count=kernel]")).to_contain_text(f"{lines:g} lines of 16")
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
    times(lab).get_by_role("button").click()
    expect(lab.locator("[data-engine]")).to_have_attribute("title", ENGINE.why, timeout=20_000)
    expect(lab.locator("[data-way]")).to_have_count(3 if ENGINE.path else 2)
    assert row(lab, "A loop")[3].endswith("scaled up")
    assert numbers(row(lab, "Matrix products")[4])[0] > 5
    expect(times(lab).get_by_role("button", name="Measure again")).to_be_enabled()


def test_its_numbers_dots_and_ratios_are_those_that_were_measured(lab: Page) -> None:
    told(lab, **found(THREE, engine="kernel", path="avx2", why="compiled here"))
    speed(lab)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(lab.locator("[data-engine]")).to_contain_text("The kernel used AVX2, an instruction set")
    expect(lab.locator("[data-engine]")).not_to_contain_text("compiled")
    said = "its pixels become numbers for the matrix products in 570 ns, its ink is found for the kernel in 620 ns."
    expect(lab.locator("[data-once]")).to_contain_text(said)
    assert row(lab, "A loop")[2:] == ["4.1 ms", "4.1 min scaled up", ""]
    assert row(lab, "Matrix products")[2:] == ["8.4 µs", "500 ms scaled up", "490 times"]
    assert row(lab, "The kernel")[2:] == ["440 ns", "26 ms", "9,300 times"]
    dots, places = middles(lab.locator(".times b")), middles(ticks := lab.locator(".ticks span"))
    assert ticks.all_inner_texts() == ["100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms"]
    decade = places[1] - places[0]
    assert [(dot - places[0]) / decade for dot in dots] == pytest.approx([4.613, 1.924, 0.643], abs=0.02)
    for width in (320, 390, 1280):
        lab.set_viewport_size({"width": width, "height": 900})
        expect(lab.get_by_text("From each line to the next it takes ten times as long.")).to_be_visible()


def test_where_there_is_no_kernel_it_says_why_and_shows_two(lab: Page) -> None:
    told(lab, **found(TWO, engine="numpy", path="", why="<b>no compiler</b> was found"))
    speed(lab)
    expect(lab.get_by_role("article")).to_have_count(3)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(lab.locator("[data-engine]")).to_contain_text("The kernel does not run on this machine")
    expect(lab.locator("[data-engine]")).to_have_attribute("title", "<b>no compiler</b> was found")
    expect(lab.locator("[data-once]")).to_have_text(re.compile("matrix products in 570 ns\\.$"))
    expect(lab.get_by_role("article")).to_have_count(2)
    expect(lab.locator("[data-way]")).to_have_count(2)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ("ink in 1 of 784 pixels: the kernel reads 1 line, the matrix", "16 weights: 1 line of 16")),
        ("de", ("Tinte in 1 von 784 Pixeln: Der Kernel liest 1 Zeile, das Matrix", "16 Gewichte: 1 Zeile zu 16")),
    ],
)
def test_one_pixel_with_ink_is_one_line(open_lab: Any, locale: str, said: tuple[str, str]) -> None:
    page = open_lab(locale=locale)
    empty = {"width": 0, "height": 0, "levels": ""}
    levels = b64encode(bytes(400) + b"\xff" + bytes(383)).decode()
    sides = {"width": 1, "height": 1, "inverted": False, "blank": False, "box": None}
    prepared: dict[str, Any] = {**sides, "grey": empty, "ink": empty, "scaled": empty, "levels": levels, "warnings": []}
    page.route("**/api/images", lambda route: route.fulfill(json=prepared))
    page.keyboard.press("5")
    page.locator("input[type=file][accept^='image']").first.set_input_files(
        {"name": "dot.png", "mimeType": "image/png", "buffer": b"x"}
    )
    expect(page.locator("[data-ink]")).to_contain_text(said[0])
    expect(page.locator("[data-count=kernel]")).to_have_text(said[1])


@pytest.mark.parametrize("code", ["RATE", "MEASUREMENT_TOO_SLOW"])
def test_what_is_refused_is_said_where_it_was_asked(lab: Page, code: str) -> None:
    told(lab, type="error", code=code, message="no", hint="no")
    speed(lab)
    times(lab).get_by_role("button", name="Measure here").click()
    expect(times(lab).get_by_role("status")).to_contain_text("could not be measured")
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
        expect(page.get_by_text("that needs its server, and this file has none.")).to_be_visible()
        expect(page.get_by_role("article")).to_have_count(3)
        expect(page.get_by_text("z = a @ W.T + b")).to_be_visible()
        expect(page.get_by_role("button", name="Measure here")).to_have_count(0)
        expect(page.locator("[data-way]")).to_have_count(0)
        draw(page, SEVEN)
        expect(page.locator("[data-ink]")).to_contain_text("This 7 has")


def test_a_saved_document_tells_what_was_measured_where_it_was_saved(
    open_lab: Any, browser: Browser, tmp_path: Path
) -> None:
    page = open_lab()
    told(page, **found(THREE, engine="kernel", path="avx2", why="compiled here"))
    times(speed(page)).get_by_role("button", name="Measure here").click()
    expect(page.locator("[data-engine]")).to_be_visible()
    (tmp_path / "lab.html").write_bytes(saved(page, "Save as one page")[1])
    with browser.new_context(locale="en", offline=True) as context:
        alone = context.new_page()
        alone.goto(f"{(tmp_path / 'lab.html').as_uri()}#view=speed")
        expect(times(alone).get_by_role("status")).to_contain_text(
            re.compile(r"Measured on the machine on which this file was saved, \d{4}-\d\d-\d\d\.")
        )
        for way in WAYS:
            assert row(alone, way) == row(page, way)
        expect(alone.locator("[data-engine]")).to_contain_text("The kernel used AVX2")
        expect(alone.get_by_role("button", name=re.compile("Measure"))).to_have_count(0)


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
