"""Power cuts (I110): what a disk may hold when the current goes, amid operations that were recorded.

A disk keeps for sure what was synced: the content of a file by fsync of the file, a name by fsync of its folder. Of
the rest it may keep any part, in any order: nothing, some blocks, the length without the content; this name but not
that one. Each such state is made in a folder, and looked at as by whoever reads it after the power cut.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from digitscope.storage import OCCUPIED

FOLDER = -1
"""Stands where the number of a file does."""
NAMES_AT_ONCE = 6
"""Names of one folder that are not synced, of which every choice is tried."""


@dataclass(frozen=True)
class Event:
    """kind: names (changes of one folder's names), write, sync, sync folder or told.  number: of a file."""

    kind: str
    folder: str = ""
    names: tuple[tuple[str, int | None], ...] = ()
    number: int = FOLDER
    data: Any = None


@dataclass
class Recorder:
    """The operations of this process below a folder, in order."""

    home: Path
    events: list[Event] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    opened: dict[int, str] = field(default_factory=dict)
    made: int = 0

    def told(self, what: Any) -> None:
        """Somebody was told that this is done: from now on it must be there after any power cut."""
        self.events.append(Event("told", data=what))

    @contextmanager
    def watching(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("open", "write", "fsync", "replace", "unlink", "mkdir"):
                patch.setattr(os, name, self._noting(getattr(self, f"on_{name}"), getattr(os, name)))
            patch.setattr(os, "rename", os.replace)
            yield

    def _noting(self, note: Callable[..., None], real: Callable[..., Any]) -> Callable[..., Any]:
        def stand_in(*arguments: Any, **named: Any) -> Any:
            result = real(*arguments, **named)
            note(result, *arguments)
            return result

        return stand_in

    def _path(self, path: Any) -> str:
        return os.path.relpath(path, self.home)

    def _names(self, *changes: tuple[str, int | None]) -> None:
        self.events.append(Event("names", str(Path(changes[0][0]).parent), changes))

    def on_open(self, descriptor: int, path: Any, flags: int, *_: Any) -> None:
        name = self._path(path)
        self.opened.pop(descriptor, None)
        if name.startswith("..") or Path(name).name == OCCUPIED:
            return
        self.opened[descriptor] = name
        if flags & os.O_CREAT:
            self.files[name] = self.made
            self._names((name, self.made))
            self.made += 1

    def on_write(self, size: int, descriptor: int, data: Any) -> None:
        if descriptor in self.opened:
            self.events.append(Event("write", number=self.files[self.opened[descriptor]], data=bytes(data[:size])))

    def on_fsync(self, _: None, descriptor: int) -> None:
        name = self.opened.get(descriptor)
        if name in self.files:
            self.events.append(Event("sync", number=self.files[name]))
        elif name is not None:
            self.events.append(Event("sync folder", name))

    def on_replace(self, _: None, old: Any, new: Any) -> None:
        number = self.files.pop(self._path(old))
        self.files[self._path(new)] = number
        self._names((self._path(old), None), (self._path(new), number))

    def on_unlink(self, _: None, path: Any) -> None:
        self.files.pop(self._path(path))
        self._names((self._path(path), None))

    def on_mkdir(self, _: None, path: Any, *__: Any) -> None:
        self._names((self._path(path), FOLDER))


@dataclass
class Disk:
    """What is kept for sure, and what is not yet: of names by folder, of content by file."""

    names: dict[str, int] = field(default_factory=dict)
    changes: dict[str, list[Event]] = field(default_factory=dict)
    sure: dict[int, bytes] = field(default_factory=dict)
    loose: dict[int, bytes] = field(default_factory=dict)
    told: list[Any] = field(default_factory=list)

    def take(self, event: Event) -> None:
        match event.kind:
            case "names":
                self.changes.setdefault(event.folder, []).append(event)
            case "write":
                self.loose[event.number] = self.loose.get(event.number, b"") + event.data
            case "sync":
                self.sure[event.number] = self.sure.get(event.number, b"") + self.loose.pop(event.number, b"")
            case "sync folder":
                for change in self.changes.pop(event.folder, ()):
                    _rename(self.names, change)
            case "told":
                self.told.append(event.data)

    def states(self) -> Iterator[dict[str, bytes | None]]:
        """Everything that may be there after a power cut now: each path with its content, None for a folder."""
        choices = [_choices(changes) for changes in self.changes.values()]
        for chosen in itertools.product(*choices):
            names = dict(self.names)
            for change in itertools.chain.from_iterable(chosen):
                _rename(names, change)
            reached = {name: number for name, number in names.items() if _is_reached(name, names)}
            loose = [number for number in sorted(set(reached.values())) if number in self.loose]
            for parts in itertools.product(*(_parts(self.loose[number]) for number in loose)):
                found = dict(zip(loose, parts, strict=True))
                yield {
                    name: None if number == FOLDER else self.sure.get(number, b"") + found.get(number, b"")
                    for name, number in sorted(reached.items())
                }


def _rename(names: dict[str, int], change: Event) -> None:
    for name, number in change.names:
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number


def _choices(changes: list[Event]) -> list[tuple[Event, ...]]:
    """Every part of the changes, in their order; where they are many, every beginning."""
    if len(changes) > NAMES_AT_ONCE:
        return [tuple(changes[:size]) for size in range(len(changes) + 1)]
    return [part for size in range(len(changes) + 1) for part in itertools.combinations(changes, size)]


def _is_reached(name: str, names: dict[str, int]) -> bool:
    parent = str(Path(name).parent)
    return parent == "." or (names.get(parent) == FOLDER and _is_reached(parent, names))


def _parts(content: bytes) -> tuple[bytes, ...]:
    """What may be left of writes: nothing, a beginning, the length alone, the end without the beginning, all."""
    half = len(content) // 2
    return b"", content[:half], bytes(len(content)), bytes(half) + content[half:], content


def cut_everywhere(events: list[Event], home: Path, check: Callable[[Path, list[Any]], None]) -> int:
    """Every state that a power cut after any of the events may leave, made in `home` and checked; gives how many.

    check(folder, told) raises AssertionError where something that was told is not there.
    """
    disk, count = Disk(), 0
    for event in events:
        disk.take(event)
        for state in disk.states():
            place = home / f"{count}"
            place.mkdir(parents=True)
            for name, content in state.items():
                if content is None:
                    (place / name).mkdir()
                else:
                    (place / name).write_bytes(content)
            check(place, disk.told)
            shutil.rmtree(place)
            count += 1
    return count
