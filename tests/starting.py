"""Programs that the tests start beside themselves and that say when they are ready."""

import subprocess
import threading
from collections.abc import Sequence

import pytest

READY_SECONDS, TRIES = 30.0, 3
"""Node has been seen to stand still for good at its very start: nobody waits for that."""


def ready_process(command: Sequence[object], *, name: str, seconds: float = READY_SECONDS) -> "subprocess.Popen[str]":
    """The process of `command`, once it has printed a line that begins with `ready `; begun again where it does not
    within `seconds`. Whoever asks ends it.
    """
    for _ in range(TRIES):
        process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        late = threading.Timer(seconds, process.kill)
        late.start()
        try:
            if any(line.startswith("ready ") for line in process.stdout):
                return process
        finally:
            late.cancel()
        process.communicate()
    pytest.fail(f"{name} did not answer", pytrace=False)
