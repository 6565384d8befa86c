"""How fast this machine learns, over a real socket: it is done once for all who ask, and no other session waits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from digitscope.engine.choice import NUMPY, engine_for
from digitscope.experiments import three_ways as experiment
from digitscope.experiments.three_ways import ThreeWays, Way
from digitscope.messages import Evaluate, Measure, Measurement, TimedWay, to_wire
from digitscope.networks.catalogue import find
from digitscope.server.crew import Crew
from digitscope.server.jobs import JOBS
from digitscope.server.keys import Keys, Session
from digitscope.server.known import Known
from digitscope.server.limits import Limits
from digitscope.server.pipe import MEASURE, Task
from digitscope.server.refusal import RefusalError, busy
from digitscope.server.shelf import Shelf
from server.test_conversation import answer, talking
from server.visiting import UNHURRIED, Place, opened
from shipped import CORRECT

FOUND = Measurement(0, 13_002, 10, "numpy", "", "no compiler", (TimedWay("loop", 0.004, 10, 1e-5),))


@pytest.fixture(scope="module")
def hurried() -> Iterator[Place]:
    with opened(replace(UNHURRIED, measurement_pause_seconds=60.0)) as place:
        yield place


def test_a_measurement_has_every_way_and_the_engine_and_is_the_same_for_whoever_asks(hurried: Place) -> None:
    with talking(hurried) as wire:
        found = answer(wire, type="measure", id=3)
        again = answer(wire, type="measure", id=4)
        assert answer(wire, type="evaluate", id=5, network="plain")["correct"] == CORRECT
    engine = engine_for(find("plain").network)
    names = ["loop", "matrix", *(["kernel"] if engine.name == "kernel" else [])]
    assert (found["type"], found["id"], [way["name"] for way in found["ways"]]) == ("measurement", 3, names)
    assert (found["parameters"], found["batch"]) == (13_002, 10)
    assert (found["engine"], found["path"], found["why"]) == (engine.name, engine.path, engine.why)
    assert all(way["seconds"] > 0 and 0 < way["images"] <= 60_000 for way in found["ways"])
    assert all(0 < way["prepared"] < 0.01 for way in found["ways"])
    assert again == {**found, "id": 4}
    with talking(hurried) as wire:
        assert answer(wire, type="measure", id=1) == {**found, "id": 1}, "whoever asks"


def test_the_job_tells_medians_and_why_there_is_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Way("loop", (0.004, 0.002, 0.003), 10, 1e-5), Way("matrix", (1e-5,), 4_000, 7e-7)
    report = ThreeWays(10, replace(NUMPY, why="no compiler"), ways)
    monkeypatch.setattr(experiment, "three_ways", lambda *_: report)
    (part,) = JOBS[MEASURE.name](Task(MEASURE.name, b"", {}), Known())
    told = TimedWay("loop", 0.003, 10, 1e-5), TimedWay("matrix", 1e-5, 4_000, 7e-7)
    assert json.loads(part) == json.loads(to_wire(msgspec.structs.replace(FOUND, ways=told)))


class Measuring:
    """A worker that measures until the test says that it is done, or that it failed."""

    def __init__(self) -> None:
        self.begun = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self, *_: Any) -> tuple[bytes, ...]:
        self.begun += 1
        await asyncio.shield(self.done)
        return (to_wire(msgspec.structs.replace(FOUND, batch=self.begun)),)

    async def close(self) -> None:
        pass


Scene = Callable[[Shelf, Measuring], Awaitable[None]]


def play(scene: Scene, *, pause: float = 60.0) -> None:
    """A scene on a shelf of its own, whose measurements are the test's."""
    limits = replace(Limits(), measurement_pause_seconds=pause)

    async def run() -> None:
        crew: Any = Crew(limits)
        crew.measuring = Measuring()
        try:
            await asyncio.wait_for(scene(Shelf(limits, Keys(limits), crew), crew.measuring), 60)
        finally:
            await crew.close()

    asyncio.run(run())


def told(number: int, measurement: int = 1) -> Measurement:
    return msgspec.structs.replace(FOUND, id=number, batch=measurement)


@pytest.mark.parametrize("pause", [60.0, 1e-9])
def test_thirty_who_ask_at_once_get_one_measurement_and_an_evaluation_does_not_wait(pause: float) -> None:
    async def scene(shelf: Shelf, measuring: Measuring) -> None:
        asked = [asyncio.create_task(shelf.measurement(Measure(number))) for number in range(30)]
        await asyncio.sleep(0)
        evaluated = await shelf.evaluation(Evaluate(3, "plain"), Session(Limits()))
        assert evaluated.correct == CORRECT
        assert not any(one.done() for one in asked)
        measuring.done.set_result(None)
        assert await asyncio.gather(*asked) == [told(number) for number in range(30)]
        assert measuring.begun == 1

    play(scene, pause=pause)


def test_within_the_pause_the_last_one_is_told_again_and_after_it_a_new_one() -> None:
    async def scene(shelf: Shelf, measuring: Measuring) -> None:
        measuring.done.set_result(None)
        assert [await shelf.measurement(Measure(number)) for number in (1, 2)] == [told(1), told(2)]
        await asyncio.sleep(0.6)
        assert await shelf.measurement(Measure(3)) == told(3, 2)

    play(scene, pause=0.5)


def test_who_goes_away_takes_it_from_nobody() -> None:
    async def scene(shelf: Shelf, measuring: Measuring) -> None:
        first, second = (asyncio.create_task(shelf.measurement(Measure(number))) for number in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        assert (first.cancelled(), second.done()) == (True, False)
        measuring.done.set_result(None)
        assert await second == told(2)

    play(scene)


def test_a_measurement_that_fails_fails_for_all_who_asked_and_is_done_anew_after_the_pause() -> None:
    async def scene(shelf: Shelf, measuring: Measuring) -> None:
        measuring.done.set_exception(busy("one thing after the other", "32 waiting"))
        for number in (1, 2):
            with pytest.raises(RefusalError, match="got 32 waiting"):
                await shelf.measurement(Measure(number))
        assert measuring.begun == 1
        measuring.done = asyncio.get_running_loop().create_future()
        measuring.done.set_result(None)
        await asyncio.sleep(0.6)
        assert await shelf.measurement(Measure(3)) == told(3, 2)

    play(scene, pause=0.5)


@pytest.mark.parametrize("more", [{"network": "plain"}, {"seconds": 1e9}, {"rounds": 10**9}])
def test_e67_nothing_of_a_client_goes_into_a_measurement(hurried: Place, more: dict[str, Any]) -> None:
    with talking(hurried) as wire:
        assert answer(wire, type="measure", id=1, **more)["code"] == "MESSAGE_INVALID"
