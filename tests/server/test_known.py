"""What a worker keeps of networks: enough to be fast, and never more than there is room for."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from digitscope.engine.initialise import initialise
from digitscope.errors import NetworkFileError
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.server import worker
from digitscope.server.known import Known
from digitscope.server.pipe import EVALUATE, Refused, Task
from server.asking import change, evaluated, task


def file(*widths: int, seed: int = 0) -> NetworkFile:
    return NetworkFile(initialise((784, *widths), rng=seed))


def test_a_network_is_known_once_its_file_came() -> None:
    known, small = Known(), file(10)
    assert known.of(task(EVALUATE, small, sent=False)) is None
    found = known.of(task(EVALUATE, small))
    assert found is not None
    assert found.file == small
    assert known.of(task(EVALUATE, small, sent=False)) is found
    assert known.of(task(EVALUATE, file(10, seed=1), sent=False)) is None
    assert known.of(Task("prepare", b"x", {})) is None


def test_a_file_that_is_none_is_not_known_afterwards() -> None:
    known, sound = Known(), task(EVALUATE, file(10))
    with pytest.raises(NetworkFileError):
        known.of(Task(sound.job, sound.content[:-1], sound.settings, sound.question))
    assert known.held == 0


def test_nothing_is_computed_of_a_network_that_is_not_turned() -> None:
    known, small = Known(), file(10)
    evaluated(known, small)
    assert known.held == len(to_bytes(small))
    evaluated(known, small, change(0, {0: 1.0}))
    assert known.held == len(to_bytes(small)) + 2 * 4 * 10 * 10_000


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    files = [file(4, 10, seed=seed) for seed in range(3)]
    room = 2 * len(to_bytes(files[0])) + 100
    known = Known()
    for one in (files[0], files[1], files[0], files[2]):
        known.of(task(EVALUATE, one, room=room))
    kept = [known.of(task(EVALUATE, one, sent=False, room=room)) is not None for one in files]
    assert kept == [True, False, True]
    assert known.held <= room


def test_h98_however_many_networks_are_turned_no_more_is_kept_than_there_is_room_for() -> None:
    known, room = Known(), 4_000_000
    for seed in range(8):
        for widths in ((10,), (20, 10), (70, 10)):
            evaluated(known, file(*widths, seed=seed), change(0, {0: 1.0}), room=room)
            assert known.held <= room
    assert known.held > room / 4


def test_a_network_wider_than_there_is_room_for_is_answered_and_not_kept() -> None:
    known, wide = Known(), file(60, 10)
    content = len(to_bytes(wide))
    for room, kept in ((content + 1_000, content), (content - 1, 0)):
        assert evaluated(known, wide, change(0, {0: 1.0}), room=room).images == 10_000
        assert known.held == kept
    assert known.baseline(known.of(task(EVALUATE, wide)) or pytest.fail("not known"), room=content) is None


def test_what_a_task_asked_about_can_be_forgotten_and_the_others_stay() -> None:
    known, small, other = Known(), file(10), file(10, seed=1)
    before = evaluated(known, small, change(0, {0: 1.0}))
    evaluated(known, other)
    known.forget(task(EVALUATE, small))
    known.forget(Task("prepare", b"x", {}))
    assert known.held == len(to_bytes(other))
    assert evaluated(known, small, change(0, {0: 1.0})) == before


def test_h98_work_that_memory_does_not_suffice_for_is_refused_at_its_own_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(asked: Task, known: Known) -> tuple[bytes, ...]:
        known.of(asked)
        raise MemoryError

    monkeypatch.setattr(worker, "JOBS", {"too much": too_much})
    known, small, other = Known(), file(10), file(10, seed=1)
    known.of(task(EVALUATE, other))
    reply = worker._reply(replace(task(EVALUATE, small), job="too much"), known)
    assert isinstance(reply, Refused)
    assert reply.code == "OUT_OF_MEMORY"
    assert known.of(task(EVALUATE, small, sent=False)) is None
    assert known.of(task(EVALUATE, other, sent=False)) is not None
