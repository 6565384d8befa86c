"""`digitscope evaluate`: a network against images that it has never seen."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from digitscope.cli.datasets import asked, data_options, measured
from digitscope.cli.options import say, terminal

if TYPE_CHECKING:
    from digitscope.data.dataset import Dataset
    from digitscope.networks.files import NetworkFile


@click.command("evaluate")
@click.argument("network", default="plain")
@data_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(network: str, form: str, **data: Any) -> int:
    """How many of MNIST's 10,000 test digits a network reads right, or of your own images.

    NETWORK is the name of a shipped one (see: digitscope networks) or a file. With the accuracy come its 95% interval
    (Wilson) and the confusion matrix, and how long all images took. Labels of --data are the network's where they have
    the same names.

    \b
    digitscope evaluate plain
    digitscope evaluate runs/run-001/network.safetensors --format json
    digitscope evaluate plain --data photos/              photos/0/..., photos/1/..., and so on
    digitscope evaluate plain --data mine.npz --prepare   of any size, dark on light too

    Look at the test digits rarely: choose between networks by the validation accuracy that train shows.
    """
    from digitscope.text import shown

    wanted = asked(data)
    file, test, failed = measured(network, wanted)
    report = {"network": shown(network), **_report(file, test), "skipped": failed}
    if form == "json":
        say(json.dumps(report, allow_nan=False))
    else:
        _tell(report, f"{test.name} digits" if wanted.path is None else f"images of {test.name}")
    return 1 if failed else 0


def _report(file: NetworkFile, test: Dataset) -> dict[str, Any]:
    """What the network makes of these images, as plain values."""
    from digitscope.engine.answering import outputs
    from digitscope.measures.accuracy import answers, evaluation
    from digitscope.measures.calibration import calibration_error, probabilities

    start = time.perf_counter()
    z = outputs(file.network, test.images)
    seconds = time.perf_counter() - start
    found, given_answers = evaluation(z, test.labels), answers(z)
    answered = given_answers >= 0
    sure = probabilities(z[answered], temperature=file.temperature).max(axis=1)
    return {
        "parameters": file.network.parameter_count,
        "test_set": test.name,
        "images": found.images,
        "correct": found.correct,
        "accuracy": found.accuracy,
        "interval": list(found.interval),
        "labels": list(file.labels),
        "confusion": found.confusion.tolist(),
        "calibration_error": calibration_error(sure, (given_answers == test.labels)[answered]) if len(sure) else None,
        "temperature": file.temperature,
        "seconds": seconds,
        "warnings": list(test.notices),
    }


def _tell(report: dict[str, Any], what: str) -> None:
    import numpy as np

    from digitscope.pictures.terminal import confusion

    low, high = report["interval"]
    say(f"{report['network']}, {report['parameters']:,} parameters, on {report['images']:,} {what}")
    say(f"accuracy           {report['accuracy']:.2%}  (95% interval {low:.2%} to {high:.2%})")
    if report["calibration_error"] is not None:
        say(f"calibration error  {report['calibration_error']:.3f}")
    say(f"time               {1000 * report['seconds']:.1f} ms for all of them\n")
    say(confusion(np.array(report["confusion"]), terminal(), names=report["labels"]))
