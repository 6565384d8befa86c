"""`digitscope read`: every image gets its row, whatever it is and whatever it is called."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitscope.data.dataset import Dataset
from digitscope.engine.initialise import initialise
from digitscope.networks.catalogue import find
from digitscope.networks.files import NetworkFile, save
from digitscope.reading.reader import Reader
from running import Run


def _jsonl(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8", "surrogateescape"), newline="")))


def test_the_samples_are_read_right(digitscope: Run) -> None:
    done = digitscope("read", "--samples", "--format", "jsonl")
    rows = _jsonl(done.stdout)
    assert done.returncode == 0
    assert len(rows) == 12
    for row in rows:
        wanted = int(Path(row["file"]).stem.rpartition("-")[2])
        assert [digit["digit"] for digit in row["digits"]] == [wanted], row["file"]


def test_a_folder_is_read_in_the_order_people_count(inside: Run, digits: Path, mnist_test: Dataset) -> None:
    rows = _jsonl(inside("read", digits, "--format", "jsonl").stdout)
    assert [Path(row["file"]).name for row in rows] == [f"{number}.png" for number in range(30)]
    answers = [row["digits"][0]["digit"] for row in rows]
    assert np.mean(answers == mnist_test.labels[:30]) > 0.9


def test_l144_command_and_library_give_the_same_bits(inside: Run, digits: Path) -> None:
    rows = _jsonl(inside("read", digits, "--format", "jsonl").stdout)
    reader = Reader.of(find("wide"))
    for row in rows:
        (reading,) = reader.read(row["file"]).readings
        (digit,) = row["digits"]
        assert digit["digit"] == reading.digit
        assert digit["confidence"] == round(reading.confidence, 6)
        assert digit["runner_up"] == reading.runner_up
        assert tuple(digit["box"]) == reading.box


def test_a_row_of_json_has_the_pinned_fields(inside: Run, digits: Path) -> None:
    (row,) = _jsonl(inside("read", digits / "0.png", "--format", "jsonl").stdout)
    assert set(row) == {"file", "digits", "error", "warnings"}
    assert {"digit", "confidence", "runner_up", "box", "reason"} <= set(row["digits"][0])
    assert row["digits"][0]["digit"] == 7
    assert 0.5 < row["digits"][0]["confidence"] <= 1
    assert row["error"] is None
    assert row["warnings"] == []


def test_the_table_is_plain_text_when_piped(inside: Run, digits: Path) -> None:
    done = inside("read", digits / "0.png", digits / "1.png")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "7" in done.stdout.splitlines()[2]
    assert done.stdout.splitlines()[2].endswith("0.png")


def test_pictures_show_what_the_network_received(digitscope: Run, digits: Path) -> None:
    done = digitscope("read", digits / "0.png", "--pictures", env={"COLUMNS": "80"})
    assert "█" in done.stdout
    assert "0.png" in done.stdout
    assert "1 of 1 images read by the network wide (2,395,210 numbers)." in done.stdout


def test_an_image_comes_from_standard_input(digitscope: Run, digits: Path) -> None:
    done = digitscope("read", "-", "--format", "jsonl", text=False, input=(digits / "2.png").read_bytes())
    (row,) = _jsonl(done.stdout.decode())
    assert (row["file"], row["digits"][0]["digit"]) == ("-", 1)
    assert digitscope("read", "-", text=False, input=b"").returncode == 1


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a13_a_blank_image_gives_no_digit(inside: Run, tmp_path: Path, shade: int) -> None:
    Image.new("L", (90, 120), shade).save(tmp_path / "blank.png")
    done = inside("read", tmp_path / "blank.png", "--format", "jsonl")
    (digit,) = _jsonl(done.stdout)[0]["digits"]
    assert (digit["digit"], digit["reason"], digit["box"]) == (None, "BLANK", None)
    assert done.returncode == 0


def test_nothing_to_read_or_an_unknown_option_is_a_usage_error(inside: Run) -> None:
    assert inside("read").returncode == 2
    assert inside("read", "--fromat", "csv", "x").returncode == 2
    assert "Nothing to read" in inside("read").stderr


def test_a_network_that_is_refused_exits_3(inside: Run, digits: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"\x80\x04pickle")
    for name in ("plane", tmp_path / "bad.safetensors", tmp_path, "/dev/zero"):
        done = inside("read", digits / "0.png", "--network", name)
        assert done.returncode == 3, name
        assert done.stderr.startswith("digitscope: ")
        assert "Traceback" not in done.stderr
    assert "one of plain" in inside("read", digits / "0.png", "--network", "plane").stderr


def test_d51_broken_images_get_their_row_and_stop_nothing(inside: Run, digits: Path, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    shutil.copytree(digits, folder)
    for number in range(5):
        (folder / f"{number}.png").write_bytes((digits / f"{number}.png").read_bytes()[: 20 * number])
    (folder / "10.png").unlink()
    os.mkfifo(folder / "10.png")
    (folder / "11.png").unlink()
    (folder / "11.png").symlink_to("gone.png")
    (folder / "12.png").unlink()
    (folder / "12.png").mkdir()
    done = inside(
        "read",
        *(folder / f"{number}.png" for number in range(30)),
        tmp_path / "missing.png",
        "--format",
        "csv",
        text=False,
    )
    rows = _csv(done.stdout)
    assert done.returncode == 1
    assert [Path(row["file"]).name for row in rows] == [
        *(f"{number}.png" for number in range(30)),
        "missing.png",
    ]
    codes = {Path(row["file"]).stem: row["error"].partition(":")[0] for row in rows if row["error"]}
    assert codes == {
        **{str(number): "IMAGE_UNREADABLE" for number in range(5)},
        "10": "NOT_A_FILE", "11": "NOT_FOUND", "12": "EMPTY_FOLDER", "missing": "NOT_FOUND",
    }  # fmt: skip
    assert all(name.encode() in done.stderr for name in ("0.png", "10.png", "missing.png"))
    assert len(rows) == len(_csv(inside("read", folder, "--format", "csv", text=False).stdout)) + 1


def test_d51_a_file_without_permission_is_told(digits: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    shutil.copy(digits / "0.png", secret)
    secret.chmod(0)
    rights = "-dac_override,-dac_read_search"  # without them even root must have permission
    as_anybody = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    command = [*as_anybody, sys.executable, "-m", "digitscope", "read", str(secret), "--format", "jsonl"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert _jsonl(done.stdout)[0]["error"]["code"] == "NOT_READABLE"


NAMES = [
    b"new\nline.png", b'quo"te.png', b"com,ma.png", b"ta\tb.png", b"-leading.png", b"inv\xffalid.png",
    b"\x1b]0;title\x07.png",
    b"\x9bcsi.png", "\u202ertl.png".encode(), b"=1+1.png", b"+1.png", b"@x.png", b"\ttab.png", b"n" * 251 + b".png",
]  # fmt: skip


@pytest.fixture
def odd_names(tmp_path: Path, digits: Path) -> Path:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(os.fsencode(digits / "0.png"), os.fsencode(folder) + b"/" + name)
    return folder


def test_d52_any_file_name_survives_csv_and_json(inside: Run, odd_names: Path) -> None:
    content = inside("read", odd_names, "--format", "csv", text=False).stdout
    assert sorted(os.path.basename(os.fsencode(row["file"])) for row in _csv(content)) == sorted(NAMES)  # noqa: PTH119  (names as bytes)
    lines = inside("read", odd_names, "--format", "jsonl", text=False).stdout
    rows = _jsonl(lines.decode("utf-8"))
    names = [bytes.fromhex(row["file_bytes"]) if "file_bytes" in row else row["file"].encode() for row in rows]
    assert sorted(os.path.basename(name) for name in names) == sorted(NAMES)  # noqa: PTH119  (names as bytes)
    assert not set(lines) & {0x1B, 0x9B, 0x07}


def test_d52_no_name_commands_the_terminal(inside: Run, odd_names: Path) -> None:
    done = inside("read", odd_names, "--format", "table", text=False)
    text = done.stdout.decode("utf-8")
    assert len(text.splitlines()) == 4 + len(NAMES)
    assert not any(letter in text for letter in "\x1b\x9b\x07\u202e")


def test_d52_two_dashes_end_the_options(inside: Run, odd_names: Path) -> None:
    done = inside("read", "--format", "jsonl", "--", "-leading.png", cwd=odd_names)
    assert _jsonl(done.stdout)[0]["file"] == "-leading.png"


def test_d53_a_name_that_looks_like_a_formula_is_disarmed_in_csv(inside: Run, odd_names: Path) -> None:
    names = ["=1+1.png", "+1.png", "@x.png", "-leading.png", "\ttab.png"]
    done = inside("read", "--format", "csv", "--", *names, text=False, cwd=odd_names)
    assert [row["file"] for row in _csv(done.stdout)] == [f"'{name}" for name in names]
    raw = inside("read", "--format", "csv", "--raw-csv", "--", *names, text=False, cwd=odd_names)
    assert [row["file"] for row in _csv(raw.stdout)] == names
    plain = inside("read", "--format", "jsonl", "--", *names, cwd=odd_names)
    assert [row["file"] for row in _jsonl(plain.stdout)] == names


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_d54_a_reader_that_goes_away_is_no_error(digits: Path, form: str) -> None:
    command = f"{sys.executable} -m digitscope read {digits} {digits} {digits} --format {form} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_d56_output_goes_to_a_whole_file_in_the_form_of_its_name(inside: Run, digits: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.jsonl", "out.txt"):
        assert inside("read", digits, "--output", tmp_path / name).returncode == 0
    assert len(_csv((tmp_path / "out.csv").read_bytes())) == 30
    assert len(_jsonl((tmp_path / "out.jsonl").read_text())) == 30
    assert (tmp_path / "out.csv").read_bytes() == inside("read", digits, "--format", "csv", text=False).stdout


def test_d56_what_cannot_be_written_exits_4_and_leaves_the_old_file(inside: Run, digits: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    for target in (tmp_path / "no" / "out.csv", tmp_path, tmp_path / "file" / "out.csv"):
        done = inside("read", digits, "--output", target)
        assert done.returncode == 4, target
        assert "could not be written" in done.stderr
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "digitscope", "read", digits], stdout=full, stderr=subprocess.PIPE
        )
    assert process.returncode == 4
    assert b"Traceback" not in process.stderr
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("workers", [2, 3])
def test_d57_any_number_of_workers_gives_the_same_bytes(digitscope: Run, digits: Path, workers: int) -> None:
    many = [digits] * 7
    alone = digitscope("read", *many, "--format", "csv", text=False)
    together = digitscope("read", *many, "--format", "csv", "--workers", str(workers), text=False)
    assert alone.stdout.count(b"\n") == 211
    assert together.stdout == alone.stdout
    assert together.returncode == 0


@pytest.mark.parametrize(
    "surroundings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        {"HOME": "/nonexistent"},
        {"PYTHONOPTIMIZE": "1"},
        {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error"},
        {"TERM": "dumb"},
    ],
)
def test_d59_d60_any_surroundings_give_the_same_answers(
    digitscope: Run, digits: Path, surroundings: dict[str, str]
) -> None:
    usual = digitscope("read", digits, text=False)
    unusual = digitscope("read", digits, text=False, env=surroundings)
    assert unusual.stdout == usual.stdout
    assert (unusual.returncode, unusual.stderr) == (0, b"")


@pytest.mark.parametrize(("kind", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize(("workers", "moment"), [(1, 0.5), (2, 0.1), (2, 0.4), (2, 1.0)])
def test_d55_interrupted_it_leaves_nothing_half_done(
    digits: Path, tmp_path: Path, kind: int, code: int, workers: int, moment: float
) -> None:
    output = tmp_path / "out.csv"
    many = [str(digits)] * 600
    command = [
        sys.executable,
        "-m",
        "digitscope",
        "read",
        *many,
        "--output",
        str(output),
        "--workers",
        str(workers),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    temporary: list[Path] = []
    while not temporary and process.poll() is None:
        temporary = list(tmp_path.glob(".digitscope-*"))
        time.sleep(0.01)
    time.sleep(moment)
    if kind == signal.SIGINT:
        os.killpg(process.pid, kind)  # as a terminal does
    else:
        process.send_signal(kind)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == code, stderr
    assert stderr == b""
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 2
    while alive := _living(process.pid):
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def _living(group: int) -> list[str]:
    """Processes of that group that are more than a record of their end."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = status.read_text().rpartition(") ")
            state, _, process_group, *_ = rest.split()
            if int(process_group) == group and state != "Z":
                found.append(name)
    return found


def test_an_overlay_shows_each_answer_on_its_image(inside: Run, digits: Path, tmp_path: Path) -> None:
    done = inside("read", digits / "0.png", digits / "1.png", digits / "0.png", "--overlay", tmp_path / "seen")
    assert done.returncode == 0
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {"0.read.png", "0-2.read.png", "1.read.png"}
    with Image.open(tmp_path / "seen" / "0.read.png") as picture:
        assert min(picture.size) >= 300
        assert len(picture.getcolors(100_000) or []) > 2


def test_an_overlay_writes_over_nothing_that_is_read(inside: Run, digits: Path, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    shutil.copytree(digits, scans)
    for folder in (scans, scans / "seen"):
        done = inside("read", scans, "--overlay", folder)
        assert done.returncode == 2
        assert "outside those that are read" in done.stderr
    before = (scans / "0.png").read_bytes()
    shutil.copy(scans / "1.png", scans / "0.read.png")
    named_alike = inside("read", scans / "0.read.png", scans / "0.png", "--overlay", scans)
    assert named_alike.returncode == 2, "one picture would be written over the other"
    (scans / "0.read.png").unlink()
    assert inside("read", scans / "0.png", "--overlay", scans).returncode == 0
    assert (scans / "0.png").read_bytes() == before
    assert (scans / "0.read.png").exists()


def test_an_overlay_that_cannot_be_written_exits_4(inside: Run, digits: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert inside("read", digits / "0.png", "--overlay", tmp_path / "file" / "x").returncode == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pictures", "--format", "csv"], "--pictures are for the terminal"),
        (["--pictures", "--output", "x.txt"], "--pictures are for the terminal"),
        (["--output", "x.json"], "rows of JSON are .jsonl"),
        (["-", "--overlay", "seen"], "standard input is gone"),
        (["--workers", "0"], "0 is not in the range"),
    ],
)
def test_options_that_would_do_nothing_are_usage_errors(
    inside: Run, digits: Path, arguments: list[str], message: str
) -> None:
    done = inside("read", digits, *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_output_says_what_it_wrote_and_a_dash_is_standard_output(inside: Run, digits: Path) -> None:
    assert "30 of 30 images read: out.csv" in inside("read", digits, "--output", "out.csv").stderr
    assert inside("read", digits, "--output", "-").stdout == inside("read", digits).stdout


def test_an_error_is_told_once_on_standard_error(inside: Run) -> None:
    done = inside("read", "missing.png")
    assert done.stderr.count("missing.png") == 1
    assert len(done.stderr.splitlines()) == 1


def test_d56_nobody_on_standard_error_costs_no_result(digits: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"")
    many = " ".join([str(tmp_path / "broken.png")] * 300)
    command = (
        f"{sys.executable} -m digitscope read {many} {digits} --output {tmp_path}/out.csv 2>&1 >/dev/null | head -1"
    )
    subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert len(_csv((tmp_path / "out.csv").read_bytes())) == 330


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_end_in_no_traceback(digits: Path, closed: str) -> None:
    command = f"{sys.executable} -m digitscope read - {digits}/0.png {closed}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, input="")
    assert done.returncode == 1, "standard input holds no image"
    assert "Traceback" not in done.stderr + done.stdout


def test_a_network_of_another_shape_is_refused_by_every_command(inside: Run, digits: Path, tmp_path: Path) -> None:
    for widths in ((784, 16, 12), (784, 1), (4, 10)):
        file = tmp_path / f"{len(widths)}-{widths[0]}.safetensors"
        save(file, NetworkFile(initialise(widths, rng=np.random.default_rng(0))))
        image = digits / "0.png"
        for arguments in (
            ["read", image, "--network", file],
            ["evaluate", file],
            ["draw", "confusion", file],
            ["draw", "activations", image, "--network", file],
            ["draw", "equation", image, "--network", file],
            ["train", "--start", file],
        ):
            done = inside(*arguments)
            assert (done.returncode, "784 pixels to 10 digits" in done.stderr) == (3, True), arguments
        assert inside("draw", "weights", file).returncode == 0


def test_d52_no_networks_name_commands_the_terminal(learning: Run, digits: Path) -> None:
    name = "a\x1b[31m$\\q$.safetensors"
    assert learning("train", "--epochs", "0", "--validation", "500", "--output", name).returncode == 0
    for arguments in (["evaluate", name], ["draw", "confusion", name], ["read", digits / "0.png", "--network", name]):
        done = learning(*arguments)
        assert done.returncode == 0
        assert "\x1b" not in done.stdout + done.stderr
    assert learning("draw", "confusion", name, "--output", "c.svg").returncode == 0
