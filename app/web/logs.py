"""One line per event, as JSON: constant names and identifiers, never answers, codes, tokens or addresses of people."""

from __future__ import annotations

import logging

import structlog


def init_logs() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
