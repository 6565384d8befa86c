"""`digitscope bench`: how fast it is on this machine, beside what one would take instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from digitscope.cli.options import ANY_PATH, note, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digitscope.experiments.speed.contenders import Contender
    from digitscope.experiments.speed.report import Report


@click.command("bench")
@click.option("--quick", is_flag=True, help="A short look: few cases, few images, scaled up.")
@click.option("--rounds", type=click.IntRange(1, 1000), help="Turns of each contender. Default: 5, with --quick 3.")
@click.option("--contenders", metavar="NAMES", help="Only these, as numpy,pytorch. Default: all that are installed.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--output", type=ANY_PATH, metavar="FOLDER", help="Also write speed.md, speed.json and the figure there.")
def command(quick: bool, rounds: int | None, contenders: str | None, form: str, output: str | None) -> None:
    """Measure digitscope beside its peers: epochs, answers, process start, imports, memory.

    Contenders take turns, each in a process of its own on one thread. What they give is checked: all learn the same
    network from the same images. Times are CPU seconds; beside each stands how many times ours it is. Below them are
    the floors that this machine sets. With all peers it takes about a quarter of an hour and a few GB of memory;
    --quick about a minute.

    \b
    digitscope bench --quick
    digitscope bench --contenders numpy,pytorch --rounds 3
    digitscope bench --output results

    Peers that are not installed are named; pip install 'digitscope[peers]' brings them.
    """
    from digitscope.experiments.speed.contenders import CONTENDERS, chosen
    from digitscope.storage import make_folder

    names = [one.name for one in CONTENDERS] if contenders is None else contenders.split(",")
    wanted = chosen(name.strip() for name in names)
    folder = None if output is None else make_folder(output)
    report = measured(quick, rounds, wanted)
    if folder is not None:
        _written(report, folder)
    if form == "json":
        say(json.dumps(report.to_mapping(), allow_nan=False))
    else:
        from digitscope.experiments.speed.markdown import overview

        say(overview(report))


def measured(quick: bool, rounds: int | None, contenders: Sequence[Contender]) -> Report:
    """The report; on standard error what is measured at the moment, and who is absent."""
    from dataclasses import replace

    from digitscope.engine.choice import present
    from digitscope.experiments.speed import plan as plans
    from digitscope.experiments.speed.machine import machine, on_one_processor, package_versions
    from digitscope.experiments.speed.measure import absent, measure
    from digitscope.experiments.speed.report import Report

    plan = plans.QUICK if quick else plans.FULL
    if rounds is not None:
        plan = replace(plan, rounds=rounds)
    engine, missing = present(), absent(contenders)
    for title, why in missing.items():
        note(f"absent: {title}: {why}")
    with on_one_processor() as pinned:
        tables = []
        for table in measure(plan, contenders):
            note(f"measured: {table.title}")
            tables.append(table)
    return Report(
        tuple(tables),
        machine=machine(),
        versions=package_versions(),
        engine=f"{engine}: {engine.why}",
        rounds=plan.rounds,
        pinned=pinned,
        absent=missing,
    )


def _written(report: Report, folder: Path) -> None:
    from digitscope.experiments.speed.markdown import markdown
    from digitscope.pictures.canvas import render
    from digitscope.pictures.figure_speed import speed
    from digitscope.storage import write_atomically
    from digitscope.text import shown

    for name, dark in (("speed.png", False), ("speed-dark.png", True)):
        write_atomically(folder / name, render(speed(report, dark=dark), "png"))
    write_atomically(
        folder / "speed.json", (json.dumps(report.to_mapping(), allow_nan=False, indent=1) + "\n").encode()
    )
    write_atomically(folder / "speed.md", markdown(report, picture="speed.png").encode())
    note(f"Written: {shown(folder / 'speed.md')}, speed.json, speed.png, speed-dark.png")
