"""Logs as JSON lines."""

import logging


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""
