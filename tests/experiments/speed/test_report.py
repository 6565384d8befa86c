"""Medians, ratios, and what was measured in part."""

from __future__ import annotations

import json

import pytest

from digitscope.experiments.speed.report import Report, Row, Table
from digitscope.experiments.speed.seconds import Seconds, Spread


def test_the_median_of_an_even_number_is_between_the_middle_two() -> None:
    assert Spread.of([4.0, 1.0, 2.0, 3.0]) == Spread(2.5, 1.0, 4.0, 4)


def test_a_part_of_the_images_is_scaled_to_all_of_them() -> None:
    row = Row.measured("slow", "Slow", [Seconds(0.1, 0.2), Seconds(0.3, 0.4)], images=6_000, of=60_000)
    assert row.in_part
    assert (row.cpu.median, row.cpu.least, row.cpu.most) == pytest.approx((2.0, 1.0, 3.0))
    assert row.wall is not None
    assert row.wall.median == pytest.approx(3.0)


def test_a_row_says_how_it_was_done_where_the_turns_do() -> None:
    plays = [Seconds(1.0, 1.0, "in blocks"), Seconds(1.0, 1.0, "in blocks")]
    assert Row.measured("a", "A", plays).how == "in blocks"
    assert Row.measured("a", "A", [*plays, Seconds(1.0, 1.0, "at once")]).how == "in blocks or at once"
    assert Row.measured("a", "A", [Seconds(1.0, 1.0)]).how == ""
    assert Seconds(1.0, 1.0, "in blocks").scaled(2).how == "in blocks"


def test_what_has_no_images_is_not_scaled() -> None:
    row = Row.measured("one", "One", [Seconds(0.1, 0.2)])
    assert row.cpu.median == 0.1
    assert not row.in_part


def test_a_ratio_is_to_the_median_of_ours(known: Report) -> None:
    batch_1 = known.group("cross-entropy")[0]
    ours, theirs = batch_1.row("digitscope"), batch_1.row("pytorch")
    assert ours is not None
    assert theirs is not None
    assert batch_1.ratio(ours) == 1.0
    assert batch_1.ratio(theirs) == pytest.approx(12.0 / 0.04)


def test_without_ours_there_is_no_ratio() -> None:
    other = Row("numpy", "NumPy", Spread.of([1.0]))
    assert Table("answers", "one image", "one image", (other,)).ratio(other) is None


def test_a_report_as_json_holds_all_of_it(known: Report) -> None:
    values = json.loads(json.dumps(known.to_mapping(), allow_nan=False))
    assert [table["group"] for table in values["tables"]] == ["cross-entropy", "cross-entropy", "answers", "memory"]
    pytorch = values["tables"][0]["rows"][1]
    assert pytorch["ratio"] == pytest.approx(300.0)
    assert (pytorch["images"], pytorch["of"], pytorch["cpu"]["count"]) == (6_000, 60_000, 3)
    assert values["tables"][0]["left_out"] == [["scikit-learn", "an epoch must end; got none"]]
    assert values["absent"]["Keras on JAX"].startswith("keras is not installed")
    assert values["engine"].startswith("the kernel on avx2")
