"""The built page as one text: in go its files, out comes HTML that holds them all and refers to nothing outside.

Scripts and styles stand inline and are allowed by their SHA-256 alone; letters and icon are data: addresses.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final

from digitscope.errors import MissingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digitscope.pictures.page import File

FIRST: Final = "index.html"
ADDRESS: Final = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""", re.IGNORECASE)
REFERRING: Final = ("src", "href", "srcset", "action", "formaction", "data", "poster", "background", "ping", "style")
DROPPED: Final = ("preload", "modulepreload", "prefetch")
"""What only makes files come earlier."""
TITLE: Final = None
"""Stands where a document's own title comes."""


def whole(page: Mapping[str, File], *, title: str, blocks: Mapping[str, tuple[str, str]]) -> str:
    """The page as one HTML text that a browser opens without a server.

    page: the built files by name.  blocks: texts that the page finds by their id, each with its type; they must not
    hold `</script`.  Raises MissingError: PAGE_NOT_BUILT without a page, PAGE_NOT_WHOLE where it cannot be made
    whole, as it refers to a file that is not there or would not stand inline.
    >>> from digitscope.pictures.page import File
    >>> page = {"index.html": File(b"<!doctype html><meta charset=utf-8><title>x</title>", None, "text/html")}
    >>> print(whole(page, title="7 < 9", blocks={"note": ("text/plain", "seven")}))
    <!doctype html><meta charset=utf-8>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; ...">
    <script type="text/plain" id="note">seven</script><title>7 &lt; 9</title>
    """
    if FIRST not in page:
        raise MissingError(
            "a document is made of the lab's page",
            came="an installation without it",
            hint="install digitscope from its wheel, or build the page: see CONTRIBUTING.md",
            code="PAGE_NOT_BUILT",
        )
    frame = _frame(tuple(page.items()))
    held = [f'\n<script type="{kind}" id="{name}">{_inline(text)}</script>' for name, (kind, text) in blocks.items()]
    parts = [*frame.before, *held, *frame.after]
    return "".join(escape(title) if part is TITLE else part for part in parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands before a document's blocks and after them."""

    before: tuple[str | None, ...]
    after: tuple[str | None, ...]


@lru_cache(maxsize=4)
def _frame(files: tuple[tuple[str, File], ...]) -> _Frame:
    """The same for every network, and most of the work."""
    page = dict(files)
    inlined = _Inlined(page)
    inlined.feed(_text(page[FIRST]))
    inlined.close()
    if not inlined.after_charset:
        raise _not_whole("a page that does not say its charset")
    for name in page:
        if name != FIRST and any(name.rpartition("/")[2] in text for text in (*inlined.scripts, *inlined.styles)):
            raise _not_whole(f"still the name of {name}")
    policy = f'\n<meta http-equiv="Content-Security-Policy" content="{_policy(inlined)}">'
    at = inlined.after_charset
    return _Frame((*inlined.parts[:at], policy), tuple(inlined.parts[at:]))


def _policy(inlined: _Inlined) -> str:
    return (
        f"default-src 'none'; script-src {_allowed(inlined.scripts)}; style-src {_allowed(inlined.styles)}; "
        "font-src data:; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _allowed(texts: Sequence[str]) -> str:
    sums = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{found}'" for found in sums) or "'none'"


class _Inlined(HTMLParser):
    """The page's own HTML, each reference replaced by what it refers to, its title by TITLE."""

    def __init__(self, page: Mapping[str, File]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str | None] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.after_charset = 0
        self._page = page
        self._filled = False
        """Whether one is inside of an element whose own text is not taken along."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        own = self.get_starttag_text() or ""
        if tag == "script":
            self._put_script(given)
        elif tag == "link":
            self._put_link(given)
        elif tag == "title":
            self._filled = True
            self.parts += ["<title>", TITLE]
        elif tag in ("style", "base") or any(name in REFERRING or name.startswith("on") for name in given):
            raise _not_whole(own)
        else:
            self.parts.append(own)
            if "charset" in given:
                self.after_charset = len(self.parts)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._filled = False
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._filled:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def _put_script(self, given: Mapping[str, str]) -> None:
        if "src" not in given:
            raise _not_whole("a script inline")
        text = _inline(_text(self._found(given["src"])))
        self._filled = True
        self.scripts.append(text)
        self.parts.append(f'<script type="module">{text}')

    def _put_link(self, given: Mapping[str, str]) -> None:
        rel, target = given.get("rel", ""), given.get("href", "")
        if rel == "stylesheet":
            text = self._style(target)
            self.styles.append(text)
            self.parts.append(f"<style>{text}</style>")
        elif rel == "icon":
            self.parts.append(f'<link rel="icon" href="{_as_address(self._found(target))}">')
        elif rel not in DROPPED:
            raise _not_whole(f"a link {rel} to {target}")

    def _style(self, target: str) -> str:
        text = _text(self._found(target))
        folder = dirname(_name(target))
        if "@import" in text or "</style" in text.lower():
            raise _not_whole("a style sheet that cannot stand inline")
        return ADDRESS.sub(lambda hit: f"url({_as_address(self._found(hit[2], folder))})", text)

    def _found(self, target: str, folder: str = "") -> File:
        name = _name(target, folder)
        if name not in self._page:
            raise _not_whole(f"a reference to {target[:80]}")
        return self._page[name]


def _name(target: str, folder: str = "") -> str:
    return target.removeprefix("/") if target.startswith("/") else normpath(join(folder, target))


def _text(file: File) -> str:
    """As a browser takes it in: its checksum is made over single line feeds."""
    return file.content.decode().replace("\r\n", "\n").replace("\r", "\n")


def _inline(text: str) -> str:
    """The same, if the HTML around it cannot mistake its end: `<!--` with `<script` would hide the next `</script`."""
    lower = text.lower()
    if "</script" in lower or "\0" in text or ("<!--" in lower and "<script" in lower):
        raise _not_whole("a script that cannot stand inline")
    return text


def _as_address(file: File) -> str:
    return f"data:{file.kind};base64,{b64encode(file.content).decode()}"


def _not_whole(came: str) -> MissingError:
    return MissingError(
        "a document holds all that its page refers to",
        came=came,
        hint="build the lab's page again: see CONTRIBUTING.md",
        code="PAGE_NOT_WHOLE",
    )
