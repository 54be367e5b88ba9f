"""How log lines look: for people in a terminal, a JSON object a line anywhere else."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import Processor

_FACTS: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
"""What a line has besides its words: ids of the request in hand, level, logger, facts told with it, time."""


def start_logs(stream: TextIO = sys.stderr) -> None:
    """Have all that this process logs written to `stream`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("askdocs", "service", "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)


def _formatter(terminal: bool) -> logging.Formatter:
    last: tuple[Processor, ...] = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
    if terminal:
        last = (structlog.dev.ConsoleRenderer(),)
    keep = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_FACTS, processors=(keep, *last))
