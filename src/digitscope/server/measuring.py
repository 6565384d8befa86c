"""How long a step of learning takes on this machine: in goes a task, out comes a Measurement.

It has a worker of its own, since it keeps a processor busy: no other session waits for it. The one that asked does, as
it has one thing done after the other: for about a second, and for `measurement_seconds` at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digitscope.messages import Measurement, TimedWay, to_wire
from digitscope.networks.catalogue import find

if TYPE_CHECKING:
    from digitscope.server.known import Known
    from digitscope.server.pipe import Task

LESSON: Final = "plain"


def measure(_: Task, known: Known) -> tuple[bytes, ...]:
    """The lesson's network learns from the test digits, each way: one part, a Measurement (id 0) as JSON.

    For the time only: the network that comes of it is thrown away, and nobody is told how well it reads.
    """
    from digitscope.experiments.three_ways import three_ways  # here: the other workers start without it

    network = find(LESSON).network
    found = three_ways(network, known.digits)
    ways = tuple(TimedWay(way.name, way.median, way.images, way.prepared) for way in found.ways)
    engine = found.engine
    told = Measurement(0, network.parameter_count, found.batch, engine.name, engine.path, engine.why, ways)
    return (to_wire(told),)
