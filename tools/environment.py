"""The virtual environment: made without pip, filled by uv from hashed lock files."""

import hashlib
import io
import json
import platform
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.package_index import download_wheel, index_settings
from tools.system import ROOT, VENV, SetupError, run, say, venv_program

LOCKS = ROOT / "requirements"
STATE = VENV / "einamt-setup.json"
OLDEST_PYTHON = (3, 11)


def ensure_packages(groups: Iterable[str]) -> None:
    """Bring the virtual environment to what the lock files say; groups installed once are kept up to date.

    Groups are the names of the lock files: run, dev, node, postgres.

    :raises SetupError: Python is too old, or a package cannot be fetched.
    """
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SetupError(f"Python 3.11 or newer is needed; {sys.executable} is {platform.python_version()}.")
    known = _read_state()
    wanted = frozenset(groups) | known.groups | {"run"}
    if known == _State(groups=wanted, inputs=_inputs(wanted)) and _is_working():
        return
    if not _is_working():
        say("Making the virtual environment in .venv")
        run([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV], what="Making the virtual environment")
    _ensure_uv()
    say(f"Installing Python packages ({', '.join(sorted(wanted))})")
    STATE.unlink(missing_ok=True)
    run_uv("pip", "sync", "--require-hashes", *_lock_files(wanted), what="Installing Python packages")
    run_uv("pip", "install", "--no-deps", "--no-build-isolation", "--editable", ROOT, what="Installing einamt itself")
    STATE.write_text(json.dumps({"groups": sorted(wanted), "inputs": _inputs(wanted)}), encoding="utf-8")


def run_uv(*arguments: str | Path, what: str) -> None:
    """Run uv on the virtual environment.

    :raises SetupError: uv ended with an error.
    """
    environment = index_settings().environment_for_uv() | {"VIRTUAL_ENV": str(VENV)}
    run([venv_program("uv"), "--quiet", *arguments], env=environment, what=what)


def fingerprint(paths: Iterable[Path]) -> str:
    """One digest over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class _State:
    """What was installed last, and from what."""

    groups: frozenset[str]
    inputs: str


def _read_state() -> _State:
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
        return _State(groups=frozenset(state["groups"]), inputs=state["inputs"])
    except (OSError, ValueError, KeyError):
        return _State(groups=frozenset(), inputs="")


def _inputs(groups: frozenset[str]) -> str:
    """What the environment depends on: lock files, project, installer, and where the checkout and its Python are."""
    files = fingerprint([*_lock_files(groups), LOCKS / "installer.txt", ROOT / "pyproject.toml"])
    python = venv_program("python").resolve()
    return hashlib.sha256(f"{files} {VENV} {python}".encode()).hexdigest()


def _lock_files(groups: frozenset[str]) -> list[Path]:
    # The development lock file holds everything the run lock file does.
    chosen = frozenset(groups) - {"run"} if "dev" in groups else frozenset(groups)
    return [LOCKS / f"{name}.txt" for name in sorted(chosen)]


def _is_working() -> bool:
    """Whether .venv holds a Python that starts and is the one it was made for."""
    folder = "import sysconfig; print(sysconfig.get_path('purelib'))"
    try:
        found = subprocess.run([venv_program("python"), "-I", "-c", folder], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return Path(found.stdout.strip()).is_dir()


def _ensure_uv() -> None:
    lock = (LOCKS / "installer.txt").read_text(encoding="utf-8")
    pinned = re.search(r"^uv==(\S+)", lock, flags=re.MULTILINE)
    if pinned is None:
        raise SetupError("requirements/installer.txt names no version of uv; `make lock` writes it.")
    version = pinned.group(1)
    if _uv_version() == version:
        return
    say(f"Fetching uv {version}")
    digests = frozenset(re.findall(r"sha256:([0-9a-f]{64})", lock))
    wheel = download_wheel(project="uv", version=version, platform_tags=_platform_tags(), sha256=digests)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        # Only the program: as an installed package it would be removed again by `uv pip sync`.
        program = archive.read(f"uv-{version}.data/scripts/uv")
    target = venv_program("uv")
    partial = target.with_suffix(".partial")
    partial.write_bytes(program)
    partial.chmod(0o755)
    partial.replace(target)


def _uv_version() -> str | None:
    try:
        said = subprocess.run([venv_program("uv"), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.split()[1]


def _platform_tags() -> tuple[str, ...]:
    """Parts of the wheel's file name that single out the one for this machine."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "macosx", machine
    if sys.platform.startswith("linux"):
        is_musl = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")
        return "musllinux" if is_musl else "manylinux", machine
    raise SetupError(f"EinAmt is developed on Linux and macOS; {sys.platform} is not supported.")
