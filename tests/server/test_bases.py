"""What a worker keeps of networks: enough to be fast, and never more than there is room for."""

from __future__ import annotations

import pytest

from digitscope.engine.initialise import initialise
from digitscope.errors import NetworkFileError
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.server.bases import Bases
from digitscope.server.pipe import EVALUATE, Task
from server.asking import change, evaluated, task


def file(*widths: int, seed: int = 0) -> NetworkFile:
    return NetworkFile(initialise((784, *widths), rng=seed))


def test_a_network_is_known_once_its_file_came() -> None:
    bases, small = Bases(), file(10)
    assert bases.of(task(EVALUATE, small, sent=False)) is None
    known = bases.of(task(EVALUATE, small))
    assert known is not None
    assert known.file == small
    assert bases.of(task(EVALUATE, small, sent=False)) is known
    assert bases.of(task(EVALUATE, file(10, seed=1), sent=False)) is None
    assert bases.of(Task("prepare", b"x", {})) is None


def test_a_file_that_is_none_is_not_known_afterwards() -> None:
    bases, sound = Bases(), task(EVALUATE, file(10))
    with pytest.raises(NetworkFileError):
        bases.of(Task(sound.job, sound.content[:-1], sound.settings, sound.question))
    assert bases.held == 0


def test_nothing_is_computed_of_a_network_that_is_not_turned() -> None:
    bases, small = Bases(), file(10)
    evaluated(bases, small)
    assert bases.held == len(to_bytes(small))
    evaluated(bases, small, change(0, {0: 1.0}))
    assert bases.held == len(to_bytes(small)) + 2 * 4 * 10 * 10_000


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    files = [file(4, 10, seed=seed) for seed in range(3)]
    room = 2 * len(to_bytes(files[0])) + 100
    bases = Bases()
    for one in (files[0], files[1], files[0], files[2]):
        bases.of(task(EVALUATE, one, room=room))
    known = [bases.of(task(EVALUATE, one, sent=False, room=room)) is not None for one in files]
    assert known == [True, False, True]
    assert bases.held <= room


def test_h98_however_many_networks_are_turned_no_more_is_kept_than_there_is_room_for() -> None:
    bases, room = Bases(), 4_000_000
    for seed in range(8):
        for widths in ((10,), (20, 10), (70, 10)):
            evaluated(bases, file(*widths, seed=seed), change(0, {0: 1.0}), room=room)
            assert bases.held <= room
    assert bases.held > room / 4


def test_a_network_wider_than_there_is_room_for_is_answered_and_not_kept() -> None:
    bases, wide = Bases(), file(60, 10)
    content = len(to_bytes(wide))
    for room, kept in ((content + 1_000, content), (content - 1, 0)):
        assert evaluated(bases, wide, change(0, {0: 1.0}), room=room).images == 10_000
        assert bases.held == kept
    assert bases.baseline(bases.of(task(EVALUATE, wide)) or pytest.fail("not known"), room=content) is None


def test_all_can_be_forgotten() -> None:
    bases, small = Bases(), file(10)
    before = evaluated(bases, small, change(0, {0: 1.0}))
    bases.forget()
    assert bases.held == 0
    assert evaluated(bases, small, change(0, {0: 1.0})) == before
