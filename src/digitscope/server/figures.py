"""A network before the 10,000 test digits: in goes a task with its question, out come the parts of its answer.

The network may be known already, and is then computed only from the first layer on that the question changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from digitscope.engine.losses import loss, loss_of
from digitscope.measures.accuracy import answers
from digitscope.measures.calibration import probabilities
from digitscope.measures.intervals import wilson
from digitscope.messages import Evaluation, as_text, to_wire
from digitscope.server.edits import changed

if TYPE_CHECKING:
    from digitscope.arrays import Floats, Labels
    from digitscope.engine.network import Network
    from digitscope.server.known import Known, KnownNetwork
    from digitscope.server.pipe import Task

UNANSWERED: Final = 255


def evaluate(task: Task, known: Known) -> tuple[bytes, ...]:
    """A network, changed as the question says, before the test digits: an Evaluation (id 0, no name) as JSON.

    No parts where the network is not known and its file did not come along: whoever asked then sends it.
    Raises ChangeError.
    """
    origin, question = known.of(task), task.question
    if origin is None or question is None:
        return ()
    network, labels = changed(origin.file.network, question.changes), known.digits.labels
    z = _outputs(network, origin, known, room=task.settings["known_bytes"])
    given = answers(z)
    finite = np.isfinite(z).all(axis=1, keepdims=True)
    sure = probabilities(np.where(finite, z, 0), temperature=origin.file.temperature).max(axis=1).astype("<f4")
    sure[given < 0] = 0
    correct = int((given == labels).sum())
    return (
        to_wire(
            Evaluation(
                id=0,
                network="",
                images=len(labels),
                correct=correct,
                accuracy=correct / len(labels),
                interval=wilson(correct, len(labels)),
                answers=as_text(np.where(given < 0, UNANSWERED, given).astype(np.uint8).tobytes()),
                confidences=as_text(sure.tobytes()),
                loss=loss_of(network.activations[-1]),
                cost=_cost(z, labels, network.activations[-1]),
            )
        ),
    )


def _outputs(network: Network, origin: KnownNetwork, known: Known, *, room: int) -> Floats:
    """z of the outputs for all test digits, (n, n_out); the origin as it is needs none of its activations kept."""
    baseline = origin.baseline if network is origin.file.network else known.baseline(origin, room=room)
    if baseline is not None:
        return baseline.pre_activations(network)
    pixels = known.digits.pixels
    return np.concatenate([network.trace(pixels(rows)).pre_activations[-1] for rows in known.slices()])


def _cost(z: Floats, labels: Labels, output: str) -> float | None:
    if z.shape[1] <= labels.max() or not np.isfinite(z).all():
        return None
    wide: Any = z.astype(np.float64)
    return float(loss(loss_of(output)).costs(wide, labels, output).mean())
