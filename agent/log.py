"""Logs: structured lines on stderr, which systemd hands to journald.

An event is a name and typed fields; what a person typed or is called is never one of them.
Exceptions are logged by class and place, without their text, which could quote input.
"""

import logging
import sys
import traceback
from typing import Any

import structlog

Log = structlog.stdlib.BoundLogger


def configure(level: int = logging.INFO) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def get(room: str) -> Any:
    return structlog.get_logger(room=room)


def place_of(error: BaseException) -> list[str]:
    """Where it was raised, innermost last: file, line and function, no values."""
    return [
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    ]


def crash(log: Any, event: str, error: BaseException, **fields: Any) -> None:
    log.error(event, error=type(error).__name__, at=place_of(error), **fields)
