"""The front end: packages from npm, built into static files. Runs only when what it is made of has changed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.environment import ensure_packages, fingerprint
from tools.package_index import index_settings
from tools.system import ROOT, VENV, run, say, venv_program

SOURCE = ROOT / "frontend"
MODULES = SOURCE / "node_modules"
BUILT = ROOT / "src" / "einamt" / "platform" / "shell" / "static" / "built"
INSTALLED = MODULES / ".einamt-installed"
BUILD_STAMP = MODULES / ".einamt-built"
OLDEST_NODE = 20


@dataclass(frozen=True, kw_only=True)
class Node:
    """node and npm, and what both need in their environment."""

    folder: Path

    def run(self, *command: str | Path, cwd: Path, what: str) -> None:
        """Run node or npm in a folder.

        :raises SetupError: it ended with an error.
        """
        program, *arguments = command
        environment = {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}
        certificates = index_settings().certificates
        if certificates and "NODE_EXTRA_CA_CERTS" not in os.environ:
            environment["NODE_EXTRA_CA_CERTS"] = certificates
        run([self.folder / program, *arguments], cwd=cwd, env=environment, what=what)


def ensure_frontend() -> None:
    """Install the front end's packages and build it, each where its inputs changed.

    :raises SetupError: a package cannot be fetched, or the build fails.
    """
    packages = fingerprint(SOURCE / name for name in ("package.json", "package-lock.json", ".npmrc"))
    if not _is_stamped(INSTALLED, packages):
        say("Installing the front end's packages")
        ensure_node().run(
            "npm", "ci", "--no-audit", "--no-fund", cwd=SOURCE, what="Installing the front end's packages"
        )
        INSTALLED.write_text(packages, encoding="utf-8")
    inputs = fingerprint(_build_inputs())
    if not _is_stamped(BUILD_STAMP, inputs) or not BUILT.is_dir():
        say("Building the front end")
        ensure_node().run("node", "build.mjs", cwd=SOURCE, what="Building the front end")
        BUILD_STAMP.write_text(inputs, encoding="utf-8")


def ensure_node() -> Node:
    """The node that `find_node` finds, else the one from the Python package index.

    :raises SetupError: it cannot be fetched.
    """
    if find_node() is None:
        ensure_packages(["node"])
    return find_node() or Node(folder=VENV / "bin")


def find_node() -> Node | None:
    """The machine's node where it is new enough and has npm, else the virtual environment's, or None."""
    program = shutil.which("node")
    if program and shutil.which("npm", path=str(Path(program).parent)) and _major_version(program) >= OLDEST_NODE:
        return Node(folder=Path(program).parent)
    return Node(folder=VENV / "bin") if venv_program("npm").exists() else None


def _major_version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found.group(1)) if found else 0


def _build_inputs() -> Iterator[Path]:
    """Everything under frontend/, and what names KERN's classes: the build strips the styles that nothing names."""
    for folder, folders, files in os.walk(SOURCE):
        if "node_modules" in folders:
            folders.remove("node_modules")
        yield from (Path(folder) / name for name in files)
    source = ROOT / "src"
    yield from source.rglob("*.html")
    yield from (path for path in source.rglob("*.py") if b"kern-" in path.read_bytes())


def _is_stamped(stamp: Path, value: str) -> bool:
    try:
        return stamp.read_text(encoding="utf-8") == value
    except OSError:
        return False
