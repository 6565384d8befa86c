"""The one-file document: whole, closed to everything outside, and true to its network."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.errors import MissingError, NetworkFileError
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, from_bytes
from digitscope.pictures.document import BLOCK, document
from digitscope.pictures.page import File, built_page
from digitscope.pictures.whole import _Inlined, whole

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>lab</title>'
HOSTILE = (
    "</script><script>alert(1)</script>", "</SCRIPT ><img src=x onerror=alert(1)>", "<!--<script>", "-->", "]]>",
    '"><svg onload=alert(1)>', "\u2028\u2029", "\u202eten.exe", "'; alert(1); '", '", "start": ""', "\\u003cscript>",
    "&lt;b&gt;&#60;", "\x00\r\n\x1b[31m", "\udcff", "favicon.svg", "</title><title>", "{{7*7}}${7*7}", "7" * 300,
)  # fmt: skip
"""Titles of people who mean it."""


class Elements(HTMLParser):
    """What a browser would find: elements with their attributes and their text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self._open = False
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))
        self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attrs, text = self.found[-1]
            self.found[-1] = tag, attrs, text + data

    def texts(self, tag: str) -> list[str]:
        return [text for name, _, text in self.found if name == tag]


def file(content: str, kind: str = "text/plain") -> File:
    return File(content.encode(), None, kind)


def page_of(head: str = "", **files: str) -> dict[str, File]:
    """A page with this in its head, and files beside it; `_` stands for the point of their names."""
    named = {f"assets/{name.replace('_', '.')}": file(text) for name, text in files.items()}
    return {"index.html": file(f"{HEAD}{head}</head><body></body></html>"), **named}


def block_of(content: bytes) -> Any:
    """What the lab reads in it."""
    (text,) = (text for _, attrs, text in Elements(content).found if attrs.get("id") == BLOCK)
    return json.loads(text)


def policy_of(content: bytes) -> dict[str, list[str]]:
    (policy,) = (
        attrs["content"]
        for tag, attrs, _ in Elements(content).found
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    return {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}


def test_the_network_comes_back_bit_for_bit() -> None:
    about = block_of(document(find("plain"), name="plain"))
    assert from_bytes(b64decode(about["network"])) == find("plain")
    assert (about["name"], about["title"], about["start"]) == ("plain", "plain", "")


def test_a_shipped_network_has_its_card_and_a_namesake_has_none() -> None:
    card = block_of(document(find("plain"), name="plain"))["card"]
    assert (card["images"], card["widths"]) == (10_000, [784, 16, 16, 10])
    assert card["interval"][0] < card["accuracy"] < card["interval"][1]
    other = NetworkFile(initialise((784, 16, 16, 10), rng=np.random.default_rng(1)))
    assert block_of(document(other, name="plain"))["card"] is None
    assert block_of(document(find("plain"), name="mine"))["card"] is None


def test_the_same_network_gives_the_same_bytes_and_fewer_than_a_million() -> None:
    content = document(find("plain"), name="plain")
    assert content == document(find("plain"), name="plain")
    assert len(content) < 1_000_000


def test_it_refers_to_nothing_outside() -> None:
    content = document(find("plain"), name="plain")
    for tag, attrs, text in Elements(content).found:
        for name in ("src", "srcset", "href", "action", "poster", "style"):
            assert (attrs.get(name) or "data:").startswith("data:"), tag
        if tag == "style":
            assert "@import" not in text
            addresses = re.findall(r"url\(([^;]*);", text)
            assert len(addresses) >= 2
            assert set(addresses) == {"data:font/woff2"}
    for name in built_page():
        if name.startswith("assets/"):
            assert name.rpartition("/")[2] not in content.decode()


def test_its_policy_lets_nothing_out_and_only_its_own_script_and_style_in() -> None:
    content = document(find("plain"), name="plain")
    policy = policy_of(content)
    assert policy["default-src"] == policy["connect-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert (policy["font-src"], policy["img-src"]) == (["data:"], ["data:", "blob:"])
    elements = Elements(content).found
    run = [text for tag, attrs, text in elements if tag == "script" and attrs["type"] == "module"]
    for rule, texts in (("script-src", run), ("style-src", Elements(content).texts("style"))):
        sums = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts]
        assert policy[rule] == sums
    kinds = {attrs["type"] for tag, attrs, _ in elements if tag == "script"}
    assert kinds == {"module", "application/json", "text/plain"}
    names = [tag if tag != "meta" else next(iter(attrs)) for tag, attrs, _ in elements]
    assert names[:5] == ["html", "head", "charset", "http-equiv", "script"], "the policy stands before all else"


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_g93_a_hostile_title_is_text_and_nothing_else(title: str) -> None:
    harmless = document(find("plain"), name="plain", title="seven")
    content = document(find("plain"), name="plain", title=title)
    elements, usual = Elements(content), Elements(harmless)
    assert [(tag, attrs) for tag, attrs, _ in elements.found] == [(tag, attrs) for tag, attrs, _ in usual.found]
    about = block_of(content)
    assert elements.texts("title") == [f"digitscope: {about['title']}"]
    assert len(about["title"]) <= 200
    assert all(letter.isprintable() for letter in about["title"])
    if title.isprintable() and len(title) <= 200:
        assert about["title"] == title


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_g93_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    content = document(find("plain"), name=name, page=page_of())
    assert [tag for tag, _, _ in Elements(content).found] == [
        "html",
        "head",
        "meta",
        "meta",
        "script",
        "script",
        "title",
        "body",
    ]
    assert block_of(content)["card"] is None


def test_a_page_is_brought_together_once_for_all_of_its_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Counted(_Inlined):
        def __init__(self, page: Mapping[str, File]) -> None:
            super().__init__(page)
            made.append(len(page))

    monkeypatch.setattr("digitscope.pictures.whole._Inlined", Counted)
    page = page_of("<meta name=once>")
    for title in ("one & only", "two"):
        content = document(find("plain"), name="plain", title=title, page=page)
        assert content.count(f"<title>digitscope: {escape(title)}</title>".encode()) == 1
    assert len(made) == 1
    assert b"<meta name=twice>" in document(find("plain"), name="plain", page=page_of("<meta name=twice>"))


def test_the_start_of_the_address_can_be_put_in_where_it_first_stands() -> None:
    content = document(find("plain"), name="plain", title='"start": ""')
    assert block_of(content.replace(b'"start": ""', b'"start": "look"', 1))["start"] == "look"


def test_the_licences_of_what_others_wrote_go_with_it() -> None:
    licences = [attrs for _, attrs, _ in Elements(document(find("plain"), name="plain")).found if attrs.get("id")]
    assert "digitscope-licences" in [attrs["id"] for attrs in licences]
    page = {**page_of(), "licences/type.txt": file("may be handed on")}
    assert "may be handed on" in Elements(document(find("plain"), name="plain", page=page)).texts("script")


@pytest.mark.parametrize(
    ("widths", "code"),
    [((100, 10), "MODEL_ARCHITECTURE"), ((784, 65), "MODEL_ARCHITECTURE"), ((784, 1), "MODEL_ARCHITECTURE"),
     ((784, 5400, 10), "MODEL_TOO_LARGE")],
)  # fmt: skip
def test_a_network_that_the_lab_cannot_show_is_refused(widths: tuple[int, ...], code: str) -> None:
    with pytest.raises(NetworkFileError) as refusal:
        document(NetworkFile(initialise(widths, rng=np.random.default_rng(0))), name="odd", page=page_of())
    assert refusal.value.code == code


def test_without_a_built_page_it_says_what_to_do() -> None:
    with pytest.raises(MissingError, match="build the page: see CONTRIBUTING") as refusal:
        document(find("plain"), name="plain", page={})
    assert refusal.value.code == "PAGE_NOT_BUILT"


def test_files_of_the_page_come_inside_by_any_way_of_naming_them() -> None:
    page = page_of(
        '<link rel="preload" href="/assets/type.woff2" as="font"><link rel="stylesheet" href="/assets/a.css">'
        '<script type="module" crossorigin src="./assets/a.js"></script><link rel="icon" href="/assets/i.svg" />',
        a_css="a{src:url(/assets/type.woff2)}b{src:url( './type.woff2' )}c{src:URL(\"type.woff2\")}",
        type_woff2="letters",
        a_js="let a;\r\nlet b;",
        i_svg="<svg/>",
    )
    made = whole(page, title="x", blocks={})
    letters = "data:text/plain;base64,bGV0dGVycw=="
    assert f"<style>a{{src:url({letters})}}b{{src:url({letters})}}c{{src:url({letters})}}</style>" in made
    assert '<script type="module">let a;\nlet b;</script>' in made
    assert '<link rel="icon" href="data:text/plain;base64,PHN2Zy8+">' in made
    assert "preload" not in made


@pytest.mark.parametrize(
    "page",
    [
        page_of('<script src="/assets/gone.js"></script>'),
        page_of('<link rel="stylesheet" href="https://elsewhere.test/a.css">'),
        page_of('<link rel="manifest" href="/m.json">'),
        page_of("<script>let inline;</script>"),
        page_of("<style>a{}</style>"),
        page_of('<base href="https://elsewhere.test/">'),
        page_of('<img src="/assets/a.png">', a_png="x"),
        page_of('<p onclick="alert(1)">'),
        page_of('<p style="color: red">'),
        page_of('<link rel="stylesheet" href="/assets/a.css">', a_css="@import 'b.css'"),
        page_of('<link rel="stylesheet" href="/assets/a.css">', a_css="a{src:url(//elsewhere.test/x)}"),
        page_of('<link rel="stylesheet" href="/assets/a.css">', a_css="a{src:url(../../x)}"),
        page_of('<link rel="stylesheet" href="/assets/a.css">', a_css="a{content:'</STYLE>'}"),
        page_of('<script src="/assets/a.js"></script>', a_js="let end = '</Script>'"),
        page_of('<script src="/assets/a.js"></script>', a_js="let end = '<!--' + '<SCRIPT>'"),
        page_of('<script src="/assets/a.js"></script>', a_js="let nothing = '\0'"),
        page_of('<script src="/assets/a.js"></script>', a_js="import('./b.js')", b_js="let b"),
        {"index.html": file("<!doctype html><title>no charset</title>")},
    ],
)
def test_a_page_that_refers_outside_or_cannot_stand_inline_is_no_document(page: dict[str, File]) -> None:
    with pytest.raises(MissingError) as refusal:
        document(find("plain"), name="plain", page=page)
    assert refusal.value.code == "PAGE_NOT_WHOLE"
