"""The one module that writes files, and reads whole ones back.

In: paths and bytes. Out: files that are there wholly or not at all, whatever fails or is killed on the way,
and contents that were read once, from regular files only, up to a limit. It knows nothing of networks.
Longer than most, so that every operation that can fail half-way stands in one place and under one test.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
import sys
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from digitscope.errors import DigitscopeError, StorageError
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer

AnyPath: TypeAlias = "str | os.PathLike[str]"

BINARY: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
OWN: Final = getattr(os, "O_NOFOLLOW", 0)
"""No link: what is written there must not land in a file elsewhere that somebody's link names."""
READ: Final = os.O_RDONLY | BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
HINTS: Final = {
    errno.ENOENT: "make its folder first",
    errno.ENOTDIR: "make its folder first",
    errno.EISDIR: "name a file in it",
    errno.EACCES: "choose a place that you may write to",
    errno.EPERM: "choose a place that you may write to",
    errno.EROFS: "choose a place that you may write to",
    errno.ELOOP: "take the link away",
    **dict.fromkeys(FULL, "make room, or choose another place"),
}
TEMPORARY: Final = ".digitscope-{}.tmp"
"""Names of files that are being written, with chance between."""
OCCUPIED: Final = ".in-use"
"""In a folder that belongs to one process at a time; it holds that process's number, and stays."""
NO_LOCKS: Final = (errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)


def read_file(path: AnyPath, *, limit: int, refusal: type[DigitscopeError]) -> bytes:
    """The whole content of a regular file, read once; what is checked is then what is used.

    limit: bytes.  Raises `refusal` with code NOT_FOUND, NOT_A_FILE (a folder, pipe, device), NOT_READABLE or
    FILE_TOO_LARGE. A pipe that nobody writes to does not make it wait.
    >>> from digitscope.errors import ImageError
    >>> read_file(os.devnull, limit=100, refusal=ImageError)
    Traceback (most recent call last):
    digitscope.errors.ImageError: /dev/null must be a regular file; got a device: give the path of a file
    """
    try:
        descriptor = os.open(path, READ)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _not_a_file(path, _kind(status.st_mode), refusal)
            content = b"" if status.st_size > limit else _up_to(descriptor, status.st_size, limit + 1)
        finally:
            os.close(descriptor)
    except ValueError as error:  # a NUL in the name, or letters that no file name can hold
        if isinstance(error, DigitscopeError):
            raise
        raise _not_a_file(path, "a name that cannot be one of a file", refusal) from None
    except OSError as error:
        raise _unread(path, error, refusal) from error
    if status.st_size > limit or len(content) > limit:
        raise refusal(
            f"{shown(path)} must be at most {limit:,} bytes",
            came=f"{max(status.st_size, len(content)):,}",
            hint="give a smaller file",
            code="FILE_TOO_LARGE",
        )
    return content


def _up_to(descriptor: int, expected: int, most: int) -> bytes:
    parts, left, size = [], most, expected + 1
    while left > 0 and (part := os.read(descriptor, min(size, left))):
        parts.append(part)
        left -= len(part)
        size = 1 << 16  # what comes beyond the size that the file had when it was opened
    return b"".join(parts)


def _kind(mode: int) -> str:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def _not_a_file(path: AnyPath, came: str, refusal: type[DigitscopeError]) -> DigitscopeError:
    return refusal(
        f"{shown(path)} must be a regular file", came=came, hint="give the path of a file", code="NOT_A_FILE"
    )


def _unread(path: AnyPath, error: OSError, refusal: type[DigitscopeError]) -> DigitscopeError:
    if error.errno in (errno.ENXIO, errno.EISDIR):
        return _not_a_file(path, "a socket or a folder", refusal)
    missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
    return refusal(
        f"{shown(path)} must be a file that can be read",
        came=_reason(error),
        hint="check the path" if missing else "check its permissions and its disk",
        code="NOT_FOUND" if missing else "NOT_READABLE",
    )


def write_atomically(path: AnyPath, content: bytes) -> None:
    """`path` holds `content` when this returns, also after a power cut; until then what it held before.

    Raises StorageError as `atomic_file`.
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder, "note.txt"), b"seven")
    ...     Path(folder, "note.txt").read_bytes()
    b'seven'
    """
    with atomic_file(path) as file:
        file.write(content)


@contextmanager
def atomic_file(path: AnyPath) -> Iterator[io.FileIO]:
    """A binary file to write to; it takes the place of `path` when the block ends, and only if all went well.

    Each write goes to the disk unbuffered and whole. An existing file keeps its permissions and, where `path`
    is a link, its place. Devices and pipes are written to directly, as there is nothing to replace.
    Raises StorageError (CANNOT_WRITE or STORAGE_FULL) with the file and the errno; errors of the block pass
    as they are. Whatever happens short of a kill, no temporary file stays (after a kill: see `sweep`). Where only
    the last step fails, making the name last, `path` holds the new content already, and the hint says so.
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, atomic_file(Path(folder, "note.txt")) as file:
    ...     file.write(b"one")
    3
    """
    target, mode = _target(path)
    if mode is not None and not stat.S_ISREG(mode):
        with _written_through(target) as file:
            yield file
        return
    temporary = target.parent / TEMPORARY.format(secrets.token_hex(8))
    try:
        with _reported(target):
            descriptor = os.open(temporary, CREATE, 0o666 if mode is None else 0o600)
        try:
            with _Whole(descriptor, target) as file:
                yield file
            with _reported(target):
                if mode is not None and hasattr(os, "fchmod"):
                    os.fchmod(descriptor, stat.S_IMODE(mode) & 0o777)
                os.fsync(descriptor)
        finally:
            with _reported(target):
                os.close(descriptor)
        with _reported(target):
            os.replace(temporary, target)  # noqa: PTH105  (the operations of os, each of which a test makes fail)
        _sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108  (as above)
        raise


class _Whole(io.FileIO):
    """A raw file whose writes are whole or fail as StorageError; it leaves its descriptor open.

    A buffered one would, when collected after a failure, write into whatever file has the number by then.
    """

    def __init__(self, descriptor: int, target: Path) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._target = target

    def write(self, data: ReadableBuffer, /) -> int:
        rest = memoryview(data).cast("B")
        size = len(rest)
        descriptor = self.fileno()
        with _reported(self._target):
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        return size


def _target(path: AnyPath) -> tuple[Path, int | None]:
    """Where links lead, and the mode of what is there; None for nothing."""
    whole = Path(path)
    with _reported(whole):
        try:
            status = os.stat(whole)  # noqa: PTH116  (as above)
        except FileNotFoundError:
            return Path(os.path.realpath(whole)), None
        except ValueError:
            raise OSError(errno.EINVAL, "no file can have this name") from None
        if stat.S_ISDIR(status.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if stat.S_ISBLK(status.st_mode) or stat.S_ISSOCK(status.st_mode):
            raise OSError(errno.EINVAL, "a disk or a socket")
        if not os.access(whole, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    regular = stat.S_ISREG(status.st_mode)
    return Path(os.path.realpath(whole)) if regular else whole, status.st_mode


@contextmanager
def _written_through(target: Path) -> Iterator[io.FileIO]:
    with _reported(target):
        descriptor = os.open(target, os.O_WRONLY | BINARY | getattr(os, "O_NOCTTY", 0))
    try:
        with _Whole(descriptor, target) as file:
            yield file
    finally:
        with _reported(target):
            os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Makes the names in `folder` last; without it a power cut may bring the old file back."""
    with _reported(folder, hint="the file is in place, but a power cut may still undo it"):
        try:
            descriptor = os.open(folder, os.O_RDONLY | BINARY)
        except PermissionError:  # a folder that may be written to but not read, or Windows
            return
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that know no such thing
                raise
        finally:
            os.close(descriptor)


@contextmanager
def _reported(target: Path, *, hint: str | None = None) -> Iterator[None]:
    """OSErrors as StorageErrors about `target`, but for that of a reader who has gone (`| head`)."""
    try:
        yield
    except (StorageError, BrokenPipeError):
        raise
    except OSError as error:
        refusal = StorageError(
            f"{shown(target)} could not be written",
            came=_reason(error),
            hint=hint or HINTS.get(error.errno or 0, "choose another place"),
            code="STORAGE_FULL" if error.errno in FULL else "CANNOT_WRITE",
        )
        refusal.errno, refusal.filename = error.errno, os.fspath(target)
        raise refusal from error


def _reason(error: OSError) -> str:
    return f"{errno.errorcode.get(error.errno or 0, 'an error')} ({error.strerror or error})"


def new_folder(parent: AnyPath, *, stem: str) -> Path:
    """A new folder `stem-001`, `stem-002`, ... in `parent` (made if needed), the first that is free.

    stem: a plain name.  Two processes at once get different ones. Raises StorageError.
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     new_folder(folder, stem="run").name, new_folder(folder, stem="run").name
    ('run-001', 'run-002')
    """
    home = make_folder(parent)
    number = 1
    with _reported(home):
        while True:
            made = home / f"{stem}-{number:03d}"
            try:
                made.mkdir()
                break
            except FileExistsError:
                number += 1
    _sync_folder(home)
    return made


def make_folder(path: AnyPath) -> Path:
    """The folder at `path`, made with its parents if it is not there; what was made lasts. Raises StorageError.

    >>> make_folder(folder / "a" / "b").is_dir()
    True
    """
    home = Path(path)
    with _reported(home):
        try:
            new = list(takewhile(lambda one: not one.exists(), (home, *home.parents)))
            home.mkdir(parents=True, exist_ok=True)
        except ValueError:
            raise OSError(errno.EINVAL, "no folder can have this name") from None
    for made in reversed(new):
        _sync_folder(made.parent)
    return home


def writable(path: AnyPath) -> None:
    """Raises StorageError where `atomic_file` would fail at once: better before long work than after it.

    >>> writable(folder / "note.txt")
    """
    target, mode = _target(path)
    if mode is None:
        with _reported(target):
            if not target.parent.is_dir():
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            if not os.access(target.parent, os.W_OK):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def alone(folder: AnyPath) -> Iterator[None]:
    """Nobody else is let into `folder` by this function while the block lasts, not even the same process again.

    Raises StorageError: IN_USE with the number of the process that is in there. The system itself opens the folder
    again when that process ends, however it ends: what a dead one wrote down hinders nobody, whoever has its number
    now. Where the file system knows no locks, as on some network shares, everybody is let in.
    >>> with alone(folder), alone(folder):
    ...     pass
    Traceback (most recent call last):
    digitscope.errors.StorageError: ... must be used by one process at a time; got in use by pid ...
    """
    file = Path(folder, OCCUPIED)
    with _reported(file):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | OWN | BINARY, 0o666)
    try:
        with _reported(file):
            free = _locked(descriptor)
        if not free:
            raise _in_use(folder, descriptor)
        with suppress(OSError):  # for people; a full disk does not make the lock worse
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d" % os.getpid())
        yield
    finally:
        with suppress(OSError):  # the number of the file is given back all the same, and with it the folder
            os.close(descriptor)


def _locked(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # beyond the number, which others read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    return True


def _in_use(folder: AnyPath, descriptor: int) -> StorageError:
    number = b""
    with suppress(OSError):
        number = os.read(descriptor, 20)
    return StorageError(
        f"{shown(folder)} must be used by one process at a time",
        came=f"in use by pid {int(number)}" if number.isdigit() else "in use by another process",
        hint="wait until it ends, or stop it",
        code="IN_USE",
    )


def set_aside(path: AnyPath) -> Path:
    """Renames a broken file to `NAME.corrupt`, for a person to look at, and gives the new path. Raises StorageError.

    >>> (folder / "broken").touch()
    >>> set_aside(folder / "broken").name
    'broken.corrupt'
    """
    broken = Path(path)
    with _reported(broken):
        return broken.replace(broken.with_name(f"{broken.name}.corrupt"))


def sweep(folder: AnyPath) -> int:
    """Removes what killed writers left in `folder`, where nobody may be writing now; gives how many files.

    What cannot be looked at or removed stays; nothing is raised.
    >>> sweep(folder)
    0
    """
    removed = 0
    with suppress(OSError, ValueError):
        for left in list(Path(folder).glob(TEMPORARY.format("*"))):
            with suppress(OSError):
                os.unlink(left)  # noqa: PTH108  (as above)
                removed += 1
    return removed
