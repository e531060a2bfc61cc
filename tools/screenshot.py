"""Take the README's picture: the home page of a freshly started demo city, as a desk shows it.

python -m tools.screenshot [ADDRESS]      of a city that is open; by default one is started and closed again
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tools import chromium
from tools.system import ROOT, SetupError

PICTURE = ROOT / "docs" / "images" / "home.png"
PORT = 8791
WIDTH, HEIGHT = 1280, 1000


def main() -> None:
    """Take the picture."""
    if len(sys.argv) > 1:
        _take(sys.argv[1])
    else:
        with _open_city() as address:
            _take(address)
    print(f"{PICTURE.relative_to(ROOT)} ({PICTURE.stat().st_size // 1000} kB)")


def _take(address: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to load

    browser_path = chromium.find_chromium()
    if browser_path is None:
        raise SetupError(chromium.MISSING)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(address)
        page.screenshot(path=PICTURE)
        browser.close()


@contextmanager
def _open_city() -> Iterator[str]:
    address = f"http://127.0.0.1:{PORT}"
    with tempfile.TemporaryDirectory(prefix="einamt-picture-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "einamt.config", "run", f"--port={PORT}"],
            env={**os.environ, "EINAMT_DATA_DIR": folder, "EINAMT_DATABASE_URL": ""},
        )
        try:
            while not _answers(f"{address}/healthz"):
                if process.poll() is not None:
                    message = "the city did not open"
                    raise SetupError(message)
                time.sleep(0.5)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
