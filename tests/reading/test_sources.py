"""From what a user names to what is read, in an order that never changes."""

from __future__ import annotations

import inspect
import os
import random
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digitscope.reading.sources import sources
from digitscope.text import natural


def _names(*paths: str | Path) -> list[str]:
    return [source.name for source in sources(paths)]


def test_files_stand_as_they_were_named_and_twice_if_named_twice(tmp_path: Path) -> None:
    assert _names("b.png", "a.txt", "b.png", tmp_path / "missing") == [
        "b.png",
        "a.txt",
        "b.png",
        str(tmp_path / "missing"),
    ]


def test_l146_a_folder_is_read_in_the_order_of_names_whatever_the_file_systems(tmp_path: Path) -> None:
    wanted = ["a/1.png", "a/2.jpg", "a/10.gif", "page2.PNG", "page10.png"]
    (tmp_path / "a").mkdir()
    shuffled = random.Random(3).sample(wanted, len(wanted))
    for name in shuffled:
        (tmp_path / name).touch()
    assert [os.path.relpath(name, tmp_path) for name in _names(tmp_path)] == wanted


def test_hidden_files_and_other_kinds_are_left_aside(tmp_path: Path) -> None:
    for name in (".hidden.png", "notes.txt", "labels.csv", "7.png", "form.pdf"):
        (tmp_path / name).touch()
    (tmp_path / ".thumbs").mkdir()
    (tmp_path / ".thumbs" / "8.png").touch()
    assert [Path(name).name for name in _names(tmp_path)] == ["7.png", "form.pdf"]


def test_an_empty_folder_has_its_own_row_with_the_reason(tmp_path: Path) -> None:
    (only,) = sources([tmp_path])
    assert only.refusal is not None
    assert only.refusal.code == "EMPTY_FOLDER"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "1.png").touch()
    (tmp_path / "again").symlink_to(tmp_path)
    assert len(_names(tmp_path)) == 1


def test_folders_in_each_other_deeper_than_python_recurs_are_read(tmp_path: Path) -> None:
    deepest = tmp_path.joinpath(*["a"] * 150)
    deepest.mkdir(parents=True)
    (deepest / "1.png").touch()
    (tmp_path / "b.png").touch()
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 90)
    try:
        found = _names(tmp_path)
    finally:
        sys.setrecursionlimit(before)
    assert found == [str(deepest / "1.png"), str(tmp_path / "b.png")]


def test_numbers_sort_as_numbers_however_long() -> None:
    names = ["0", "00", "1", "01", "2", "10", "9" * 5_000, "1" + "0" * 5_000]
    assert sorted(names, key=natural) == ["0", "00", "01", "1", *names[4:]]


def test_names_that_no_file_can_have_are_passed_on_to_be_refused() -> None:
    assert _names("a\0b.png") == ["a\0b.png"]


@given(st.lists(st.text(max_size=8), max_size=12))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural) == sorted(backwards, key=natural)
