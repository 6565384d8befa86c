"""How fast this machine learns, over a real socket: who may ask, how often, and that nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
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
from digitscope.server.refusal import RefusalError
from digitscope.server.shelf import Shelf
from server.test_conversation import answer, talking
from server.visiting import UNHURRIED, Place, opened

FOUND = Measurement(0, 13_002, 10, "numpy", "", "no compiler", (TimedWay("loop", 0.004, 10),))


@pytest.fixture(scope="module")
def hurried() -> Iterator[Place]:
    with opened(replace(UNHURRIED, measurement_pause_seconds=60.0)) as place:
        yield place


def test_a_measurement_has_every_way_and_the_engine_and_a_second_one_is_refused(hurried: Place) -> None:
    with talking(hurried) as wire:
        found = answer(wire, type="measure", id=3)
        again = answer(wire, type="measure", id=4)
        assert answer(wire, type="evaluate", id=5, network="plain")["correct"] == 9_611
    engine = engine_for(find("plain").network)
    names = ["loop", "matrix", *(["kernel"] if engine.name == "kernel" else [])]
    assert (found["type"], found["id"], [way["name"] for way in found["ways"]]) == ("measurement", 3, names)
    assert (found["parameters"], found["batch"]) == (13_002, 10)
    assert (found["engine"], found["path"], found["why"]) == (engine.name, engine.path, engine.why)
    assert all(way["seconds"] > 0 and 0 < way["images"] <= 60_000 for way in found["ways"])
    assert (again["type"], again["id"], again["code"]) == ("error", 4, "RATE")
    assert again["message"] == "this machine measures itself once in 60 seconds, for all who look; got one more"
    with talking(hurried) as wire:
        assert answer(wire, type="measure", id=1)["code"] == "RATE", "whoever asks"


def test_the_job_tells_medians_and_why_there_is_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Way("loop", (0.004, 0.002, 0.003), 10), Way("matrix", (1e-5,), 4_000)
    report = ThreeWays(10, replace(NUMPY, why="no compiler"), ways)
    monkeypatch.setattr(experiment, "three_ways", lambda *_: report)
    (part,) = JOBS[MEASURE.name](Task(MEASURE.name, b"", {}), Known())
    told = TimedWay("loop", 0.003, 10), TimedWay("matrix", 1e-5, 4_000)
    assert json.loads(part) == json.loads(to_wire(msgspec.structs.replace(FOUND, ways=told)))


class Measuring:
    """A worker that measures until the test says that it is done."""

    def __init__(self) -> None:
        self.waiting = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self, *_: Any) -> tuple[bytes, ...]:
        self.waiting += 1
        await self.done
        self.waiting -= 1
        return (to_wire(FOUND),)

    async def close(self) -> None:
        pass


def test_one_at_a_time_and_others_are_answered_meanwhile() -> None:
    limits = replace(Limits(), measurement_pause_seconds=1e-9)

    async def run() -> list[Any]:
        crew: Any = Crew(limits)
        crew.measuring = Measuring()
        shelf = Shelf(limits, Keys(limits), crew)
        try:
            first = asyncio.create_task(shelf.measurement(Measure(1)))
            await asyncio.sleep(0)
            with pytest.raises(RefusalError) as caught:
                await asyncio.wait_for(shelf.measurement(Measure(2)), 20)
            evaluated = await shelf.evaluation(Evaluate(3, "plain"), Session(limits))
            assert not first.done()
            crew.measuring.done.set_result(None)
            return [caught.value.code, caught.value.status, evaluated.correct, await first]
        finally:
            await crew.close()

    assert asyncio.run(run()) == ["RATE", 429, 9_611, msgspec.structs.replace(FOUND, id=1)]


def test_after_the_pause_it_measures_again() -> None:
    limits = replace(Limits(), measurement_pause_seconds=0.05)

    async def run() -> list[int]:
        crew: Any = Crew(limits)
        crew.measuring = Measuring()
        crew.measuring.done.set_result(None)
        shelf, found = Shelf(limits, Keys(limits), crew), []
        for number in (1, 2):
            found.append((await shelf.measurement(Measure(number))).id)
            await asyncio.sleep(0.1)
        return found

    assert asyncio.run(run()) == [1, 2]


@pytest.mark.parametrize("more", [{"network": "plain"}, {"seconds": 1e9}, {"rounds": 10**9}])
def test_e67_nothing_of_a_client_goes_into_a_measurement(hurried: Place, more: dict[str, Any]) -> None:
    with talking(hurried) as wire:
        assert answer(wire, type="measure", id=1, **more)["code"] == "MESSAGE_INVALID"
