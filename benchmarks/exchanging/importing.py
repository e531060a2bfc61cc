"""Import one message into a new database and print what it took.

    python -m benchmarks.exchanging.importing FILE FOLDER

A process of its own, so that its memory is the import's.
"""

import io
import json
import os
import sys
import threading
import time
from pathlib import Path

from benchmarks.harness.installing import migrate

SAMPLE_EVERY_S = 0.02


def main() -> None:
    """Measure; the answer is one line of JSON."""
    message, folder = Path(sys.argv[1]), sys.argv[2]
    os.environ |= {"EINAMT_DATA_DIR": folder, "EINAMT_DATABASE_URL": ""}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from einamt.catalog.models import Organisation, PublicService  # noqa: PLC0415

    migrate()
    peak = _Peak()
    started = time.perf_counter()
    call_command("catalog", "import", message, format="xzufi", stdout=io.StringIO(), stderr=io.StringIO())
    seconds = time.perf_counter() - started
    peak_mb = peak.stop()
    objects = PublicService.objects.count() + Organisation.objects.exclude(identifier="root").count()
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "objects": objects}))


class _Peak:
    """Looks at the process's own memory again and again."""

    def __init__(self) -> None:
        self._highest_kb = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most that was seen, in megabytes."""
        self._is_over.set()
        self._thread.join()
        return self._highest_kb / 1024

    def _watch(self) -> None:
        while not self._is_over.wait(SAMPLE_EVERY_S):
            self._highest_kb = max(self._highest_kb, own_memory_kb())


def own_memory_kb() -> int:
    """Memory that belongs to the process alone, in kilobytes (`RssAnon` of Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
