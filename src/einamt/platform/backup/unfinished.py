"""The note that a restore is under way: while it lies there, the house does not open."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from einamt.platform.commands import HOUSE
from einamt.platform.web.probes import Finding

_SENTENCE = "A restore was broken off in the middle; einamt restore has to be run again."


def note() -> Path:
    """Where the note lies."""
    return Path(settings.DATA_DIR) / "restore.unfinished"


@register(HOUSE)
def no_restore_is_unfinished(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:  # noqa: ARG001
    """E015: keys, files and database may be of different houses."""
    return [Error(_SENTENCE, id="einamt.E015")] if note().exists() else []


def find() -> Finding:
    """For `/readyz`."""
    is_unfinished = note().exists()
    return Finding(is_well=not is_unfinished, detail=_SENTENCE if is_unfinished else "none is under way")
