"""`digitscope export`: the lab as one file, and networks for ONNX, PyTorch and C."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscope.engine.initialise import initialise
from digitscope.networks.catalogue import find
from digitscope.networks.exchange.c_header import to_c
from digitscope.networks.exchange.onnx_file import to_onnx
from digitscope.networks.files import NetworkFile, save
from digitscope.pictures.document import document
from running import Run


def test_the_shipped_network_is_exported_and_the_person_told(inside: Run, tmp_path: Path) -> None:
    target = tmp_path / "digits.html"
    done = inside("export", "document", "--output", target)
    assert (done.returncode, done.stdout) == (0, "")
    content = target.read_bytes()
    assert content == document(find("plain"), name="plain")
    assert f"digits.html, {len(content):,} bytes" in done.stderr
    assert ".html: by that" not in done.stderr


def test_a_network_of_ones_own_gives_its_files_name(inside: Run, tmp_path: Path) -> None:
    file = NetworkFile(initialise((784, 8, 10), rng=np.random.default_rng(0)))
    save(tmp_path / "a <b> 7.safetensors", file)
    done = inside("export", "document", "--network", tmp_path / "a <b> 7.safetensors", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "<title>digitscope: a &lt;b&gt; 7</title>" in (tmp_path / "out").read_text(encoding="utf-8")
    assert "by that ending a double-click finds the browser" in done.stderr


def test_a_file_name_that_is_no_text_hurts_nobody(inside: Run, tmp_path: Path) -> None:
    file = NetworkFile(initialise((784, 10), rng=np.random.default_rng(0)))
    save(tmp_path / "plain.safetensors", file)
    odd = os.fsencode(tmp_path) + b"/\xff.safetensors"
    Path(os.fsdecode(odd)).write_bytes((tmp_path / "plain.safetensors").read_bytes())
    done = inside("export", "document", "--network", odd, "--output", tmp_path / "odd.html")
    assert done.returncode == 0, done.stderr
    assert "<title>digitscope: \ufffd</title>" in (tmp_path / "odd.html").read_text(encoding="utf-8")


def test_it_goes_to_standard_output_as_elsewhere(digitscope: Run) -> None:
    done = digitscope("export", "document", "--output", "-", text=False)
    assert done.stdout == document(find("plain"), name="plain")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--network", "nobody", "--output", "x.html"], 3, "one of plain"),
        (["--network", "gone.safetensors", "--output", "x.html"], 3, "gone.safetensors must be a file"),
        (["--network", "SMALL", "--output", "x.html"], 3, "from 784 pixels"),
        (["--output", "no/where.html"], 4, "make its folder first"),
        (["--output", "."], 4, "could not be written"),
        ([], 2, "Missing option '--output'"),
    ],
)
def test_what_cannot_be_exported_says_why_and_writes_nothing(
    inside: Run, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    small = tmp_path / "small.safetensors"
    save(small, NetworkFile(initialise((100, 10), rng=np.random.default_rng(0))))
    done = inside("export", "document", *(str(small) if part == "SMALL" else part for part in arguments))
    assert done.returncode == code
    assert re.search(re.escape(message), done.stderr)
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "here").iterdir()) == []


def test_where_it_cannot_be_finished_the_old_file_stays(digitscope: Run, tmp_path: Path) -> None:
    target = tmp_path / "old.html"
    target.write_text("old")
    done = digitscope(
        *("export", "document", "--output", target),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert (done.returncode, target.read_text()) == (4, "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "old.html"]


UNSOUND = """
import sys
from digitscope.cli.app import main
from digitscope.pictures import document
from digitscope.pictures.page import File

page = {"index.html": File(b"<meta charset=utf-8><img src=gone.png>", None, "text/html")}
document.built_page = lambda: page if sys.argv[1] == "unsound" else {}
sys.exit(main(["export", "document", "--output", sys.argv[2]]))
"""


@pytest.mark.parametrize(("page", "message"), [("unsound", "all that its page refers to"), ("none", "without it")])
def test_without_a_sound_page_it_ends_with_2_and_writes_nothing(tmp_path: Path, page: str, message: str) -> None:
    target = tmp_path / "x.html"
    done = subprocess.run([sys.executable, "-c", UNSOUND, page, target], capture_output=True, text=True, check=False)
    assert (done.returncode, target.exists()) == (2, False)
    assert message in done.stderr


def test_a_header_of_c_is_written_for_the_network_that_is_named(digitscope: Run, tmp_path: Path) -> None:
    mine = tmp_path / "My net.safetensors"
    file = NetworkFile(initialise((12, 3, 2), rng=np.random.default_rng(0)), labels=("no", "yes"))
    save(mine, file)
    done = digitscope("export", "c", mine, "--output", tmp_path / "net.h")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (tmp_path / "net.h").read_text(encoding="utf-8") == to_c(file, name="My net")
    assert "How to use it stands in its first lines" in done.stderr
    assert digitscope("export", "c", "--network", mine, "--output", "-").stdout == to_c(file, name="My net")


@pytest.mark.parametrize("form", ["onnx", "torch"])
def test_without_the_package_it_is_said_which_and_nothing_is_written(tmp_path: Path, form: str) -> None:
    code = (
        f"import sys; sys.modules[{form!r}] = None\nfrom digitscope.cli.app import main\nsys.exit(main(sys.argv[1:]))"
    )
    words = ("export", form, "plain", "--output", str(tmp_path / "x"))
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"pip install 'digitscope[{form}]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_network_is_named_once(digitscope: Run) -> None:
    done = digitscope("export", "onnx", "plain", "--network", "plain", "--output", "x")
    assert done.returncode == 2
    assert "given twice" in done.stderr


@pytest.mark.peers
def test_onnx_and_pytorch_files_are_written_and_the_way_to_read_them_is_told(digitscope: Run, tmp_path: Path) -> None:
    assert digitscope("export", "onnx", "plain", "--output", tmp_path / "net.onnx").stderr.count("\n") == 1
    assert (tmp_path / "net.onnx").read_bytes() == to_onnx(find("plain"))
    done = digitscope("export", "torch", "plain", "--output", tmp_path / "net.pt")
    told = "\n".join(line.strip() for line in done.stderr.splitlines()[1:])
    names: dict[str, Any] = {}
    exec(compile(told, "told", "exec"), names)
    assert names["model"][0].weight.shape == (16, 784)
