"""The machine underneath: running programs, and installing system packages where that is allowed.

Standard library only, because set-up runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


class SetupError(Exception):
    """Something the machine lacks. The message says what, and what to do about it."""


def say(message: str) -> None:
    """Print one line of progress."""
    print(f"[setup] {message}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None, what: str) -> None:
    """Run a program and show its output only when it fails.

    :raises SetupError: the program ended with an error; `what` names the step for the reader.
    """
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=None if env is None else {**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        raise SetupError(f"{what} failed (exit code {result.returncode}):\n{result.stdout.strip()}")


def venv_program(name: str) -> Path:
    """Where the virtual environment keeps a program."""
    return VENV / "bin" / name


def distribution() -> frozenset[str]:
    """The names of this Linux distribution and its relatives, such as {"ubuntu", "debian"}."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return frozenset(f"{values.get('ID', '')} {values.get('ID_LIKE', '')}".replace('"', "").split())


def install_system_packages(*names: str) -> bool:
    """Install Debian packages where the machine allows it; say whether they are now there.

    It needs apt-get and root or a sudo that asks for no password. EINAMT_NO_SYSTEM_PACKAGES=1 forbids it.
    """
    prefix = _administrator_prefix()
    if prefix is None:
        return False
    say(f"Installing system packages: {', '.join(names)} (EINAMT_NO_SYSTEM_PACKAGES=1 forbids this)")
    apt_get = [*prefix, "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run([*apt_get, "update"], env=quiet, what="apt-get update")
        run([*apt_get, "install", "--yes", "--no-install-recommends", *names], env=quiet, what="apt-get install")
    except SetupError as error:
        say(f"The system's package manager could not help: {error}")
        return False
    return True


def _administrator_prefix() -> list[str] | None:
    """What to write before apt-get, or None where system packages are out of reach."""
    if os.environ.get("EINAMT_NO_SYSTEM_PACKAGES") or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    sudo = ["sudo", "--non-interactive"]
    asked = subprocess.run([*sudo, "true"], capture_output=True, check=False)
    return sudo if asked.returncode == 0 else None
