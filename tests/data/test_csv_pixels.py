"""A table of pixels, with a head or without, whatever its cells end with."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitscope.data.csv_pixels import LINES, read_csv
from digitscope.errors import DatasetError


@pytest.mark.parametrize(
    "text",
    [
        "7,0,255,3\n1,4,5,6\n",
        "label,a,b,c\n7,0,255,3\n1,4,5,6",
        "label,0,1,2\n7,0,255,3\n1,4,5,6\n",
        "a,b,c,Label\n0,255,3,7\n4,5,6,1\n",
        '"a";"class";"b";"c"\r\n0;7.0;255;3\r\n4;1.0;5;6\r\n',
        "\ufefflabel\ta\tb\tc\n7\t0\t2.55e2\t3\n1\t4\t 5\t6\n",
    ],
)
def test_rows_are_read_in_every_usual_form(text: str) -> None:
    raw = read_csv(text.encode())
    np.testing.assert_array_equal(raw.images, [[0, 255, 3], [4, 5, 6]])
    dataset = raw.dataset()
    assert (dataset.labels.tolist(), dataset.names) == ([1, 0], ("1", "7"))


def test_labels_may_be_words_and_the_letter_y_is_one() -> None:
    dataset = read_csv(b"y,0,1\nx,1,0\ny,0,0\n").dataset()
    assert (dataset.names, dataset.labels.tolist()) == (("x", "y"), [1, 0, 1])
    assert dataset.images.max() == 255, "ones are full ink"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "got an empty first line"),
        ("7\n", "rows of a label and its pixels"),
        ("label,a,b\n", "1 lines of 3 cells"),
        ("7,1,2\n1,2\n", "3 cells in each line, as in its first; got 2 in line 2"),
        ("7,1,2\n\n1,2,3\n", "got 1 in line 2"),
        ("7,1,2\n1,2,x\n", "got 'x' in line 2"),
        ("7,1,2\n1,,3\n", "got '' in line 2"),
        ("7,1,2\n ,2,3\n", "a label in each line; got none in line 2"),
        ("a,b,c\n7,1,2\n", "one column named label"),
        ("label,label,c\n7,1,2\n", "one column named label"),
        ("7,1,nan\n", "got nan at pixel 1 of image 0"),
        ("7,1,2\n7,1,256\n", "got 256 at pixel 1 of image 1"),
        ("7,1,-1\n", "got -1 at pixel 1 of image 0"),
        ("7,1,1e99\n", "got inf at pixel 1"),
        ("\n".join(f"{label},0" for label in range(1_001)), "at most 1,000 different labels"),
    ],
)
def test_what_is_no_table_of_pixels_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(DatasetError) as caught:
        read_csv(text.encode(), name="odd.csv").dataset()
    assert reason in str(caught.value)
    assert caught.value.code == "DATASET_INVALID"


@pytest.mark.parametrize("head", ["", "label,a,b\n"])
def test_each_of_many_lines_is_read_in_its_place(head: str) -> None:
    count = 2 * LINES + 3
    rows = [f"{number % 7},{number % 256},{number // 256}" for number in range(count)]
    raw = read_csv((head + "\n".join(rows)).encode())
    assert raw.labels.tolist() == [number % 7 for number in range(count)]
    assert (raw.images[:, 0] + 256 * raw.images[:, 1]).tolist() == list(range(count))
    rows[-1] = "1,2,x"
    with pytest.raises(DatasetError, match=f"got 'x' in line {count + bool(head):,}"):
        read_csv((head + "\n".join(rows)).encode())


@given(st.binary(max_size=200) | st.text('0123456789.,;\n-e\t"', max_size=200).map(str.encode))
@example(b"\xff\xfe7,1")
@example(b"1,\x00\n")
def test_whatever_comes_only_our_error_goes(content: bytes) -> None:
    with suppress(DatasetError):
        read_csv(content).dataset()
