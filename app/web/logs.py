"""The log: one line of JSON per event, with constant names and ids.

Never answers, codes, tokens or addresses of people.
"""

from __future__ import annotations

import logging

import structlog


def init_logs() -> None:
    """Set up the log: one line of JSON per event."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
