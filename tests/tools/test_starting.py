"""What stands still at its start is begun again."""

import sys
from pathlib import Path

import pytest

from tests.starting import ready_process

STANDS_STILL_ONCE = """
import sys, time
from pathlib import Path
mark = Path(sys.argv[1])
if not mark.exists():
    mark.touch()
    time.sleep(60)
print("ready 1", flush=True)
time.sleep(60)
"""


def test_a_program_that_stands_still_is_begun_again(tmp_path: Path) -> None:
    process = ready_process([sys.executable, "-c", STANDS_STILL_ONCE, tmp_path / "mark"], name="it", seconds=3)
    assert process.poll() is None
    process.kill()
    process.communicate()


def test_one_that_ends_at_once_is_a_failure() -> None:
    with pytest.raises(pytest.fail.Exception, match="it did not answer"):
        ready_process([sys.executable, "-c", "raise SystemExit(1)"], name="it")
