"""Logs without patient data."""

from __future__ import annotations

import logging.config
from collections.abc import Mapping


def configure(_: Mapping[str, object]) -> None:
    """Send warnings to the standard error stream."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "WARNING"},
        }
    )
