"""The command that measures the service on labelled questions."""

import json
from pathlib import Path
from typing import Annotated

import typer

from index.stage import Stage
from service.console import console, watching
from service.render import report


def evaluate(
    context: typer.Context,
    dataset: Annotated[
        Path,
        typer.Argument(
            help="A folder of labelled data, or a file of questions for the live index.", show_default=False
        ),
    ],
    queries: Annotated[str | None, typer.Option(help="File of questions inside the folder.")] = None,
    qrels: Annotated[str | None, typer.Option(help="File of relevance labels inside the folder.")] = None,
    limit: Annotated[int | None, typer.Option(help="Ask only the first N questions.", min=1)] = None,
    without: Annotated[
        list[Stage] | None,
        typer.Option(help="Leave this stage of retrieval out, to see what it is worth; may be repeated."),
    ] = None,
    remove_gold: Annotated[
        bool,
        typer.Option(
            "--remove-gold", help="Ask each question once more without the pages that are known to answer it."
        ),
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file too.")
    ] = None,
) -> None:
    """Measure retrieval, answers and abstention on labelled questions, through the code that serves users."""
    from service.evaluate import (
        evaluate as evaluate_dataset,
    )  # brings scikit-learn, which takes a second to load

    with watching("evaluate") as progress:
        figures = evaluate_dataset(
            context.obj,
            dataset,
            queries,
            qrels,
            limit,
            without=without or (),
            remove_gold=remove_gold,
            watcher=progress,
        )
    console.print(report.evaluation(figures))
    if json_file:
        json_file.write_text(json.dumps(figures.to_dict(), indent=2) + "\n", encoding="utf-8")
