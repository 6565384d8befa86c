"""What was told to be saved is there after a power cut at any moment, and after the newest checkpoint is damaged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digitscope.errors import DigitscopeError
from hardening.power import Event, cut_everywhere
from hardening.runs import check_file, check_run, corrupt_newest, power_cuts, recorded_file, recorded_run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="operations of POSIX")


def test_i110_after_a_power_cut_at_any_moment_what_was_told_is_there(tmp_path: Path) -> None:
    assert power_cuts(tmp_path) > 100


FORGOTTEN: dict[str, Callable[[Event], bool]] = {
    "content": lambda event: event.kind == "sync",
    "names": lambda event: event.kind == "sync folder",
    "the folder of runs": lambda event: event.kind == "sync folder" and event.folder == "deep",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", FORGOTTEN)
def test_i110_a_sync_that_is_forgotten_is_noticed(what: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    kept = [event for event in recorded_run(tmp_path / "home") if not FORGOTTEN[what](event)]
    with pytest.raises((AssertionError, DigitscopeError)):
        cut_everywhere(kept, tmp_path / "cut", check_run)


@pytest.mark.parametrize("kind", ["sync", "sync folder"])
def test_i110_a_file_whose_sync_is_forgotten_is_noticed(kind: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    kept = [event for event in recorded_file(tmp_path / "home") if event.kind != kind]
    with pytest.raises(AssertionError):
        cut_everywhere(kept, tmp_path / "cut", check_file)


def test_i111_the_newest_checkpoint_cut_or_flipped_is_set_aside_and_the_one_before_used(tmp_path: Path) -> None:
    assert corrupt_newest(tmp_path, cut_every=8192, flips=20)[0] > 15


def test_i113_there_is_no_index_runs_are_found_by_their_folders(tmp_path: Path) -> None:
    from digitscope.errors import MissingError
    from digitscope.training.run import find

    (tmp_path / "home").mkdir()
    recorded_run(tmp_path / "home")
    runs = tmp_path / "home" / "deep" / "runs"
    moved = runs.rename(tmp_path / "elsewhere")
    assert find("run-001", runs=moved) == moved / "run-001"
    with pytest.raises(MissingError, match="there are run-001"):
        find("run-002", runs=moved)
