"""Every input that once ended in anything but an answer or our own refusal, and a few fresh ones of each kind."""

from __future__ import annotations

import os
import random
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitscope.errors import DigitscopeError
from hardening import fuzz as fuzz_module
from hardening.fuzz import CRASHES, fuzz, tried
from hardening.targets import TARGETS, Target


@pytest.mark.parametrize("path", sorted(CRASHES.glob("*.bin")), ids=lambda path: path.stem)
def test_g1_what_crashed_once_is_refused_or_taken(path: Path) -> None:
    tried(TARGETS[path.stem.split("-")[0]], path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_g1_some_sound_input_is_taken_and_thirty_mutated_ones_end_well(name: str) -> None:
    target, chance = TARGETS[name], random.Random(7)
    seeds = target.seeds()
    assert None in [tried(target, seed) for seed in seeds]
    told = [tried(target, target.change(chance.choice(seeds), seeds, chance)) for _ in range(30)]
    assert any(word is not None for word in told)


def test_the_manual_names_every_target() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert not [name for name in TARGETS if f"`{name}`" not in manual]


FATES: dict[str, Callable[[bytes], Any]] = {
    "foreign": lambda data: 1 / (len(data) - 1),
    "warned": lambda _: warnings.warn("unheard of", stacklevel=1),
    "died": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "hangs": lambda _: time.sleep(60),
    "large": lambda _: bytearray(2**31),
}


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
def test_g1_every_bad_end_is_noticed_and_its_input_kept(
    fate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made = Target(lambda: [b"7"], lambda data, *_: data, FATES[fate], DigitscopeError)
    monkeypatch.setitem(TARGETS, "made", made)
    monkeypatch.setattr(fuzz_module, "CRASHES", tmp_path)
    monkeypatch.setattr(fuzz_module, "DEADLINE", 0.3)
    outcome = fuzz("made", 1.5, seed=1)
    assert (outcome.hangs if fate == "hangs" else outcome.crashes) > 0, capfd.readouterr()
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == b"7"
