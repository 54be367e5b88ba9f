"""The command that says what the documentation lacks."""

import json
from typing import Annotated

import typer

from service.console import console


def gaps(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="Look at the questions of so many days.", min=1, max=3650)] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Say what people ask in vain, which pages nobody needs, and which translations drifted apart.

    Questions that are not answered, or not wholly, are put together by subject, each with the outline of the
    section that would answer it.
    """
    from service.insights.insights import Analyst  # it loads numpy, which takes a moment
    from service.render.gaps import gaps as report
    from service.render.gaps import gaps_facts

    workspace = context.obj
    noted = workspace.questions() if workspace.settings.question_log == "on" else None
    found = Analyst(workspace.asker(), noted, workspace.feedback()).insights(days)
    if as_json:
        console.print_json(json.dumps(gaps_facts(found), ensure_ascii=False))
    else:
        console.print(report(found))
