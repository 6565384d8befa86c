"""The page's files: a fixed list, packed where that helps."""

from __future__ import annotations

import gzip
from pathlib import Path

from digitscope.pictures.page import built_page


def test_the_list_has_what_a_page_is_made_of_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    text = "let digit = 7;" * 100
    for name, content in (
        ("index.html", "<!doctype html>"), ("assets/lab-1a.js", text), ("assets/type.woff2", text), (".env", "secret"),
        ("assets/lab-1a.js.map", "{}"), ("notes.md", "x"),
    ):  # fmt: skip
        (tmp_path / name).write_text(content)
    (tmp_path / "folder.js").mkdir()
    page = built_page(tmp_path)
    assert set(page) == {"index.html", "assets/lab-1a.js", "assets/type.woff2"}
    script = page["assets/lab-1a.js"]
    assert script.packed
    assert gzip.decompress(script.packed) == script.content == text.encode()
    assert (page["index.html"].packed, page["assets/type.woff2"].packed) == (None, None)
    assert script.kind.startswith("text/javascript")
