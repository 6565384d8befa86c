"""Reading whole files, writing them wholly or not at all, run folders, sweeping up."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from digitscope.errors import ImageError, NetworkFileError, StorageError
from digitscope.storage import OCCUPIED, alone, atomic_file, new_folder, read_file, sweep, write_atomically

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and modes of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused_code(path: str | Path, *, limit: int = 100) -> str:
    with pytest.raises(ImageError) as caught:
        read_file(path, limit=limit, refusal=ImageError)
    return caught.value.code


UNPRIVILEGED = """
import os, sys
import digitscope.storage as s, digitscope.errors as e
if not os.geteuid(): os.setuid(65534)
"""


def unprivileged(code: str, *arguments: str) -> str:
    """What the code prints as nobody, or as whoever we are if that is not root.

    What names a device must run so: as root, a fault in the code under test could rename a file over the device.
    """
    command = [sys.executable, "-c", UNPRIVILEGED + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_file_is_read_whole_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "seven.png"
    for content in (b"", b"7", bytes(100)):
        path.write_bytes(content)
        assert read_file(path, limit=100, refusal=ImageError) == content
    path.write_bytes(bytes(101))
    assert refused_code(path) == "FILE_TOO_LARGE"


def test_the_refusal_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(
        NetworkFileError, match=r"plain\.safetensors must be a file that can be read; got ENOENT"
    ) as caught:
        read_file(tmp_path / "plain.safetensors", limit=1, refusal=NetworkFileError)
    assert caught.value.code == "NOT_FOUND"


def test_b35_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"7")
    assert refused_code(tmp_path) == "NOT_A_FILE"
    assert refused_code("nul\0.png") == "NOT_A_FILE"
    assert refused_code("half\ud800.png") == "NOT_A_FILE"
    assert refused_code(tmp_path / "file" / "below") == "NOT_FOUND"
    assert refused_code("") == "NOT_FOUND"
    assert refused_code("x" * 300) == "NOT_READABLE"


@posix
def test_b35_pipes_devices_sockets_and_odd_files_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    started = time.monotonic()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "pipe", tmp_path / "link", tmp_path / "socket", "/dev/zero", "/dev/null"):
            assert refused_code(path) == "NOT_A_FILE", path
    assert refused_code(tmp_path / "loop") == "NOT_READABLE"
    if Path("/proc/self/mem").exists():
        assert refused_code("/proc/self/mem") == "NOT_READABLE"
    assert time.monotonic() - started < 1


@posix
def test_links_to_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"7")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "twin").hardlink_to(tmp_path / "file")
    assert read_file(tmp_path / "link", limit=9, refusal=ImageError) == b"7"
    assert read_file(tmp_path / "twin", limit=9, refusal=ImageError) == b"7"


@posix
def test_a_file_without_read_permission_is_refused(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        closed = Path(folder, "closed")
        closed.write_bytes(b"7")
        closed.chmod(0)
        code = """
try: s.read_file(sys.argv[1], limit=9, refusal=e.ImageError)
except e.ImageError as error: print(error.code)
"""
        assert unprivileged(code, str(closed)) == "NOT_READABLE"


@posix
def test_d52_names_of_any_bytes_are_read_and_shown_safely(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\x1b]0;\xff\n.png")
    with pytest.raises(ImageError) as caught:
        read_file(path, limit=9, refusal=ImageError)
    assert "/\ufffd]0;\ufffd\ufffd.png must" in str(caught.value)
    write_atomically(path, b"7")
    assert read_file(path, limit=9, refusal=ImageError) == b"7"


def test_b36_a_file_that_grows_or_shrinks_while_it_is_read_stays_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"7" * 50)
    real = os.fstat

    def fstat_then(size: int) -> None:
        def changed(descriptor: int) -> os.stat_result:
            found = real(descriptor)
            path.write_bytes(b"8" * size)
            return found

        monkeypatch.setattr(os, "fstat", changed)

    fstat_then(1_000_000)
    assert refused_code(path) == "FILE_TOO_LARGE"
    path.write_bytes(b"7" * 50)
    fstat_then(90)
    assert read_file(path, limit=100, refusal=ImageError) == b"8" * 90
    fstat_then(10)
    assert read_file(path, limit=100, refusal=ImageError) == b"8" * 10


def test_a_written_file_is_there_and_nothing_else(tmp_path: Path) -> None:
    for content in (b"first", b"second, longer", b""):
        write_atomically(tmp_path / "note", content)
        assert (tmp_path / "note").read_bytes() == content
    assert names(tmp_path) == ["note"]


def test_the_old_file_stays_until_the_block_ends(tmp_path: Path) -> None:
    write_atomically(tmp_path / "note", b"old")
    with atomic_file(tmp_path / "note") as file:
        file.write(b"new")
        assert (tmp_path / "note").read_bytes() == b"old"
        file.seek(0)
        file.writelines([b"NEW", b"!"])
    assert (tmp_path / "note").read_bytes() == b"NEW!"


@pytest.mark.parametrize("error", [ValueError, OSError, BrokenPipeError, KeyboardInterrupt, SystemExit])
def test_an_error_in_the_block_passes_as_it_is_and_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    write_atomically(tmp_path / "note", b"old")

    def fails_half_way() -> None:
        with atomic_file(tmp_path / "note") as file:
            file.write(b"half")
            raise error("of the block")

    with pytest.raises(error) as caught:
        fails_half_way()
    assert type(caught.value) is error
    assert (tmp_path / "note").read_bytes() == b"old"
    assert names(tmp_path) == ["note"]


def test_a_writer_that_closes_the_file_itself_is_fine(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "note") as file, file:
        file.write(b"text")
    assert (tmp_path / "note").read_bytes() == b"text"


@posix
def test_permissions_of_an_existing_file_are_kept_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "note", b"new")
        assert stat.S_IMODE((tmp_path / "note").stat().st_mode) == 0o640
        for mode in (0o600, 0o664, 0o755):
            (tmp_path / "note").chmod(mode)
            write_atomically(tmp_path / "note", b"again")
            assert stat.S_IMODE((tmp_path / "note").stat().st_mode) == mode
    finally:
        os.umask(before)


@posix
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(Path("far", "note"))
    for content in (b"through a link to nothing yet", b"through a link"):
        write_atomically(tmp_path / "link", content)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "far" / "note").read_bytes() == content
    assert names(tmp_path) == ["far", "link"]


def write_refusal(path: str | Path) -> StorageError:
    with pytest.raises(StorageError) as caught:
        write_atomically(path, b"7")
    return caught.value


def test_d56_what_cannot_be_written_names_the_file_and_the_errno(tmp_path: Path) -> None:
    missing = write_refusal(tmp_path / "missing" / "note")
    assert f"{tmp_path}/missing/note could not be written; got ENOENT" in str(missing).replace("\\", "/")
    assert "make its folder first" in str(missing)
    assert (missing.code, missing.errno, missing.filename) == (
        "CANNOT_WRITE",
        2,
        str(tmp_path / "missing" / "note"),
    )
    assert "EISDIR" in str(write_refusal(tmp_path))
    assert "EINVAL" in str(write_refusal("nul\0name"))
    assert "ENAMETOOLONG" in str(write_refusal(tmp_path / ("x" * 300)))
    (tmp_path / "note").write_bytes(b"")
    assert "ENOTDIR" in str(write_refusal(tmp_path / "note" / "below"))
    assert names(tmp_path) == ["note"]


@posix
def test_d56_a_full_disk_is_reported_as_one(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    code = """
try: s.write_atomically("/dev/full", b"7")
except e.StorageError as error: print(error.code, error)
"""
    told = unprivileged(code)
    assert told.startswith("STORAGE_FULL /dev/full could not be written; got ENOSPC")
    assert told.endswith("make room, or choose another place")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@posix
def test_d56_a_read_only_file_or_folder_is_not_written_to() -> None:
    code = """
for path in sys.argv[1:]:
    try: s.write_atomically(path, b"7")
    except e.StorageError as error: print(error.came.split()[0], error.code)
"""
    with tempfile.TemporaryDirectory() as folder:
        (open_folder := Path(folder, "open")).mkdir()
        (closed_folder := Path(folder, "closed")).mkdir()
        (open_folder / "note").write_bytes(b"old")
        (open_folder / "note").chmod(0o444)
        closed_folder.chmod(0o555)
        open_folder.chmod(0o777)
        Path(folder).chmod(0o755)
        told = unprivileged(code, str(open_folder / "note"), str(closed_folder / "note"))
        assert told.splitlines() == ["EACCES CANNOT_WRITE"] * 2
        assert (open_folder / "note").read_bytes() == b"old"
        assert names(open_folder) == ["note"]


@posix
def test_devices_and_pipes_are_written_through_and_stay_what_they_are(tmp_path: Path) -> None:
    unprivileged("s.write_atomically(os.devnull, b'7')")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_atomically(tmp_path / "pipe", b"7" * 100_000)
    reader.join()
    assert got == [b"7" * 100_000]
    assert names(tmp_path) == ["pipe"]


@posix
def test_d54_standard_output_can_be_named_and_a_gone_reader_is_no_storage_error(tmp_path: Path) -> None:
    if not Path("/proc/self/fd/1").exists():
        pytest.skip("there is no /proc here")
    (tmp_path / "stdout").symlink_to("/proc/self/fd/1")  # as /dev/stdout is, but nothing breaks if it is replaced
    code = "import sys, digitscope.storage as s\ns.write_atomically(sys.argv[1], b'seven' * 100_000)"
    command = [sys.executable, "-c", code, str(tmp_path / "stdout")]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"seven" * 100_000
    assert (tmp_path / "stdout").is_symlink()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(5)
        process.stdout.close()
        assert process.stderr.read().strip().splitlines()[-1].startswith(b"BrokenPipeError")


def test_run_folders_count_on_from_what_is_there(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "runs"
    assert new_folder(home, stem="run") == home / "run-001"
    (home / "run-002").write_bytes(b"a file of that name")
    assert new_folder(home, stem="run").name == "run-003"
    assert new_folder(home, stem="other").name == "other-001"
    (home / "run-001").rmdir()
    assert new_folder(home, stem="run").name == "run-001"


def test_a_run_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for parent in (tmp_path / "file", tmp_path / "file" / "below", "nul\0name"):
        with pytest.raises(StorageError):
            new_folder(parent, stem="run")


def test_processes_at_once_get_different_run_folders(tmp_path: Path) -> None:
    code = """
import sys
from digitscope.storage import new_folder
for _ in range(25): print(new_folder(sys.argv[1], stem="r"))
"""
    racing = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    made = [line for process in racing for line in process.communicate()[0].splitlines()]
    assert len(set(made)) == len(made) == 100
    assert names(tmp_path) == [f"r-{number:03d}" for number in range(1, 101)]


@posix
def test_a_folder_with_a_link_for_its_lock_is_refused_and_what_the_link_names_stays(tmp_path: Path) -> None:
    mine, run = tmp_path / "mine", tmp_path / "run"
    mine.write_bytes(b"precious")
    run.mkdir()
    (run / OCCUPIED).symlink_to(mine)
    with pytest.raises(StorageError, match=r"ELOOP .*: take the link away"), alone(run):
        pytest.fail("let in")
    assert mine.read_bytes() == b"precious"


@posix
def test_i114_with_the_locks_of_windows_too_the_number_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    def locking(descriptor: int, _mode: int, _size: int) -> None:
        if held:
            raise PermissionError
        held.append(os.lseek(descriptor, 0, os.SEEK_CUR))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("digitscope.storage.sys", SimpleNamespace(platform="win32"))
        with alone(tmp_path):
            with pytest.raises(StorageError, match=f"in use by pid {os.getpid()}"), alone(tmp_path):
                pytest.fail("two at once")
            assert (tmp_path / OCCUPIED).read_bytes() == b"%d" % os.getpid()
    assert held == [1 << 30]


def test_i108_sweeping_takes_what_the_killed_left_and_nothing_else(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "note"):
        (written,) = names(tmp_path)
    others = ["note", "note.tmp", ".digitscope-notes", f"{written}.png", f"x{written}"]
    for name in (written, written.replace("-", "-0"), *others):
        (tmp_path / name).write_bytes(b"half")
    folders = [f".digitscope-{number}.tmp" for number in range(9)]
    for name in folders:
        (tmp_path / name).mkdir()  # which cannot be removed, and must not keep the others from it
    assert sweep(tmp_path) == 2
    assert names(tmp_path) == sorted([*others, *folders])
    for nothing in (tmp_path / "missing", tmp_path / "note", "nul\0name"):
        assert sweep(nothing) == 0
