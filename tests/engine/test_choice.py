"""Which engine takes a network is said in one place, with its reason; a kernel that cannot be had is no calamity."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compiling import compiler
from digitscope.engine import choice, library
from digitscope.engine.answering import outputs
from digitscope.engine.choice import NUMPY, WIDEST, Engine, engine_for, engines, path_for, present, refusal
from digitscope.engine.images import Images
from digitscope.engine.initialise import initialise
from digitscope.engine.library import LIBRARY, NO_LIBRARY, load, loaded
from digitscope.errors import EngineWarning, SettingError

LESSON = initialise((784, 16, 16, 10), rng=0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks for an engine through the environment; afterwards everything is as before."""

    def ask(name: str) -> None:
        monkeypatch.setenv("DIGITSCOPE_ENGINE", name)
        present.cache_clear()

    yield ask
    present.cache_clear()


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (LESSON.astype(np.float64), "float32, this network is float64"),
        (initialise((784, WIDEST + 1, 10), rng=0), f"a layer of {WIDEST + 1} is wider than {WIDEST}"),
        (initialise((2, *[2] * 33, 2), rng=0), "takes 32 layers, this network has 34"),
        (initialise((2**16 + 1, 2), rng=0), "takes 65,536 inputs, this network has 65,537"),
    ],
)
def test_what_the_kernel_does_not_know_goes_to_numpy_with_a_reason(network: Any, why: str) -> None:
    assert why in (refusal(network) or "")
    assert engine_for(network).name == "numpy"
    if loaded().paths:
        assert why in engine_for(network).why
    assert network(np.zeros(network.widths[0])).shape == network.widths[-1:]


@pytest.mark.parametrize("engine", engines(), ids=str)
def test_an_engine_that_is_asked_for_still_does_not_get_what_it_does_not_know(engine: Engine) -> None:
    many = initialise((2**16 + 3, 4), rng=0)
    dark = np.zeros((1, 2**16 + 3), np.uint8)
    dark[0, -1] = 255
    assert path_for(many, engine) == ""
    np.testing.assert_allclose(outputs(many, Images(dark), engine=engine)[0], many.layers[0].weights[:, -1], rtol=1e-5)
    wide = LESSON.astype(np.float64)
    assert outputs(wide, Images(np.zeros((1, 784), np.uint8)), engine=engine).dtype == np.float64


@pytest.mark.parametrize("path", ["abacus", "avx1024"])
def test_an_instruction_set_that_is_not_here_is_refused(path: str) -> None:
    with pytest.raises(SettingError, match=f"here; got {path}"):
        outputs(LESSON, Images(np.zeros((1, 784), np.uint8)), engine=Engine("kernel", path))


def test_numpy_can_always_run_and_comes_last() -> None:
    assert engines()[-1] is NUMPY
    assert [engine.path for engine in engines()[:-1]] == list(loaded().paths)


@pytest.mark.parametrize("engine", engines(), ids=str)
def test_the_environment_forces_an_engine(engine: choice.Engine, asked: Any) -> None:
    asked((engine.path or engine.name).upper())
    assert (present().name, present().path) == (engine.name, engine.path)
    assert "DIGITSCOPE_ENGINE asks for it" in engine_for(LESSON).why


@pytest.mark.parametrize("name", ["cuda", "avx1024", "kernel", "\x1b[31m"])
def test_an_engine_that_is_not_here_is_refused_with_those_that_are(name: str, asked: Any) -> None:
    asked(name)
    with pytest.raises(SettingError, match=r"must be auto or one of .*numpy") as told:
        present()
    assert "\x1b" not in str(told.value)


def test_the_command_says_which_engine_runs_and_why(digitscope: Any) -> None:
    said = digitscope("--version").stdout
    assert said.startswith("digitscope 0.")
    assert str(present()) in said
    assert "on NumPy: DIGITSCOPE_ENGINE asks" in digitscope("--version", env={"DIGITSCOPE_ENGINE": "numpy"}).stdout
    refused = digitscope("evaluate", "plain", env={"DIGITSCOPE_ENGINE": "abacus"})
    assert refused.returncode == 2
    assert "DIGITSCOPE_ENGINE must be auto or one of" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_all_engines_read_as_many_digits_right(digitscope: Any) -> None:
    names = ("auto", "numpy")
    told = [digitscope("evaluate", "plain", "--format", "json", env={"DIGITSCOPE_ENGINE": name}) for name in names]
    assert len({json.loads(one.stdout)["correct"] for one in told}) == 1


def test_without_a_kernel_the_reason_is_known(tmp_path: Path) -> None:
    assert load(tmp_path).why == "there is no kernel here: it was not compiled"
    (tmp_path / NO_LIBRARY).write_text("no compiler made it: cc is not there\n", encoding="utf-8")
    assert load(tmp_path) == library.Loaded(None, (), "there is no kernel here: no compiler made it: cc is not there")


def test_a_kernel_that_cannot_be_loaded_says_so_once_and_numpy_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / LIBRARY).write_bytes(b"\x7fELF, but not really")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    loaded.cache_clear()
    try:
        with pytest.warns(EngineWarning, match=r"cannot be loaded, install digitscope again.*NumPy does its work"):
            assert loaded().code is None
        assert loaded().paths == ()
    finally:
        loaded.cache_clear()


def test_a_kernel_of_another_version_is_not_used(tmp_path: Path) -> None:
    compiled = compiler("cc")
    source = tmp_path / "other.c"
    source.write_text("int kernel_abi(void) { return 99; }\n", encoding="utf-8")
    subprocess.run([*compiled.command, "-shared", "-fPIC", "-o", str(tmp_path / LIBRARY), str(source)], check=True)
    assert load(tmp_path).why == "the kernel here is of version 99, not 1: install digitscope again"


def test_the_choice_costs_nothing_at_start() -> None:
    code = "import sys, digitscope.cli.app; print('ctypes' in sys.modules, 'digitscope.engine.library' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False False\n"
    )
