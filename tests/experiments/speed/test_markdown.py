"""The Markdown of a known report, line by line."""

from __future__ import annotations

from dataclasses import replace

from digitscope.experiments.speed.markdown import markdown, overview
from digitscope.experiments.speed.report import Report, Row, Table
from digitscope.experiments.speed.seconds import Seconds

GRID = """\
|                               |              1 |             32 |
|:------------------------------|---------------:|---------------:|
| digitscope                    |  40.0 ms (1.0) |  25.0 ms (1.0) |
| PyTorch, slices               | 12.0 s\\* (300) |    500 ms (20) |
| floor: traffic of weight rows |              - | 10.5 ms (0.42) |
"""
CASE = """\
### 784-16-16-10, sigmoid, cross-entropy, batch 1

|                 |     CPU |   least |    most | x ours |    wall |           images |
|:----------------|--------:|--------:|--------:|-------:|--------:|-----------------:|
| digitscope      | 40.0 ms | 30.0 ms | 50.0 ms |    1.0 | 80.0 ms | 60,000 of 60,000 |
| PyTorch, slices |  12.0 s |  10.0 s |  20.0 s |    300 |  24.0 s |  6,000 of 60,000 |

- scikit-learn is left out: an epoch must end; got none
"""


def test_the_grid_of_a_group_has_contenders_as_rows_and_batches_as_columns(known: Report) -> None:
    assert GRID in markdown(known)


def test_every_case_has_its_spread_its_images_and_who_is_left_out_and_why(known: Report) -> None:
    assert CASE in markdown(known)


def test_a_report_says_what_it_was_measured_on(known: Report) -> None:
    text = markdown(known, picture="speed.png")
    assert "A Processor, 2 cores, Linux x86_64" in text
    assert "the kernel on avx2" in text
    assert "digitscope 0.1.0, numpy 2.4.6; openblas 0.3" in text
    assert "all held to one processor" in text
    assert "not held to one processor" in markdown(replace(known, pinned=False))
    assert "![The same as a figure](speed.png)" in text


def test_who_is_absent_is_named_with_the_way_to_get_it(known: Report) -> None:
    assert "- Absent: Keras on JAX: keras is not installed: pip install 'digitscope[peers]'" in markdown(known)


def test_what_was_scaled_is_starred_and_explained_only_where_it_is_so(known: Report) -> None:
    text = markdown(known)
    assert text.count("scaled up") == 1
    whole = replace(known, tables=known.tables[1:])
    assert "scaled up" not in markdown(whole)


def test_how_each_went_about_it_stands_below_the_grid_and_beside_its_name(known: Report) -> None:
    def table(group: str, column: str, how: str) -> Table:
        rows = [Row.measured(name, name.title(), [Seconds(1.0, 1.0, how)]) for name in ("numpy", "pytorch")]
        return Table(group, column.title(), column, tuple(rows))

    answers = [
        table("answers", column, how) for column, how in (("a", "at once"), ("b", "in blocks"), ("c", "at once"))
    ]
    text = markdown(replace(known, tables=(*answers, table("start", "CPU time", "3 epochs"))))
    assert "\n- Numpy: at once (a, c); in blocks (b)\n- Pytorch: at once (a, c); in blocks (b)\n" in text
    assert "\n- Numpy: 3 epochs\n" in text
    assert "| Pytorch, in blocks |" in text
    assert "- Numpy" not in markdown(known)


def test_memory_is_in_megabytes_and_one_image_in_microseconds(known: Report) -> None:
    text = markdown(known)
    assert "| digitscope | 300 MB (1.0) |" in text
    assert "| digitscope | 6.00 µs (1.0) |" in text


def test_a_terminal_gets_the_grids_without_escapes_and_without_single_cases(known: Report) -> None:
    text = overview(known)
    assert "\\" not in text
    assert "###" not in text
    assert "12.0 s* (300)" in text
    assert "scikit-learn is left out where it has no time: an epoch must end; got none" in text


def test_a_report_of_nothing_is_still_a_report(known: Report) -> None:
    text = markdown(replace(known, tables=(), absent={}))
    assert text.startswith("# How fast")
    assert "Absent" not in text
    assert "|" not in text
