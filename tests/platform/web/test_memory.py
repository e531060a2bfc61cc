"""What a web process has loaded is not looked through again and again."""

import subprocess
import sys


def test_what_a_web_process_has_loaded_is_left_alone_by_the_garbage_collector() -> None:
    code = (
        "import gc; from einamt.config import wsgi; "
        "print(gc.get_freeze_count() / (gc.get_freeze_count() + len(gc.get_objects())))"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(ended.stdout) > 0.9
