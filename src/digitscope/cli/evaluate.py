"""`digitscope evaluate`: a network against digits that it has never seen."""

from __future__ import annotations

import json
import time

import click

from digitscope.cli.options import digits_network, say, terminal


@click.command("evaluate")
@click.argument("network", default="plain")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(network: str, form: str) -> None:
    """How many of MNIST's 10,000 test digits a network reads right.

    NETWORK is the name of a shipped one (see: digitscope networks) or a file. With the accuracy come its 95% interval
    (Wilson) and the confusion matrix, and how long the 10,000 took.

    \b
    digitscope evaluate plain
    digitscope evaluate runs/run-001/network.safetensors --format json

    Look at the test digits rarely: choose between networks by the validation accuracy that train shows.
    """
    from digitscope.data.mnist import mnist
    from digitscope.engine.answering import outputs
    from digitscope.measures.accuracy import answers, evaluation
    from digitscope.measures.calibration import calibration_error, probabilities
    from digitscope.text import shown

    file = digits_network(network)
    test = mnist("test")
    start = time.perf_counter()
    z = outputs(file.network, test.images)
    seconds = time.perf_counter() - start
    found = evaluation(z, test.labels)
    given = answers(z)
    sure = probabilities(z[given >= 0], temperature=file.temperature).max(axis=1)
    report = {
        "network": shown(network),
        "parameters": file.network.parameter_count,
        "test_set": test.name,
        "images": found.images,
        "correct": found.correct,
        "accuracy": found.accuracy,
        "interval": list(found.interval),
        "confusion": found.confusion.tolist(),
        "calibration_error": calibration_error(sure, (given == test.labels)[given >= 0]) if len(sure) else None,
        "temperature": file.temperature,
        "seconds": seconds,
    }
    if form == "json":
        say(json.dumps(report, allow_nan=False))
        return
    from digitscope.pictures.terminal import confusion

    low, high = found.interval
    say(f"{shown(network)}, {file.network.parameter_count:,} parameters, on {found.images:,} {test.name} digits")
    say(f"accuracy           {found.accuracy:.2%}  (95% interval {low:.2%} to {high:.2%})")
    if report["calibration_error"] is not None:
        say(f"calibration error  {report['calibration_error']:.3f}")
    say(f"time               {1000 * seconds:.1f} ms for all of them\n")
    say(confusion(found.confusion, terminal()))
